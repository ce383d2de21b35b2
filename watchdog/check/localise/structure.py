"""One cause for many broken statements: whole lines of a sheet shifted, exchanged, scaled, turned or left stale.

A hypothesis is accepted where it repairs nearly all that is broken about its figures, many statements at once that no
one or two figures could explain, and breaks next to nothing; of equals, the one that moves the fewest figures. The
trials are limited in steps, like the search: the documents with most that is broken come first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from watchdog.check.localise.hypotheses import Hypothesis, hypotheses, step_name
from watchdog.check.localise.puzzle import ORDINARY_COST, Puzzle
from watchdog.check.localise.search import least_cost
from watchdog.check.localise.sheet import Sheet, Sheets
from watchdog.check.localise.worth import FEWEST_FIGURES, FEWEST_STATEMENTS, Worth

# Of so many statements that it explains, one may stay broken.
_LEFT_OVER = 10
_MOST_STRUCTURES = 4
# For a whole release. Measured: about as long as the search's own; a look takes so many, and a trial so many more.
STEPS = 300_000
_ONE_LOOK = 10
_ONE_TRIAL = 150
EITHER = "are the same, and which of them was overwritten the arithmetic cannot tell"
_SINGULAR = {"are": "is", "have": "has", "stand": "stands"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What happened to which lines, the figures that it moved or overwrote, and the broken rows that it explains."""

    words: str
    sheet: Sheet
    lines: str
    figures: tuple[int, ...]
    rows: tuple[int, ...]
    is_lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Structures:
    """The structural causes, what is left to explain once they are undone, and the documents of which the steps did not
    allow to try everything.
    """

    found: tuple[Structure, ...]
    left: Puzzle
    untried: frozenset[str] = frozenset()


def structures(puzzle: Puzzle, sheets: Sheets, steps: int = STEPS) -> Structures:
    """Look for structural causes until none is left, or the steps run out."""
    found: list[Structure] = []
    untried: frozenset[str] = frozenset()
    while len(found) < _MOST_STRUCTURES and not untried:
        if least_cost(puzzle, puzzle.broken()) < FEWEST_FIGURES * ORDINARY_COST:
            break
        trial = _Trial(puzzle, steps)
        best, untried = trial.best(sheets)
        steps = trial.steps
        if best is None:
            break
        found.append(best.structure)
        puzzle = best.after
    return Structures(found=tuple(found), left=puzzle, untried=untried)


@dataclass(frozen=True, slots=True)
class _Judged:
    structure: Structure
    worth: tuple[int, bool, int, int]
    after: Puzzle
    both: str = ""

    def is_twin_of(self, other: "_Judged") -> bool:
        """Whether one says of two equal lines what the other says of the second, and nothing tells them apart."""
        return bool(self.both) and (self.both, self.structure.rows) == (other.both, other.structure.rows)

    def of_both(self, other: "_Judged") -> "_Judged":
        """That either of them happened."""
        structure = replace(
            self.structure,
            lines=self.both,
            words=EITHER,
            figures=tuple(sorted({*self.structure.figures, *other.structure.figures})),
        )
        return replace(self, structure=structure)


