"""When a file of an archive was public: the planned moment of the release that it shows where its date bears that out,
else the end of the day in its name, else a day by which it surely was. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from watchdog.model.moment import end_of_day
from watchdog.model.period import Period
from watchdog.model.release import ScheduledRelease
from watchdog.model.wording import day as in_words

# later than the longest shutdown has delayed a monthly release: 80 days after its month, in autumn 2025
_SURELY_OUT_AFTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A moment and why it is that."""

    available_at: datetime
    why: str


def place_of(
    reference: Period,
    *,
    day: date | None,
    month: Period | None,
    calendar: Sequence[ScheduledRelease],
    zone: ZoneInfo,
    now: datetime,
    printed: Sequence[datetime] = (),
) -> Placed | str:
    """Where in time a file belongs that shows `reference` as its latest month; a sentence where nobody could tell.

    `day` and `month` are what its name says; `printed` is when the same document was printed for this release before.
    """
    scheduled = next((line.at for line in calendar if line.release.period == reference), None)
    if month is not None and month != reference:
        return f"its name says {month.label}, but the latest month that it shows is {reference.label}"
    if day is not None:
        return _by_day(reference, day, calendar, zone, printed, scheduled)
    if month is None:
        return "its name carries no date such as 2026-01-29, and so does no folder above it"
    if scheduled is None:
        return _surely(reference, zone, now, printed)
    if scheduled in printed:
        return f"a first print of {reference.label} is known, and its name gives no day on which it became another"
    return Placed(available_at=scheduled, why=f"the release for {reference.label}, as planned")


def surely_public(month: Period, zone: ZoneInfo) -> datetime:
    """The end of the third month after it, by which a release of this month was out whatever happened."""
    following = month.shift(_SURELY_OUT_AFTER + 1)
    return end_of_day(date(following.year, following.position, 1) - timedelta(days=1), zone)


def _surely(reference: Period, zone: ZoneInfo, now: datetime, printed: Sequence[datetime]) -> Placed | str:
    """A day too late shows figures too late; a day too early would show them before anybody could know them."""
    latest = surely_public(reference, zone)
    if latest > now or printed:
        return f"the calendar does not know when {reference.label} was released: say it with --available"
    why = "its day of release is not known; by then it was surely out, and --available says it better"
    return Placed(available_at=latest, why=why)


def _by_day(
    reference: Period,
    day: date,
    calendar: Sequence[ScheduledRelease],
    zone: ZoneInfo,
    printed: Sequence[datetime],
    scheduled: datetime | None,
) -> Placed:
    end = end_of_day(day, zone)

    def at_its_end(why: str) -> Placed:
        return Placed(available_at=end, why=f"the end of its day: {why}")

    if scheduled is None:
        return at_its_end(f"the calendar does not know the release for {reference.label}")
    if scheduled > end:
        return at_its_end(f"it is dated before the release for {reference.label}, {in_words(scheduled, zone)}")
    later = next((line for line in calendar if scheduled < line.at <= end), None)
    if later is not None:
        return at_its_end(
            f"{later.release.period.label} was out on {in_words(later.at, zone)}, but it does not show it"
        )
    if any(moment <= end for moment in printed):
        return at_its_end(f"the release for {reference.label} had printed other figures before")
    return Placed(available_at=scheduled, why=f"the release for {reference.label}, as planned")
