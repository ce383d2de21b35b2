"""What rounding alone can explain of a residual, from the rounding step of each figure; never a flat number.

A figure rounded to a step u lies at most u/2 from the truth, so a sum of weight w on it is off by at most |w| u/2: the
hard bound. Rounding errors are independent and uniform, so three standard deviations, 3 sqrt(sum (w u)^2 / 12), are
passed by chance about once in 370 times: the warning bound, rounded up to a residual that can occur.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, isqrt

from watchdog.model.identity import IdentityClass


def hard_bound(steps: list[Fraction], identity_class: IdentityClass) -> Fraction:
    """The largest residual that rounding explains, for the weighted rounding steps |w| u of an identity's figures.

    The same fact printed twice (exact) differs by nothing, unless one print is coarser: then both were rounded.
    """
    if identity_class is IdentityClass.EXACT and len(set(steps)) <= 1:
        return Fraction(0)
    return sum(steps, Fraction(0)) / 2


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
