"""One published figure, exact: a whole number of its published unit, in one place, in one document."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from watchdog.model.period import Period


class Measure(StrEnum):
    """What of the series the figure gives; a published change is a figure of its own, not a level we invent."""

    LEVEL = "level"
    CHANGE = "change"  # from the previous period
    PERCENT = "percent"  # per cent change from the previous period
    YTD = "ytd"  # January through the period
    YTD_CHANGE = "ytd_change"  # the same, less the same months a year earlier
    MEAN3 = "mean3"  # mean of the period and the two before it

    __hash__ = str.__hash__  # an enum's own is slower, and keys are looked up by the thousand

    @property
    def is_amount(self) -> bool:
        """Whether it is an amount of the series itself, and no change."""
        return self in _AMOUNTS


_AMOUNTS = (Measure.LEVEL, Measure.YTD, Measure.MEAN3)


class Provenance(StrEnum):
    """How far the figure can be trusted to the last digit."""

    EXACT = "exact"
    PRESS_ROUNDED = "press-rounded"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True, order=True)
class Outlet:
    """Where a figure is printed: a source's document by its short name ('exh1', 'fred'), and the block within it:
    'main', or 'as_published' for the row that repeats last month's figures.
    """

    source: str
    document: str
    block: str = "main"

    def __str__(self) -> str:
        return f"{self.source}/{self.document}" + ("" if self.block == "main" else f".{self.block}")


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """The place a person can open: a file, its sheet ('' for text files), and a cell 'B47' or 'line 12'."""

    document: str
    sheet: str
    cell: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.document, self.sheet and f"sheet {self.sheet}", self.cell) if part)


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """What makes a published figure the same figure in the next vintage."""

    series: str
    period: Period
    measure: Measure
    outlet: Outlet

    # Written out, for a check compares and looks up tens of thousands; most of their parts are the same objects.
    def __eq__(self, other: object) -> bool:
        if other.__class__ is not CellKey:
            return NotImplemented
        assert isinstance(other, CellKey)  # noqa: S101 - for mypy
        return (
            self.series == other.series
            and (self.period is other.period or self.period == other.period)
            and self.measure is other.measure
            and (self.outlet is other.outlet or self.outlet == other.outlet)
        )

    def __hash__(self) -> int:
        return hash((self.series, self.period.ordinal, self.measure, self.outlet.document))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`count` times `published_unit` (both in the series' unit) is the printed figure; nothing finer is known. A figure
    computed from others has its own bound of the `error` instead.
    """

    key: CellKey
    count: int
    published_unit: Decimal
    provenance: Provenance = Provenance.EXACT
    address: Address | None = None
    revised: bool = False
    error: Decimal | None = None

    @property
    def value(self) -> Decimal:
        """The figure in the series' unit."""
        return self.count * self.published_unit

    @property
    def rounding(self) -> Decimal:
        """How far the unrounded figure can lie from it: half a published unit."""
        return self.published_unit / 2 if self.error is None else self.error


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A place where the layout promises a figure and none is printed; it stays missing, never zero."""

    key: CellKey
    address: Address
    found: str = ""
