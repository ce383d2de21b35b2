"""What rounding alone can explain of a residual, from the rounding step of each figure; never a flat number.

A figure rounded to a step u lies at most u/2 from the truth, so a sum of weight w on it is off by at most |w| u/2: the
hard bound. Rounding errors are independent and uniform, so three standard deviations, 3 sqrt(sum (w u)^2 / 12), are
passed by chance about once in 370 times: the warning bound, rounded up to a residual that can occur.
"""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import gcd, isqrt

from watchdog.model.identity import IdentityClass


def hard_bound(steps: list[Fraction], identity_class: IdentityClass) -> Fraction:
    """The largest residual that rounding explains, for the weighted rounding steps |w| u of an identity's figures.

    The same fact printed twice (exact) differs by nothing, unless one print is coarser: then that one was rounded.
    """
    if identity_class is IdentityClass.EXACT and len(set(steps)) <= 1:
        return Fraction(0)
    if identity_class is IdentityClass.EXACT and len(steps) == 2 and (max(steps) / min(steps)) % 2 == 0:
        return display_bound(max(steps))
    return sum(steps, Fraction(0)) / 2


def displays(value: Decimal, unit: Decimal) -> tuple[Decimal, ...]:
    """How prose prints a published figure in a coarser unit: rounded half up, and on a tie in either direction, for
    agencies are not of one mind there.
    """
    low = (value / unit).to_integral_value(ROUND_FLOOR) * unit
    rest = value - low
    if 2 * rest == unit:
        return low, low + unit
    return (low + unit if 2 * rest > unit else low,)


def display_bound(unit: Fraction) -> Fraction:
    """How far such a display can lie from the figure: half of its unit, a tie included. The figure's own rounding adds
    nothing where the display is an even multiple of its unit, as no figure in between could be printed.
    """
    return unit / 2


def warning_bound(steps: Sequence[int]) -> int:
    """Three standard deviations of rounding, up to the next residual that the figures can leave at all, for weighted
    rounding steps in one whole-number scale. Up to seven equal steps it is no less than the hard bound allows.
    """
    lattice = gcd(*steps)
    squares = sum(step * step for step in steps)
    multiple = isqrt(3 * squares // (4 * lattice * lattice))
    while 4 * (multiple * lattice) ** 2 < 3 * squares:
        multiple += 1
    return multiple * lattice
