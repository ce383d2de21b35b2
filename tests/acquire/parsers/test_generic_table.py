"""Plain tables that only YAML describes, in each of the ways in which they are written."""

import io
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]  # published without type information

from tests.acquire.layouts import capture, columns, units
from watchdog.acquire.parsers.generic_table import read
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address
from watchdog.model.layout import Layout, TableKind, TableShape

CSV = 'About\n"Trade, monthly"\nmonth,flow,value,note\nOct-2025,X,"302,927",a\nSep-2025,X,"293,900",\nSep-2025,M,"1",\n'


def described(
    paths: dict[tuple[str, ...], str],
    file: str = "table",
    scale: Decimal = Decimal(1),
    **shape: Any,  # noqa: ANN401 - the entries of a table's description
) -> Layout:
    return Layout(
        document="table",
        source="agency",
        file=file,
        parser="generic_table",
        columns=columns(paths),
        published_units=units(*paths.values()),
        scale=scale,
        table=TableShape(**shape),
    )


def csv_layout(**shape: Any) -> Layout:  # noqa: ANN401 - the entries of a table's description
    whole = {
        "kind": TableKind.CSV,
        "period": "month",
        "period_form": "%b-%Y",
        "thousands": ",",
        "only": {"flow": "X"},
        "missing": ("..",),
        **shape,
    }
    return described({("value",): "exports.total"}, file="table.csv", **whole)


def figures(layout: Layout, body: bytes) -> dict[str, int]:
    return {str(cell.key.period): cell.count for cell in read(capture(layout, body), layout).cells}


def refusal(layout: Layout, body: bytes) -> str:
    with pytest.raises(NotUnderstood) as caught:
        read(capture(layout, body), layout)
    return str(caught.value)


def test_a_csv_is_read_below_its_heading_in_any_order_and_only_the_rows_that_count() -> None:
    reading = read(capture(csv_layout(), CSV.encode()), csv_layout())

    assert {"2025-09": 293900, "2025-10": 302927} == {str(cell.key.period): cell.count for cell in reading.cells}
    assert Address("table.csv", "", "line 4") == reading.cells[0].address


def test_a_scale_turns_the_file_s_unit_into_the_series() -> None:
    layout = described({("v",): "exports.total"}, scale=Decimal(1000), kind=TableKind.CSV, period="p")

    assert {"2025-10": 302927} == figures(layout, b"p,v\n2025-10,302.927\n")


@pytest.mark.parametrize("marker", ["..", ""])
def test_a_marker_and_a_month_passed_over_are_blank_never_zero(marker: str) -> None:
    body = f"month,flow,value\nAug-2025,X,1\nSep-2025,X,{marker}\nNov-2025,X,2\nDec-2025,X,..\n".encode()
    reading = read(capture(csv_layout(), body), csv_layout())

    assert {"2025-09", "2025-10"} == {str(blank.key.period) for blank in reading.blanks}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("month,flow", "period,flow", "no line of the first 100 names the column month"),
        ("value", "val", "the column 'value' is there 0 times"),
        ("value,note", "value,value", "the column 'value' is there 2 times"),
        ("Oct-2025", "10/2025", "line 4: '10/2025' is not a month written as '%b-%Y'"),
        ('"302,927"', "..1", "line 4: expected a figure, found '..1'"),
        ('"302,927"', "302,927", "line 4: expected 4 fields, found 5"),
        ('"302,927"', "1E5", "expected a figure"),
        ('"302,927"', "302.5", "not a whole multiple"),
        ("Oct-2025", "Sep-2025", "which one holds?"),
        (",X,", ",E,", "no row of value"),
    ],
)
def test_a_csv_that_is_not_as_described_is_refused(old: str, new: str, words: str) -> None:
    assert old in CSV
    assert words in refusal(csv_layout(), CSV.replace(old, new).encode())


def json_layout(path: str = "/v/amount", **shape: Any) -> Layout:  # noqa: ANN401 - the entries of a table's description
    return described(
        {(path,): "exports.total"}, **{"kind": TableKind.JSON, "period": "month", "rows": "/data", **shape}
    )


def test_json_records_are_found_by_pointers() -> None:
    content = {"data": [{"month": "2025-10", "v": {"amount": 302927}}, {"month": "2025-09", "v": {"amount": "293900"}}]}
    reading = read(capture(json_layout(), json.dumps(content).encode()), json_layout())

    assert {"2025-10": 302927, "2025-09": 293900} == {str(cell.key.period): cell.count for cell in reading.cells}
    assert Address("table", "", "/data/0/v/amount") == reading.cells[0].address


