"""Exhibits whose rows are items, in workbooks of our own: how cells are named, and how a sheet can differ."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.acquire.by_rows import figures_of, insert, put, reading, told
from tests.acquire.items import BY_COUNTRY, LABELS, Worksheet, template
from tests.acquire.layouts import cell, columns
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address, Measure
from watchdog.model.document import DriftKind
from watchdog.model.layout import Layout, Row
from watchdog.model.period import Period


def test_every_figure_is_read_under_its_row_column_and_period() -> None:
    read_so = reading()

    assert (Period.parse("2025-08"), 72, (), (), ()) == (
        read_so.reference,
        len(read_so.cells),
        read_so.blanks,
        read_so.drift,
        read_so.series,
    )
    assert 3 == cell(read_so, "exports.goods.germany.nsa", "2025-08").count
    assert 106 == cell(read_so, "imports.goods.germany.nsa", "2025-07").count
    assert 997 == cell(read_so, "balance.goods.germany.nsa", "2025-08", Measure.YTD).count
    assert Address("exh14.xlsx", "14", "H10") == cell(read_so, "exports.goods.germany.nsa", "2025-07").address


def test_a_label_that_repeats_is_told_apart_by_its_group() -> None:
    read_so = reading()

    assert 4 == cell(read_so, "exports.goods.europe_other.nsa", "2025-08").count
    assert 7 == cell(read_so, "exports.goods.africa_other.nsa", "2025-08").count


def test_a_mark_before_the_figure_says_that_it_is_revised() -> None:
    read_so = reading()

    assert cell(read_so, "exports.goods.census.nsa", "2025-07").revised
    assert not cell(read_so, "exports.goods.census.nsa", "2025-08").revised
    assert not cell(read_so, "exports.goods.germany.nsa", "2025-07").revised


def test_a_revised_column_says_so_in_its_heading() -> None:
    read_so = reading(put("G7", "July\n2025 (R)"))

    assert cell(read_so, "exports.goods.germany.nsa", "2025-07").revised
    assert not cell(read_so, "imports.goods.germany.nsa", "2025-07").revised


def test_less_than_half_a_unit_is_zero_and_what_does_not_apply_is_blank() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B10"], sheet["F10"], sheet["J10"] = "(-)", "(X)", "n.a."

    read_so = reading(change)
    nothing = cell(read_so, "balance.goods.germany.nsa", "2025-08")

    assert (0, Decimal("0.5")) == (nothing.count, nothing.rounding)
    assert ["(X)", "n.a."] == [blank.found for blank in read_so.blanks]


def test_half_of_what_a_dash_stands_for_is_what_the_sheet_says_it_is() -> None:
    unrounded = {key: template(key, "0.000001") for key in BY_COUNTRY.templates}
    layout = replace(BY_COUNTRY, templates=unrounded, unrounded=True, dash_unit=Decimal("0.1"))

    def change(sheet: Worksheet) -> None:
        sheet["B10"], sheet["F10"], sheet["J10"] = "(-)", 7122.5, 1.0123456789

    read_so = reading(change, layout)
    nothing, dollars, finer = (cell(read_so, f"{side}.goods.germany.nsa", "2025-08") for side in _SIDES)

    assert (Decimal("0.05"), 0) == (nothing.rounding, nothing.count)
    assert (Decimal("7122.5"), Decimal("0.0000005")) == (dollars.value, dollars.rounding)
    assert (Decimal("1.0123456789"), 10123456789) == (finer.value, finer.count)


_SIDES = ("balance", "exports", "imports")


def test_a_figure_finer_than_its_unit_is_refused_where_the_sheet_should_be_rounded() -> None:
    with pytest.raises(NotUnderstood, match=r"B10: -3\.5 of balance\.goods\.germany\.nsa is not a whole multiple"):
        reading(put("B10", -3.5))


def sections(sheet: Worksheet) -> None:
    """The same table with only its balance columns, twice, under 'Exports' and 'Imports'."""
    sheet.delete_cols(6, 8)
    sheet["B6"] = None
    sheet.insert_rows(8)
    sheet["B8"] = "Exports"
    sheet.delete_rows(17, 2)
    sheet["A17"] = "Imports"
    for number, label in enumerate(LABELS, start=1):
        for column, value in enumerate([label, number, None, number + 100, number + 1000], start=1):
            sheet.cell(17 + number, column).value = value


def by_section() -> Layout:
    both = tuple(
        replace(column, section=section.title())
        for section in ("exports", "imports")
        for column in columns({(): f"{section}.goods.<row>.nsa"})
    )
    return replace(BY_COUNTRY, columns=both, sections=("Exports", "Imports"))


def test_each_section_has_the_same_rows_for_another_flow() -> None:
    read_so = reading(sections, by_section())

    assert (48, []) == (len(read_so.cells), told(read_so))
    assert -3 == cell(read_so, "exports.goods.germany.nsa", "2025-08").count
    assert 3 == cell(read_so, "imports.goods.germany.nsa", "2025-08").count


def test_a_section_whose_heading_is_missing_is_named() -> None:
    def change(sheet: Worksheet) -> None:
        sections(sheet)
        sheet["A17"] = None

    with pytest.raises(NotUnderstood, match="A18: 'Total Census Basis' stands here and at A9: the section 'Imports'"):
        reading(change, by_section())


def test_sections_that_changed_places_are_refused() -> None:
    def change(sheet: Worksheet) -> None:
        sections(sheet)
        sheet["B8"], sheet["A17"] = "Imports", "Exports"

    with pytest.raises(NotUnderstood, match="A17: the section 'Exports' stands below 'Imports'"):
        reading(change, by_section())


def test_a_section_that_is_not_there_is_named() -> None:
    def change(sheet: Worksheet) -> None:
        sections(sheet)
        sheet.delete_rows(17, 20)

    read_so = reading(change, by_section())

    assert [(DriftKind.MISSING_SECTION, "Imports")] == told(read_so)


MACHINES = Row(path=("Machines",))


def further(sheet: Worksheet) -> None:
    """A second table below, which repeats the total under its own headings."""
    table: list[list[object]] = [
        ["Group", "Balance"],
        [None, "August\n2025"],
        ["Total Census Basis", -1],
        ["Machines", -9],
    ]
    for row, values in enumerate(table, start=16):
        for column in range(1, 14):
            sheet.cell(row, column).value = values[column - 1] if column <= len(values) else None


def test_what_a_further_table_repeats_goes_to_a_block_of_its_own() -> None:
    balance = replace(BY_COUNTRY, columns=BY_COUNTRY.columns[:1], periods=(), rows=(*BY_COUNTRY.rows, MACHINES))
    layout = replace(balance, tables={"Group": "groups"})

    def change(sheet: Worksheet) -> None:
        sheet.delete_cols(6, 8)
        further(sheet)

    read_so = reading(change, layout)

    assert [] == told(read_so)
    assert -1 == cell(read_so, "balance.goods.census.nsa", "2025-08", block="groups").count
    assert -1 == cell(read_so, "balance.goods.census.nsa", "2025-08").count
    assert -9 == cell(read_so, "balance.goods.machines.nsa", "2025-08").count


def test_a_sheet_of_the_year_before_belongs_to_the_release_a_year_later() -> None:
    read_so = reading(layout=replace(BY_COUNTRY, prior_year=True))

    assert Period.parse("2026-08") == read_so.reference
    assert 3 == cell(read_so, "exports.goods.germany.nsa", "2025-08").count


def test_a_year_that_only_the_title_states_dates_the_months() -> None:
    def change(sheet: Worksheet) -> None:
        for place in ("B7", "F7", "J7"):
            sheet[place] = "August"
        for place in ("E7", "I7", "M7"):
            sheet[place] = "Year-to-Date"

    assert figures_of(reading()) == figures_of(reading(change))


def test_a_caption_in_brackets_is_no_row() -> None:
    assert figures_of(reading()) == figures_of(reading(insert(10, ["(Domestic)"])))
