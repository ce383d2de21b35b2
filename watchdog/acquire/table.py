"""From a sheet to its table: the heading row, the columns that the layout promises, and the row where figures begin.

Whatever stands at the top of the sheet (title, part, unit) must be what the layout says, or the sheet is refused.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest

from watchdog.acquire.delimited import shown
from watchdog.acquire.period_labels import fold
from watchdog.acquire.workbook import Sheet
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Measure
from watchdog.model.layout import Layout
from watchdog.model.naming import words_of

_MAX_HEADER_ROWS = 3
_SEARCHED_ROWS = 30
_MOVING_AVERAGE = re.compile(r"\b(\w+)[- ]Month Moving Average", re.IGNORECASE)
_BASE_YEAR = re.compile(r"Chained \((\d{4})\) Dollars", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where the table stands: `label_column`, its figures in `columns`, and the first row below its headings; and the
    base year of its chained dollars, '' where it has none.
    """

    label_column: int
    columns: range
    first_row: int
    base_year: str


def locate(sheet: Sheet, layout: Layout) -> Table:
    """Find the table by its row heading and prove that its headings are those of the layout, in their order."""
    heading, label_column = _heading(sheet, layout)
    base_year = check_preamble(sheet, layout, heading)
    first_row = _first_row(sheet, layout, heading, label_column)
    paths = _paths(sheet, range(heading, first_row), label_column + 1)
    _check_columns(sheet, layout, paths, heading, label_column + 1)
    columns = range(label_column + 1, label_column + 1 + len(paths))
    return Table(label_column=label_column, columns=columns, first_row=first_row, base_year=base_year)


def section_at(sheet: Sheet, layout: Layout, row: int) -> str | None:
    """The section that the row opens: its only text is one of the layout's headings; None for any other row."""
    texts = [text for column in range(sheet.width) if (text := fold(sheet.text(row, column)))]
    return texts[0] if len(texts) == 1 and texts[0] in layout.sections else None


def _heading(sheet: Sheet, layout: Layout) -> tuple[int, int]:
    places = [
        (row, column)
        for row in range(min(len(sheet.rows), _SEARCHED_ROWS))
        for column in range(sheet.width)
        if fold(sheet.text(row, column)) == layout.row_heading
    ]
    if len(places) != 1:
        message = (
            f"expected the heading {layout.row_heading!r} once in the first {_SEARCHED_ROWS} rows, found {len(places)}"
        )
        raise NotUnderstood(sheet.document, sheet.name, message)
    return places[0]


def check_preamble(sheet: Sheet, layout: Layout, heading: int) -> str:
    """Prove that what stands above the heading row is what the layout says; gives the base year that is stated."""
    texts = preamble(sheet, heading)
    for name, promised in (("title", layout.title), ("part", layout.part), ("unit line", layout.unit_line)):
        begins = re.compile(rf"{re.escape(fold(promised))}(?!\w)")
        if promised and not any(begins.match(text) for text in texts):
            found = shown("; ".join(texts))
            message = f"the {name} {promised!r} does not stand above the table, which says {found}"
            raise NotUnderstood(sheet.document, sheet.name, message)
    means = {match[1].lower() for text in texts for match in _MOVING_AVERAGE.finditer(text)}
    if means != ({"three"} if layout.month_measure is Measure.MEAN3 else set()):
        expected = "averages of three months" if layout.month_measure is Measure.MEAN3 else "no averages"
        message = f"expected {expected}, found those of {', '.join(sorted(means)) or 'none'}; see {shown(texts[-1])}"
        raise NotUnderstood(sheet.document, sheet.name, message)
    stated = {match[1] for text in texts for match in _BASE_YEAR.finditer(text)}
    if len(stated) != (1 if layout.base_year else 0):
        found = ", ".join(sorted(stated)) or "none"
        message = f"expected {'one base year' if layout.base_year else 'no chained dollars'}, found {found}"
        raise NotUnderstood(sheet.document, sheet.name, message)
    return next(iter(stated), "")


def preamble(sheet: Sheet, heading: int) -> list[str]:
    """Every text above the heading row."""
    return [text for row in range(heading) for column in range(sheet.width) if (text := fold(sheet.text(row, column)))]


def _first_row(sheet: Sheet, layout: Layout, heading: int, label_column: int) -> int:
    """The first row below the headings: group rows have no label of their own."""
    row = heading + 1
    while row < len(sheet.rows) and not sheet.text(row, label_column) and not sheet.is_blank(row, range(sheet.width)):
        if section_at(sheet, layout, row):
            break
        row += 1
    if row - heading > _MAX_HEADER_ROWS:
        raise sheet.refusal(
            heading + 1, label_column, f"more than {_MAX_HEADER_ROWS} heading rows, or a row without label"
        )
    return row


def _paths(sheet: Sheet, header: range, first_column: int) -> list[tuple[str, ...]]:
    """Each column's headings from the top; a group's name stands in its first column only."""
    width = max(
        (c + 1 for r in header for c in range(first_column, sheet.width) if sheet.text(r, c)), default=first_column
    )
    groups = [""] * (len(header) - 1)
    paths = []
    for column in range(first_column, width):
        groups = [fold(sheet.text(row, column)) or group for row, group in zip(header, groups, strict=False)]
        path = (*groups, fold(sheet.text(header[-1], column)))
        paths.append(tuple(part for part in path if part))
    return paths


def _check_columns(sheet: Sheet, layout: Layout, paths: list[tuple[str, ...]], heading: int, first_column: int) -> None:
    section = layout.columns[0].section if layout.columns else ""
    columns = [column for column in layout.columns if column.section == section]
    promised = [tuple(fold(part) for part in column.path) for column in columns]
    for offset, (expected, found) in enumerate(zip_longest(promised, paths)):
        if expected and found and words_of(expected) == words_of(found):
            continue
        message = f"expected the column {_named(expected)}, found {_named(found)}; its figures would be misread"
        raise sheet.refusal(heading, first_column + offset, message)


def _named(path: tuple[str, ...] | None) -> str:
    return repr(" / ".join(path)) if path else "none"
