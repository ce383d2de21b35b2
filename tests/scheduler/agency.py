"""A simulated agency and a watcher with a simulated clock, to live through months of a calendar in a moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from watchdog.model.release import Release, ScheduledRelease
from watchdog.scheduler.times import Arrival, next_poll


@dataclass(frozen=True)
class Agency:
    """Shows its latest release only."""

    published: tuple[tuple[Release, datetime], ...]

    def shows(self, now: datetime) -> Release:
        return [release for release, moment in self.published if moment <= now][-1]


@dataclass
class Watcher:
    """Asks at every tick whether to poll, as the service does."""

    agency: Agency
    calendar: Callable[[datetime], Sequence[ScheduledRelease]]
    polls: list[datetime] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    late: list[Release] = field(default_factory=list)

    def live(self, start: datetime, end: datetime, *, every: timedelta) -> None:
        now = start
        while now < end:
            self.tick(now)
            now += every

    def tick(self, now: datetime) -> None:
        held = self.arrivals[-1] if self.arrivals else None
        plan = next_poll(
            self.calendar(now), now, last_polled_at=self.polls[-1] if self.polls else None, arrival=held, seed="desk"
        )
        if plan.late and plan.late.release not in self.late:
            self.late.append(plan.late.release)
        if plan.is_due(now):
            self.polls.append(now)
            shown = self.agency.shows(now)
            if held is None or shown.period > held.release.period:
                self.arrivals.append(Arrival(release=shown, at=now))
