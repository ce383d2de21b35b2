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
from watchdog.model.layout import Layout

_MAX_HEADER_ROWS = 3
_SEARCHED_ROWS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where the table stands: `label_column`, its figures in `columns`, and the first row below its headings."""

    label_column: int
    columns: range
    first_row: int


def locate(sheet: Sheet, layout: Layout) -> Table:
    """Find the table by its row heading and prove that its headings are those of the layout, in their order."""
    heading, label_column = _heading(sheet, layout)
    _check_preamble(sheet, layout, heading)
    first_row = _first_row(sheet, heading, label_column)
    paths = _paths(sheet, range(heading, first_row), label_column + 1)
    _check_columns(sheet, layout, paths, heading, label_column + 1)
    columns = range(label_column + 1, label_column + 1 + len(paths))
    return Table(label_column=label_column, columns=columns, first_row=first_row)


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


def _check_preamble(sheet: Sheet, layout: Layout, heading: int) -> None:
    texts = [fold(sheet.text(row, column)) for row in range(heading) for column in range(sheet.width)]
    for name, promised in (("title", layout.title), ("part", layout.part), ("unit line", layout.unit_line)):
        begins = re.compile(rf"{re.escape(fold(promised))}(?!\w)")
        if promised and not any(begins.match(text) for text in texts):
            found = shown("; ".join(text for text in texts if text))
            message = f"the {name} {promised!r} does not stand above the table, which says {found}"
            raise NotUnderstood(sheet.document, sheet.name, message)


def _first_row(sheet: Sheet, heading: int, label_column: int) -> int:
    """The first row below the headings: group rows have no label of their own."""
    row = heading + 1
    while row < len(sheet.rows) and not sheet.text(row, label_column) and not sheet.is_blank(row, range(sheet.width)):
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
    promised = [tuple(fold(part) for part in column.path) for column in layout.columns]
    for offset, (expected, found) in enumerate(zip_longest(promised, paths)):
        if expected == found:
            continue
        message = f"expected the column {_named(expected)}, found {_named(found)}; its figures would be misread"
        raise sheet.refusal(heading, first_column + offset, message)


def _named(path: tuple[str, ...] | None) -> str:
    return repr(" / ".join(path)) if path else "none"
