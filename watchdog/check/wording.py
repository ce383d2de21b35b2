"""How differences and limits are written in the answers of checks."""

from fractions import Fraction

from watchdog.check.relations import decimal

_PLACES = 6


def number(ratio: Fraction, *, signed: bool = False) -> str:
    """Whole numbers as they are, others with the digits that tell them from nothing."""
    shown = decimal(ratio)
    if shown != shown.to_integral_value():
        shown = shown.quantize(decimal(Fraction(1, 10**_PLACES))).normalize()
    return f"{shown:{'+' if signed else ''},f}"
