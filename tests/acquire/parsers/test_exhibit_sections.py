"""Monthly exhibits whose table has sections, chained dollars or unrounded figures, in workbooks of our own."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]  # published without type information

from tests.acquire.items import Worksheet, saved, template
from tests.acquire.layouts import capture, cell, columns
from watchdog.acquire.parsers.exhibit import read
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address, Measure
from watchdog.model.document import Drift, DriftKind, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import Period
from watchdog.model.unit import Unit

Change = Callable[[Worksheet], None]
SECTIONS = ("Exports", "Imports")
BY_SECTION = {
    section: columns({("Total",): f"{section.lower()}.goods", ("Category", "Food"): f"{section.lower()}.food"})
    for section in SECTIONS
}
LAYOUT = Layout(
    document="exh6",
    source="census",
    file="exh6.xlsx",
    parser="exhibit",
    columns=tuple(replace(column, section=name) for name, those in BY_SECTION.items() for column in those),
    published_units={column.series: Decimal(1) for those in BY_SECTION.values() for column in those},
    title="Exhibit 6.",
    unit_line="In millions of dollars",
    sections=SECTIONS,
)


def reading(change: Change | None = None, layout: Layout = LAYOUT) -> Reading:
    """Exports and imports of January and February 2025; the year of Exports stands in A8, that of Imports in A13."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "6"
    rows: list[list[object]] = [
        [],
        ["Exhibit 6. U.S. Trade in Goods"],
        ["Real or current dollars"],
        ["In millions of dollars. Details may not equal totals due to rounding."],
        ["Period", "Total", "Category"],
        [None, None, "Food (1)"],
    ]
    for number, section in enumerate(SECTIONS, start=1):
        rows += [[None, section], ["2025"], ["Jan. - Feb.", 30 * number, 3 * number]]
        rows += [["January", 10 * number, number], ["February (R)", 20 * number, 2 * number]]
    for row in [*rows, ["(1) Includes feeds."]]:
        sheet.append(row)
    if change:
        change(sheet)
    return read(capture(layout, saved(workbook)), layout)


def put(place: str, value: object) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet[place] = value

    return change


def test_each_section_has_years_of_its_own() -> None:
    read_so = reading()

    assert (12, Period.parse("2025-02"), ()) == (len(read_so.cells), read_so.reference, read_so.drift)
    assert 20 == cell(read_so, "exports.goods", "2025-02").count
    assert 4 == cell(read_so, "imports.food", "2025-02").count
    assert 60 == cell(read_so, "imports.goods", "2025-02", Measure.YTD).count
    assert Address("exh6.xlsx", "6", "C16") == cell(read_so, "imports.food", "2025-02").address
    assert cell(read_so, "imports.food", "2025-02").revised


@pytest.mark.parametrize(("change", "reason"), [
    (put("B12", None), "expected the sections Exports, Imports, found Exports"),
    (put("B7", None), "expected the sections Exports, Imports, found Imports"),
    (put("B12", "Re-exports"), "A12: the row label '' is not one we know"),
    (lambda sheet: (put("B7", "Imports")(sheet), put("B12", "Exports")(sheet)), "found Imports, Exports"),
    (put("C6", "Feed"), "expected the column 'Category / Food', found 'Category / Feed'"),
])  # fmt: skip
def test_sections_and_columns_that_are_not_as_promised_are_refused(change: Change, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason):
        reading(change)


def real(base_year: str) -> Layout:
    chained = tuple(replace(column, series=f"{column.series}.chained<base>") for column in LAYOUT.columns)
    known = {f"{column.series}.chained{base}": Decimal(1) for column in LAYOUT.columns for base in ("2012", "2017")}
    return replace(LAYOUT, columns=chained, published_units=known, base_year=base_year)


def test_the_base_year_of_the_sheet_decides_which_series_it_prints() -> None:
    read_so = reading(put("A3", "Chained (2012) Dollars"), real("2012"))

    assert () == read_so.drift
    assert 20 == cell(read_so, "exports.goods.chained2012", "2025-02").count


def test_a_base_year_that_the_rules_do_not_expect_is_told_and_keeps_its_figures_apart() -> None:
    read_so = reading(put("A3", "Chained (2017) Dollars"), real("2012"))
    message = "figures are in chained (2017) dollars, where the rules have 2012"
    stated = Address("exh6.xlsx", "6", "A3")

    assert (Drift(kind=DriftKind.BASE_YEAR, subject="2017", message=message, address=stated),) == read_so.drift
    assert {"chained2017"} == {each.key.series.rsplit(".", 1)[1] for each in read_so.cells}


def test_a_base_year_that_the_rules_do_not_know_makes_series_like_those_of_the_one_they_expect() -> None:
    layout = real("2012")
    known = [template(key).key for key in layout.published_units if key.endswith("2012")]
    like = {key: replace(template(key), unit=Unit.parse("million chained 2012 USD"), label="in 2012") for key in known}
    read_so = reading(put("A3", "Chained (2023) Dollars"), replace(layout, templates=like))

    assert [(DriftKind.BASE_YEAR, "2023")] == [(drift.kind, drift.subject) for drift in read_so.drift]
    assert 20 == cell(read_so, "exports.goods.chained2023", "2025-02").count
    assert {("exports.goods.chained2023", "in 2023", "million chained 2023 USD")} <= {
        (series.key, series.label, str(series.unit)) for series in read_so.series
    }


@pytest.mark.parametrize(("line", "layout", "reason"), [
    ("Chained (2023) Dollars", real("2012"), "the rules have no series exports.goods.chained2023, nor one like it"),
    ("Dollars", real("2012"), "expected one base year, found none"),
    ("Chained (2012) Dollars", LAYOUT, "expected no chained dollars, found 2012"),
])  # fmt: skip
def test_a_base_year_without_any_series_or_dollars_of_another_kind_are_refused(
    line: str, layout: Layout, reason: str
) -> None:
    with pytest.raises(NotUnderstood, match=reason):
        reading(put("A3", line), layout)


def test_an_unrounded_figure_is_kept_to_its_last_digit() -> None:
    unrounded = replace(
        LAYOUT, unrounded=True, published_units=dict.fromkeys(LAYOUT.published_units, Decimal("0.000001"))
    )
    read_so = reading(put("B10", 134850.2898902904), unrounded)
    finest, whole = (cell(read_so, "exports.goods", month) for month in ("2025-01", "2025-02"))

    assert (Decimal("134850.2898902904"), Decimal("1E-10")) == (finest.value, finest.published_unit)
    assert (Decimal(20), Decimal("0.000001")) == (whole.value, whole.published_unit)
