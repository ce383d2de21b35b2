"""Workbooks in the published layout of exhibit 1, written here with invented figures, and ways to spoil them."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]  # published without type information

from watchdog.model.period import MONTH_NAMES

Worksheet = Any
"""A sheet of openpyxl, which comes without types."""

YEARS = (2024, 2025)
LAST_MONTH = 8


def exhibit_1(change: Callable[[Worksheet], None] | None = None) -> bytes:
    """Exhibit 1 for August of the last year; `change` may spoil the sheet before it is written."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "1"
    for row in _rows():
        sheet.append(row)
    if change:
        change(sheet)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def figures(number: int) -> list[int]:
    """Balance, exports and imports, each in total and as goods and services, that add up."""
    exports, imports = (300 * number, 200 * number, 100 * number), (400 * number, 350 * number, 50 * number)
    return [*(out - into for out, into in zip(exports, imports, strict=True)), *exports, *imports]


def _rows() -> list[list[Any]]:
    rows: list[list[Any]] = [
        [],
        ["Part A: Seasonally Adjusted (by Commodity/Service)"],
        ["Exhibit 1. U.S. International Trade in Goods and Services"],
        ["In millions of dollars. Details may not equal totals due to rounding. (R) - Revised."],
        ["Period", "Balance", None, None, "Exports", None, None, "Imports", None, None],
        [None, *(["Total", "Goods (1)", "Services"] * 3)],
    ]
    for year in YEARS:
        rows.append([str(year)])
        if year < YEARS[-1]:
            rows.append(["Jan.- Dec.", *figures(78)])
        rows.append(["Jan. - Aug.", *figures(36)])
        rows.extend(_month_row(year, month) for month in range(1, 13))
    rows.append(["July data as published last month:"])
    rows.append([None, *figures(77)])
    rows.append(["(1) Data are presented on a balance of payments (BOP) basis."])
    rows.append(["NOTE: For information on data sources, see the explanatory notes."])
    return rows


def _month_row(year: int, month: int) -> list[Any]:
    name = MONTH_NAMES[month - 1]
    if year == YEARS[-1] and month > LAST_MONTH:
        return [name, *([" "] * 9)]
    revised = year == YEARS[-1] and month == LAST_MONTH - 1
    return [f"{name} (R) " if revised else name, *figures(month)]


def with_entries(body: bytes, extra: dict[str, bytes]) -> bytes:
    """The archive with entries added, or replaced where the name is taken."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in extra:
                new.writestr(name, old.read(name))
        for name, content in extra.items():
            new.writestr(name, content)
    return written.getvalue()


def far_cell() -> bytes:
    """A small workbook whose one extra cell makes a reader lay out seventeen billion of them."""
    body = exhibit_1()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return with_entries(body, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)})


def bea_series(change: Callable[[Worksheet], None] | None = None) -> bytes:
    """A time-series workbook of two sheets: years, then months, below two rows of headings."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Table 1"
    workbook.create_sheet("Table 2")
    for row in (
        ["Table 1. U.S. International Trade in Goods and Services"],
        ["[Millions of dollars]"],
        ["Period", "Balance", None, None, "Exports", None, None, "Imports", None, None],
        [None, *(["Total", "Goods (1)", "Services"] * 3)],
        ["Annual"],
        ["2024", *figures(78)],
        ["Monthly"],
        ["Sep-2025", *figures(9)],
        ["Oct-2025", *figures(10)],
        ["Nov-2025", *figures(11)],
        ["(1) Data are presented on a balance of payments basis."],
    ):
        sheet.append(row)
    if change:
        change(sheet)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()
