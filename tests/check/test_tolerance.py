from decimal import Decimal
from fractions import Fraction
from math import gcd, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchdog.check.tolerance import display_bound, displays, hard_bound, warning_bound
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
        ([UNIT, Fraction(10)], IdentityClass.EXACT, Fraction(5)),  # the same fact, one print coarser
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


@given(st.integers(-(10**9), 10**9), st.sampled_from([Decimal(100), Decimal(10), Decimal("0.2")]))
def test_a_display_lies_within_its_bound_and_both_directions_of_a_tie_are_displays(count: int, unit: Decimal) -> None:
    value = count * min(Decimal(1), unit / 2)
    shown = displays(value, unit)
    bound = display_bound(Fraction(unit))

    assert all(abs(Fraction(each) - Fraction(value)) <= bound for each in shown)
    assert all(abs(Fraction(each + step) - Fraction(value)) >= bound for each in shown for step in (unit, -unit))
    assert (2 if 2 * (value % unit) in (unit, -unit) else 1) == len(shown)


@pytest.mark.parametrize(
    ("millions", "shown"),
    [
        (-56_825, (-56_800,)),
        (56_850, (56_800, 56_900)),
        (-56_850, (-56_900, -56_800)),
        (29_206, (29_200,)),
        (48_137, (48_100,)),
        (99, (100,)),
    ],
)
def test_prose_shows_tenths_of_a_billion(millions: int, shown: tuple[int, ...]) -> None:
    assert tuple(map(Decimal, shown)) == displays(Decimal(millions), Decimal(100))


def test_a_display_and_its_figure_may_differ_by_half_of_the_coarser_unit() -> None:
    assert 50 == hard_bound([Fraction(1), Fraction(100)], IdentityClass.EXACT)
    assert 2 == hard_bound([Fraction(1), Fraction(3)], IdentityClass.EXACT)
