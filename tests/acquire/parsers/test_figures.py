"""Figures retyped from print, each with its own unit and rounding."""

from decimal import Decimal

import pytest

from tests.acquire.layouts import PRESS, capture, cell
from tests.acquire.texts import PRESS_CSV, spoilt
from watchdog.acquire.parsers.figures import read
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address, Measure, Provenance
from watchdog.model.period import Period


def test_a_rounded_figure_keeps_its_printed_unit_within_the_series_unit() -> None:
    exports = cell(read(capture(PRESS, PRESS_CSV.encode()), PRESS), "exports.total", "2025-10")

    assert (Decimal(302920), Decimal(10), 30292) == (exports.value, exports.published_unit, exports.count)
    assert (Provenance.PRESS_ROUNDED, Address("figures.csv", "", "line 3")) == (exports.provenance, exports.address)


def test_changes_percentages_and_years_to_date_are_figures_of_their_own() -> None:
    reading = read(capture(PRESS, PRESS_CSV.encode()), PRESS)

    assert Decimal(6800) == cell(reading, "exports.nonmonetary_gold", "2025-10", Measure.CHANGE).value
    assert Decimal("-3.6") == cell(reading, "exports.total", "2025-11", Measure.PERCENT).value
    assert Decimal(-800500) == cell(reading, "balance.total", "2025-11", Measure.YTD).value
    assert (Period.parse("2025-11"), 5) == (reading.reference, len(reading.cells))


def test_a_figure_printed_at_the_series_own_unit_is_exact() -> None:
    balance = cell(read(capture(PRESS, PRESS_CSV.encode()), PRESS), "balance.total", "2025-10")

    assert (-29206, Decimal(1), Provenance.EXACT) == (balance.count, balance.published_unit, balance.provenance)


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ("series,period", "key,period", "line 2", "expected series,period,measure"),
        ("exports.nonmonetary_gold", "exports.silver", "line 4", "'exports.silver' is not a series"),
        ("2025-10,change", "Oct-2025,change", "line 4", "not a reference period"),
        ("change", "delta", "line 4", "'delta' is not a valid Measure"),
        ("6.8,billion USD", "6.8,billion EUR", "line 4", "cannot be expressed in million USD"),
        ("6.8,billion USD", "6.8,bn", "line 4", "cannot be expressed"),
        ("6.8,billion", "6.85,billion", "line 4", "not a whole multiple of its published unit"),
        ("6.8,billion USD,0.1", "6.8,billion USD,0", "line 4", "must be positive"),
        ("6.8,billion USD,0.1", "about 7,billion USD,1", "line 4", "expected a figure"),
        ("billion USD,0.1,example press\n#", "billion USD,0.1,\n#", "line 4", "names no source"),
        ("-3.6,percent", "-3.6,billion USD", "line 7", "cannot be expressed in percent"),
        ("2025-11,ytd", "2025-10,level", "line 8", "stands here and at line 6"),
        (PRESS_CSV, "# nothing but remarks", "line 1", "expected series"),
    ],
)
def test_a_line_that_is_not_understood_is_refused(old: str, new: str, where: str, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason) as refusal:
        read(capture(PRESS, spoilt(PRESS_CSV, [(old, new)])), PRESS)

    assert where == refusal.value.where
