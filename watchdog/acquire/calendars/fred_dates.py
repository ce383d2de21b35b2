"""FRED's release dates as JSON (`fred/release/dates`): days of one release by its number, without months or times."""

from collections.abc import Iterator
from datetime import date

from watchdog.acquire.calendars.reading import json_object, moment, place, reading, usual_time
from watchdog.acquire.delimited import shown
from watchdog.errors import NotUnderstood
from watchdog.model.calendar import CalendarLine, CalendarReading
from watchdog.model.document import Capture
from watchdog.model.layout import Layout


def read(capture: Capture, layout: Layout) -> CalendarReading:
    """The days of the release whose number is the layout's title; an incomplete page of them is refused."""
    content = json_object(capture)
    if "error_message" in content:
        raise NotUnderstood(capture.name, "error_message", f"FRED refuses: {shown(content['error_message'])}")
    dates = content.get("release_dates")
    if not isinstance(dates, list):
        raise NotUnderstood(capture.name, "", f"expected a list of release_dates, found {shown(dates)}")
    count, offset = content.get("count", len(dates)), content.get("offset", 0)
    if (count, offset) != (len(dates), 0):
        message = f"the page holds {len(dates)} dates from {shown(offset)} on, of {shown(count)}: ask for all at once"
        raise NotUnderstood(capture.name, "count", message)
    return reading(capture, layout, _lines(capture, layout, dates))


def _lines(capture: Capture, layout: Layout, dates: list[object]) -> Iterator[CalendarLine]:
    clock = usual_time(capture, layout)
    for number, entry in enumerate(dates):
        where = f"release_dates[{number}]"
        stated = entry if isinstance(entry, dict) else {}
        if str(stated.get("release_id")) != layout.title:
            raise NotUnderstood(capture.name, where, f"expected release {layout.title}, found {shown(entry)}")
        day = _day(stated.get("date"))
        if day is None:
            raise NotUnderstood(capture.name, where, f"expected a day such as 2026-01-29, found {shown(entry)}")
        yield CalendarLine(at=moment(capture, layout, day, clock, where), period=None, address=place(layout, where))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
