"""How far rounding alone can move a quotient of sums: its exact extremes while each figure moves within half its unit.

Exact also where one figure stands above and below the line, as in a percent change, and where the divisor is small:
a first-order bound would be too narrow in the one case and plain interval arithmetic too wide in the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple


class Part(NamedTuple):
    """A figure of `printed` published units, and what one unit of it adds above and below the line."""

    printed: int
    above: Fraction
    below: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotient:
    """A sum by a sum, as whole numbers: figures in half units, `above` and `below` what each half unit adds, `divisor`
    added below, all of it times `scale`.
    """

    halves: tuple[int, ...]
    above: tuple[int, ...]
    below: tuple[int, ...]
    divisor: int
    scale: Fraction

    @property
    def is_defined(self) -> bool:
        """Whether the divisor can be told from zero."""
        return abs(self._sums(self.halves)[1]) > sum(map(abs, self.below))

    @property
    def central(self) -> Fraction:
        """Its value for the figures as they are printed."""
        above, below = self._sums(self.halves)
        return self.scale * Fraction(above, below)

    @property
    def extremes(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest value, both attained; only where it is defined."""
        return self._extreme(-1), self._extreme(1)

    def _extreme(self, direction: int) -> Fraction:
        """From corner to corner of what rounding leaves open, each better than the last, until none is."""
        above, below = self._sums(self.halves)
        while True:
            corner = [
                half + direction * _sign(up * below - above * down)
                for half, up, down in zip(self.halves, self.above, self.below, strict=True)
            ]
            better_above, better_below = self._sums(corner)
            if better_above * below == above * better_below:
                return self.scale * Fraction(above, below)
            above, below = better_above, better_below

    def _sums(self, halves: Sequence[int]) -> tuple[int, int]:
        above = sum(map(int.__mul__, self.above, halves))
        return above, self.divisor + sum(map(int.__mul__, self.below, halves))


def quotient(parts: Sequence[Part], *, divisor: int = 0, scale: Fraction = Fraction(1)) -> Quotient:
    """The quotient of what `parts` add above and below the line, `divisor` added below."""
    common_above = lcm(*(2 * part.above.denominator for part in parts))
    common_below = lcm(*(2 * part.below.denominator for part in parts))
    return Quotient(
        halves=tuple(2 * part.printed for part in parts),
        above=tuple(int(part.above * common_above) // 2 for part in parts),
        below=tuple(int(part.below * common_below) // 2 for part in parts),
        divisor=divisor * common_below,
        scale=scale * Fraction(common_below, common_above),
    )


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
