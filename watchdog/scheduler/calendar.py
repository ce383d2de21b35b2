"""From the rulebook's own dates and the agencies' calendars to one timetable, with what each of them says. Pure.

Where an agency's own calendar speaks of a release, its date holds and the rulebook's does not; where two of them
disagree, the release is polled for at every moment stated and is late only after the last.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from watchdog.model.calendar import OWN, Calendar, CalendarLine, CalendarReading, Listed, Opinion, Planned
from watchdog.model.period import Period
from watchdog.model.release import Release, ScheduledRelease

READ_EVERY = timedelta(days=1)
READ_AGAIN = timedelta(hours=1)
BUSY = (timedelta(minutes=-5), timedelta(minutes=10))
"""Around a release its documents come first: no calendar is read from five minutes before it to ten after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Every release that any calendar speaks of, by month; and the moments to which no month could be given."""

    planned: tuple[Planned, ...]
    unplaced: tuple[Opinion, ...] = ()

    def polling(self) -> tuple[ScheduledRelease, ...]:
        """Every moment at which a release may come out."""
        return tuple(
            ScheduledRelease(release=each.release, at=moment, note=each.note)
            for each in self.planned
            for moment in each.moments
        )

    def opening(self) -> tuple[ScheduledRelease, ...]:
        """The first moment at which each release may be public."""
        return tuple(
            ScheduledRelease(release=each.release, at=each.opens_at, note=each.note)
            for each in self.planned
            if each.opens_at is not None
        )


def timetable(
    program: str,
    own: Sequence[ScheduledRelease],
    read: Sequence[tuple[Calendar, CalendarReading]],
    seen: Mapping[Period, datetime],
    zone: ZoneInfo,
) -> Timetable:
    """One schedule of all; `seen` says when each release that is here was first seen."""
    anchors = _Anchors(own, read, seen, zone)
    opinions: defaultdict[Period, list[tuple[int, Opinion]]] = defaultdict(list)
    unplaced = []
    for calendar, reading in read:
        for period, opinion in _opinions(calendar, reading, anchors):
            if period is None:
                unplaced.append(opinion)
            else:
                opinions[period].append((0 if calendar.agency else 2, opinion))
    notes = {}
    for line in own:
        notes[line.release.period] = line.note
        opinions[line.release.period].append((1, Opinion(calendar=OWN, listed=Listed.DATED, at=line.at)))
    planned = (
        _planned(Release(program, period), opinions[period], notes.get(period, "")) for period in sorted(opinions)
    )
    return Timetable(planned=tuple(planned), unplaced=tuple(unplaced))


def _planned(release: Release, ranked: Sequence[tuple[int, Opinion]], note: str) -> Planned:
    best = min(rank for rank, _ in ranked)
    in_force = [opinion for rank, opinion in ranked if rank == best]
    undated = (opinion.listed for opinion in in_force if opinion.listed is not Listed.DATED)
    return Planned(
        release=release,
        listed=next(undated, Listed.DATED),
        moments=tuple(sorted({each.at for each in in_force if each.listed is Listed.DATED and each.at})),
        opinions=tuple(opinion for _, opinion in sorted(ranked, key=lambda pair: pair[0])),
        note=note,
    )


def _opinions(
    calendar: Calendar, reading: CalendarReading, anchors: "_Anchors"
) -> Iterator[tuple[Period | None, Opinion]]:
    """One for each month: a calendar that lists a month twice means the later date."""
    nameless = sorted({line.at for line in reading.lines if line.period is None and line.at})
    months = anchors.months(nameless)
    chosen: dict[Period, CalendarLine] = {}
    dated = sorted((line for line in reading.lines if line.at), key=lambda line: str(line.at))
    for line in (*(line for line in reading.lines if not line.at), *dated):
        period = line.period or (months.get(line.at) if line.at else None)
        if period is None:
            yield None, _opinion(calendar, line)
        else:
            chosen[period] = line
    yield from ((period, _opinion(calendar, line)) for period, line in chosen.items())


def _opinion(calendar: Calendar, line: CalendarLine) -> Opinion:
    return Opinion(calendar=calendar.name, listed=line.listed, at=line.at, address=line.address, said=line.said)


class _Anchors:
    """What is known otherwise of the months of a calendar that names none: its dates run in the order of the months.

    Tried in turn: the days for which the agencies' other calendars name the month; those of the rulebook, if they all
    point to the same count; and the latest release seen, which was then the last one listed.
    """

    def __init__(
        self,
        own: Sequence[ScheduledRelease],
        read: Sequence[tuple[Calendar, CalendarReading]],
        seen: Mapping[Period, datetime],
        zone: ZoneInfo,
    ) -> None:
        lines = [line for calendar, reading in read if calendar.agency for line in reading.lines]
        self._zone = zone
        self._named = {
            self._day(line.at): line.period for line in lines if line.period and line.at and line.listed is Listed.DATED
        }
        self._own = {self._day(line.at): line.release.period for line in own}
        self._seen = [(self._day(seen[period]), period) for period in sorted(seen)[-1:]]

    def months(self, moments: Sequence[datetime]) -> dict[datetime, Period]:
        """The month of each moment, the earliest first; none where the count is doubtful or the month not yet over."""
        days = [self._day(moment) for moment in moments]
        known = self._known(days)
        counted = {moment: _counted(place, known) for place, moment in enumerate(moments)}
        return {
            moment: period
            for (moment, period), day in zip(counted.items(), days, strict=True)
            if period is not None and period < Period.of_month(day.year, day.month)
        }

    def _known(self, days: Sequence[date]) -> dict[int, Period]:
        """The months of some places in the list."""
        if named := _matches(days, self._named):
            return named
        own = _matches(days, self._own)
        if len({period.ordinal - place for place, period in own.items()}) == 1:
            return own
        return {
            max(place for place, day in enumerate(days) if day <= seen): period
            for seen, period in self._seen
            if days and days[0] <= seen
        }

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()


def _matches(days: Iterable[date], known: Mapping[date, Period]) -> dict[int, Period]:
    return {place: known[day] for place, day in enumerate(days) if day in known}


def _counted(place: int, known: Mapping[int, Period]) -> Period | None:
    """Counted on from the nearest known place before and back from the nearest after; None where these differ."""
    before = max((other for other in known if other <= place), default=None)
    after = min((other for other in known if other >= place), default=None)
    answers = {known[other].shift(place - other) for other in (before, after) if other is not None}
    return answers.pop() if len(answers) == 1 else None


def reading_is_due(moments: Iterable[datetime], now: datetime, *, last_read_at: datetime | None, failures: int) -> bool:
    """Whether to read the calendars: once a day, after a failure sooner, and never beside a release."""
    if last_read_at is None:
        return True
    if any(moment + BUSY[0] <= now < moment + BUSY[1] for moment in moments):
        return False
    wait = min(READ_AGAIN * 2 ** min(failures - 1, 10), READ_EVERY) if failures else READ_EVERY
    return not last_read_at <= now < last_read_at + wait
