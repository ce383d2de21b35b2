"""From a plain CSV of months (a heading, then a month and its figures a line) to the series that the layout names.

For tables that somebody retyped or exported: the heading is the layout's own, each of its columns one series.
"""

import re
from collections.abc import Iterator

from watchdog.acquire.assembly import Printed, assemble, number
from watchdog.acquire.delimited import line_address, lines_of, rows_of, shown
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
    return assemble(capture, layout, _printed(capture, layout, lines[1:]))


def _printed(capture: Capture, layout: Layout, lines: list[str]) -> Iterator[Printed]:
    begun: set[str] = set()
    previous: Period | None = None
    for line_number, (month, *texts) in rows_of(capture, lines, len(layout.columns) + 1, 2):
        previous = period = _month(capture, line_number, month, previous)
        for column, text in zip(layout.columns, texts, strict=True):
            value = number(text)
            if value is None and text not in _MISSING:
                raise NotUnderstood(capture.name, f"line {line_number}", f"expected a figure, found {shown(text)}")
            if value is not None:
                begun.add(column.series)
            if column.series in begun:
                yield Printed(
                    series=column.series,
                    period=period,
                    measure=layout.month_measure,
                    address=line_address(layout, line_number),
                    value=None if value is None else value * layout.scale,
                    published_unit=layout.published_units[column.series],
                    provenance=layout.provenance,
                    found=text,
                )


def _month(capture: Capture, line_number: int, text: str, previous: Period | None) -> Period:
    match = _MONTH.fullmatch(text)
    if match is None:
        message = f"{shown(text)} is not a month such as 2025-11"
        raise NotUnderstood(capture.name, f"line {line_number}", message)
    period = Period.parse(match[1])
    if previous is not None and period != previous.shift(1):
        message = f"expected {previous.shift(1).label}, found {period.label}: a line is missing or moved"
        raise NotUnderstood(capture.name, f"line {line_number}", message)
    return period
