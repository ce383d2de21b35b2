"""From the captures of release calendars to their readings, each kept as soon as it was read."""

from collections.abc import Iterator, Sequence

from watchdog.acquire.sandbox import read_calendars
from watchdog.errors import SourceError
from watchdog.model.calendar import Calendar, CalendarReading
from watchdog.plugins import CALENDAR_PARSERS
from watchdog.store import captures, schedule
from watchdog.store.captures import Outcome
from watchdog.store.database import Store


def take_in_calendars(store: Store, calendars: Sequence[Calendar]) -> Iterator[SourceError]:
    """Read every capture of a calendar that nobody has read, also what a crash left behind; yields the refusals. What a
    calendar said before stays in force until it can be read again.
    """
    layouts = {(calendar.layout.source, calendar.name): calendar.layout for calendar in calendars}
    with store.reading() as connection:
        unread = captures.unread(connection, {source for source, _ in layouts})
    mine = {number: each for number, each in unread.items() if (each.source, each.document) in layouts}
    work = [(capture, layouts[capture.source, capture.document]) for capture in mine.values()]
    for number, answer in zip(mine, read_calendars(work, CALENDAR_PARSERS), strict=True):
        with store.writing() as connection:
            if isinstance(answer, CalendarReading):
                schedule.keep_reading(connection, answer)
                captures.mark(connection, number, Outcome.READ)
            else:
                captures.mark(connection, number, Outcome.REFUSED, str(answer))
        if isinstance(answer, SourceError):
            yield answer
