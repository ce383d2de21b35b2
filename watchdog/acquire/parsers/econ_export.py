"""From the CSV export behind the Census trend charts (six lines about the series, then Period,Value) to its cells."""

from collections.abc import Iterator

from watchdog.acquire.assembly import assemble
from watchdog.acquire.delimited import check_ends, lines_of, rows_of, shown
from watchdog.acquire.monthly import monthly
from watchdog.acquire.period_labels import month_year
from watchdog.acquire.stated import check_preamble
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Drift, DriftKind, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import Period

_PREAMBLE_LINES = 6
_HEADER = "Period,Value"
_NOT_PUBLISHED = frozenset({"NA"})


def read(capture: Capture, layout: Layout) -> Reading:
    """The one series; the lines above it must say what the layout promises, since the address alone proves little."""
    lines = lines_of(capture, capture.body)
    drift = tuple(_unsaid(capture, layout, lines[:_PREAMBLE_LINES]))
    header = lines[_PREAMBLE_LINES] if len(lines) > _PREAMBLE_LINES else ""
    if header != _HEADER:
        where = f"line {_PREAMBLE_LINES + 1}"
        raise NotUnderstood(
            capture.name, where, f"expected {_HEADER}, found {shown(header)}; line 1 is {shown(lines[0])}"
        )
    check_ends(capture, capture.body, lines)
    months = _months(capture, lines[_PREAMBLE_LINES + 1 :])
    return assemble(capture, layout, monthly(capture, layout, months, _NOT_PUBLISHED), drift=drift)


def _unsaid(capture: Capture, layout: Layout, preamble: list[str]) -> Iterator[Drift]:
    """What the lines above the figures do not say; refuses those that say that they are of something else."""
    where = f"lines 1 to {_PREAMBLE_LINES}"
    for promised in (layout.title, layout.part, layout.unit_line):
        if promised and not any(promised in line for line in preamble):
            message = f"{promised!r} is not said above the figures, which say {shown('; '.join(preamble))}"
            raise NotUnderstood(capture.name, where, message)
    (column,) = layout.columns
    for what in check_preamble(capture, layout, column, preamble, where):
        message = f"the lines above the figures do not say their {what}; they are read as {' '.join(column.path)}"
        yield Drift(kind=DriftKind.UNSAID, subject=what, message=message)


def _months(capture: Capture, lines: list[str]) -> Iterator[tuple[int, Period, str]]:
    for line_number, (name, text) in rows_of(capture, lines, 2, _PREAMBLE_LINES + 2):
        period = month_year(name)
        if period is None:
            message = f"{shown(name)} is not a month such as 'Jul-2026'"
            raise NotUnderstood(capture.name, f"line {line_number}", message)
        yield line_number, period, text
