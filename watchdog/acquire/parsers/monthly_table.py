"""From a plain CSV of months (a heading, then a month and its figures a line) to the series that the layout names.

For tables that somebody retyped or exported: the heading is the layout's own, each of its columns one series.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import dropwhile

from watchdog.acquire.assembly import Printed, assemble
from watchdog.acquire.delimited import check_ends, lines_of, rows_of, shown
from watchdog.acquire.monthly import monthly
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import Period

_MONTH = re.compile(r"([12][0-9]{3}-(?:0[1-9]|1[0-2]))(?:-01)?")
_MISSING = frozenset({"", ".", "NA"})


def read(capture: Capture, layout: Layout) -> Reading:
    """Every column; months run without a gap, and a column may begin later than the table does."""
    lines = lines_of(capture, capture.body)
    headings = [layout.row_heading, *(" ".join(column.path) for column in layout.columns)]
    if lines[0] != ",".join(headings):
        message = f"expected {','.join(headings)}, found {shown(lines[0])}"
        raise NotUnderstood(capture.name, "line 1", message)
    check_ends(capture, capture.body, lines)
    return assemble(capture, layout, _printed(capture, layout, lines[1:]))


def _printed(capture: Capture, layout: Layout, lines: list[str]) -> Iterator[Printed]:
    width = len(layout.columns) + 1
    rows = [(place, _month(capture, place, row[0]), row[1:]) for place, row in rows_of(capture, lines, width, 2)]
    for column_number, column in enumerate(layout.columns):
        months = ((place, period, texts[column_number]) for place, period, texts in rows)
        begun = dropwhile(lambda month: month[2] in _MISSING, months)
        yield from monthly(capture, replace(layout, columns=(column,)), begun, _MISSING)


def _month(capture: Capture, line_number: int, text: str) -> Period:
    match = _MONTH.fullmatch(text)
    if match is None:
        raise NotUnderstood(capture.name, f"line {line_number}", f"{shown(text)} is not a month such as 2025-11")
    return Period.parse(match[1])
