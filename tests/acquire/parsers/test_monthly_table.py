"""A plain table of months."""

from pathlib import Path

import pytest

from tests.acquire.layouts import TABLE, capture, cell
from tests.acquire.texts import TABLE_CSV, spoilt
from watchdog.acquire.parsers import monthly_table
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address
from watchdog.model.period import Period


def test_every_column_is_read_with_its_line() -> None:
    reading = monthly_table.read(capture(TABLE, TABLE_CSV.encode()), TABLE)
    october = cell(reading, "balance.total", "2025-10")

    assert (-29206, Address("ftd_table.csv", "", "line 3")) == (october.count, october.address)
    assert (Period.parse("2025-11"), 8) == (reading.reference, len(reading.cells))


def test_a_column_may_begin_later_but_not_pause() -> None:
    begun = monthly_table.read(capture(TABLE, TABLE_CSV.encode()), TABLE)
    paused = monthly_table.read(capture(TABLE, spoilt(TABLE_CSV, [("302927", "NA")])), TABLE)

    assert () == begun.blanks
    assert ["exports.total 2025-10"] == [f"{blank.key.series} {blank.key.period}" for blank in paused.blanks]


def test_days_may_stand_for_months() -> None:
    body = spoilt(TABLE_CSV, [("2025-09", "2025-09-01"), ("2025-10", "2025-10-01"), ("2025-11", "2025-11-01")])

    assert 8 == len(monthly_table.read(capture(TABLE, body), TABLE).cells)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ([("exports,imports", "imports,exports")], "line 1: expected period,exports,imports,balance, found"),
        ([("2025-10", "2025-12")], "line 3: expected October 2025, found December 2025: a line is missing or moved"),
        ([("2025-10", "Oct 2025")], "line 3: 'Oct 2025' is not a month such as 2025-11"),
        ([("-29206", "-29206.5")], "is not a whole multiple of its published unit"),
        ([("-29206", "-29,206")], "line 3: expected 4 fields, found 5"),
        ([("-29206", "n/a")], "line 3: expected a figure, found 'n/a'"),
    ],
)
def test_what_is_not_as_the_layout_says_is_refused(changes: list[tuple[str, str]], complaint: str) -> None:
    with pytest.raises(NotUnderstood, match=complaint):
        monthly_table.read(capture(TABLE, spoilt(TABLE_CSV, changes)), TABLE)


@pytest.mark.specimens
def test_the_retyped_file_of_september_2026_is_read_whole(specimens: Path) -> None:
    body = (specimens / "vintages" / "ftd_bopgs_sa_vintage_2026-09-03.csv").read_bytes()
    reading = monthly_table.read(capture(TABLE, body), TABLE)

    assert (-37376, Period.parse("2026-07")) == (cell(reading, "balance.total", "2025-10").count, reading.reference)
    assert (415 + 415 + 391, ()) == (len(reading.cells), reading.blanks)
