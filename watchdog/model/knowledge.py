"""What was known at a moment: the latest published cells, and each series' history from its best outlets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from watchdog.model.cell import Address, Blank, Cell, CellKey, Measure, Outlet
from watchdog.model.claim import Claim
from watchdog.model.period import Period
from watchdog.model.press import PressText
from watchdog.model.release import Release
from watchdog.model.revisions import Revisions
from watchdog.model.series import Series


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """The latest vintage that printed a figure: the statistical month of its release, and when it became available."""

    release: Period
    available_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A published cell and the latest vintage that still printed it."""

    cell: Cell
    stamp: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A figure as one vintage printed it, changed or not; `vintage` is that vintage's id."""

    cell: Cell
    stamp: Stamp
    vintage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure that a vintage prints otherwise than its document did before; None where none is printed.
    `in_new_column` says that the document had no figure at all of this series, measure and block.
    """

    key: CellKey
    before: Cell | None
    now: Cell | None
    in_new_column: bool = False

    @property
    def is_of_value(self) -> bool:
        """Whether the figure itself differs, not only its mark or its place on the sheet."""
        if self.before is None or self.now is None:
            return True
        return self.before.value != self.now.value

    @property
    def is_of_mark(self) -> bool:
        """Whether it gained or lost the mark that says that it was revised."""
        return self.before is not None and self.now is not None and self.before.revised != self.now.revised

    @property
    def address(self) -> Address | None:
        """Where it stands, or stood."""
        cell = self.now or self.before
        return cell.address if cell else None

    @property
    def in_words(self) -> str:
        """Which figure, from what to what, and where."""
        key = self.key
        measure = "" if key.measure is Measure.LEVEL else f" {key.measure}"
        block = "" if key.outlet.block == "main" else f" {key.outlet.block}"
        before, now = ("nothing" if cell is None else f"{cell.value:,f}" for cell in (self.before, self.now))
        where = f" ({self.address})" if self.address else ""
        return f"{key.series}{measure}{block} {key.period} {before} → {now}{where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A series over time, each period from the outlet that printed it last."""

    series: Series
    known: Mapping[Period, Known]

    def value(self, period: Period) -> Decimal | None:
        """The figure in the series' unit, or None where nothing is published."""
        known = self.known.get(period)
        return None if known is None else known.cell.value

    def unbroken_through(self, last: Period) -> tuple[Period, ...]:
        """The longest run of consecutive periods that ends at `last`; empty when `last` itself is missing."""
        run: list[Period] = []
        period = last
        while period in self.known:
            run.append(period)
            period = period.shift(-1)
        return tuple(reversed(run))

    def of_one_release_through(self, last: Period) -> tuple[Period, ...]:
        """The part of that run which the release that printed `last` printed throughout."""
        run: list[Period] = []
        for period in reversed(self.unbroken_through(last)):
            if self.known[period].stamp.release != self.known[last].stamp.release:
                break
            run.append(period)
        return tuple(reversed(run))


Column = tuple[str, str]
"""A series in a document, by both names."""
FirstPrints = Mapping[Column, Mapping[Period, Known]]


def column_of_first_print(key: CellKey, release: Period) -> Column | None:
    """Which column a figure is a first print of, if nothing of it was known before the release; None where it is none:
    what comes with a later release has been revised by then.
    """
    is_level = key.measure is Measure.LEVEL and key.outlet.block == "main"
    return (key.series, key.outlet.document) if is_level and key.period == release else None


class Derivation(Protocol):
    """How figures of series with a formula come about."""

    def at(self, series: Series, period: Period, known: "Knowledge") -> Known | None:
        """The figure at this period, from those of one release; None where it cannot be computed."""
        ...

    def periods(self, series: Series, known: "Knowledge") -> Iterable[Period]:
        """Where to look for figures."""
        ...


