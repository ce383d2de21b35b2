"""A checked release on the bench: judges what was planted in it by the bounds and verdicts of a real check.

A change of figures moves the residuals by the matrix times that change, so that thousands are judged at once. What is
broken before anything is planted has no part in it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from watchdog.check.localise.alone import sole_suspects
from watchdog.check.localise.puzzle import puzzle_of
from watchdog.check.localise.sheet import sheets_of
from watchdog.check.results import CODES, Codes, Truths, coded
from watchdog.check.system import Integers, System, compile_system
from watchdog.model.finding import Verdict
from watchdog.model.identity import IdentityClass
from watchdog.tune.planting import LINES, Kind, Plantings

# Stands for the smallest certain error of a figure that no identity can prove wrong.
NEVER = np.iinfo(np.int64).max


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of some plantings: broken is a failed identity, doubtful a warning alone, undecided a gap.

    Of those in single figures: `certain` are beyond the bound and the residual already there, `small` are not;
    `pointed` are those whose broken identities point to smallest sets, `named` where the figure is in one of them,
    `alone` where it is the only one, and `separable` where no other figure stands in the same identities with
    proportional weights.
    """

    planted: int = 0
    broken: int = 0
    doubtful: int = 0
    undecided: int = 0
    certain: int = 0
    certain_broken: int = 0
    small: int = 0
    small_broken: int = 0
    pointed: int = 0
    named: int = 0
    alone: int = 0
    separable: int = 0

    @property
    def told(self) -> int:
        """Of how many a check says that it fails, or lacks a figure."""
        return self.broken + self.undecided


def total(tallies: Iterable[Tally]) -> Tally:
    """Their sum."""
    added = Tally()
    for tally in tallies:
        for name in Tally.__slots__:
            setattr(added, name, getattr(added, name) + getattr(tally, name))
    return added


@dataclass(frozen=True, slots=True, kw_only=True)
class OfIdentity:
    """An identity, or a family: its statements; of the plantings that touch it, how many break it, and how many of
    those no other identity sees; and, over its figures, the median of the smallest error that it always finds.
    """

    name: str
    label: str
    statements: int
    touched: int
    broken: int
    only: int
    smallest: int | None


class Judged(NamedTuple):
    """For each statement that a planting touches: which, by which planting, and whether it newly fails or warns."""

    rows: Integers
    plantings: Integers
    fails: Truths
    warns: Truths


