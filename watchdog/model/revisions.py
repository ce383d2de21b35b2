"""What became of the monthly figures of a series from vintage to vintage: their first prints, how far each release
moved them, and how large revisions have been altogether; exact.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from watchdog.model.cell import Cell, Measure, Provenance
from watchdog.model.period import Period


@dataclass(frozen=True, slots=True)
class FirstPrint:
    """A month's figure as its own release printed it first, and when that was available."""

    cell: Cell
    available_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """What one vintage made of a figure: `before` is None where it is new, `now` where it is gone."""

    before: Cell | None
    now: Cell | None
    release: Period
    available_at: datetime


@dataclass(frozen=True, slots=True)
class Revisions:
    """`count` figures that a document printed otherwise than before; `squares` in the square of the series' unit.

    `first` are the prints of each month by its own release. `moves` are, by document and release, how far that release
    moved each month that it moved; a release that moved none is there too.
    """

    count: int = 0
    squares: Decimal = Decimal(0)
    first: Mapping[Period, FirstPrint] = field(default_factory=dict)
    moves: Mapping[str, Mapping[Period, Mapping[Period, Decimal]]] = field(default_factory=dict)

    def after(self, reprints: Iterable[Reprint]) -> "Revisions":
        """With what came next, in order of availability."""
        count, squares, first = self.count, self.squares, dict(self.first)
        moves = {document: dict(of_release) for document, of_release in self.moves.items()}
        for each in reprints:
            cell = each.now or each.before
            if cell is None or not _is_monthly_level(cell):
                continue
            of_release = moves.setdefault(cell.key.outlet.document, {})
            moved = of_release.setdefault(each.release, {})
            if each.now is not None and cell.key.period == each.release:
                first.setdefault(cell.key.period, FirstPrint(each.now, each.available_at))
            if each.before is None or each.now is None or not _is_revision(each.before, each.now):
                continue
            by = each.now.value - each.before.value
            count, squares = count + 1, squares + by**2
            earlier = moved.get(cell.key.period, Decimal(0))
            of_release[each.release] = {**moved, cell.key.period: earlier + by}
        return Revisions(count, squares, first, moves)

    def steps(self, release: Period, most: int) -> dict[int, list[tuple[Period, Decimal]]]:
        """Before `release`, by maturity 1 to `most`: each month that a release printed again after the one before it,
        and how far it moved it; 1 is a month's first revision. Of several documents, that kept of most releases.
        """
        of_release = self._fullest()
        found: dict[int, list[tuple[Period, Decimal]]] = {maturity: [] for maturity in range(1, most + 1)}
        for later in _after_another(of_release, release):
            for maturity, steps in found.items():
                month = later.shift(-maturity)
                steps.append((month, of_release[later].get(month, Decimal(0))))
        return found

    def moved_before(self, release: Period) -> list[Decimal]:
        """How far each month was moved by each release before `release` that follows one at hand; same document."""
        of_release = self._fullest()
        return [by for later in _after_another(of_release, release) for by in of_release[later].values()]

    def _fullest(self) -> Mapping[Period, Mapping[Period, Decimal]]:
        return max(self.moves.values(), key=len, default={})


def _after_another(of_release: Mapping[Period, object], release: Period) -> list[Period]:
    """The releases before `release` of which the one before is at hand."""
    return sorted(each for each in of_release if each < release and each.shift(-1) in of_release)


def counted(so_far: Mapping[str, Revisions], reprints: Iterable[Reprint]) -> dict[str, Revisions]:
    """By series, with what one or more vintages reprinted."""
    of_series: dict[str, list[Reprint]] = defaultdict(list)
    for each in reprints:
        cell = each.now or each.before
        if cell is not None:
            of_series[cell.key.series].append(each)
    return dict(so_far) | {key: so_far.get(key, Revisions()).after(each) for key, each in of_series.items()}


def _is_monthly_level(cell: Cell) -> bool:
    key = cell.key
    return key.measure is Measure.LEVEL and key.period.is_month and key.outlet.block == "main"


def _is_revision(before: Cell, now: Cell) -> bool:
    """A figure that is new, gone or sharper is none."""
    is_exact = before.provenance is now.provenance is Provenance.EXACT and before.published_unit == now.published_unit
    return is_exact and before.value != now.value
