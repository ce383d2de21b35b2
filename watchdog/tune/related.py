"""What the relations see: errors planted in a sample of figures, judged by every relation as a check of them would be.

A relation may see what no identity does, of figures that stand in one or in none. Each error is in one figure, and
judged by itself; demands on which periods are printed see none of these, and gaps are those of the identities.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median_low

import numpy as np
from scipy.sparse import csr_array

from watchdog.check.relations import RelationResults
from watchdog.check.report import CheckReport
from watchdog.check.statement import LARGEST, without_noise
from watchdog.model.cell import Cell, CellKey
from watchdog.model.finding import Verdict
from watchdog.tune.bench import Bench
from watchdog.tune.planting import OF_COUNT, Kind, Plantings, changes_of

SAMPLE = 60
"""In so many figures of each document errors are planted for the relations, unless another number is asked for."""
_TRIED = 25
_FORM = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRelation:
    """A relation: its decided statements; of the errors planted anywhere, how many it breaks and how many it doubts;
    of those, how many no identity finds; and, over the figures where it found any, the median of the smallest error
    that it finds or doubts, in published units.
    """

    name: str
    kind: str
    label: str
    statements: int
    broken: int
    doubtful: int
    unseen: int
    smallest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Of `planted` errors, what each relation that saw any made of them; and the relations that look at each figure
    that no identity covers, by kind.
    """

    planted: int
    relations: tuple[OfRelation, ...]
    covering: Mapping[CellKey, str]


NOTHING = Related(planted=0, relations=(), covering={})


@dataclass(slots=True)
class _Seen:
    broken: int = 0
    doubtful: int = 0
    unseen: int = 0
    at: dict[CellKey, Cell] = field(default_factory=dict)


def related(report: CheckReport, cells: Sequence[Cell], bench: Bench, *, sample: int | None, seed: int) -> Related:
    """Plant errors of the kinds that need no neighbour in a sample of each document's figures, and in every figure that
    no identity covers, of which it is told only whether a relation sees any.
    """
    judge = _Judge(report.relations)
    columns = {bench.sheets.places[column].key: column for column in bench.sheets.stated}
    seen: defaultdict[str, _Seen] = defaultdict(_Seen)
    planted = 0
    for cell, errors in _plantings(cells, sample or SAMPLE, seed):
        found = _by_identities(bench, columns.get(cell.key), errors)
        planted += len(errors)
        for by, is_found in zip(errors, found, strict=True):
            for name, verdict in judge.news(cell, by).items():
                one = seen[name]
                one.broken += verdict is Verdict.FAIL
                one.doubtful += verdict is Verdict.WARN
                one.unseen += not is_found
                one.at[cell.key] = cell
    return Related(
        planted=planted,
        relations=tuple(_of(name, one, judge, report.relations) for name, one in sorted(seen.items())),
        covering=dict(_covering(judge, [cell for cell in cells if cell.key not in columns])),
    )


def _plantings(cells: Sequence[Cell], sample: int, seed: int) -> Iterator[tuple[Cell, list[int]]]:
    of_document: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        of_document[cell.key.outlet.document].append(without_noise(cell))
    for document, printed in of_document.items():
        chance = Random(f"{seed}/{document}/relations")  # noqa: S311 - a repeatable sample
        for cell in chance.sample(printed, min(sample, len(printed))):
            yield cell, [by for kind in OF_COUNT for by in changes_of(kind, cell.count, chance)]


def _by_identities(bench: Bench, column: int | None, errors: Sequence[int]) -> list[bool]:
    """Which of the errors in one figure break an identity."""
    if column is None or not errors:
        return [False] * len(errors)
    places = np.arange(len(errors))
    sizes = np.array(errors, dtype=np.int64)
    shape = (len(bench.sheets.counts), len(errors))
    changes = csr_array((sizes, (np.full(len(errors), column), places)), shape=shape, dtype=np.int64)
    judged = bench.judge(
        Plantings(kind=Kind.UNIT, at=np.full(len(errors), column, dtype=np.int64), sizes=sizes, changes=changes)
    )
    return [bool(each) for each in np.isin(places, judged.plantings[judged.fails])]


class _Judge:
    """Compares what relations say of a changed figure with what they say of the print."""

    def __init__(self, relations: RelationResults) -> None:
        self._relations = relations
        self._before = list(relations.verdicts)
        self.kinds: dict[str, str] = {}

    def news(self, cell: Cell, by: int) -> dict[str, Verdict]:
        """The relations that newly fail, or else newly warn, by name."""
        now = self._relations.if_printed(cell.key, cell.count + by)
        found: dict[str, Verdict] = {}
        for place, (verdict, before) in enumerate(zip(now.verdicts, self._before, strict=True)):
            if verdict is before or verdict not in (Verdict.FAIL, Verdict.WARN):
                continue
            rule = self._relations[place].rule
            self.kinds[rule.name] = rule.kind
            if found.get(rule.name) is not Verdict.FAIL:
                found[rule.name] = verdict
        return found

    def smallest(self, name: str, cell: Cell) -> int | None:
        """The least error, in either direction, that this relation sees; None where it sees none of a likely size."""
        found = [least for sign in (1, -1) if (least := self._least(name, cell, sign)) is not None]
        return min(found, default=None)

    def _least(self, name: str, cell: Cell, sign: int) -> int | None:
        high = 1
        while name not in self.news(cell, sign * high):
            high *= 4
            if high > min(LARGEST, 1024 * (abs(cell.count) + 1)):
                return None
        low = high // 4
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if name in self.news(cell, sign * middle) else (middle, high)
        return high


def _of(name: str, seen: _Seen, judge: _Judge, relations: RelationResults) -> OfRelation:
    of_name = [each for each in relations if each.rule.name == name and each.verdict is not Verdict.UNDECIDED]
    found = [judge.smallest(name, cell) for cell in list(seen.at.values())[:_TRIED]]
    known = [each for each in found if each is not None]
    return OfRelation(
        name=name,
        kind=judge.kinds[name],
        label=of_name[0].rule.label,
        statements=len(of_name),
        broken=seen.broken,
        doubtful=seen.doubtful,
        unseen=seen.unseen,
        smallest=median_low(known) if known else None,
    )


def _covering(judge: _Judge, uncovered: Sequence[Cell]) -> Iterator[tuple[CellKey, str]]:
    """The kind of relation that sees some error in a figure; what is asked of any figure's form covers none."""
    for each in uncovered:
        cell, chance = without_noise(each), Random(0)  # noqa: S311 - a repeatable draw
        errors = (by for kind in OF_COUNT for by in changes_of(kind, cell.count, chance))
        kinds = (judge.kinds[name] for by in errors for name in judge.news(cell, by))
        if kind := next((kind for kind in kinds if kind != _FORM), None):
            yield cell.key, kind
