"""How differences and limits are written in the answers of checks."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

_PLACES = 6
_NAMED = 4


def listed(names: Sequence[str]) -> str:
    """The first few by name, and how many more."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def number(ratio: Fraction, *, signed: bool = False) -> str:
    """Whole numbers as they are, others with the digits that tell them from nothing."""
    shown = Decimal(ratio.numerator) / Decimal(ratio.denominator)
    if shown != shown.to_integral_value():
        shown = shown.quantize(Decimal(1).scaleb(-_PLACES)).normalize()
    return f"{shown:{'+' if signed else ''},f}"