class _Trial:
    """Tries hypotheses on one state of the puzzle, as far as the `steps` last."""

    def __init__(self, puzzle: Puzzle, steps: int) -> None:
        self.steps = steps
        self._puzzle = puzzle
        self._residuals = np.array(puzzle.residuals, dtype=np.int64)
        self._limits = np.array(puzzle.limits, dtype=np.int64)
        self._broken = abs(self._residuals) > self._limits

    def best(self, sheets: Sheets) -> tuple[_Judged | None, frozenset[str]]:
        """What explains most of the documents that could be tried, and the documents that could not."""
        broken = Counter(
            document
            for number in self._puzzle.broken()
            for document in {sheets.places[column].key.outlet.document for column in self._puzzle.row(number).weights}
        )
        documents = sorted(broken, key=lambda document: (-broken[document], document))
        best: _Judged | None = None
        worth = Worth(self._puzzle)
        for place, document in enumerate(documents):
            for each in hypotheses(sheets, document, worth):
                judged = self.judge(each)
                if self.steps < 0:
                    return best, frozenset(documents[place:])
                if judged is not None and best is not None and judged.is_twin_of(best):
                    best = best.of_both(judged)
                elif judged is not None and (best is None or judged.worth > best.worth):
                    best = judged
        return best, frozenset()

    def judge(self, hypothesis: Hypothesis) -> _Judged | None:
        """The hypothesis over the run of steps that repairs most, or None where it does not explain enough."""
        figures = {column for step in hypothesis.steps for column in step} | hypothesis.lost
        self.steps -= _ONE_LOOK + len(figures) // _ONE_LOOK
        rows = np.array(sorted({row for column in figures for row in self._puzzle.rows_of(column)}), dtype=np.int64)
        if self._broken[rows].sum() < FEWEST_STATEMENTS:
            return None
        self.steps -= _ONE_TRIAL
        first, last = (0, len(hypothesis.steps)) if hypothesis.is_whole else self._run(hypothesis, rows)
        changes = {
            column: by for step in hypothesis.steps[first:last] for column, by in step.items() if by or hypothesis.slack
        }
        lost = hypothesis.lost
        if first < last:
            lost |= (hypothesis.lost_before[first : first + 1] or (frozenset(),))[0]
            lost |= (hypothesis.lost_after[last - 1 : last] or (frozenset(),))[0]
        if len(changes) + len(hypothesis.lost) < FEWEST_FIGURES:
            return None
        return self._accepted(hypothesis, (first, last), changes, lost)

    def _run(self, hypothesis: Hypothesis, rows: NDArray[np.int64]) -> tuple[int, int]:
        """The run of steps that leaves least broken: its best start when it goes to the end, then its best end."""
        columns = sorted({column for step in hypothesis.steps for column in step})
        at = {column: place for place, column in enumerate(columns)}
        entries = [
            (by, at[column], number) for number, step in enumerate(hypothesis.steps) for column, by in step.items()
        ]
        values, places, numbers = zip(*entries, strict=True) if entries else ((), (), ())
        steps = csr_array(
            (np.array(values, dtype=np.int64), (places, numbers)), shape=(len(columns), len(hypothesis.steps))
        )
        part = self._puzzle.matrix[rows][:, columns]
        moved = (part @ steps).toarray()
        slack = hypothesis.slack * abs(part).sum(axis=1)
        limits = (self._limits[rows] + slack)[:, None]
        after_start = self._residuals[rows][:, None] + np.cumsum(moved[:, ::-1], axis=1)[:, ::-1]
        first = int((abs(after_start) > limits).sum(axis=0).argmin())
        after_end = self._residuals[rows][:, None] + np.cumsum(moved[:, first:], axis=1)
        broken = (abs(after_end) > limits).sum(axis=0)
        return first, first + len(broken) - int(broken[::-1].argmin())

    def _accepted(
        self, hypothesis: Hypothesis, run: tuple[int, int], changes: Mapping[int, int], lost: frozenset[int]
    ) -> _Judged | None:
        after = undone(self._puzzle, changes, lost, hypothesis.slack)
        figures = sorted(changes.keys() | hypothesis.lost)
        # what a shift pushed off the sheet proves nothing; a stale line has nothing else than what it repeats
        let_pass = set() if hypothesis.is_whole else {row for column in lost for row in self._puzzle.rows_of(column)}
        rows = sorted({row for column in figures for row in self._puzzle.rows_of(column)} - let_pass)
        explained = [row for row in rows if self._broken[row]]
        left = sum(abs(after.residuals[row]) > after.limits[row] for row in rows)
        repaired = len(explained) - left
        if repaired < FEWEST_STATEMENTS or left * _LEFT_OVER > len(explained):
            return None
        if least_cost(self._puzzle, explained) < FEWEST_FIGURES * ORDINARY_COST:
            return None
        structure = Structure(
            words=hypothesis.words if hypothesis.is_plural else _of_one(hypothesis.words),
            sheet=hypothesis.sheet,
            lines=_told(hypothesis, run),
            figures=tuple(figures),
            rows=tuple(
                row
                for row in sorted({*rows, *let_pass})
                if self._broken[row] and abs(after.residuals[row]) <= after.limits[row]
            ),
            is_lost=bool(lost),
        )
        worth = (repaired, not lost, -len(figures), hypothesis.plausibility)
        return _Judged(structure, worth, after, hypothesis.both)


def undone(puzzle: Puzzle, changes: Mapping[int, int], lost: Iterable[int], slack: int) -> Puzzle:
    """The puzzle once these figures changed; statements about lost ones, and rounding left unknown, are let pass."""
    residuals, limits = [*puzzle.residuals], [*puzzle.limits]
    for column, by in changes.items():
        for row in puzzle.rows_of(column):
            weight = puzzle.row(row).weights[column]
            residuals[row] += weight * by
            limits[row] += abs(weight) * slack
    for column in lost:
        for row in puzzle.rows_of(column):
            limits[row] = max(limits[row], abs(residuals[row]))
    return Puzzle(matrix=puzzle.matrix, residuals=residuals, limits=limits, costs=puzzle.costs)


def _told(hypothesis: Hypothesis, run: tuple[int, int]) -> str:
    if run == (0, len(hypothesis.steps)):
        return hypothesis.lines
    first, last = (step_name(hypothesis.across, end(hypothesis.marks[run[0] : run[1]])) for end in (min, max))
    steps = f"{hypothesis.across} {first}" if first == last else f"{hypothesis.across}s {first} to {last}"
    return f"{hypothesis.lines}, {steps},"


def _of_one(words: str) -> str:
    """The same of one line: 'stand' as 'stands'."""
    verb, _, rest = words.partition(" ")
    return f"{_SINGULAR.get(verb, verb)} {rest}"
