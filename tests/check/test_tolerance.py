from fractions import Fraction
from math import gcd, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchdog.check.tolerance import hard_bound, warning_bound
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


@given(st.lists(st.integers(1, 100), min_size=1, max_size=50))
def test_the_warning_bound_is_the_next_possible_residual_at_or_beyond_three_deviations(steps: list[int]) -> None:
    deviation = sqrt(sum(step * step for step in steps) / 12)
    bound, lattice = warning_bound(steps), gcd(*steps)

    assert 0 == bound % lattice
    assert bound >= 3 * deviation * (1 - 1e-12)
    assert bound - lattice < 3 * deviation * (1 + 1e-12)


@pytest.mark.parametrize("figures", range(2, 8))
def test_up_to_seven_figures_there_is_no_warning_short_of_a_failure(figures: int) -> None:
    possible_within_hard_bound = figures // 2

    assert warning_bound([1] * figures) >= possible_within_hard_bound


def test_twelve_figures_warn_from_four_and_fail_from_seven() -> None:
    assert (3, Fraction(6)) == (warning_bound([1] * 12), hard_bound([UNIT] * 12, IdentityClass.ROUNDING))
