"""Exhibit workbooks: the published ones, ours in the same layout, and each way in which one can be spoilt."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acquire.layouts import EXH1, EXHIBITS, capture, cell
from tests.acquire.workbooks import Worksheet, exhibit_1, figures
from watchdog.acquire.parsers.exhibit import read
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address, Measure
from watchdog.model.document import DriftKind, Reading
from watchdog.model.period import Period

PUBLISHED = [
    ("release_2021-08", "exh1", "2021-08", 342),
    ("release_2021-08", "exh2", "2021-08", 288),
    ("release_2021-08", "exh3", "2021-08", 456),
    ("release_2021-08", "exh4", "2021-08", 456),
    ("release_2021-08", "exh5", "2021-08", 304),
    ("release_2021-08", "exh12", "2021-08", 304),
    ("release_2025-11", "exh12", "2025-11", 328),
    ("release_2025-12", "exh1", "2025-12", 360),
    ("release_2025-12", "exh12", "2025-12", 320),
    ("release_2026-01", "exh1", "2026-01", 279),
    ("release_2026-01", "exh12", "2026-01", 248),
]


def published(specimens: Path, release: str, document: str) -> Reading:
    layout = EXHIBITS[document]
    return read(capture(layout, (specimens / "ft900" / release / f"{document}.xlsx").read_bytes()), layout)


def spoilt(change: Callable[[Worksheet], None]) -> Reading:
    return read(capture(EXH1, exhibit_1(change)), EXH1)


def put(place: str, value: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[place] = value

    return change


@pytest.mark.specimens
@pytest.mark.parametrize(("release", "document", "reference", "cells"), PUBLISHED)
def test_every_figure_of_a_published_exhibit_is_read(
    specimens: Path, release: str, document: str, reference: str, cells: int
) -> None:
    reading = published(specimens, release, document)

    assert (Period.parse(reference), cells, ()) == (reading.reference, len(reading.cells), reading.blanks)


@pytest.mark.specimens
def test_october_2025_stands_at_b46_and_novembers_first_print_at_b50(specimens: Path) -> None:
    reading = published(specimens, "release_2025-12", "exh1")
    october = cell(reading, "balance.total", "2025-10")
    november = cell(reading, "balance.total", "2025-11", block="as_published")

    assert (-28749, Address("exh1.xlsx", "1", "B46"), True) == (october.count, october.address, october.revised)
    assert (-56825, Address("exh1.xlsx", "1", "B50")) == (november.count, november.address)


@pytest.mark.specimens
def test_the_january_row_of_a_january_release_is_a_year_to_date(specimens: Path) -> None:
    reading = published(specimens, "release_2026-01", "exh12")
    to_date = cell(reading, "balance.goods.nsa", "2026-01", Measure.YTD)

    assert (-75176, "B38") == (to_date.count, to_date.address and to_date.address.cell)
    assert -103957 == cell(reading, "balance.goods.nsa", "2025-12", block="as_published").count
    assert cell(reading, "balance.goods.nsa", "2025").revised


@pytest.mark.specimens
def test_moving_averages_and_services_keep_their_measure_and_columns(specimens: Path) -> None:
    averages = published(specimens, "release_2021-08", "exh2")
    services = published(specimens, "release_2021-08", "exh3")

    assert {Measure.MEAN3} == {found.key.measure for found in averages.cells}
    assert -72261 == cell(averages, "balance.total", "2021-08", Measure.MEAN3).count
    assert 15377 == cell(services, "exports.services.11", "2021-08", Measure.YTD).count


def test_our_own_workbook_gives_months_years_and_years_to_date() -> None:
    reading = read(capture(EXH1, exhibit_1()), EXH1)

    assert Period.parse("2025-08") == reading.reference
    assert figures(8)[0] == cell(reading, "balance.total", "2025-08").count
    assert figures(36)[8] == cell(reading, "imports.services", "2024-08", Measure.YTD).count
    assert figures(78)[3] == cell(reading, "exports.total", "2024").count
    assert figures(77)[0] == cell(reading, "balance.total", "2025-07", block="as_published").count
    assert {"2025-07"} == {str(found.key.period) for found in reading.cells if found.revised}
    assert () == reading.blanks


def test_months_after_the_reference_are_not_missing_but_not_out_yet() -> None:
    reading = read(capture(EXH1, exhibit_1()), EXH1)

    assert Period.parse("2025-08") == max(found.key.period for found in reading.cells if found.key.period.is_month)


@pytest.mark.parametrize("place", ["B31", "D20", "B23", "E8", "J37"])
def test_an_emptied_figure_is_a_blank_at_its_place_and_never_zero(place: str) -> None:
    whole, reading = read(capture(EXH1, exhibit_1()), EXH1), spoilt(put(place, " "))

    assert (len(whole.cells) - 1, [place]) == (len(reading.cells), [blank.address.cell for blank in reading.blanks])


def test_a_figure_in_a_future_month_moves_the_reference_and_shows_what_is_missing() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B32"] = -5
        sheet["A36"] = "August data as published last month:"
        sheet["A9"] = sheet["A23"] = "Jan. - Sep."

    reading = spoilt(change)

    assert (Period.parse("2025-09"), 8) == (reading.reference, len(reading.blanks))


def test_zero_or_less_than_half_a_unit_is_a_count_of_zero() -> None:
    reading = spoilt(put("B31", "(-)"))

    assert 0 == cell(reading, "balance.total", "2025-08").count


@pytest.mark.parametrize(
    ("place", "value", "where", "reason"),
    [
        ("C6", "Goods, f.o.b.", "1!C5", "expected the column 'Balance / Goods'"),
        ("E5", "Imports", "1!E5", "expected the column 'Exports / Total', found 'Imports / Total'"),
        ("K6", "Memo", "1!K5", "expected the column none, found 'Imports / Memo'"),
        ("J6", None, "1!J5", "found none"),
        ("A3", "Exhibit 12. U.S. Trade in Goods", "1", "'Exhibit 1.' does not stand above the table"),
        ("A2", "Part B: NOT Seasonally Adjusted", "1", "the part"),
        ("A4", "In billions of dollars.", "1", "the unit line"),
        ("A5", "Month", "1", "the heading 'Period' once"),
        ("A31", None, "1!A31", "the row label '' is not one we know"),
        ("A31", "Augustus", "1!A31", "'Augustus' is not one we know"),
        ("A31", "July", "1!A31", "expected August 2025, found July 2025"),
        ("A22", "2026", "1!A22", "expected the year 2025, found 2026"),
        ("A22", None, "1!A23", "then its months: a row has moved"),
        ("A7", None, "1!A8", "above the first year"),
        ("A36", "June data as published last month:", "1!A36", "June is repeated, but the table ends with August 2025"),
        ("A37", "July", "1!A37", "expected the unlabelled row"),
        ("B31", "n.a.", "1!B31", "expected a figure, found 'n.a.'"),
        ("B31", "(X)", "1!B31", "expected a figure"),
        ("B31", "#REF!", "B31", "found an error value"),
        ("B31", "=A1+1", "B31", "found a formula without its result"),
        ("B31", "-72,261", "1!B31", "expected a figure"),
        ("B31", True, "1!B31", "expected a figure"),
        ("B31", 1.5, "1!B31", "not a whole multiple"),
        ("K31", 7, "1!K31", "stands where the layout has no figure"),
        ("B22", 7, "1!B22", "stands where the layout has no figure"),
        ("B36", 7, "1!B36", "stands where the layout has no figure"),
        ("D38", 7, "1!D38", "the number 7.0 stands below the table"),
        ("B39", 7, "1!B39", "the number 7.0 stands below the table"),
    ],
)
def test_what_is_not_as_promised_is_refused_with_its_cell(place: str, value: object, where: str, reason: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        spoilt(put(place, value))

    assert reason in str(refusal.value)
    assert where == refusal.value.where


def test_all_cells_without_a_figure_are_named_at_once() -> None:
    def change(sheet: Worksheet) -> None:
        for place, value in {"D29": "-72,900", "F30": "n.a.", "B31": "(D)"}.items():
            sheet[place] = value

    with pytest.raises(NotUnderstood) as refusal:
        spoilt(change)

    assert "1!D29" == refusal.value.where
    assert "found '-72,900'; likewise at F30 ('n.a.'), B31 ('(D)')" in str(refusal.value)


def test_of_very_many_cells_without_a_figure_ten_are_named() -> None:
    def change(sheet: Worksheet) -> None:
        for column in "BCDEFGHIJ":
            sheet[f"{column}29"] = sheet[f"{column}30"] = "n.a."

    with pytest.raises(NotUnderstood, match=r"likewise at C29 \('n.a.'\), .*, B30 \('n.a.'\), 8 more cells$"):
        spoilt(change)


@pytest.mark.parametrize(("delete", "where"), [("row", "1!A30"), ("column", "1!D5"), ("label", "1!A8")])
def test_a_deleted_row_or_column_never_shifts_figures(delete: str, where: str) -> None:
    def change(sheet: Worksheet) -> None:
        if delete == "row":
            sheet.delete_rows(30)
        elif delete == "column":
            sheet.delete_cols(4)
        else:
            sheet["A8"] = None

    with pytest.raises(NotUnderstood) as refusal:
        spoilt(change)

    assert where == refusal.value.where


def test_swapped_columns_are_refused_even_with_their_headings() -> None:
    def swap(sheet: Worksheet) -> None:
        for row in range(6, 38):
            sheet.cell(row, 2).value, sheet.cell(row, 3).value = sheet.cell(row, 3).value, sheet.cell(row, 2).value

    with pytest.raises(NotUnderstood, match="expected the column 'Balance / Total', found 'Balance / Goods'"):
        spoilt(swap)


def test_two_sheets_are_not_a_layout_we_know() -> None:
    def add(sheet: Worksheet) -> None:
        sheet.parent.create_sheet("hidden").sheet_state = "hidden"

    with pytest.raises(NotUnderstood, match="expected one sheet, found 2: 1, hidden"):
        spoilt(add)


@pytest.mark.parametrize(
    ("place", "spans"), [("ZZZ1", "39 rows and 18278 columns"), ("A30000", "30000 rows and 10 columns")]
)
def test_a_sheet_of_absurd_size_is_refused_before_it_is_laid_out(place: str, spans: str) -> None:
    with pytest.raises(NotUnderstood, match=spans):
        spoilt(put(place, "x"))


@pytest.mark.parametrize(
    ("labels", "where", "reason"),
    [
        ({"A8": "Jan. - Aug.", "A9": "Jan.- Dec."}, "1!A9", "then its months: a row has moved"),
        ({"A9": "January", "A10": "Jan. - Aug."}, "1!A10", "then its months: a row has moved"),
        ({"A9": "Jan. - Sep."}, "1!A9", "expected January to August, the table's latest month"),
        ({"A23": "Jan. - Sep."}, "1!A23", "expected January to August, the table's latest month"),
        ({"A9": "Jan. - Sep.", "A23": "Jan. - Sep."}, "1!A9", "expected January to August, the table's latest month"),
        ({"A23": "Jan. - Dec."}, "1!A23", "2025 is summed up, but the table ends with August 2025"),
    ],
)
def test_sums_of_other_months_than_those_of_the_table_are_refused(
    labels: dict[str, str], where: str, reason: str
) -> None:
    def change(sheet: Worksheet) -> None:
        for place, label in labels.items():
            sheet[place] = label

    with pytest.raises(NotUnderstood) as refusal:
        spoilt(change)

    assert reason in str(refusal.value)
    assert where == refusal.value.where


@pytest.mark.parametrize(
    ("row", "name"), [(8, "2024"), (9, "January to August 2024"), (10, "January 2024"), (23, "January to August 2025")]
)
def test_a_row_that_is_not_there_is_told_and_no_other_figure_differs(row: int, name: str) -> None:
    reading = spoilt(lambda sheet: sheet.delete_rows(row))
    whole = {found.key: found.count for found in spoilt(lambda _: None).cells}

    assert [(DriftKind.MISSING_ROW, name)] == [(drift.kind, drift.subject) for drift in reading.drift]
    assert {found.key: found.count for found in reading.cells}.items() <= whole.items()


@pytest.mark.parametrize(("row", "name"), [(8, "2024"), (14, "May 2024"), (37, "July 2025, as published last month")])
def test_a_row_that_lost_its_figures_is_named(row: int, name: str) -> None:
    def change(sheet: Worksheet) -> None:
        for column in range(2, 11):
            sheet.cell(row, column).value = None

    (drift,) = spoilt(change).drift

    assert (DriftKind.MISSING_ROW, name, f"the row {name!r} has no figures") == (
        drift.kind,
        drift.subject,
        drift.message,
    )
    assert f"B{row}" == (drift.address and drift.address.cell)


def test_a_column_that_lost_its_figures_is_named() -> None:
    def change(sheet: Worksheet) -> None:
        for row in range(8, 38):
            sheet.cell(row, 4).value = None

    (drift,) = spoilt(change).drift

    assert (DriftKind.MISSING_COLUMN, "D8") == (drift.kind, drift.subject)
