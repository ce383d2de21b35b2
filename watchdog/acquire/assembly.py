"""From the places that a parser found to a Reading: exact counts, no figure twice, and blanks told from the future."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address, Blank, Cell, CellKey, Measure, Outlet, Provenance
from watchdog.model.document import Capture, Drift, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import Frequency, Period
from watchdog.model.series import Series

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One place where the layout promises a figure, in the series' unit; `value` is None where none is printed."""

    series: str
    period: Period
    measure: Measure
    address: Address
    value: Decimal | None
    published_unit: Decimal
    provenance: Provenance = Provenance.EXACT
    block: str = "main"
    revised: bool = False
    found: str = ""


def number(text: str) -> Decimal | None:
    """A plainly written number; None for anything else, thousands separators and exponents included."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def place(address: Address) -> str:
    """How a refusal names the address: '1!B47' or 'line 12'."""
    return f"{address.sheet}!{address.cell}" if address.sheet else address.cell


def assemble(
    capture: Capture,
    layout: Layout,
    printed: Iterable[Printed],
    stamped_at: datetime | None = None,
    *,
    drift: tuple[Drift, ...] = (),
    series: tuple[Series, ...] = (),
) -> Reading:
    """The reading of one document; what is blank after the latest month with a figure is simply not out yet."""
    places = tuple(printed)
    _refuse_repetition(capture, places)
    reference = _reference(capture, places)
    outlet = {block: Outlet(layout.source, layout.document, block) for block in {item.block for item in places}}
    cells, blanks = [], []
    for item in places:
        key = CellKey(item.series, item.period, item.measure, outlet[item.block])
        if item.value is not None:
            cells.append(_cell(capture, item, key, item.value))
        elif not item.period.is_month or item.period <= reference:
            blanks.append(Blank(key=key, address=item.address, found=item.found))
    return Reading(
        source=capture.source,
        document=capture.document,
        sha256=capture.sha256,
        reference=reference.shift(12) if layout.prior_year else reference,
        cells=tuple(cells),
        blanks=tuple(blanks),
        stamped_at=stamped_at,
        drift=drift,
        series=series,
    )


def _reference(capture: Capture, places: tuple[Printed, ...]) -> Period:
    """The latest month of which the document prints a figure of its own; the latest quarter where it prints none. What
    is summed up to a month counts where nothing else is printed.
    """
    given = [item for item in places if item.value is not None and item.block == "main"]
    summed = (Measure.YTD, Measure.YTD_CHANGE)
    periods = {item.period for item in given if item.measure not in summed} or {item.period for item in given}
    for frequency in (Frequency.MONTH, Frequency.QUARTER):
        if found := [period for period in periods if period.frequency is frequency]:
            return max(found)
    raise NotUnderstood(capture.name, "", "the document has no figure of any month")


def _refuse_repetition(capture: Capture, places: tuple[Printed, ...]) -> None:
    seen: dict[tuple[str, Period, Measure, str], Address] = {}
    for item in places:
        first = seen.setdefault((item.series, item.period, item.measure, item.block), item.address)
        if first is not item.address:
            message = f"{item.series} of {item.period.label} stands here and at {place(first)}: which one holds?"
            raise NotUnderstood(capture.name, place(item.address), message)


def _cell(capture: Capture, item: Printed, key: CellKey, value: Decimal) -> Cell:
    count = Fraction(value) / Fraction(item.published_unit)
    if count.denominator != 1:
        message = f"{value} of {item.series} is not a whole multiple of its published unit {item.published_unit}"
        raise NotUnderstood(capture.name, place(item.address), message)
    return Cell(
        key=key,
        count=count.numerator,
        published_unit=item.published_unit,
        provenance=item.provenance,
        address=item.address,
        revised=item.revised,
    )
