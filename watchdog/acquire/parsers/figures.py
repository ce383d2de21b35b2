"""From a hand-kept table of figures retyped from print to cells, each at the unit in which it was printed.

A figure printed at its series' own published unit is exact; any other is what the layout says (press-rounded).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from watchdog.acquire.assembly import Printed, assemble, number
from watchdog.acquire.delimited import line_address, lines_of, rows_of, shown
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Measure, Provenance
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import Period
from watchdog.model.unit import Unit

_HEADER = "series,period,measure,value,unit,published_unit,source"
_PERCENT = Unit("", "percent")


def read(capture: Capture, layout: Layout) -> Reading:
    """All figures of the table; lines that begin with # are remarks."""
    lines = lines_of(capture, capture.body)
    numbered = [(place, line) for place, line in enumerate(lines, start=1) if line.strip() and line[0] != "#"]
    if not numbered or numbered[0][1] != _HEADER:
        place, found = numbered[0] if numbered else (1, "")
        raise NotUnderstood(capture.name, f"line {place}", f"expected {_HEADER}, found {shown(found)}")
    return assemble(capture, layout, _printed(capture, layout, numbered[1:]))


def _printed(capture: Capture, layout: Layout, numbered: list[tuple[int, str]]) -> Iterator[Printed]:
    names = _HEADER.split(",")
    for place, line in numbered:
        ((_, fields),) = rows_of(capture, [line], len(names), place)
        try:
            yield _figure(layout, place, dict(zip(names, fields, strict=True)))
        except ValueError as error:
            raise NotUnderstood(capture.name, f"line {place}", str(error)) from error


def _figure(layout: Layout, place: int, row: Mapping[str, str]) -> Printed:
    """One line as a figure in its series' unit; ValueError says what is wrong with it."""
    series, measure = row["series"], Measure(row["measure"])
    if series not in layout.units:
        raise ValueError(f"{shown(series)} is not a series whose unit this document's layout gives")
    if not row["source"].strip():
        raise ValueError("the figure names no source; say where it was printed")
    unit = _PERCENT if measure is Measure.PERCENT else layout.units[series]
    factor = Unit.parse(row["unit"]).in_units_of(unit)
    published_unit = _positive(row["published_unit"]) * factor
    exact = measure is not Measure.PERCENT and published_unit == layout.published_units[series]
    return Printed(
        series=series,
        period=Period.parse(row["period"]),
        measure=measure,
        address=line_address(layout, place),
        value=_number(row["value"]) * factor,
        published_unit=published_unit,
        provenance=Provenance.EXACT if exact else layout.provenance,
    )


def _number(text: str) -> Decimal:
    found = number(text)
    if found is None:
        raise ValueError(f"expected a figure, found {shown(text)}")
    return found


def _positive(text: str) -> Decimal:
    found = _number(text)
    if found <= 0:
        raise ValueError(f"the published unit must be positive, found {shown(text)}")
    return found
