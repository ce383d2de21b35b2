"""From the Census bulk file of the trade programme (FTD-mf.csv, zipped or bare) to the series that the layout names.

Columns are named by category code, data type code, and 'adjusted' or 'unadjusted'; other series are passed over.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from watchdog.acquire.archive import member, open_archive
from watchdog.acquire.assembly import Printed, assemble, number
from watchdog.acquire.delimited import Row, check_ends, line_address, lines_of, rows_of, shown
from watchdog.acquire.period_labels import month_year
from watchdog.acquire.stated import check_unit
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import Period

_HEADERS = {
    "CATEGORIES": "cat_idx,cat_code,cat_desc,cat_indent",
    "DATA TYPES": "dt_idx,dt_code,dt_desc,dt_unit",
    "GEO LEVELS": "geo_idx,geo_code,geo_desc",
    "TIME PERIODS": "per_idx,per_name",
    "DATA": "per_idx,cat_idx,dt_idx,geo_idx,is_adj,val",
}
_TITLES = {*_HEADERS, "NOTES", "DATA UPDATED ON"}
_COUNTRY = "US"
_ADJUSTMENTS = {"0": "unadjusted", "1": "adjusted"}
_MISSING = {"", "NA"}
_STAMP = re.compile(r"(\d{1,2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2}) E([DS])T")

_Path = tuple[str, ...]
_Values = dict[Period, tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """The lines below a section's title, and the number of the first of them."""

    first: int
    lines: list[str]


def read(capture: Capture, layout: Layout) -> Reading:
    """The named series; NotUnderstood names the first line that is not as the programme documents it."""
    file, body = _csv(capture)
    lines = lines_of(capture, body)
    sections = _sections(capture, lines)
    if not file:  # an archive is proven whole by its checksums
        check_ends(capture, body, lines)
    stamped_at = _stamped_at(sections.get("DATA UPDATED ON"))
    return assemble(capture, layout, _printed(capture, layout, file, sections), stamped_at)


def _csv(capture: Capture) -> tuple[str, bytes]:
    """The text, and its name where the archive gives one."""
    if not capture.body.startswith(b"PK"):
        return "", capture.body
    with open_archive(capture.body, capture.name) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
        if len(names) != 1:
            raise NotUnderstood(
                capture.name, "", f"expected one .csv in the archive, found {shown(archive.namelist())}"
            )
        return names[0], member(archive, names[0], capture.name)


def _sections(capture: Capture, lines: list[str]) -> dict[str, _Section]:
    sections: dict[str, _Section] = {}
    lines_here: list[str] = []
    for line_number, line in enumerate(lines, start=1):
        title = line.strip()
        # a note may say anything, but the programme's titles stand alone on their line and come once
        if title in _TITLES:
            if title in sections:
                raise NotUnderstood(capture.name, f"line {line_number}", f"the section {title} comes twice")
            lines_here = []
            sections[title] = _Section(first=line_number + 1, lines=lines_here)
        else:
            lines_here.append(line)
    if missing := [title for title in _HEADERS if title not in sections]:
        raise NotUnderstood(
            capture.name, "", f"the file has no section {', '.join(missing)}; it begins {shown(lines[0])}"
        )
    return sections


def _rows(capture: Capture, sections: Mapping[str, _Section], title: str) -> Iterator[Row]:
    """The rows of a section below its heading, without the empty lines that close it."""
    section, header = sections[title], _HEADERS[title]
    found = section.lines[0].strip() if section.lines else ""
    if found != header:
        raise NotUnderstood(capture.name, f"line {section.first}", f"expected {header}, found {shown(found)}")
    body = "\n".join(section.lines[1:]).rstrip().split("\n")
    return rows_of(capture, body if any(body) else [], header.count(",") + 1, section.first + 1)


def _listed(capture: Capture, sections: Mapping[str, _Section], title: str) -> dict[str, tuple[int, str]]:
    """What each index of a section stands for, and the line that says so."""
    entries: dict[str, tuple[int, str]] = {}
    for line_number, (index, name, *_) in _rows(capture, sections, title):
        if entries.setdefault(index, (line_number, name))[0] != line_number:
            raise NotUnderstood(capture.name, f"line {line_number}", f"{title} lists {shown(index)} twice")
    return entries


