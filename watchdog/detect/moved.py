"""From a release and what was known before it to the months that both print, and how far each moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from watchdog.model.cell import Address, Provenance
from watchdog.model.knowledge import Known, Situation
from watchdog.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A month that this release and one known before it both print, moved or not."""

    period: Period
    before: Known
    now: Known

    @property
    def by(self) -> Decimal:
        """The revision, in the series' unit."""
        return self.now.cell.value - self.before.cell.value

    @property
    def is_exact(self) -> bool:
        """Whether both are printed to the published unit of the series' own tables, none rounded for the press."""
        before, now = self.before.cell, self.now.cell
        same_unit = before.published_unit == now.published_unit
        return same_unit and before.provenance is now.provenance is Provenance.EXACT

    @property
    def is_revision(self) -> bool:
        """A figure known rounded before and sharper now has not moved by what the rounding explains."""
        before, now = self.before.cell, self.now.cell
        same_unit = before.published_unit == now.published_unit
        return abs(self.by) > (0 if same_unit else before.rounding + now.rounding)

    @property
    def between(self) -> str:
        """The two releases that are compared: a sentence that crosses vintages says so."""
        before, now = self.before.stamp.release.label, self.now.stamp.release.label
        return f"between the releases for {before} and {now}"

    @property
    def evidence(self) -> tuple[Address, ...]:
        """Where both are printed."""
        return tuple(known.cell.address for known in (self.before, self.now) if known.cell.address)


def months_in_both(key: str, situation: Situation) -> list[Moved] | str:
    """The months of a series that this release prints and that were known before it; a sentence if there are none."""
    if situation.before is None:
        return "no earlier release is known"
    before, now = situation.before.history(key).known, situation.known.history(key).known
    both = [
        Moved(period=period, before=before[period], now=known)
        for period, known in now.items()
        if period in before and known.stamp.release == situation.release.period
    ]
    return both or "this release prints no month that was known before"


def equal_runs(months: Sequence[Moved]) -> Iterator[list[Moved]]:
    """Months in a row that moved alike: a difference of two rounded figures is off by one published unit at most."""
    run: list[Moved] = []
    for month in months:
        amounts = [each.by for each in run] + [month.by]
        follows = run and month.period == run[-1].period.shift(1)
        if month.is_exact and follows and max(amounts) - min(amounts) <= month.now.cell.published_unit:
            run.append(month)
            continue
        if run:
            yield run
        run = [month] if month.is_exact and month.by else []
    if run:
        yield run
