"""The Census Bureau's economic indicator calendar in its list view: a row of an HTML table for each release.

Rows are told by their exact title, since look-alikes ("Advance ...") share most of it. What a person sees in a row
counts; of the hidden sort keys only that of a row without a date is used, for the date that it used to have.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from html.parser import HTMLParser

from watchdog.acquire.calendars.reading import decoded, moment, month_named, place, reading
from watchdog.acquire.delimited import shown
from watchdog.errors import NotUnderstood
from watchdog.model.calendar import CalendarLine, CalendarReading, Listed
from watchdog.model.document import Capture
from watchdog.model.layout import Layout

_HIDDEN = frozenset({"hiden", "hidden"})
_KEY = re.compile(r"A?([12][0-9]{3})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})")
_UNDATED = {
    "suspended": Listed.SUSPENDED,
    "postponed": Listed.POSTPONED,
    "delayed": Listed.POSTPONED,
    "tbd": Listed.POSTPONED,
    "to be determined": Listed.POSTPONED,
    "to be announced": Listed.POSTPONED,
    "canceled": Listed.CANCELLED,
    "cancelled": Listed.CANCELLED,
}
_FIRST_WORD = re.compile(r"[A-Za-z]+")


@dataclass(slots=True)
class _Row:
    line: int
    cells: list[str] = field(default_factory=list)
    key: str = ""


def read(capture: Capture, layout: Layout) -> CalendarReading:
    """The rows with the release's title."""
    page = _Page()
    page.feed(decoded(capture))
    page.close()
    return reading(capture, layout, _lines(capture, layout, page.rows))


class _Page(HTMLParser):
    """Collects the visible cells of every table row; needs no page that is well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[_Row] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins; one that was not ended ends with it."""
        if tag == "tr":
            self.rows.append(_Row(self.getpos()[0]))
            self._in_cell = False
        elif tag in ("td", "th"):
            named = dict(attrs)
            self._in_cell = bool(self.rows) and not _HIDDEN & set((named.get("class") or "").split())
            if self._in_cell:
                self.rows[-1].cells.append("")
                self.rows[-1].key = named.get("sorttable_customkey") or self.rows[-1].key

    def handle_endtag(self, tag: str) -> None:
        """What stands outside of cells is not read."""
        if tag in ("td", "th", "tr", "table"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        """Text of a cell, in as many pieces as it comes."""
        if self._in_cell:
            self.rows[-1].cells[-1] += data


def _lines(capture: Capture, layout: Layout, rows: list[_Row]) -> Iterator[CalendarLine]:
    for row in rows:
        cells = [" ".join(cell.split()) for cell in row.cells]
        if not cells or cells[0] != layout.title:
            continue
        where = f"line {row.line}"
        if len(cells) != 4:
            message = f"expected title, date, time and period, found {shown(cells)}"
            raise NotUnderstood(capture.name, where, message)
        period = month_named(cells[3])
        if period is None:
            raise NotUnderstood(capture.name, where, f"expected a month such as October 2025, found {shown(cells[3])}")
        at, listed = _when(capture, layout, row, cells, where)
        said = "" if listed is Listed.DATED or cells[1].lower() in _UNDATED else shown(cells[1])
        yield CalendarLine(at=at, period=period, address=place(layout, where), listed=listed, said=said)


def _when(capture: Capture, layout: Layout, row: _Row, cells: list[str], where: str) -> tuple[datetime | None, Listed]:
    if listed := _undated(cells[1].lower()):
        return _former(capture, layout, row.key, where), listed
    try:
        day = datetime.strptime(cells[1], "%B %d, %Y").date()  # noqa: DTZ007 - a local day, given its zone below
        clock = datetime.strptime(cells[2], "%I:%M %p").time()  # noqa: DTZ007 - a local time, given its zone below
    except ValueError as error:
        found = shown(f"{cells[1]}, {cells[2]}")
        message = f"expected a day and time such as January 8, 2026, 8:30 AM, found {found}"
        raise NotUnderstood(capture.name, where, message) from error
    return moment(capture, layout, day, clock, where), Listed.DATED


def _undated(said: str) -> Listed | None:
    """How words in place of a date list the release, by the first of them; None for what may be a date after all."""
    first = _FIRST_WORD.match(said)
    if listed := _UNDATED.get(said) or _UNDATED.get(first[0] if first else ""):
        return listed
    return None if any(character.isdigit() for character in said) else Listed.POSTPONED


def _former(capture: Capture, layout: Layout, key: str, where: str) -> datetime | None:
    """The date that a row without one is sorted by; None where the key is none."""
    match = _KEY.fullmatch(key)
    try:
        year, month, day, hour, minute = (int(part) for part in match.groups()) if match else (0, 0, 0, 0, 0)
        return moment(capture, layout, date(year, month, day), time(hour, minute), where)
    except ValueError:
        return None