def _codes(capture: Capture, sections: Mapping[str, _Section], title: str) -> dict[str, str]:
    return {index: code for index, (_, code) in _listed(capture, sections, title).items()}


def _check_units(capture: Capture, layout: Layout, sections: Mapping[str, _Section]) -> None:
    """Every data type says what it is counted in; those that are read must count as the rules do."""
    for line_number, (_, code, _, unit) in _rows(capture, sections, "DATA TYPES"):
        for column in layout.columns:
            if column.path[1] == code:
                check_unit(capture, layout, column, unit, f"line {line_number}")


def _periods(capture: Capture, sections: Mapping[str, _Section]) -> dict[str, tuple[int, Period]]:
    periods = {}
    for index, (line_number, name) in _listed(capture, sections, "TIME PERIODS").items():
        period = month_year(name)
        if period is None:
            message = f"{shown(name)} is not a month such as 'Jul-2026'"
            raise NotUnderstood(capture.name, f"line {line_number}", message)
        periods[index] = (line_number, period)
    return periods


def _values(
    capture: Capture, wanted: set[_Path], sections: Mapping[str, _Section], periods: Mapping[str, tuple[int, Period]]
) -> dict[_Path, _Values]:
    """What the file gives for each wanted series, by period, with the line of each."""
    categories, types = _codes(capture, sections, "CATEGORIES"), _codes(capture, sections, "DATA TYPES")
    places = _codes(capture, sections, "GEO LEVELS")
    values: dict[_Path, _Values] = {path: {} for path in wanted}
    for line_number, (per, cat, dt, geo, adjusted, text) in _rows(capture, sections, "DATA"):
        where = f"line {line_number}"
        if not (per in periods and cat in categories and dt in types and geo in places and adjusted in _ADJUSTMENTS):
            raise NotUnderstood(capture.name, where, "the row points to an entry that its sections do not list")
        path = (categories[cat], types[dt], _ADJUSTMENTS[adjusted])
        if places[geo] != _COUNTRY or path not in values:
            continue
        period = periods[per][1]
        if values[path].setdefault(period, (line_number, text))[0] != line_number:
            raise NotUnderstood(capture.name, where, f"{' '.join(path)} of {period.label} comes twice")
    return values


def _printed(capture: Capture, layout: Layout, file: str, sections: Mapping[str, _Section]) -> Iterator[Printed]:
    _check_units(capture, layout, sections)
    periods = _periods(capture, sections)
    values = _values(capture, {column.path for column in layout.columns}, sections, periods)
    for column in layout.columns:
        given = values[column.path]
        if not given:
            raise NotUnderstood(capture.name, "DATA", f"the file has no row of {' '.join(column.path)}")
        # a month that the file lists but gives no row for is missing, never zero
        for listed_at, period in periods.values():
            if period < min(given):
                continue
            line_number, text = given.get(period, (listed_at, ""))
            value = number(text)
            if value is None and text not in _MISSING:
                raise NotUnderstood(capture.name, f"line {line_number}", f"expected a figure, found {shown(text)}")
            yield Printed(
                series=column.series,
                period=period,
                measure=layout.month_measure,
                address=line_address(layout, line_number, file),
                value=None if value is None else value * layout.scale,
                published_unit=layout.published_units[column.series],
                provenance=layout.provenance,
                found=text,
            )


def _stamped_at(section: _Section | None) -> datetime | None:
    """When the agency says it made the file ('Thursday, 24-Sep-26 09:06:41 EDT'), if it says so legibly."""
    match = _STAMP.search(" ".join(section.lines)) if section else None
    if match is None:
        return None
    try:
        stamp = datetime.strptime(match[1], "%d-%b-%y %H:%M:%S")  # noqa: DTZ007 - the zone's name follows as a word
    except ValueError:
        return None
    zone = timezone(timedelta(hours=-4 if match[2] == "D" else -5))
    return stamp.replace(tzinfo=zone).astimezone(UTC)
