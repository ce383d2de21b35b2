"""What rounding alone can explain of a residual, from the rounding step of each figure; never a flat number.

A figure rounded to a step u lies at most u/2 from the truth, so a sum of weight w on it is off by at most |w| u/2: the
hard bound. Rounding errors are independent and uniform, so three standard deviations, 3 sqrt(sum (w u)^2 / 12), are
passed by chance about once in 370 times: the warning bound. Both are compared in whole numbers, without loss.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from watchdog.model.identity import IdentityClass

Integers = NDArray[np.int64]


def hard_bound(steps: list[Fraction], identity_class: IdentityClass) -> Fraction:
    """The largest residual that rounding explains, for the weighted rounding steps |w| u of an identity's figures.

    The same fact printed twice (exact) differs by nothing, unless one print is coarser: then both were rounded.
    """
    if identity_class is IdentityClass.EXACT and len(set(steps)) <= 1:
        return Fraction(0)
    return sum(steps, Fraction(0)) / 2


def beyond_warning(residuals: Integers, square_sums: Integers) -> NDArray[np.bool_]:
    """Whether |residual| > 3 sqrt(sum of squared steps / 12), both in the same whole-number scale."""
    return np.asarray(4 * residuals * residuals > 3 * square_sums)
