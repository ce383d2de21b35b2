"""What was known at a moment: the latest published cells, and each series' history from its best outlets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from watchdog.model.cell import Cell, CellKey, Measure, Outlet
from watchdog.model.claim import Claim
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.model.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A series over time, each period from its freshest outlet. `stale` holds the periods whose only outlet is of an
    older vintage and contradicts the fresh one where both print: no claim may rest on them.
    """

    series: Series
    cells: Mapping[Period, Cell]
    stale: frozenset[Period] = frozenset()

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods with a figure, in order."""
        return tuple(sorted(self.cells))

    def value(self, period: Period) -> Decimal | None:
        """The figure in the series' unit, or None where nothing is published."""
        cell = self.cells.get(period)
        return None if cell is None else cell.value

    def unbroken_through(self, last: Period) -> tuple[Period, ...]:
        """The longest run of consecutive periods that ends at `last`; empty when `last` itself is missing."""
        run: list[Period] = []
        period = last
        while period in self.cells:
            run.append(period)
            period = period.shift(-1)
        return tuple(reversed(run))


class Knowledge:
    """All cells known at `as_of`. `freshness` says when each document (short name) last changed."""

    def __init__(
        self,
        *,
        as_of: datetime,
        series: Mapping[str, Series],
        cells: Iterable[Cell],
        freshness: Mapping[str, datetime],
    ) -> None:
        self.as_of = as_of
        self.series = series
        self.freshness = freshness
        self.cells: dict[CellKey, Cell] = {cell.key: cell for cell in cells}
        self._printed: dict[tuple[str, Measure, str], dict[Period, list[Cell]]] = defaultdict(lambda: defaultdict(list))
        for cell in self.cells.values():
            key = cell.key
            self._printed[key.series, key.measure, key.outlet.block][key.period].append(cell)

    def printed(self, series: str, period: Period, measure: Measure, document: str, block: str = "main") -> Cell | None:
        """The cell of exactly this document and block."""
        cells = self._printed[series, measure, block].get(period, ())
        return next((cell for cell in cells if cell.key.outlet.document == document), None)

    def best(self, series: str, period: Period, measure: Measure = Measure.LEVEL) -> Cell | None:
        """The cell of the freshest outlet, the finest unit first among equals; None where nothing is published."""
        cells = self._printed[series, measure, "main"].get(period, ())
        return min(cells, key=self._preference, default=None)

    def history(self, series: str, measure: Measure = Measure.LEVEL) -> History:
        """The series over all periods; see History for what `stale` means."""
        by_period = self._printed[series, measure, "main"]
        best = {period: min(cells, key=self._preference) for period, cells in by_period.items() if cells}
        contradicted = {
            other.key.outlet
            for period, cells in by_period.items()
            for other in cells
            if self._age(other) < self._age(best[period]) and not _agree(other, best[period])
        }
        stale = frozenset(period for period, cell in best.items() if cell.key.outlet in contradicted)
        return History(series=self.series[series], cells=best, stale=stale)

    def _age(self, cell: Cell) -> datetime:
        return self.freshness[cell.key.outlet.document]

    def _preference(self, cell: Cell) -> tuple[float, Decimal, int, Outlet]:
        preferred = self.series[cell.key.series].outlets
        document = cell.key.outlet.document
        rank = preferred.index(document) if document in preferred else len(preferred)
        return -self._age(cell).timestamp(), cell.published_unit, rank, cell.key.outlet


def _agree(one: Cell, other: Cell) -> bool:
    return abs(one.value - other.value) <= max(one.rounding, other.rounding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a rule may look at: the release just read, what is known with it, and what was known before it."""

    release: Release
    vintage: str
    known: Knowledge
    before: Knowledge | None
    claims: tuple[Claim, ...] = ()
