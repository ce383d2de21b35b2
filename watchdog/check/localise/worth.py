"""Which lines of a sheet are worth a hypothesis: those about which more is broken than one or two figures explain."""

from collections.abc import Iterable

from watchdog.check.localise.puzzle import ORDINARY_COST, Puzzle

# One or two wrong figures break up to a dozen statements; they are told as figures.
FEWEST_FIGURES = 3
FEWEST_STATEMENTS = 5


class Worth:
    """The broken statements of a puzzle by figure. A line whose broken statements all share one of two figures needs no
    more than these: no hypothesis about it could be accepted, and none is made.
    """

    def __init__(self, puzzle: Puzzle) -> None:
        self._puzzle = puzzle
        self._broken: dict[int, set[int]] = {}
        for number in puzzle.broken():
            for column in puzzle.row(number).weights:
                self._broken.setdefault(column, set()).add(number)
        self._judged: dict[frozenset[int], bool] = {}

    def __call__(self, figures: Iterable[int]) -> bool:
        """Whether a hypothesis about these figures could explain enough."""
        rows = frozenset[int]().union(*(self._broken[column] for column in figures if column in self._broken))
        if len(rows) < FEWEST_STATEMENTS:
            return False
        if rows not in self._judged:
            self._judged[rows] = not self._are_of_two(rows)
        return self._judged[rows]

    def _are_of_two(self, rows: frozenset[int]) -> bool:
        """Whether one or two figures, or as cheap ones, are in all of these statements."""
        figures = [self._puzzle.row(row).weights.keys() for row in rows]
        costs = self._puzzle.costs
        for one in min(figures, key=len):
            others = [each for each in figures if one not in each]
            left = FEWEST_FIGURES * ORDINARY_COST - costs[one]
            if left > 0 and (not others or any(costs[two] < left for two in set(others[0]).intersection(*others[1:]))):
                return True
        return False
