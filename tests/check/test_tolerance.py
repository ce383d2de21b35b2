from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchdog.check.tolerance import beyond_warning, hard_bound
from watchdog.model.identity import IdentityClass

UNIT = Fraction(1)


@pytest.mark.parametrize(
    ("steps", "identity_class", "bound"),
    [
        ([UNIT] * 3, IdentityClass.ROUNDING, Fraction(3, 2)),  # balance = exports - imports
        ([UNIT] * 12, IdentityClass.ROUNDING, Fraction(6)),  # a total and eleven categories
        ([UNIT, *[Fraction(1, 3)] * 3], IdentityClass.ROUNDING, Fraction(1)),  # a three-month mean
        ([Fraction(100), Fraction(10), Fraction(10)], IdentityClass.ROUNDING, Fraction(60)),  # press figures
        ([UNIT] * 2, IdentityClass.EXACT, Fraction(0)),
        ([UNIT, Fraction(10)], IdentityClass.EXACT, Fraction(11, 2)),  # the same fact, one print coarser
    ],
)
def test_the_bound_is_half_a_step_for_each_figure(
    steps: list[Fraction], identity_class: IdentityClass, bound: Fraction
) -> None:
    assert bound == hard_bound(steps, identity_class)


@given(st.integers(-1000, 1000), st.lists(st.integers(1, 100), min_size=1, max_size=50))
def test_the_warning_is_at_three_standard_deviations_of_rounding(residual: int, steps: list[int]) -> None:
    deviation = sqrt(sum(step * step for step in steps) / 12)
    squares = np.array([sum(step * step for step in steps)])
    on_the_line = abs(abs(residual) - 3 * deviation) < 1e-9

    assert on_the_line or (abs(residual) > 3 * deviation) == bool(beyond_warning(np.array([residual]), squares)[0])
