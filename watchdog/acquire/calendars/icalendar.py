"""iCalendar (RFC 5545): the start and summary of each event about one release; a subset, and no more than is needed.

Events that recur are refused: no agency's calendar needs them, and a wrong expansion would be a wrong date. A zone
that we do not know is refused too; the `icalendar` package turns such a start (TZID=US-Eastern) into a naive one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from watchdog.acquire.calendars.reading import decoded, in_utc, moment, month_named, place, reading, usual_time
from watchdog.acquire.delimited import shown
from watchdog.errors import NotUnderstood
from watchdog.model.calendar import CalendarLine, CalendarReading, Listed
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.model.period import Period

_VALUE = r'(?:"[^"]*"|[^";:,]*)'
_PROPERTY = re.compile(rf"([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+={_VALUE}(?:,{_VALUE})*)*):(.*)", re.DOTALL)
_SEQUENCE = re.compile(r"[0-9]{1,9}")
_ESCAPE = re.compile(r"\\([\\;,nN])")
# What programs write for zones besides their names in the zone database.
_ZONES = {"US-Eastern": "America/New_York", "Eastern Standard Time": "America/New_York"}


@dataclass(slots=True)
class _Event:
    line: int
    values: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)


def read(capture: Capture, layout: Layout) -> CalendarReading:
    """The events whose summary is the release's title, alone or followed by its month."""
    return reading(capture, layout, _lines(capture, layout))


def _lines(capture: Capture, layout: Layout) -> Iterator[CalendarLine]:
    for event in _newest(_events(capture)):
        text = _ESCAPE.sub(lambda match: " " if match[1] in "nN" else match[1], event.values.get("SUMMARY", ""))
        summary = " ".join(text.split())
        if summary != layout.title and not summary.startswith(f"{layout.title},"):
            continue
        where = f"line {event.line}"
        yield CalendarLine(
            at=_start(capture, layout, event, where),
            period=_period(capture, summary.removeprefix(layout.title), where),
            address=place(layout, where),
            listed=Listed.CANCELLED if event.values.get("STATUS", "").upper() == "CANCELLED" else Listed.DATED,
        )


def _newest(events: Iterable[_Event]) -> list[_Event]:
    """The last version of each event: of those with one UID that of the highest sequence, then of the latest change."""
    chosen: dict[object, _Event] = {}
    for event in events:
        uid = event.values.get("UID")
        key = event.line if uid is None else (uid, event.values.get("RECURRENCE-ID"))
        if key not in chosen or _version(event) >= _version(chosen[key]):
            chosen[key] = event
    return sorted(chosen.values(), key=lambda event: event.line)


def _version(event: _Event) -> tuple[int, str]:
    sequence = event.values.get("SEQUENCE", "")
    changed = event.values.get("LAST-MODIFIED") or event.values.get("DTSTAMP", "")
    return int(sequence) if _SEQUENCE.fullmatch(sequence) else 0, changed


def _events(capture: Capture) -> Iterator[_Event]:
    """Each VEVENT with the properties of its own; those of an alarm within it are not its own."""
    open_components: list[str] = []
    event = _Event(0)
    for number, line in _unfolded(decoded(capture)):
        match = _PROPERTY.fullmatch(line)
        if match is None:
            raise NotUnderstood(capture.name, f"line {number}", f"not a line of an iCalendar file: {shown(line)}")
        name, parameters, value = match[1].upper(), match[2], match[3].strip()
        if name == "BEGIN":
            open_components.append(value.upper())
            event = _Event(number) if value.upper() == "VEVENT" else event
        elif name == "END":
            if not open_components or open_components.pop() != value.upper():
                raise NotUnderstood(capture.name, f"line {number}", f"{shown(value)} ends that had not begun")
            if value.upper() == "VEVENT":
                yield event
        elif open_components[-1:] == ["VEVENT"]:
            if name in event.values and name in ("DTSTART", "SUMMARY"):
                raise NotUnderstood(capture.name, f"line {number}", f"{name} stands twice in one event")
            event.values[name] = value
            event.parameters[name] = parameters
    if open_components:
        raise NotUnderstood(capture.name, "", f"the file is cut short: {shown(open_components[-1])} does not end")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Each logical line with the number of its first physical one; a line that begins with a blank goes on."""
    pending, begun = "", 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line[:1] in (" ", "\t") and begun:
            pending += line[1:]
            continue
        if pending.strip():
            yield begun, pending
        pending, begun = line, number
    if pending.strip():
        yield begun, pending


def _start(capture: Capture, layout: Layout, event: _Event, where: str) -> datetime:
    text = event.values.get("DTSTART", "")
    if "RRULE" in event.values or "RDATE" in event.values:
        raise NotUnderstood(capture.name, where, "the event recurs, which is not read: its dates would be guesses")
    try:
        stated = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")  # noqa: DTZ007 - given its zone below
    except ValueError as error:
        raise NotUnderstood(
            capture.name, where, f"expected a start such as 20260129T083000, found {shown(text)}"
        ) from error
    if "T" not in text:
        return moment(capture, layout, stated.date(), usual_time(capture, layout), where)
    zone = UTC if text.endswith("Z") else _zone(capture, layout, event.parameters["DTSTART"], where)
    return in_utc(capture, stated.replace(tzinfo=zone), where)


def _zone(capture: Capture, layout: Layout, parameters: str, where: str) -> ZoneInfo:
    match = re.search(r';TZID="?([^";:,]+)', parameters, re.IGNORECASE)
    name = match[1] if match else layout.zone
    try:
        return ZoneInfo(_ZONES.get(name, name))
    except (KeyError, ValueError, OSError) as error:
        raise NotUnderstood(capture.name, where, f"the time zone {shown(name)} is not one that we know") from error


def _period(capture: Capture, rest: str, where: str) -> Period | None:
    """What follows the title: nothing, or ', November 2025'."""
    period = month_named(rest.removeprefix(",").strip())
    if rest and period is None:
        raise NotUnderstood(capture.name, where, f"expected a month such as November 2025, found {shown(rest)}")
    return period
