"""The Bureau of Economic Analysis' release_dates.json: moments by the release's title, without reference months."""

from collections.abc import Iterator
from datetime import datetime

from watchdog.acquire.calendars.reading import in_utc, json_object, place, reading
from watchdog.acquire.delimited import shown
from watchdog.errors import NotUnderstood
from watchdog.model.calendar import CalendarLine, CalendarReading
from watchdog.model.document import Capture
from watchdog.model.layout import Layout


def read(capture: Capture, layout: Layout) -> CalendarReading:
    """The moments listed under the release's title; in months with an annual update the file lists them twice."""
    entry = json_object(capture).get(layout.title)
    if entry is None:
        return reading(capture, layout, ())
    dates = entry.get("release_dates") if isinstance(entry, dict) else None
    if not isinstance(dates, list):
        raise NotUnderstood(capture.name, layout.title, f"expected a list of release_dates, found {shown(entry)}")
    lines = {line.at: line for line in _lines(capture, layout, dates)}
    return reading(capture, layout, lines.values())


def _lines(capture: Capture, layout: Layout, dates: list[object]) -> Iterator[CalendarLine]:
    for number, text in enumerate(dates):
        where = f"release_dates[{number}]"
        try:
            stated = datetime.fromisoformat(text) if isinstance(text, str) else None
        except ValueError:
            stated = None
        if stated is None or stated.tzinfo is None:
            raise NotUnderstood(capture.name, where, f"expected a moment with its zone, found {shown(text)}")
        yield CalendarLine(at=in_utc(capture, stated, where), period=None, address=place(layout, where))
