"""Series, printed figures and what was known with a release, made by hand in a line each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from watchdog.model.cell import Address, Cell, CellKey, Measure, Outlet, Provenance
from watchdog.model.knowledge import Knowledge, Known, Situation, Stamp
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.model.series import Basis, Flow, Series
from watchdog.model.unit import Unit

EASTERN = ZoneInfo("America/New_York")
LEVEL = Measure.LEVEL
VINTAGE = "c0ffee" * 10 + "cafe"
_BY_BULK = {"fred": "fred", "ftd": "census-bulk", "press": "press"}


def month(text: str) -> Period:
    """'2025-11' as a period."""
    return Period.parse(text)


def series(
    key: str, *, unit: str = "million USD", outlets: tuple[str, ...] = ("exh1", "ftd", "fred", "press")
) -> Series:
    """A series whose flow and item are read off its key; BOP, seasonally adjusted."""
    flow, _, item = key.partition(".")
    plain = key.replace(".", " of ").replace("_", " ").capitalize()
    return Series(
        key=key,
        label="Balance of trade in goods and services" if key == "balance.total" else plain,
        flow=Flow(flow) if flow in set(Flow) else Flow.BALANCE,
        item=item or key,
        basis=Basis.parse("bop/sa/current"),
        unit=Unit.parse(unit),
        outlets=outlets,
    )


def cell(
    key: str,
    period: str | Period,
    value: Decimal | int | str,
    *,
    measure: Measure = LEVEL,
    document: str = "exh1",
    block: str = "main",
    unit: Decimal | int | str = 1,
) -> Cell:
    """A figure of `value` in the series' unit, rounded to `unit`; a coarser unit than 1 makes it press-rounded."""
    step = Decimal(unit)
    count = Decimal(value) / step
    assert count == int(count), f"{value} is not a whole multiple of {unit}"
    when = period if isinstance(period, Period) else month(period)
    return Cell(
        key=CellKey(key, when, measure, Outlet(_BY_BULK.get(document, "census"), document, block)),
        count=int(count),
        published_unit=step,
        provenance=Provenance.PRESS_ROUNDED if document == "press" else Provenance.EXACT,
        address=Address(f"{document}.xlsx", "1", f"B{when.ordinal % 1000}"),
    )


def levels(
    key: str, first: str, values: Sequence[int | Decimal | str], *, document: str = "exh1", unit: str = "1"
) -> list[Cell]:
    """Consecutive monthly levels from `first` on."""
    start = month(first)
    return [cell(key, start.shift(step), value, document=document, unit=unit) for step, value in enumerate(values)]


def published(release: str) -> datetime:
    """Some morning after the month, later for a later month."""
    after = month(release).shift(2)
    return datetime(after.year, after.position, 5, 13, 30, tzinfo=UTC)


def printed(release: str, cells: Iterable[Cell], at: datetime | None = None) -> list[Known]:
    """The figures as printed last by the release of this month."""
    stamp = Stamp(month(release), at or published(release))
    return [Known(each, stamp) for each in cells]


def knowledge(*known: Known, series_of: Mapping[str, Series] | None = None) -> Knowledge:
    """All of these, at the moment of the latest; a series is made for every key that `series_of` lacks."""
    keys = dict.fromkeys(each.cell.key.series for each in known)
    made = {key: series(key) for key in keys}
    return Knowledge(
        as_of=max((each.stamp.available_at for each in known), default=published("2025-11")),
        series=made | dict(series_of or {}),
        cells=known,
    )


def situation(release: str, *known: Known, before: Knowledge | None = None) -> Situation:
    """The release of this month with all that is known."""
    return Situation(
        release=Release("ft900", month(release)),
        vintage=VINTAGE,
        known=knowledge(*known),
        before=before,
        zone=EASTERN,
    )
