"""From a release calendar, what has happened and now to when to poll next, and why.

Pure: nothing is kept between calls, so a suspended machine, a restart or a clock that was set needs no repair.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from operator import attrgetter

from watchdog.model.release import Release, ScheduledRelease

_MOMENT = "%Y-%m-%d %H:%MZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Poll `every` so often until `until` after the scheduled moment."""

    until: timedelta
    every: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingPolicy:
    """How densely to poll around a scheduled moment, and how long after an arrival to look for silent corrections.

    `jitter` is the largest share of an interval that is added to it, so that many installations do not ask at once.
    """

    lead: timedelta = timedelta(seconds=10)
    steps: tuple[Step, ...] = (
        Step(until=timedelta(minutes=2), every=timedelta(seconds=5)),
        Step(until=timedelta(minutes=10), every=timedelta(seconds=15)),
        Step(until=timedelta(hours=2), every=timedelta(minutes=1)),
        Step(until=timedelta(days=1), every=timedelta(minutes=10)),
    )
    quiet: timedelta = timedelta(hours=6)
    late_after: timedelta = timedelta(minutes=10)
    follow_ups: tuple[timedelta, ...] = (
        timedelta(minutes=15),
        timedelta(hours=1),
        timedelta(hours=4),
        timedelta(hours=8),  # an exhibit was once corrected seven hours after its release
        timedelta(days=1),
    )
    jitter: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """The latest release that we hold, and when we first saw it."""

    release: Release
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPlan:
    """When to poll next and why; `late` is the release that should have been here by now."""

    at: datetime
    why: str
    late: ScheduledRelease | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether the moment has come."""
        return self.at <= now


_DEFAULT = PollingPolicy()


def next_poll(
    calendar: Sequence[ScheduledRelease],
    now: datetime,
    *,
    last_polled_at: datetime | None,
    arrival: Arrival | None,
    policy: PollingPolicy = _DEFAULT,
    seed: str = "",
) -> PollPlan:
    """The next poll of one program; `seed` tells installations apart and must stay the same over restarts."""
    if last_polled_at is None:
        return PollPlan(at=now, why="never polled before")
    if last_polled_at > now:
        return PollPlan(at=now, why=f"the clock was set back from {last_polled_at:{_MOMENT}}: starting anew")

    share = policy.jitter * _fraction(seed, last_polled_at)
    dates = sorted(calendar, key=attrgetter("at"))
    awaited = _awaited(dates, now, arrival, policy)
    late = awaited if awaited and _is_late(awaited, dates, last_polled_at, arrival, policy) else None
    plans = (
        *_while_awaited(awaited, now, last_polled_at, share, late, policy),
        *_follow_up(arrival, last_polled_at, late, policy),
        *_at_opening(dates, now, seed, late, policy),
        PollPlan(
            at=last_polled_at + policy.quiet * (1 + share), why=_why_quiet(dates, now, awaited, policy), late=late
        ),
    )
    return min(plans, key=attrgetter("at"))


def _awaited(
    dates: Sequence[ScheduledRelease], now: datetime, arrival: Arrival | None, policy: PollingPolicy
) -> ScheduledRelease | None:
    """The latest release whose moment has come, unless it is here: an agency shows only its latest."""
    begun = [entry for entry in dates if entry.at - policy.lead <= now]
    if not begun or (arrival and arrival.release.period >= begun[-1].release.period):
        return None
    return begun[-1]


def _is_late(
    awaited: ScheduledRelease,
    dates: Sequence[ScheduledRelease],
    last_polled_at: datetime,
    arrival: Arrival | None,
    policy: PollingPolicy,
) -> bool:
    """Whether we looked after the grace and still hold an older one; holding nothing at all proves nothing, and where
    calendars disagree about a release only its last date counts.
    """
    last = max(entry.at for entry in dates if entry.release == awaited.release)
    return arrival is not None and last_polled_at >= last + policy.late_after


def _while_awaited(
    awaited: ScheduledRelease | None,
    now: datetime,
    last_polled_at: datetime,
    share: float,
    late: ScheduledRelease | None,
    policy: PollingPolicy,
) -> Iterator[PollPlan]:
    if awaited is None:
        return
    for step in policy.steps:
        if now < awaited.at + step.until:
            state = "is late" if late else "is awaited"
            why = f"{awaited.release}, due {awaited.at:{_MOMENT}}, {state}: polling every {spoken(step.every)}"
            yield PollPlan(at=last_polled_at + step.every * (1 + share), why=why, late=late)
            return


def _follow_up(
    arrival: Arrival | None, last_polled_at: datetime, late: ScheduledRelease | None, policy: PollingPolicy
) -> Iterator[PollPlan]:
    if arrival is None:
        return
    for after in policy.follow_ups:
        if arrival.at + after > last_polled_at:
            why = f"{spoken(after)} after {arrival.release} arrived: looking for a silent correction"
            yield PollPlan(at=arrival.at + after, why=why, late=late)
            return


def _at_opening(
    dates: Sequence[ScheduledRelease], now: datetime, seed: str, late: ScheduledRelease | None, policy: PollingPolicy
) -> Iterator[PollPlan]:
    for entry in dates:
        if entry.at - policy.lead > now:
            spread = policy.lead / 2 * _fraction(seed, entry.at)
            why = f"{entry.release} is due {entry.at:{_MOMENT}}"
            yield PollPlan(at=entry.at - policy.lead + spread, why=why, late=late)
            return


def _why_quiet(
    dates: Sequence[ScheduledRelease], now: datetime, awaited: ScheduledRelease | None, policy: PollingPolicy
) -> str:
    rhythm = f"polling every {spoken(policy.quiet)}"
    if not dates:
        return f"the calendar is empty: {rhythm}; add dates"
    if awaited:
        return f"{awaited.release}, due {awaited.at:{_MOMENT}}, has not come: {rhythm}"
    if dates[-1].at - policy.lead <= now:
        return f"the calendar ends {dates[-1].at:%Y-%m-%d}: {rhythm}; add dates"
    return f"nothing is due: {rhythm}"


def _fraction(seed: str, moment: datetime) -> float:
    """From 0 to 1, the same for the same moment: a tick that asks again, also after a restart, hears the same."""
    digest = blake2b(f"{seed} {moment.timestamp()}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32


def spoken(duration: timedelta) -> str:
    """'2 days', '4 h', '15 min', '40 s': in the largest unit that it is whole in."""
    seconds = round(duration.total_seconds())
    for size, name in ((86400, "day"), (3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size} {name}" + ("s" if name == "day" and seconds > size else "")
    return f"{seconds} s"
