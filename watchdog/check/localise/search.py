"""The cheapest sets of figures whose change brings every statement within its limit: exact branching and elimination.

Some figure of every broken statement is wrong. The search takes the shortest broken statement and tries its figures
one by one; a figure that may be anything is eliminated from the statements about it, and what follows from each two of
them must hold without it. Sets are tried in the order of their cost, so that the first found are the cheapest. The
work is limited in steps, not in seconds: the same release gives the same answer on every machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from watchdog.check.localise.puzzle import Puzzle
from watchdog.check.localise.rows import Row, Star, mends, star

# For a whole release. Measured: with the trials of structures below five seconds of one core of 2025.
STEPS = 400_000
SETS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The cheapest sets, and their cost; no set, and the cost that any must exceed, where the steps ran out first.

    `is_complete` is false where there may be further sets of that cost. `least` is what the broken statements alone
    show to be needed; `reach` are the figures that the proof looked at; `steps` is what it took.
    """

    sets: tuple[frozenset[int], ...]
    cost: int
    least: int
    is_complete: bool
    reach: frozenset[int]
    steps: int = 0


class _State(NamedTuple):
    """What is left to explain once some figures may be anything: the rows that do not hold as printed, those that hold
    and were written out, and what follows from two others. `gone` are statements about those figures; `freed` counts
    them, but for those that an exact statement names by others.
    """

    broken: tuple[Row, ...]
    derived: tuple[Row, ...]
    stars: tuple[Star, ...]
    gone: frozenset[int]
    freed: int = 0


class _OutOfSteps(Exception):
    """The search has done as much as it may."""


def cheapest_sets(puzzle: Puzzle, broken: Iterable[int], steps: int = STEPS, sets: int = SETS) -> Outcome:
    """The cheapest sets of figures that explain the `broken` statements, the other broken ones left aside."""
    wanted = set(broken)
    aside = frozenset(number for number in puzzle.broken() if number not in wanted)
    return _Search(puzzle, aside, steps, sets).run(sorted(wanted))


def least_cost(puzzle: Puzzle, broken: Iterable[int]) -> int:
    """What these broken statements need at least: those that share no figure are each wrong by themselves."""
    rows = _shortest_first(puzzle.row(number) for number in broken)
    return _least(rows, puzzle.costs, frozenset())