class Bench:
    """The statements that hold as printed, and what was judged of them so far."""

    def __init__(self, system: System) -> None:
        self.system = _holding(system)
        self.sheets = sheets_of(self.system)
        self._puzzle = puzzle_of(self.system)
        self._residuals = self.system.residuals
        self._exact, self._soft = (
            np.array([each is wanted for each in self.system.classes], dtype=np.bool_)
            for wanted in (IdentityClass.EXACT, IdentityClass.SOFT)
        )
        names = [each.identity.family or each.identity.name for each in self.system.statements]
        self._names = list(dict.fromkeys(names))
        number = {name: place for place, name in enumerate(self._names)}
        self._group = np.array([number[name] for name in names], dtype=np.int64)
        self._touched, self._broken, self._only = (np.zeros(len(self._names), dtype=np.int64) for _ in range(3))
        self._certain = self._entries_certain()
        self.smallest = np.full(len(self.system.columns), NEVER, dtype=np.int64)
        np.minimum.at(self.smallest, self.system.matrix.indices, self._certain)
        signatures = [self._signature(column) for column in range(len(self.system.columns))]
        times = Counter(signatures)
        self._separable = np.array([times[each] == 1 for each in signatures])

    def tally(self, plantings: Plantings) -> Tally:
        """What a check would have said of these."""
        if not len(plantings.at):
            return Tally()
        judged = self.judge(plantings)
        if plantings.kind is Kind.DELETED:
            return Tally(planted=len(plantings.at), undecided=len(np.unique(judged.plantings)))
        broken = np.unique(judged.plantings[judged.fails])
        doubtful = np.setdiff1d(judged.plantings[judged.warns], broken)
        self._count(judged)
        tally = Tally(planted=len(plantings.at), broken=len(broken), doubtful=len(doubtful))
        if plantings.kind not in LINES:
            is_certain = abs(plantings.sizes) >= self.smallest[plantings.at]
            tally.certain, tally.certain_broken = int(is_certain.sum()), int(is_certain[broken].sum())
            tally.small, tally.small_broken = len(is_certain) - tally.certain, len(broken) - tally.certain_broken
            self._point(plantings, broken, tally)
        return tally

    def judge(self, plantings: Plantings) -> Judged:
        """Each residual that is moved, by the same bounds and the same verdict as in the report."""
        moved = (self.system.matrix @ plantings.changes).tocoo()
        rows = moved.row.astype(np.int64)
        before, now = self._residuals[rows], self._residuals[rows] + moved.data
        verdicts = [self._verdicts(rows, residuals) for residuals in (before, now)]
        return Judged(
            rows=rows,
            plantings=moved.col.astype(np.int64),
            fails=verdicts[1] == CODES[Verdict.FAIL],
            warns=(verdicts[1] == CODES[Verdict.WARN]) & (verdicts[0] != CODES[Verdict.WARN]),
        )

    def identities(self) -> Iterator[OfIdentity]:
        """What each identity, or family, saw of all that was judged."""
        entries = self._group[_row_of_entries(self.system)]
        statements = Counter(self._group.tolist())
        first = {int(group): place for place, group in reversed(list(enumerate(self._group)))}
        for group, name in enumerate(self._names):
            identity = self.system.statements[first[group]].identity
            found = self._certain[(entries == group) & (self._certain < NEVER)]
            yield OfIdentity(
                name=name,
                label=identity.label,
                statements=statements[group],
                touched=int(self._touched[group]),
                broken=int(self._broken[group]),
                only=int(self._only[group]),
                smallest=int(np.median(found)) if len(found) else None,
            )

    def _verdicts(self, rows: Integers, residuals: Integers) -> Codes:
        beyond = abs(2 * residuals) > self.system.twice_limits[rows]
        unlikely = abs(residuals) > self.system.warning_limits[rows]
        return coded(beyond, unlikely, exact=self._exact[rows], soft=self._soft[rows])

    def _count(self, judged: Judged) -> None:
        groups = len(self._names)
        pairs = judged.plantings * groups + self._group[judged.rows]
        np.add.at(self._touched, np.unique(pairs) % groups, 1)
        seen = np.unique(pairs[judged.fails])
        np.add.at(self._broken, seen % groups, 1)
        _, place, times = np.unique(seen // groups, return_index=True, return_counts=True)
        np.add.at(self._only, seen[place[times == 1]] % groups, 1)

    def _point(self, plantings: Plantings, broken: Integers, tally: Tally) -> None:
        """Where the search for the wrong figure ends."""
        sizes = plantings.sizes
        for planting in broken.tolist():
            column = int(plantings.at[planting])
            suspects = sole_suspects(self._puzzle, column, int(sizes[planting]))
            tally.pointed += 1
            tally.named += column in suspects
            tally.alone += suspects == [column]
            tally.separable += bool(self._separable[column])

    def _entries_certain(self) -> Integers:
        """For each figure of each statement the least change that must break it: beyond its bound and its residual."""
        rows, matrix = _row_of_entries(self.system), self.system.matrix
        room = self.system.twice_limits[rows] // 2 + abs(self._residuals[rows])
        certain = room // abs(matrix.data) + 1
        return np.where(self._soft[rows], NEVER, certain)

    def _signature(self, column: int) -> tuple[tuple[int, Fraction], ...]:
        """Figures whose statements and weights are proportional cannot be told apart."""
        rows = sorted(self._puzzle.rows_of(column))
        weights = [self._puzzle.row(row).weights[column] for row in rows]
        return tuple((row, Fraction(weight, weights[0])) for row, weight in zip(rows, weights, strict=True))


def _row_of_entries(system: System) -> Integers:
    return np.repeat(np.arange(len(system.statements)), np.diff(system.matrix.indptr))


def _holding(system: System) -> System:
    """The system without the statements that fail as printed."""
    beyond = abs(2 * system.residuals) > system.twice_limits
    kept = [statement for statement, is_beyond in zip(system.statements, beyond, strict=True) if not is_beyond]
    return compile_system(kept) if len(kept) < len(system.statements) else system
