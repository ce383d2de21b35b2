from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.made import EASTERN
from watchdog.model.unit import Unit
from watchdog.model.wording import amount, billions, day, half_up, number

MILLION_USD = Unit.parse("million USD")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(56825), "$56.8 billion"),
        (Decimal(27619), "$27.6 billion"),
        (Decimal(29350), "$29.4 billion"),  # a tie goes up, as in the agencies' own text
        (Decimal(29250), "$29.3 billion"),
        (Decimal(-29250), "-$29.3 billion"),
        (Decimal(40), "$0.0 billion"),
        (Decimal(-40), "$0.0 billion"),
        (Decimal(1234567), "$1,234.6 billion"),
    ],
)
def test_dollars_are_told_in_billions_half_up(value: Decimal, text: str) -> None:
    assert text == amount(value, MILLION_USD)


def test_a_change_carries_its_sign_and_nothing_carries_none() -> None:
    assert ["+$27.6 billion", "-$18.8 billion", "$0.0 billion"] == [
        amount(Decimal(change), MILLION_USD, signed=True) for change in (27619, -18787, 3)
    ]


def test_what_is_not_dollars_keeps_its_unit() -> None:
    assert "4.1 percent" == amount(Decimal("4.08"), Unit.parse("percent"))
    assert "87.1 billion chained 2017 USD" == amount(Decimal("87.1"), Unit.parse("billion chained 2017 USD"))


def test_a_scale_can_be_asked_for() -> None:
    assert "$56,825 million" == amount(Decimal(56825), MILLION_USD, within=MILLION_USD, decimals=0)
    assert "$56,825,000,000" == amount(Decimal(56825), MILLION_USD, within=Unit.parse("USD"), decimals=0)


def test_a_table_states_its_unit_once() -> None:
    assert ["-27.6", "+7.4", "0.0"] == [
        billions(Decimal(value), MILLION_USD, signed=True) for value in (-27619, 7400, -49)
    ]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6), st.integers(0, 4))
def test_rounding_moves_a_figure_by_half_a_step_at_most(value: Decimal, decimals: int) -> None:
    assert abs(half_up(value, decimals) - value) <= Decimal(1).scaleb(-decimals) / 2


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6), st.integers(0, 4))
def test_rounding_knows_no_sign(value: Decimal, decimals: int) -> None:
    assert half_up(value, decimals) == -half_up(-value, decimals)
    assert number(value, decimals=decimals).lstrip("-") == number(-value, decimals=decimals).lstrip("-")


def test_the_day_is_that_at_the_agency() -> None:
    assert "28 January 2026" == day(datetime(2026, 1, 29, 3, 0, tzinfo=UTC), EASTERN)
    assert "29 January 2026" == day(datetime(2026, 1, 29, 13, 30, tzinfo=UTC), EASTERN)
