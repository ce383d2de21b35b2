"""What a few suspected figures can be when all others stand: the ranges that the statements about them leave."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd

from watchdog.check.localise.puzzle import Puzzle

_Sum = tuple[tuple[int, int], ...]
_Range = tuple[Fraction, Fraction]
# Elimination can square the number of ranges; beyond so many nothing is said rather than waited for.
_MOST_RANGES = 2_000


@dataclass(frozen=True, slots=True)
class Region:
    """The changes that bring all statements about the suspects within their limits: a range for each sum of changes.

    `is_empty` says that there are none, or that there are too many ranges to tell.
    """

    ranges: Mapping[_Sum, _Range]
    is_empty: bool = False

    def fixed(self, column: int, change: int) -> "Region":
        """What is left for the others when one figure changes by so much."""
        if self.is_empty:
            return self
        return _region(
            (
                {other: weight for other, weight in weights if other != column},
                low - dict(weights).get(column, 0) * change,
                high - dict(weights).get(column, 0) * change,
            )
            for weights, (low, high) in self.ranges.items()
        )

    def without(self, column: int) -> "Region":
        """What is left for the others when one figure may be anything."""
        if self.is_empty:
            return self
        about = [(dict(weights), *ends) for weights, ends in self.ranges.items() if column in dict(weights)]
        others = [(dict(weights), *ends) for weights, ends in self.ranges.items() if column not in dict(weights)]
        if len(about) * (len(about) - 1) // 2 > _MOST_RANGES:
            return Region({}, is_empty=True)
        made = [_eliminated(one, two, column) for place, one in enumerate(about) for two in about[:place]]
        return _region((*others, *made))

    def span(self, column: int) -> tuple[int, int] | None:
        """The least and the greatest whole change of one figure when the others may be anything; None without one, or
        without an end.
        """
        region = self
        for other in {other for weights in self.ranges for other, _ in weights} - {column}:
            region = region.without(other)
        ends = region.ranges.get(((column, 1),))
        if region.is_empty or ends is None or ceil(ends[0]) > floor(ends[1]):
            return None
        return ceil(ends[0]), floor(ends[1])

    @property
    def is_possible(self) -> bool:
        """Whether there are such changes at all."""
        region = self
        for column in {column for weights in self.ranges for column, _ in weights}:
            region = region.without(column)
        return not region.is_empty


def region(puzzle: Puzzle, suspects: Iterable[int], broken: Iterable[int]) -> Region:
    """The region of these figures; empty where one of the `broken` statements, the only ones that count among the
    broken, is not about any of them.
    """
    wanted, counted = frozenset(suspects), frozenset(broken)
    numbers = {
        number
        for column in wanted
        for number in puzzle.rows_of(column)
        if number in counted or not puzzle.row(number).is_broken
    }.union(counted)
    rows = (puzzle.row(number) for number in numbers)
    return _region(
        (
            {column: weight for column, weight in row.weights.items() if column in wanted},
            Fraction(row.low),
            Fraction(row.high),
        )
        for row in rows
    )


_Ranged = tuple[dict[int, int], Fraction, Fraction]


def _region(rows: Iterable[_Ranged]) -> Region:
    """Rows of the same sum are one: the narrowest."""
    ranges: dict[_Sum, _Range] = {}
    for weights, low, high in _normal(rows):
        if not weights:
            if low > 0 or high < 0:
                return Region({}, is_empty=True)
            continue
        before = ranges.get(weights)
        ends = (low, high) if before is None else (max(low, before[0]), min(high, before[1]))
        if ends[0] > ends[1]:
            return Region({}, is_empty=True)
        ranges[weights] = ends
    return Region(ranges)


def _normal(rows: Iterable[_Ranged]) -> Iterator[tuple[_Sum, Fraction, Fraction]]:
    for weights, low, high in rows:
        if not weights:
            yield (), low, high
            continue
        factor = gcd(*weights.values()) * (1 if weights[min(weights)] > 0 else -1)
        ends = sorted((low / factor, high / factor))
        yield tuple(sorted((column, weight // factor) for column, weight in weights.items())), ends[0], ends[1]


def _eliminated(one: _Ranged, two: _Ranged, column: int) -> _Ranged:
    """`one` times the weight in `two`, less `two` times the weight in `one`."""
    if two[0][column] < 0:
        two = {each: -weight for each, weight in two[0].items()}, -two[2], -two[1]
    first, second = one[0][column], two[0][column]
    least, most = sorted((two[1] * first, two[2] * first))
    weights = {each: weight * second for each, weight in one[0].items()}
    for each, weight in two[0].items():
        weights[each] = weights.get(each, 0) - weight * first
    left = {each: weight for each, weight in weights.items() if weight}
    return left, one[1] * second - most, one[2] * second - least
