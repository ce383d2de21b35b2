"""A dated event that readers of a finding will think of; what happened at the same time is no cause of it."""

from dataclasses import dataclass
from datetime import date

from watchdog.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """From `first` through `last`; `series` are patterns of keys (a * stands for anything) that it bears on."""

    name: str
    label: str
    first: date
    last: date
    series: tuple[str, ...] = ("*",)

    def falls_in(self, period: Period) -> bool:
        """Whether a day of it lies in one of the period's months."""
        first, last = (Period.of_month(day.year, day.month) for day in (self.first, self.last))
        return any(first <= month <= last for month in period.months)
