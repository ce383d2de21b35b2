"""The figures about which no identity says anything, and why; and whether a relation does."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchdog.check.coverage import coverage
from watchdog.check.report import CheckReport
from watchdog.model.cell import Cell, CellKey

_NOT_STATED = "no identity states it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """Figures of one document that no decided identity covers, for one reason; `relation` is the kind of one that does
    see an error in them, '' where no rule covers them.
    """

    document: str
    reason: str
    relation: str
    cells: tuple[Cell, ...]


def blind(report: CheckReport, cells: Sequence[Cell], covering: Mapping[CellKey, str]) -> Mapping[str, Sequence[Blind]]:
    """By document: what no decided identity touches, the most frequent reason first. `covering` gives the kind of
    relation that sees an error in such a figure.
    """
    reasons = _undecided(report)
    found: dict[str, list[Blind]] = {}
    for covered in coverage(report.results, cells):
        alike: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in covered.uncovered:
            alike[covering.get(cell.key, ""), reasons.get(cell.key, _NOT_STATED)].append(cell)
        found[covered.document] = [
            Blind(document=covered.document, reason=reason, relation=relation, cells=tuple(of))
            for (relation, reason), of in sorted(alike.items(), key=lambda each: (-len(each[1]), each[0]))
        ]
    return found


def _undecided(report: CheckReport) -> dict[CellKey, str]:
    """Identities state them, and none is decided: what these want."""
    wants: dict[CellKey, str] = {}
    for result in report.results:
        for place in result.statement.weights if result.statement.missing else ():
            absent = result.statement.missing[0]
            wants.setdefault(place.key, f"its identities are undecided: a figure of {absent.document} {absent.why}")
    return wants
