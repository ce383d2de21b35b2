"""When a text was written, which release it is about, and which year its months are of."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from watchdog.model.moment import end_of_day
from watchdog.model.period import Period
from watchdog.verify.marks import Marked
from watchdog.verify.moments import Named, full_date
from watchdog.verify.words import Part

_AHEAD = 2
_FRESH = timedelta(days=3)
"""What is written this soon after a release is about it, whatever months it compares it with."""


@dataclass(frozen=True, slots=True, order=True)
class Published:
    """A vintage in the store: the month of its release, and when it was public."""

    available_at: datetime
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """`as_of` is when the text was written, and `why` says how we know; `release` the latest that was public then, and
    `focus` the month that the text is about.
    """

    as_of: datetime
    why: str
    release: Published | None
    focus: Period
    zone: ZoneInfo

    def month(self, named: Named) -> Period:
        """The month that is meant; of a quarter or year its last."""
        limit = min(self.focus.shift(_AHEAD), self._today)
        if named.month:
            return _latest(named.month, limit) if not named.year else Period.of_month(named.year, named.month)
        if named.quarter:
            last = 3 * named.quarter
            return _latest(last, limit) if not named.year else Period.of_month(named.year, last)
        return Period.of_month(named.year, 12)

    @property
    def _today(self) -> Period:
        local = self.as_of.astimezone(self.zone)
        return Period.of_month(local.year, local.month)


def dated(
    sentences: Sequence[Marked], vintages: Sequence[Published], zone: ZoneInfo, now: datetime, as_of: datetime | None
) -> Dating:
    """The dating of a text; `as_of` is None where the text itself has to say."""
    months = Counter(named for named in _months(sentences) if not named.is_date)
    why = "as asked for"
    if as_of is None:
        as_of, why = _written(sentences, months, vintages, zone, now)
    release = max((each for each in vintages if each.available_at <= as_of), default=None)
    local = as_of.astimezone(zone)
    newest = release.period if release else Period.of_month(local.year, local.month).shift(-1)
    is_fresh = release is not None and as_of - release.available_at < _FRESH
    focus = newest if is_fresh else _focus(months, newest)
    return Dating(as_of=as_of, why=why, release=release, focus=focus, zone=zone)


def _written(
    sentences: Sequence[Marked],
    months: Counter[Named],
    vintages: Sequence[Published],
    zone: ZoneInfo,
    now: datetime,
) -> tuple[datetime, str]:
    today = now.astimezone(zone).date()
    days = [day for day in _days(sentences) if day <= today]
    of_releases = {each.available_at.astimezone(zone).date() for each in vintages}
    chosen = next((day for day in days if day in of_releases), None) or _leading_day(sentences, today)
    if chosen:
        return end_of_day(chosen, zone), f"the date in the text, {chosen}"
    about = _release_about(months, vintages)
    if about:
        day = about.available_at.astimezone(zone).date()
        return end_of_day(day, zone), f"the day of the release of {about.period.label}, which the text is about"
    return now, "today, for the text has no date and names no month of a release that is kept"


def _release_about(months: Counter[Named], vintages: Sequence[Published]) -> Published | None:
    """The vintage whose month is named most often, the later of two; months with a year count for that year only."""
    counted = [(sum(count for named, count in months.items() if _is(named, each.period)), each) for each in vintages]
    most = max((count for count, _ in counted), default=0)
    return max((each for count, each in counted if count == most), default=None) if most else None


def _is(named: Named, period: Period) -> bool:
    return named.month == period.position and named.year in (0, period.year)


def _focus(months: Counter[Named], newest: Period) -> Period:
    named = [each for each in months if each.month]
    if not named or any(_is(each, newest) for each in named):
        return newest
    most = max(months[each] for each in named)
    first = next(each for each in named if months[each] == most)
    return Period.of_month(first.year, first.month) if first.year else _latest(first.month, newest)


def _latest(month: int, limit: Period) -> Period:
    return limit.shift(-((limit.position - month) % 12))


def _months(sentences: Iterable[Marked]) -> Iterable[Named]:
    for sentence in sentences:
        for index, mark in enumerate(sentence.marks):
            since = "since" in sentence.gap(index)
            if mark.part is Part.PERIOD and mark.named and mark.named.month and not mark.named.quarter and not since:
                yield Named(month=mark.named.month, year=mark.named.year)


def _days(sentences: Iterable[Marked]) -> Iterable[date]:
    for sentence in sentences:
        for mark in sentence.marks:
            if mark.named and (day := full_date(mark.named)):
                yield day


def _leading_day(sentences: Sequence[Marked], today: date) -> date | None:
    """A whole date at the head of the text, where papers print theirs; a caption has no year."""
    for sentence in sentences[:4]:
        for mark in sentence.marks:
            if mark.named and (day := full_date(mark.named)) and day <= today:
                return day
    return None
