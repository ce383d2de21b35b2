"""How far rounding alone can move a quotient of sums: its exact extremes while each figure moves within its slack.

Exact also where one figure stands above and below the line, as in a percent change, and where the divisor is small:
a first-order bound would be too narrow in the one case and plain interval arithmetic too wide in the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


class Part(NamedTuple):
    """A figure within `slack` of `value`, with its weights above and below the line."""

    value: Fraction
    slack: Fraction
    above: Fraction
    below: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotient:
    """The sum above the line by the sum below it, to which `divisor` is added, times `scale`."""

    parts: Sequence[Part]
    divisor: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    @property
    def is_defined(self) -> bool:
        """Whether the divisor can be told from zero."""
        reach = sum((abs(part.below) * part.slack for part in self.parts), Fraction(0))
        return abs(self._below([part.value for part in self.parts])) > reach

    @property
    def central(self) -> Fraction:
        """Its value for the figures as they are printed."""
        return self._at([part.value for part in self.parts])

    @property
    def extremes(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest value, both attained; only where it is defined."""
        first, second = self._extreme(-1), self._extreme(1)
        return min(first, second), max(first, second)

    def _extreme(self, direction: int) -> Fraction:
        """From corner to corner of what rounding leaves open, each better than the last, until none is."""
        ratio = self.central
        while True:
            corner = [
                part.value + direction * _sign(self.scale * part.above - ratio * part.below) * part.slack
                for part in self.parts
            ]
            if (better := self._at(corner)) == ratio:
                return ratio
            ratio = better

    def _at(self, values: Sequence[Fraction]) -> Fraction:
        above = sum((part.above * value for part, value in zip(self.parts, values, strict=True)), Fraction(0))
        return self.scale * above / self._below(values)

    def _below(self, values: Sequence[Fraction]) -> Fraction:
        return self.divisor + sum((part.below * value for part, value in zip(self.parts, values, strict=True)), Fraction(0))


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
