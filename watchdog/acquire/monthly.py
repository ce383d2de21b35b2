"""From (line, month, text) triples of a one-series text file to the places of its figures; months run without a gap."""

from collections.abc import Iterable, Iterator

from watchdog.acquire.assembly import Printed, number
from watchdog.acquire.delimited import line_address, shown
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.model.period import Period


def monthly(
    capture: Capture, layout: Layout, months: Iterable[tuple[int, Period, str]], missing: frozenset[str]
) -> Iterator[Printed]:
    """The file's one column; `missing` are the texts that say that nothing is published."""
    (column,) = layout.columns
    previous: Period | None = None
    for line_number, period, text in months:
        if previous is not None and period != previous.shift(1):
            message = f"expected {previous.shift(1).label}, found {period.label}: a line is missing or moved"
            raise NotUnderstood(capture.name, f"line {line_number}", message)
        previous = period
        value = number(text)
        if value is None and text not in missing:
            raise NotUnderstood(capture.name, f"line {line_number}", f"expected a figure, found {shown(text)}")
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
