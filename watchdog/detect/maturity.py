"""From what each vintage printed of a series to its revision triangle, and how far figures move as they mature.

A figure is of maturity 1 when it is first printed, 2 in the release after that, and so on; only releases at hand count,
so where one is missing the steps to and from it are left out rather than bridged.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise

from watchdog.model.cell import Cell, Measure, Outlet, Provenance
from watchdog.model.knowledge import Print
from watchdog.model.period import Period
from watchdog.model.series import Series

Steps = Mapping[str, Sequence[tuple[Period, Decimal]]]
"""Revisions by the name of the step, each with its month, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A column of the triangle: what the vintages of one release print together, from `available_at` on. A figure that
    is corrected within the release opens another one. `vintage` is the id of the first of them.
    """

    release: Period
    available_at: datetime
    vintage: str
    cells: Mapping[Period, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Triangle:
    """The editions of a series by release. `lag` is how many periods after its own a figure is first printed."""

    series: Series
    editions: tuple[Edition, ...]
    lag: int

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every period that any edition prints."""
        return tuple(sorted({period for edition in self.editions for period in edition.cells}))

    def maturity(self, period: Period, edition: Edition) -> int:
        """Which print of the period the edition gives, 1 being the first."""
        return edition.release.ordinal - period.ordinal - self.lag + 1

    def first_print(self, period: Period) -> Cell | None:
        """The figure as first printed; None where that release is not at hand."""
        prints = (e.cells[period] for e in self.editions if period in e.cells and self.maturity(period, e) == 1)
        return next(prints, None)

    def latest(self, period: Period) -> Cell | None:
        """The figure as last printed."""
        return next((e.cells[period] for e in reversed(self.editions) if period in e.cells), None)

    def cumulative(self, period: Period) -> Decimal | None:
        """How far the figure has moved since its first print; None where it was printed once, or cannot be told."""
        first, latest = self.first_print(period), self.latest(period)
        return None if first is latest else _revision(first, latest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`count` revisions of one kind: mean (MR), mean absolute (MAR) and root mean square (RMSR), and the largest with
    its month.
    """

    step: str
    count: int
    mean: float
    mean_absolute: float
    root_mean_square: float
    largest: Decimal
    largest_period: Period


def triangle(series: Series, prints: Iterable[Print]) -> Triangle:
    """Put the monthly levels of a series, given in order of availability, into editions by release."""
    levels = (
        each
        for each in prints
        if each.cell.key.measure is Measure.LEVEL
        and each.cell.key.outlet.block == "main"
        and each.cell.key.period.is_month
    )
    of_release: dict[Period, list[Edition]] = defaultdict(list)
    printed: dict[Period, dict[Period, dict[Outlet, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for (release, _, _), together in groupby(levels, key=_vintage):
        vintage = list(together)
        for each in vintage:
            printed[release][each.cell.key.period][each.cell.key.outlet] = each.cell
        cells = {period: _preferred(series, outlets) for period, outlets in printed[release].items()}
        _take(of_release[release], vintage[0], cells)
    editions = tuple(edition for release in sorted(of_release) for edition in of_release[release])
    lags = [e.release.ordinal - period.ordinal for e in editions for period in e.cells]
    return Triangle(series=series, editions=editions, lag=min(lags, default=0))


def _vintage(each: Print) -> tuple[Period, datetime, str]:
    return each.stamp.release, each.stamp.available_at, each.vintage


def _preferred(series: Series, outlets: Mapping[Outlet, Cell]) -> Cell:
    """The finest figure, then that of the series' preferred outlet."""
    ranks = {document: rank for rank, document in enumerate(series.outlets)}

    def preference(cell: Cell) -> tuple[Decimal, int, Outlet]:
        outlet = cell.key.outlet
        return cell.published_unit, ranks.get(outlet.document, len(ranks)), outlet

    return min(outlets.values(), key=preference)


def _take(editions: list[Edition], first: Print, cells: Mapping[Period, Cell]) -> None:
    """Into the release's last edition, or into a new one where a figure that it gives is another now."""
    last = editions[-1] if editions else None
    opened = None
    if last and not any(_revision(cell, cells[period]) for period, cell in last.cells.items()):
        opened = editions.pop()
    editions.append(
        Edition(
            release=first.stamp.release,
            available_at=opened.available_at if opened else first.stamp.available_at,
            vintage=opened.vintage if opened else first.vintage,
            cells=cells,
        )
    )


def by_maturity(table: Triangle, periods: Iterable[Period]) -> tuple[Summary, ...]:
    """How far figures move from each print to the next, and from the first to the latest, over these periods."""
    steps: dict[int, list[tuple[Period, Decimal]]] = defaultdict(list)
    whole: list[tuple[Period, Decimal]] = []
    for period in periods:
        for before, after, revision in _moves(table, period):
            if after.release == before.release.shift(1):
                steps[table.maturity(period, before)].append((period, revision))
        if (cumulative := table.cumulative(period)) is not None:
            whole.append((period, cumulative))
    named: dict[str, Sequence[tuple[Period, Decimal]]] = {
        f"{_nth(maturity)} to {_nth(maturity + 1)}": steps[maturity] for maturity in sorted(steps)
    }
    return _summaries(named | {"1st to latest": whole})


def by_release(table: Triangle, periods: Iterable[Period]) -> tuple[Summary, ...]:
    """How far these periods moved from each release at hand to the next one at hand."""
    steps: dict[tuple[Period, Period], list[tuple[Period, Decimal]]] = defaultdict(list)
    for period in periods:
        for before, after, revision in _moves(table, period):
            steps[before.release, after.release].append((period, revision))
    return _summaries({f"{before} to {after}": steps[before, after] for before, after in sorted(steps)})


def _moves(table: Triangle, period: Period) -> Iterator[tuple[Edition, Edition, Decimal]]:
    """From release to release, each as its last edition has it; a figure rounded for the press is no revision."""
    last_of = {edition.release: edition for edition in table.editions}
    for before, after in pairwise(edition for edition in last_of.values() if period in edition.cells):
        revision = _revision(before.cells[period], after.cells[period])
        if revision is not None:
            yield before, after, revision


def _revision(before: Cell | None, after: Cell | None) -> Decimal | None:
    """The difference of two figures that are published equally sharp; None where they are not, or one is missing."""
    if before is None or after is None or before.published_unit != after.published_unit:
        return None
    if Provenance.PRESS_ROUNDED in (before.provenance, after.provenance):
        return None
    return after.value - before.value


def _summaries(steps: Steps) -> tuple[Summary, ...]:
    return tuple(summary(step, revisions) for step, revisions in steps.items() if revisions)


def summary(step: str, revisions: Sequence[tuple[Period, Decimal]]) -> Summary:
    """Of at least one revision."""
    amounts = [Fraction(revision) for _, revision in revisions]
    largest_period, largest = max(revisions, key=lambda one: (abs(one[1]), one[0]))

    def mean(of: Callable[[Fraction], Fraction]) -> Fraction:
        return sum(map(of, amounts), Fraction(0)) / len(amounts)

    return Summary(
        step=step,
        count=len(amounts),
        mean=float(mean(lambda amount: amount)),
        mean_absolute=float(mean(abs)),
        root_mean_square=math.sqrt(mean(lambda amount: amount**2)),
        largest=largest,
        largest_period=largest_period,
    )


def _nth(number: int) -> str:
    tens = number // 10 % 10
    return f"{number}{'th' if tens == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