class _Search:
    def __init__(self, puzzle: Puzzle, aside: frozenset[int], steps: int, sets: int) -> None:
        self._puzzle = puzzle
        self._aside = aside
        self._steps = self._allowed = steps
        self._sets = sets
        self._cheapest = min(puzzle.costs, default=1)
        self._found: list[frozenset[int]] = []
        self._reach: set[int] = set()
        self._next = 0

    def run(self, broken: Sequence[int]) -> Outcome:
        """Search with a growing budget; the next budget is the least that a refused branch would have needed."""
        start = self._start(broken)
        least = budget = _least(start.broken, self._puzzle.costs, frozenset())
        is_complete = True
        try:
            while not self._found:
                self._next = _NEVER
                self._branch(start, (), frozenset(), budget)
                if not self._found and self._next < _NEVER:
                    budget = self._next
                elif not self._found:
                    break
        except _OutOfSteps:
            is_complete = False
        return Outcome(
            sets=tuple(self._found),
            cost=budget,
            least=least,
            is_complete=is_complete,
            reach=frozenset(self._reach),
            steps=self._allowed - max(self._steps, 0),
        )

    def _start(self, broken: Sequence[int]) -> _State:
        """Nothing may change yet."""
        rows = tuple(self._puzzle.row(number) for number in broken)
        return _State(tuple(_shortest_first(rows)), (), (), self._aside)

    def _without(self, state: _State, unknown: int) -> _State:
        """The state once `unknown` may be anything."""
        hit, kept = self._about(state, unknown)
        left = star(hit, unknown, state.freed + 2)
        contradictions = [each.row() for each in left.contradictions()]
        self._count(len(hit) * (1 + sum(row.is_broken for row in hit)))
        return _State(
            broken=tuple(_shortest_first((*kept.broken, *contradictions))),
            derived=kept.derived,
            stars=(*kept.stars, left),
            gone=state.gone.union(self._puzzle.rows_of(unknown)),
            freed=state.freed + (left.pivot is None),
        )

    def _about(self, state: _State, unknown: int) -> tuple[list[Row], _State]:
        """All rows about `unknown`, those of the stars written out; and the state that is left without them."""
        hit = [row for row in (*state.broken, *state.derived) if unknown in row.weights]
        hit += [
            row
            for number in self._puzzle.rows_of(unknown)
            if number not in state.gone and not (row := self._puzzle.row(number)).is_broken
        ]
        derived = [row for row in state.derived if unknown not in row.weights]
        stars = []
        for each in state.stars:
            pairs, rest = each.about(unknown)
            self._count(len(pairs))
            for row in (found.row() for found in pairs if not found.is_broken):  # the broken were written out before
                (hit if unknown in row.weights else derived).append(row)
            if rest is not None:
                stars.append(rest)
        broken = tuple(row for row in state.broken if unknown not in row.weights)
        return hit, _State(broken, tuple(derived), tuple(stars), state.gone, state.freed)

    def _branch(self, state: _State, chosen: tuple[int, ...], banned: frozenset[int], left: int) -> None:
        if not state.broken:
            self._found.append(frozenset(chosen))
            if len(self._found) >= self._sets:
                raise _OutOfSteps
            return
        self._count(1 + sum(len(row.weights) for row in state.broken) // _ONE_STEP)
        for row in state.broken:
            self._reach.update(row.weights)
        needed = _least(state.broken, self._puzzle.costs, banned)
        spent = self._spent(chosen)
        if needed > left:
            self._next = min(self._next, spent + needed)
            return
        candidates = [column for column in state.broken[0].weights if column not in banned]
        if left < 2 * self._cheapest:
            self._last(state, chosen, candidates, left)
            return
        for place, column in enumerate(candidates):
            cost = self._puzzle.costs[column]
            if cost > left:
                self._next = min(self._next, spent + cost)
                continue
            self._branch(self._without(state, column), (*chosen, column), banned.union(candidates[:place]), left - cost)

    def _last(self, state: _State, chosen: tuple[int, ...], candidates: Iterable[int], left: int) -> None:
        """One more figure can be afforded: it must be in every broken row, and mend all of them at once."""
        spent = self._spent(chosen)
        self._next = min(self._next, spent + 2 * self._cheapest)
        for row in state.broken:
            candidates = [column for column in candidates if column in row.weights]
        for column in candidates:
            rows, _ = self._about(state, column)
            self._count(len(rows))
            if not mends(rows, column):
                continue
            if (cost := self._puzzle.costs[column]) > left:
                self._next = min(self._next, spent + cost)
                continue
            self._found.append(frozenset((*chosen, column)))
            if len(self._found) >= self._sets:
                raise _OutOfSteps

    def _spent(self, chosen: Iterable[int]) -> int:
        return sum(self._puzzle.costs[column] for column in chosen)

    def _count(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise _OutOfSteps


_NEVER = 1 << 60
_ONE_STEP = 8  # figures of a row that are looked at in about the time of one step


def _least(broken: Iterable[Row], costs: Sequence[int], banned: frozenset[int]) -> int:
    """What broken rows without a common figure need at least; beyond all budgets where one has none left."""
    seen: set[int] = set()
    total = 0
    for row in broken:
        if seen.isdisjoint(row.weights):
            allowed = [costs[column] for column in row.weights if column not in banned]
            if not allowed:
                return _NEVER
            total += min(allowed)
            seen.update(row.weights)
    return total


def _shortest_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: len(row.weights))
