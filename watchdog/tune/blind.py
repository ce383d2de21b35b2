"""The figures about which no identity says anything, and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchdog.check.coverage import coverage
from watchdog.check.report import CheckReport
from watchdog.model.cell import Cell, CellKey
from watchdog.model.finding import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """Figures of one document that no decided identity covers, for one reason."""

    document: str
    reason: str
    cells: tuple[Cell, ...]


def blind(report: CheckReport, cells: Sequence[Cell]) -> Mapping[str, Sequence[Blind]]:
    """By document: what no decided identity touches, the most frequent reason first."""
    reasons = {**_compared(report), **_undecided(report)}
    found: dict[str, list[Blind]] = {}
    for covered in coverage(report.results, cells):
        by_reason: dict[str, list[Cell]] = defaultdict(list)
        for cell in covered.uncovered:
            by_reason[reasons.get(cell.key, "no identity and no ratio states it")].append(cell)
        found[covered.document] = [
            Blind(document=covered.document, reason=reason, cells=tuple(alike))
            for reason, alike in sorted(by_reason.items(), key=lambda each: (-len(each[1]), each[0]))
        ]
    return found


def _compared(report: CheckReport) -> dict[CellKey, str]:
    """No identity states them, but a relation that was decided names its figures: a ratio does."""
    return {
        cell.key: f"no identity states it; a relation of the kind {relation.rule.kind} does"
        for relation in report.relations
        if relation.verdict in (Verdict.PASS, Verdict.FAIL)
        for cell in relation.cells
    }


def _undecided(report: CheckReport) -> dict[CellKey, str]:
    """Identities state them, and none is decided: what these want."""
    wants: dict[CellKey, str] = {}
    for result in report.results:
        for place in result.statement.weights if result.statement.missing else ():
            absent = result.statement.missing[0]
            wants.setdefault(place.key, f"its identities are undecided: a figure of {absent.document} {absent.why}")
    return wants
