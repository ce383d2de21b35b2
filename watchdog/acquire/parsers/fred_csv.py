"""From FRED's graph CSV of one series to its cells, in each of its three heading styles."""

import re
from collections.abc import Iterator

from watchdog.acquire.assembly import assemble
from watchdog.acquire.delimited import check_ends, lines_of, rows_of, shown
from watchdog.acquire.monthly import monthly
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import Period

_ANONYMOUS_HEADER = "date,value"
_FIRST_OF_MONTH = re.compile(r"([12][0-9]{3}-(?:0[1-9]|1[0-2]))-01")
_MISSING = frozenset({".", ""})


def read(capture: Capture, layout: Layout) -> Reading:
    """The one series, whose id the heading must give unless it is the style that names none."""
    lines = lines_of(capture, capture.body)
    ((series_id,),) = (column.path for column in layout.columns)
    expected = (f"observation_date,{series_id}", f"DATE,{series_id}", _ANONYMOUS_HEADER)
    if lines[0] not in expected:
        raise NotUnderstood(capture.name, "line 1", f"expected {' or '.join(expected)}, found {shown(lines[0])}")
    check_ends(capture, capture.body, lines)
    return assemble(capture, layout, monthly(capture, layout, _months(capture, lines[1:]), _MISSING))


def _months(capture: Capture, lines: list[str]) -> Iterator[tuple[int, Period, str]]:
    for line_number, (date, text) in rows_of(capture, lines, 2, 2):
        match = _FIRST_OF_MONTH.fullmatch(date)
        if match is None:
            message = f"{shown(date)} is not the first of a month such as 2025-11-01"
            raise NotUnderstood(capture.name, f"line {line_number}", message)
        yield line_number, Period.parse(match[1]), text
