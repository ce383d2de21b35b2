from decimal import Decimal

import pytest

from watchdog.model.unit import Amount, Unit


@pytest.mark.parametrize("text", ["million USD", "USD", "percent", "billion chained 2017 USD"])
def test_a_unit_reads_back_as_it_is_written(text: str) -> None:
    assert text == str(Unit.parse(text))


def test_eight_billion_are_eight_thousand_million() -> None:
    assert Decimal(8000) == Amount.parse("8 billion USD").within(Unit.parse("million USD"))
    assert Decimal("0.5") == Amount.parse("500 thousand USD").within(Unit.parse("million USD"))


def test_chained_dollars_are_not_dollars() -> None:
    with pytest.raises(ValueError, match="billion chained 2017 USD cannot be expressed in million USD"):
        Amount.parse("8 billion chained 2017 USD").within(Unit.parse("million USD"))


@pytest.mark.parametrize("text", ["", "8", "eight billion USD", "8 2017", "NaN USD", "Infinity USD", "8  billion USD"])
def test_a_number_without_its_unit_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        Amount.parse(text)