class Knowledge:
    """All cells known at `as_of`, each with the stamp of the latest vintage that printed it.

    Series with a formula are computed by `derivation` when they are asked for; they are not among the `cells`.
    """

    def __init__(
        self,
        *,
        as_of: datetime,
        series: Mapping[str, Series],
        cells: Iterable[Known],
        derivation: Derivation | None = None,
    ) -> None:
        self.as_of = as_of
        self._derivation = derivation
        self._derived: dict[tuple[str, Period], Known | None] = {}
        self.series = series
        self.cells: dict[CellKey, Known] = {known.cell.key: known for known in cells}
        self._printed: dict[tuple[str, Measure, str], dict[Period, list[Known]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for key, known in self.cells.items():
            self._printed[key.series, key.measure, key.outlet.block][key.period].append(known)

    def printed(
        self, series: str, period: Period, measure: Measure, document: str, block: str = "main"
    ) -> Known | None:
        """The figure in exactly this document and block."""
        candidates = self._printed[series, measure, block].get(period, ())
        return next((known for known in candidates if known.cell.key.outlet.document == document), None)

    def best(self, series: str, period: Period, measure: Measure = Measure.LEVEL) -> Known | None:
        """The figure printed last; among equals the finest unit, then the series' preferred outlet."""
        candidates = self._printed[series, measure, "main"].get(period, ())
        if candidates or measure is not Measure.LEVEL:
            return min(candidates, key=self._preference, default=None)
        return self._computed(series, period)

    def history(self, series: str, measure: Measure = Measure.LEVEL) -> History:
        """The series over all its periods of one frequency: months."""
        one = self.series[series]
        if one.formula and self._derivation is not None and measure is Measure.LEVEL:
            periods = self._derivation.periods(one, self)
            computed = {period: found for period in periods if (found := self._computed(series, period))}
            return History(series=one, known=computed)
        by_period = self._printed[series, measure, "main"]
        return History(
            series=one,
            known={
                period: min(candidates, key=self._preference)
                for period, candidates in by_period.items()
                if period.is_month
            },
        )

    def under(self, series: Mapping[str, Series]) -> Self:
        """The same figures, their series as other rules describe them."""
        other = type(self)(as_of=self.as_of, series=series, cells=(), derivation=self._derivation)
        other.cells = self.cells
        other._printed = self._printed  # noqa: SLF001 - another one of ourselves
        return other

    def _computed(self, series: str, period: Period) -> Known | None:
        if self._derivation is None or (one := self.series.get(series)) is None or not one.formula:
            return None
        if (series, period) not in self._derived:
            self._derived[series, period] = self._derivation.at(one, period, self)
        return self._derived[series, period]

    def _preference(self, known: Known) -> tuple[int, Decimal, int, float, Outlet]:
        key = known.cell.key
        preferred = self.series[key.series].outlets
        rank = preferred.index(key.outlet.document) if key.outlet.document in preferred else len(preferred)
        stamp = known.stamp
        return -stamp.release.ordinal, known.cell.published_unit, rank, -stamp.available_at.timestamp(), key.outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a rule may look at: the release just read, what is known with it, and what was known before its first
    vintage; `zone` is the agency's. `corrections` are the figures that documents of this release printed otherwise
    before; `blanks` the places that they leave empty; `revisions` sums up, by series, all revisions known with it.
    `first_prints` are, by series and document, the months as the release for that very month printed them first.
    `texts` are the press texts that came with this release so far, read against it; None where nobody looked.
    """

    release: Release
    vintage: str
    known: Knowledge
    before: Knowledge | None
    zone: ZoneInfo
    claims: tuple[Claim, ...] = ()
    corrections: tuple[Change, ...] = ()
    blanks: tuple[Blank, ...] = ()
    revisions: Mapping[str, Revisions] = field(default_factory=dict)
    first_prints: FirstPrints = field(default_factory=dict)
    texts: tuple[PressText, ...] | None = None
