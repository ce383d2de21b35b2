"""What the readers of calendars share: aware moments, months by name, JSON without surprises, the reading itself."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import NoReturn
from zoneinfo import ZoneInfo

from watchdog.acquire.addresses import file_name
from watchdog.acquire.delimited import shown
from watchdog.errors import NotUnderstood
from watchdog.model.calendar import CalendarLine, CalendarReading
from watchdog.model.cell import Address
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.model.period import MONTH_NAMES, Period

MOST_LINES = 2000
_YEARS = range(1990, 2100)


def reading(capture: Capture, layout: Layout, lines: Iterable[CalendarLine]) -> CalendarReading:
    """The reading of one calendar; one that lists nothing of the program, or more than a calendar can, is refused.

    A line that dates a release before its month is over is left out, with a note: its month or its date is mistyped.
    """
    found = tuple(lines)
    if not found:
        message = f"it lists no {layout.title!r}: nothing is taken from it, the dates known so far stay in force"
        raise NotUnderstood(capture.name, "", message)
    if len(found) > MOST_LINES:
        raise NotUnderstood(capture.name, "", f"{len(found)} dates of one release are more than a calendar holds")
    kept = tuple(line for line in found if not _is_too_early(line, layout))
    notes = tuple(_note(line) for line in found if _is_too_early(line, layout))
    if not kept:
        raise NotUnderstood(capture.name, "", notes[0])
    return CalendarReading(
        source=capture.source, document=capture.document, sha256=capture.sha256, lines=kept, notes=notes
    )


def _is_too_early(line: CalendarLine, layout: Layout) -> bool:
    if line.at is None or line.period is None:
        return False
    day = line.at.astimezone(ZoneInfo(layout.zone))
    return Period.of_month(day.year, day.month) <= line.period


def _note(line: CalendarLine) -> str:
    when = f"{line.at:%Y-%m-%d %H:%MZ}"
    label = line.period.label if line.period else ""
    return f"{line.address.cell}: {label} is dated {when}, before that month is over: this line is left out"


def place(layout: Layout, where: str) -> Address:
    """Where a line of the calendar stands, for people."""
    return Address(file_name(layout), "", where)


def moment(capture: Capture, layout: Layout, day: date, clock: time, where: str) -> datetime:
    """A local day and time in the agency's zone, as UTC."""
    return in_utc(capture, datetime.combine(day, clock, ZoneInfo(layout.zone)), where)


def usual_time(capture: Capture, layout: Layout) -> time:
    """The time of day that the rules give to a calendar of days only."""
    if not layout.time_of_day:
        message = 'the calendar gives days only: add `time: "08:30"` to it in the rules'
        raise NotUnderstood(capture.name, "", message)
    return time.fromisoformat(layout.time_of_day)


def in_utc(capture: Capture, aware: datetime, where: str) -> datetime:
    """The moment in UTC, if it is in a year that a release calendar can speak of."""
    if aware.year not in _YEARS:
        raise NotUnderstood(capture.name, where, f"the year {aware.year} is not one of a release calendar")
    return aware.astimezone(UTC)


def month_named(text: str) -> Period | None:
    """Read 'November 2025'; None for anything else."""
    name, _, year = text.partition(" ")
    if name not in MONTH_NAMES or not (year.isascii() and year.isdigit() and len(year) == 4) or int(year) not in _YEARS:
        return None
    return Period.of_month(int(year), MONTH_NAMES.index(name) + 1)


def decoded(capture: Capture) -> str:
    """The document's text, which is UTF-8."""
    try:
        return capture.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUnderstood(capture.name, f"byte {error.start}", f"the text is not UTF-8 ({error.reason})") from error


def json_object(capture: Capture) -> dict[str, object]:
    """The document as a JSON object; a key that stands twice, NaN, or nesting without end is refused."""
    try:
        content = json.loads(decoded(capture), object_pairs_hook=_once_each, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        message = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise NotUnderstood(capture.name, where, f"not a JSON calendar: {message[:200]}") from error
    if not isinstance(content, dict):
        raise NotUnderstood(capture.name, "", f"expected a JSON object, found {shown(content)}")
    return content


def _once_each(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a key stands twice in one object: which one holds?")
    return content


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")
