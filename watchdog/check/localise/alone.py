"""One figure of a release that held is changed: the single figures that the search would then name."""

from dataclasses import replace

from watchdog.check.localise.puzzle import Puzzle
from watchdog.check.localise.rows import Row, mends
from watchdog.check.localise.search import SETS


def sole_suspects(puzzle: Puzzle, column: int, by: int) -> list[int]:
    """The cheapest figures each of which alone repairs what moving one figure by so much breaks; none where it breaks
    nothing. The search needs no more than one figure here, for moving it back repairs everything.
    """
    moved = {number: _moved(puzzle.row(number), column, by) for number in puzzle.rows_of(column)}
    broken = sorted((row for row in moved.values() if row.is_broken), key=lambda row: len(row.weights))
    if not broken:
        return []
    shared = [each for each in broken[0].weights if all(each in row.weights for row in broken)]
    found = [
        each
        for each in shared
        if mends((moved.get(number) or puzzle.row(number) for number in puzzle.rows_of(each)), each)
    ]
    least = min(puzzle.costs[each] for each in found)
    return [each for each in found if puzzle.costs[each] == least][:SETS]


def _moved(row: Row, column: int, by: int) -> Row:
    change = row.weights[column] * by
    return replace(row, low=row.low - change, high=row.high - change)
