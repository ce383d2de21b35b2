"""A sheet whose rows and columns are not where or what they were: told by name, never read as something else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell import MergedCell  # type: ignore[import-untyped]  # published without type information

from tests.acquire.by_rows import Change, figures_of, insert, move, put, reading, swap, told
from tests.acquire.items import BY_COUNTRY, LABELS, Worksheet, figures
from tests.acquire.layouts import cell
from watchdog.errors import NotUnderstood
from watchdog.model.document import DriftKind
from watchdog.model.layout import Row


@pytest.mark.parametrize("order", [[15, 8], [11, 9], [14, 13]])
def test_where_order_means_nothing_rows_may_stand_anywhere_in_their_group(order: list[int]) -> None:
    labels = [f"Line {number}" for number in range(8)]
    rows = tuple(Row(path=(label,)) for label in labels)
    layout = replace(BY_COUNTRY, rows=rows, words={}, ranked=True)

    def relabel(sheet: Worksheet) -> None:
        for number, label in enumerate(labels):
            sheet[f"A{8 + number}"] = label

    def change(sheet: Worksheet) -> None:
        relabel(sheet)
        move(*order)(sheet)

    assert figures_of(reading(relabel, layout)) == figures_of(reading(change, layout))
    assert () == reading(change, layout).drift
    assert reading(change, replace(layout, ranked=False)).drift


def test_a_renamed_row_is_read_under_its_new_name_and_both_are_told() -> None:
    read_so, genuine = reading(put("A10", "Deutschland")), figures_of(reading())

    assert [(DriftKind.NEW_ROW, "Europe / Deutschland"), (DriftKind.MISSING_ROW, "Europe / Germany")] == told(read_so)
    assert "perhaps it is 'Germany'" in read_so.drift[0].message
    assert 3 == cell(read_so, "exports.goods.europe.deutschland.nsa", "2025-08").count
    assert {"exports.goods.europe.deutschland.nsa"} == {s.key for s in read_so.series if s.flow == "exports"}
    assert all(genuine[key] == value for key, value in figures_of(read_so).items() if key in genuine)


def test_the_series_of_a_new_row_is_described_by_its_template() -> None:
    (series,) = (s for s in reading(put("A10", "Türkiye")).series if s.flow == "exports")

    assert ("exports.goods.europe.turkiye.nsa", "Goods, Europe / Türkiye", "turkiye") == (
        series.key,
        series.label,
        series.partner,
    )


def test_an_inserted_row_changes_no_other_figure() -> None:
    read_so = reading(insert(11, ["France", *figures(50)]))

    assert [(DriftKind.NEW_ROW, "Europe / France")] == told(read_so)
    assert figures_of(reading()).items() <= figures_of(read_so).items()
    assert 50 == cell(read_so, "exports.goods.europe.france.nsa", "2025-08").count


def test_a_missing_row_is_told_and_its_figures_are_not_there() -> None:
    read_so = reading(lambda sheet: sheet.delete_rows(10))

    assert [(DriftKind.MISSING_ROW, "Europe / Germany")] == told(read_so)
    assert figures_of(read_so).items() <= figures_of(reading()).items()


def test_a_missing_group_is_told_once_with_its_members() -> None:
    read_so = reading(lambda sheet: sheet.delete_rows(12, 3))

    assert [(DriftKind.MISSING_ROW, "Africa")] == told(read_so)


def test_a_moved_row_keeps_its_name() -> None:
    read_so = reading(move(15, 8))

    assert [(DriftKind.MOVED_ROW, "Timing Adjustments")] == told(read_so)
    assert figures_of(reading()) == figures_of(read_so)


def test_a_row_in_another_group_keeps_its_name() -> None:
    read_so = reading(move(10, 13))

    assert [(DriftKind.MOVED_ROW, "Europe / Germany")] == told(read_so)
    assert "stands in Africa" in read_so.drift[0].message
    assert figures_of(reading()) == figures_of(read_so)


@pytest.mark.parametrize(("change", "kinds"), [
    (put("A12", "African countries"), [DriftKind.NEW_ROW, DriftKind.MISSING_ROW]),
    (lambda sheet: sheet.delete_rows(12), [DriftKind.MISSING_ROW, DriftKind.MOVED_ROW]),
])  # fmt: skip
def test_members_keep_their_group_where_its_own_row_has_another_name_or_is_missing(
    change: Change, kinds: list[DriftKind]
) -> None:
    read_so = reading(change)

    assert kinds == [drift.kind for drift in read_so.drift]
    assert 7 == cell(read_so, "exports.goods.africa_other.nsa", "2025-08").count
    assert 4 == cell(read_so, "exports.goods.europe_other.nsa", "2025-08").count


@pytest.mark.parametrize(("change", "unread"), [
    (lambda sheet: [swap(a, b)(sheet) for a, b in zip("FGHI", "JKLM", strict=True)], {"exports", "imports"}),
    (swap("F", "J"), {"exports", "imports"}),
])  # fmt: skip
def test_columns_that_changed_places_are_told_and_not_read(change: Change, unread: set[str]) -> None:
    read_so = reading(change)

    assert all(drift.kind is DriftKind.MOVED_COLUMN for drift in read_so.drift)
    assert unread == {drift.subject.split(",")[0].lower() for drift in read_so.drift}
    assert figures_of(read_so).items() <= figures_of(reading()).items()
    assert not [c for c in read_so.cells if c.key.series.split(".")[0] in unread]


def test_months_that_changed_places_are_told_and_not_read() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["F7"], sheet["G7"] = "July\n2025", "August\n2025"

    read_so = reading(change)

    assert ["Exports, July 2025 (month-1)", "Exports, August 2025 (month)"] == [d.subject for d in read_so.drift]
    assert figures_of(read_so).items() <= figures_of(reading()).items()


def test_a_month_that_should_not_be_there_is_told_and_not_read() -> None:
    read_so = reading(put("G7", "June\n2025"))

    assert [
        (DriftKind.MISSING_COLUMN, "Exports, month-1"),
        (DriftKind.NEW_COLUMN, "Exports, June 2025 (month-2)"),
    ] == told(read_so)
    assert figures_of(read_so).items() <= figures_of(reading()).items()


def test_a_renamed_column_is_told_and_not_read() -> None:
    read_so = reading(put("J6", "General imports"))

    assert [(DriftKind.NEW_COLUMN, "General imports"), (DriftKind.MISSING_COLUMN, "Imports")] == told(read_so)
    assert "(J, L, M)" in read_so.drift[0].message
    assert {"balance", "exports"} == {c.key.series.split(".")[0] for c in read_so.cells}


def test_a_number_under_a_merged_heading_is_told() -> None:
    layout = replace(BY_COUNTRY, columns=BY_COUNTRY.columns[:1])

    def change(sheet: Worksheet) -> None:
        sheet.delete_cols(6, 8)
        sheet.insert_rows(8)
        sheet["B8"] = 5
        # openpyxl's own way to merge would empty the cell
        sheet.merged_cells.add("B7:B8")

    read_so = reading(change, layout)

    assert [(DriftKind.UNREAD_NUMBER, "B8")] == told(read_so)
    assert 24 == len(read_so.cells)


def test_case_punctuation_and_footnotes_do_not_make_another_row() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A10"], sheet["A15"] = "GERMANY (2)*", "Timing-adjustments (R)"

    read_so = reading(change)

    assert [] == told(read_so)
    assert cell(read_so, "exports.goods.timing_adjustments.nsa", "2025-08").revised


@pytest.mark.parametrize(("change", "where", "reason"), [
    (put("A11", "Germany"), "14!A11", "'Europe / Germany' stands here and at A10"),
    (put("A11", None), "14!A11", "figures stand in a row without a label"),
    (put("O12", 7), "14!O12", "the number 7.0 stands beside the table"),
    (put("O12", "see below"), "14!O12", "the text 'see below' stands beside the table"),
    (put("B17", 7), "14!B17", "the number 7.0 stands below the table"),
    (put("B10", "1,399"), "14!B10", "expected a figure, found '1,399'"),
    (put("G10", "(P)"), "14!G10", "expected (R) or nothing before the figure, found '(P)'"),
    (put("I7", None), "14!H8", "expected (R) or nothing before the figure, found '101.0'; is a heading missing?"),
    (put("B7", "August July\n2025"), "14!B6", "names more than one period"),
    (put("F6", None), "14!F6", "the column 'Balance' of August 2025 stands here and at B: is a heading missing?"),
    (put("A6", "Line"), "14!A6", "expected the heading 'Item' of the rows, found 'Line; Total"),
    (put("A2", "Part A: Seasonally Adjusted"), "14", "the part 'Part B: NOT Seasonally Adjusted' does not stand above"),
    (put("A4", "In thousands of dollars."), "14", "the unit line 'In millions of dollars' does not stand above"),
    (put("A4", "In millions of dollars. Chained (2017) Dollars"), "14", "no chained dollars, found 2017"),
    (put("A3", "Exhibit 14. U.S. Trade in Goods: 2024"), "14!B6", "the headings go to August 2025, but the title says"),
])  # fmt: skip
def test_what_cannot_be_told_apart_is_refused_with_its_cell(change: Change, where: str, reason: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        reading(change)

    assert where == refusal.value.where
    assert reason in str(refusal.value)


@pytest.mark.parametrize(("change", "reason"), [
    (lambda sheet: sheet.delete_cols(2, 12), "none of its figures can be read: the column 'Balance' is missing"),
    (lambda sheet: (sheet.delete_cols(2, 12), put("A6", None)(sheet)), "no headings of columns in the first 30 rows"),
])  # fmt: skip
def test_a_sheet_without_headings_is_refused(change: Change, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason):
        reading(change)


def test_one_heading_that_never_ends_is_refused() -> None:
    def change(sheet: Worksheet) -> None:
        for row in range(8, 18):
            sheet[f"A{row}"] = None

    with pytest.raises(NotUnderstood, match="more than 8 rows of headings"):
        reading(change)


LABELS_AND_HEADINGS = [f"A{row}" for row in range(2, 18)] + [f"{c}{row}" for c in "BCDEFGHIJKLM" for row in (6, 7)]
WORDS = [*LABELS, "Balance", "Exports", "Imports", "August\n2025", "July\n2025", "Year-to-Date\n2025", "June\n2025",
    "August\n2024", "Item", "Change", "Annual\n2025", "First Quarter\n2025", "Rank", None, "France", "NOTE: x",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(LABELS_AND_HEADINGS), word=st.sampled_from(WORDS))
def test_whatever_one_label_or_heading_is_changed_to_no_figure_takes_anothers_name(
    place: str, word: str | None
) -> None:
    def change(sheet: Worksheet) -> None:
        if not isinstance(sheet[place], MergedCell):
            sheet[place] = word

    genuine = figures_of(reading())
    try:
        changed = figures_of(reading(change))
    except NotUnderstood:
        return

    assert all(genuine[key] == value for key, value in changed.items() if key in genuine)


def test_a_column_that_lost_its_figures_is_named() -> None:
    def change(sheet: Worksheet) -> None:
        for row in range(8, 16):
            sheet[f"F{row}"] = None

    read_so = reading(change)

    assert [(DriftKind.MISSING_COLUMN, "Exports, August 2025 (month)")] == told(read_so)
    assert "F7" == (read_so.drift[0].address and read_so.drift[0].address.cell)
    assert figures_of(read_so).items() <= figures_of(reading()).items()


def test_a_row_that_lost_its_figures_is_named() -> None:
    def change(sheet: Worksheet) -> None:
        for column in range(2, 14):
            sheet.cell(10, column).value = None

    read_so = reading(change)

    assert [(DriftKind.MISSING_ROW, "Europe / Germany")] == told(read_so)
    assert "the row 'Europe / Germany' has no figures" == read_so.drift[0].message
