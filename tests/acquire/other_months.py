"""The workbooks of August 2021 as the agency would lay them out for another month: its labels, headings and years."""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped]  # published without type information

from tests.acquire.items import Worksheet, saved
from watchdog.acquire.period_labels import RowKind, row_label
from watchdog.model.layout import Layout
from watchdog.model.period import MONTH_NAMES

_AUGUST, _JULY = "August", "July"
_YEAR = re.compile(r"\b20(\d\d)\b")
_QUARTERS = ("First", "Second", "Third", "Fourth")
_QUARTER = re.compile(rf"({'|'.join(_QUARTERS)})( Quarter\s+)(20\d\d)")
_SPANNING = ("exh15", "exh16a")
"""In these a year stands once above all its months."""


def of_month(body: bytes, layout: Layout, month: int, later: int = 0) -> bytes:
    """The workbook as the release for this month of 2021 would have it, or of that many years later."""
    workbook = load_workbook(io.BytesIO(body), keep_links=False)
    sheet = workbook.active
    if layout.parser == "exhibit":
        _set_rows(sheet, list(_rows_of_month(_values(sheet), month)))
        _move_years(sheet, range(1, sheet.max_row + 1), range(1, 2), later)
    else:
        above = list(_heading_rows(sheet))
        _rename_months(sheet, layout, above, month)
        _move_quarters(sheet, above, month)
        _move_years(sheet, above, range(1, sheet.max_column + 1), later)
    return saved(workbook)


def _values(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _set_rows(sheet: Worksheet, rows: list[list[Any]]) -> None:
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.delete_rows(1, sheet.max_row)
    for row in rows:
        sheet.append(row)


def _rows_of_month(rows: list[list[Any]], month: int) -> Iterator[list[Any]]:
    """The rows of a table by months. Months to come are blank; those that came since August have last year's figures;
    what a December release sums up is the year.
    """
    year = 0
    last_year: dict[int, list[Any]] = {}
    before = MONTH_NAMES[month - 2]
    for row in rows:
        text = next((str(cell).strip() for cell in row[:1] if cell is not None), "")
        label = row_label(text)
        kind = label.kind if label else None
        if label and kind is RowKind.YEAR:
            year, last_year = label.number, last_year if year else {}
        if label and kind is RowKind.MONTH:
            name, latest = MONTH_NAMES[label.number - 1], year == 2021
            figures = row[1:] if any(str(cell or "").strip() for cell in row[1:]) else last_year[label.number]
            last_year[label.number] = figures
            revised = name == before and year == (2021 if month > 1 else 2020)
            yield [
                f"{name} (R)" if revised else name,
                *([""] * len(figures) if latest and label.number > month else figures),
            ]
        elif label and kind is RowKind.TO_DATE:
            if month < 12 or year == 2021:
                yield [_to_date(text, month), *row[1:]]
        elif label and kind is RowKind.REPEATED_HEADING:
            yield [text.replace(_JULY, before), *row[1:]]
        else:
            yield row


def _to_date(text: str, month: int) -> str:
    """'Jan. - Aug.' for another month, with the blanks that the sheet has."""
    return text.replace("Aug.", "" if month == 1 else f"{MONTH_NAMES[month - 1][:3]}.").strip()


def _heading_rows(sheet: Worksheet) -> Iterator[int]:
    """The rows down to the first headings, and those around the headings of a further table."""
    dated = [row[0].row for row in sheet.iter_rows() if any(_is_period(cell.value) for cell in row[1:])]
    return (row for row in range(1, sheet.max_row) if row <= dated[0] or {row - 1, row, row + 1} & set(dated))


def _is_period(value: object) -> bool:
    return isinstance(value, str) and ("Year-to-Date" in value or "Quarter" in value)


def _rename_months(sheet: Worksheet, layout: Layout, above: list[int], month: int) -> None:
    now, before = MONTH_NAMES[month - 1], MONTH_NAMES[month - 2]
    for row, column in product(above, range(1, sheet.max_column + 1)):
        cell = sheet.cell(row, column)
        text = str(cell.value)
        if _AUGUST in text:
            cell.value = text.replace(_AUGUST, now)
        elif _JULY in text:
            cell.value = text.replace(_JULY, before)
            if month == 1:
                _to_year_before(sheet, layout, row, column)


def _to_year_before(sheet: Worksheet, layout: Layout, row: int, column: int) -> None:
    """In January the month before is of the year before."""
    place = sheet.cell(row, column)
    if _YEAR.search(str(place.value)):
        place.value = _YEAR.sub(_one_less, place.value)
    elif layout.document in _SPANNING:
        for merged in [each for each in sheet.merged_cells.ranges if each.min_row == each.max_row == row - 1]:
            sheet.unmerge_cells(str(merged))
        sheet.cell(row - 1, column).value = 2020
        following = next(c for c in range(column + 1, 20) if sheet.cell(row, c).value)
        sheet.cell(row - 1, following).value = 2021
    else:
        below = sheet.cell(row + 1, column)
        below.value = _YEAR.sub(_one_less, str(below.value)) if isinstance(below.value, str) else below.value - 1


def _one_less(match: re.Match[str]) -> str:
    return str(int(match[0]) - 1)


def _move_quarters(sheet: Worksheet, above: list[int], month: int) -> None:
    """The latest quarter of the headings is the last one that has ended; in August that is the second."""
    steps = month // 3 - 2
    for row, column in product(above, range(1, sheet.max_column + 1)):
        cell = sheet.cell(row, column)
        if isinstance(cell.value, str) and (match := _QUARTER.search(cell.value)):
            ordinal = int(match[3]) * 4 + _QUARTERS.index(match[1]) + steps
            cell.value = f"{_QUARTERS[ordinal % 4]}{match[2]}{ordinal // 4}"


def _move_years(sheet: Worksheet, rows: Sequence[int], columns: range, later: int) -> None:
    for row, column in product(rows, columns) if later else ():
        cell = sheet.cell(row, column)
        if isinstance(cell.value, str) and "chained" not in cell.value.lower():
            cell.value = _YEAR.sub(lambda match: str(int(match[0]) + later), cell.value)
        elif isinstance(cell.value, int | float) and 2000 < cell.value < 2100:
            cell.value += later