def test_json_arrays_below_their_names_are_a_table_too() -> None:
    layout = json_layout("value", rows="", period="time")

    assert {"2025-10": -5} == figures(layout, b'[["time","value"],["2025-10","-5"],["2025-11",null]]')


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"dat": []}', "at /data: there is nothing in the JSON text"),
        (b'{"data": {"month": 1}}', "expected a list of records"),
        (b'{"data": [{"month": "2025-10"}]}', "at /data/0: the record has no /v/amount"),
        (b'{"data": [{"month": "2025-10", "v": {"amount": true}}]}', "expected a figure, found True"),
        (b'{"data": [{"month": "2025-10", "v": {"amount": 1e999999}}]}', "expected a figure"),
        (b'{"data": [{"month": "2025-10", "v": {"amount": [1]}}]}', "expected a figure"),
        (b'{"data": [{"month": null, "v": {"amount": 1}}]}', "None is not a month"),
        (b'{"data": []}', "no row of /v/amount"),
        (b'{"data": [1]}', "the record has no /month"),
        (b'{"data": [{"month": "2025-10", "v": {"amount": 1' + b"0" * 5000 + b"}}]}", "not usable"),
        (b'{"data": [', "cut short or damaged"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_json_that_is_not_as_described_is_refused(body: bytes, words: str) -> None:
    assert words in refusal(json_layout(), body)


def workbook(rows: list[list[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    book = Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    if change:
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


ROWS: list[list[Any]] = [
    ["Trade"],
    ["Period", "Exports", None, "Imports"],
    [None, "Total", "Goods", "Total"],
    ["2024", 1, 2, 3],
    [date(2025, 9, 1), 293900, 1.5, 342041],
    [datetime(2025, 10, 1), "302,927", "n.a.", 332133.0],  # noqa: DTZ001 - workbooks know no time zones
    [None, None, None, None],
    ["NOTE: revised", None, None, None],
]
XLSX = described(
    {("Exports", "Total"): "exports.total", ("Imports", "Total"): "imports.total"},
    file="table.xlsx",
    kind=TableKind.XLSX,
    period="Period",
    sheet="Data",
    header_rows=2,
    skip="[0-9]{4}|NOTE.*",
    thousands=",",
    missing=("n.a.",),
)


def test_a_workbook_is_read_from_its_sheet_by_headings_over_headings() -> None:
    reading = read(capture(XLSX, workbook(ROWS)), XLSX)

    assert [
        ("exports.total", 293900),
        ("exports.total", 302927),
        ("imports.total", 342041),
        ("imports.total", 332133),
    ] == [(cell.key.series, cell.count) for cell in reading.cells]
    assert Address("table.xlsx", "Data", "D6") == reading.cells[3].address


def _changed(row: int, column: int, value: object) -> bytes:
    rows = [list(each) for each in ROWS]
    rows[row][column] = value
    return workbook(rows)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (workbook(ROWS, lambda book: book.remove(book["Data"])), "there is no sheet 'Data'; there are Notes"),
        (_changed(1, 0, "Month"), "expected the heading 'Period' in one of the first 100 rows, found 0"),
        (_changed(0, 0, "Period"), "found 2"),
        (_changed(2, 1, "All"), "the column 'Exports / Total' is there 0 times"),
        (_changed(2, 2, "Total"), "the column 'Exports / Total' is there 2 times"),
        (_changed(3, 0, "FY2024"), "'FY2024' is not a month"),
        (_changed(4, 1, value=True), "expected a figure, found True"),
        (_changed(4, 1, 1e300), "expected a figure"),
        (_changed(4, 1, date(2025, 1, 1)), "expected a figure"),
        (_changed(4, 1, "=1+1"), "a formula without its result"),
        (workbook(ROWS)[:500], "cut short or damaged"),
        (b"<html>", "an HTML or XML page"),
    ],
)
def test_a_workbook_that_is_not_as_described_is_refused(body: bytes, words: str) -> None:
    assert words in refusal(XLSX, body)


PARQUET = described({("v",): "exports.total"}, kind=TableKind.PARQUET, period="p")


def test_parquet_without_its_reader_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    assert "reading Parquet needs the package pyarrow" in refusal(PARQUET, b"PAR1")


def test_parquet_is_read_where_its_reader_is_installed() -> None:
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    written = io.BytesIO()
    table = arrow.table({"p": ["2025-09", "2025-10", "2025-11"], "v": [1, 2, None]})
    parquet.write_table(table, written)

    assert {"2025-09": 1, "2025-10": 2} == figures(PARQUET, written.getvalue())
    assert "cannot be read" in refusal(PARQUET, written.getvalue()[:-3])


def test_a_document_without_a_description_says_what_it_lacks() -> None:
    bare = Layout(document="t", source="a", file="t", parser="generic_table", columns=())

    assert "the document's entry in the rules has no `table`" in refusal(bare, b"x")
