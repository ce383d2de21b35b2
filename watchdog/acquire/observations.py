"""From single observations, in whatever order a file gives them, to the places of its figures: every series there,
every month between its first and the file's last either given or blank.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from watchdog.acquire.addresses import file_name
from watchdog.acquire.assembly import Printed
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address
from watchdog.model.document import Capture
from watchdog.model.layout import Column, Layout
from watchdog.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A figure as the file gives it, before its scale; `value` is None where the file says that there is none."""

    column: Column
    period: Period
    value: Decimal | None
    where: str
    found: str = ""


def printed(
    capture: Capture, layout: Layout, observations: Iterable[Observation], sheet: str = ""
) -> Iterator[Printed]:
    """The places of all series of the layout; a series without any observation is refused."""
    of_column: dict[Column, list[Observation]] = {column: [] for column in layout.columns}
    for observation in observations:
        of_column[observation.column].append(observation)
    for column, given in of_column.items():
        if not given:
            raise NotUnderstood(capture.name, "", f"the document has no row of {' '.join(column.path)}")
    last = max(each.period for given in of_column.values() for each in given)
    for column, given in of_column.items():
        yield from (_place(layout, each, sheet) for each in given)
        yield from (_hole(layout, column, period) for period in _not_given(given, last))


def _not_given(given: list[Observation], last: Period) -> Iterator[Period]:
    there = {each.period for each in given}
    first = min(there)
    for step in range(last.ordinal - first.ordinal + 1):
        if (period := first.shift(step)) not in there:
            yield period


def _hole(layout: Layout, column: Column, period: Period) -> Printed:
    """A month that the file passes over is missing, never zero."""
    return _place(layout, Observation(column=column, period=period, value=None, where="no row"), "")


def _place(layout: Layout, observation: Observation, sheet: str) -> Printed:
    series, value = observation.column.series, observation.value
    return Printed(
        series=series,
        period=observation.period,
        measure=layout.month_measure,
        address=Address(file_name(layout), sheet, observation.where),
        value=None if value is None else value * layout.scale,
        published_unit=layout.published_units[series],
        provenance=layout.provenance,
        found=observation.found,
    )
