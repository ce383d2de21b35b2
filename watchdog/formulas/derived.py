"""The figures of series that are computed from others: each from figures that one release printed, with its error."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN

from watchdog.formulas.evaluate import Bounded, evaluate
from watchdog.formulas.parse import parse, terms
from watchdog.model.cell import Cell, CellKey, Measure, Outlet, Provenance
from watchdog.model.knowledge import Knowledge, Known, Stamp
from watchdog.model.period import Period
from watchdog.model.series import Series

OUTLET = Outlet("rules", "derived")
"""Where a computed figure is said to stand: no document prints it."""


class Formulas:
    """Computes series by the formulas that the rules give them."""

    def at(self, series: Series, period: Period, known: Knowledge) -> Known | None:
        """The figure at `period`, rounded to the series' published unit, as of the release that printed its parts."""
        found = evaluate(parse(series.formula), period, known)
        if not isinstance(found, Bounded) or len(found.releases) != 1 or found.available_at is None:
            return None
        (release,) = found.releases
        step = series.published_unit
        count = int((found.value / step).to_integral_value(ROUND_HALF_EVEN))
        cell = Cell(
            key=CellKey(series.key, period, Measure.LEVEL, OUTLET),
            count=count,
            published_unit=step,
            provenance=Provenance.DERIVED,
            address=next(iter(found.evidence), None),
            error=found.error + abs(found.value - count * step),
        )
        return Known(cell, Stamp(release, found.available_at))

    def periods(self, series: Series, known: Knowledge) -> Iterator[Period]:
        """The months of which one of its parts is known, oldest first."""
        months = {month for term in terms(parse(series.formula)) for month in known.history(term.series).known}
        yield from sorted(months)


FORMULAS = Formulas()
