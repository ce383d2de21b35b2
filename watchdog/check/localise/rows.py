"""Ranges of whole-number sums, and the exact elimination of one unknown from two of them (Fourier and Motzkin's)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from math import gcd


@dataclass(frozen=True, slots=True)
class Row:
    """low <= sum of weight x change <= high, for the changes of the figures from what is printed.

    `origin` are the statements that it follows from.
    """

    weights: Mapping[int, int]
    low: int
    high: int
    origin: frozenset[int]

    @property
    def is_exact(self) -> bool:
        """Whether it is a statement without any slack."""
        return self.low == self.high and len(self.origin) == 1

    @property
    def is_broken(self) -> bool:
        """Whether the figures as printed, all changes zero, are outside the range."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Pair:
    """The multiples of two rows whose sum is free of one unknown, and the range of that sum."""

    first: Row
    second: Row
    times: int
    other_times: int
    low: int
    high: int

    @property
    def is_broken(self) -> bool:
        """Whether the two rows contradict each other as long as only that unknown may change."""
        return self.low > 0 or self.high < 0

    @property
    def origin(self) -> frozenset[int]:
        """The statements that it follows from; an exact statement does not count: it only names a figure by others."""
        if self.first.is_exact:
            return self.second.origin
        return self.first.origin if self.second.is_exact else self.first.origin | self.second.origin

    def row(self) -> Row:
        """The sum, written out."""
        weights = {column: self.times * weight for column, weight in self.first.weights.items()}
        for column, weight in self.second.weights.items():
            weights[column] = weights.get(column, 0) + self.other_times * weight
        left = {column: weight for column, weight in weights.items() if weight}
        return Row(left, self.low, self.high, self.origin)


def pair(first: Row, second: Row, unknown: int) -> Pair:
    """The two rows without `unknown`, which both contain: `first` counts positively, `second` either way."""
    weight, other = first.weights[unknown], second.weights[unknown]
    common = gcd(weight, other)
    times, other_times = abs(other) // common, abs(weight) // common
    low, high = second.low, second.high
    if (weight > 0) == (other > 0):
        other_times, low, high = -other_times, high, low
    return Pair(
        first,
        second,
        times,
        other_times,
        times * first.low + other_times * low,
        times * first.high + other_times * high,
    )


@dataclass(frozen=True, slots=True)
class Star:
    """Rows that lost the unknown that they had in common: any two of them make a row without it, or, where one is
    exact (`pivot`), each with that one. Rows that follow from more than `most` statements follow from others, too.
    """

    centre: int
    rows: tuple[Row, ...]
    most: int
    pivot: Row | None = None

    def pairs(self) -> Iterator[Pair]:
        """All of them."""
        found = combinations(self.rows, 2) if self.pivot is None else ((self.pivot, other) for other in self.rows)
        return self._worth(found)

    def contradictions(self) -> Iterator[Pair]:
        """The pairs that do not hold as printed; two rows that hold never contradict each other."""
        if self.pivot is not None:
            yield from (each for each in self.pairs() if each.is_broken)
            return
        broken = [row for row in self.rows if row.is_broken]
        whole = [row for row in self.rows if not row.is_broken]
        found = self._worth(chain(combinations(broken, 2), product(broken, whole)))
        yield from (each for each in found if each.is_broken)

    def about(self, unknown: int) -> tuple[list[Pair], "Star | None"]:
        """The pairs that may contain `unknown`, and what is left of the star."""
        if self.pivot is not None and unknown in self.pivot.weights:
            return list(self.pairs()), None
        with_it = [row for row in self.rows if unknown in row.weights]
        if not with_it:
            return [], self
        others = tuple(row for row in self.rows if unknown not in row.weights)
        rest = replace(self, rows=others)
        if self.pivot is not None:
            return list(self._worth((self.pivot, row) for row in with_it)), rest if others else None
        found = chain(combinations(with_it, 2), product(with_it, others))
        return list(self._worth(found)), rest if len(others) > 1 else None

    def _worth(self, found: Iterable[tuple[Row, Row]]) -> Iterator[Pair]:
        for first, second in found:
            if self.pivot is not None or len(first.origin | second.origin) <= self.most:
                yield pair(first, second, self.centre)


def star(rows: Sequence[Row], centre: int, most: int) -> Star:
    """What follows from all `rows` about `centre` when it may be anything."""
    exact = [place for place, row in enumerate(rows) if row.is_exact]
    if not exact:
        return Star(centre, tuple(rows), most)
    pivot = min(exact, key=lambda place: len(rows[place].weights))
    return Star(centre, (*rows[:pivot], *rows[pivot + 1 :]), most, rows[pivot])


def mends(rows: Iterable[Row], unknown: int) -> bool:
    """Whether some change of `unknown` alone brings every row into its range; `span` without making fractions."""
    low, low_by, high, high_by = 0, 0, 0, 0
    for row in rows:
        weight = row.weights[unknown]
        if weight > 0:
            bottom, top, by = row.low, row.high, weight
        else:
            bottom, top, by = -row.high, -row.low, -weight
        if not low_by or bottom * low_by > low * by:
            low, low_by = bottom, by
        if not high_by or top * high_by < high * by:
            high, high_by = top, by
        if low * high_by > high * low_by:
            return False
    return True
