"""Calendars as the agencies write them, small, with what is odd about them; and how each is laid out."""

import json
from datetime import UTC, datetime

from watchdog.model.calendar import CalendarReading
from watchdog.model.layout import Layout

TITLE = "U.S. International Trade in Goods and Services"


def layout(document: str, file: str, title: str = TITLE, time_of_day: str = "") -> Layout:
    return Layout(
        document=document,
        source=f"{document}-source",
        file=file,
        parser=document,
        columns=(),
        title=title,
        zone="America/New_York",
        time_of_day=time_of_day,
    )


BEA = layout("bea_json", "release_dates.json")
CENSUS = layout("census_list", "calendar-listview.html")
FRED = layout("fred_dates", "dates?release_id=51", title="51", time_of_day="08:30")
EVENTS = layout("icalendar", "online-calendar-subscription.ics", time_of_day="08:30")
ALL = {each.document: each for each in (BEA, CENSUS, FRED, EVENTS)}

BEA_JSON = json.dumps(
    {
        TITLE: {
            "release_dates": [
                "2026-05-05T12:30:00+00:00",
                "2026-06-09T12:30:00+00:00",
                "2026-06-09T12:30:00+00:00",
                "2026-11-04T13:30:00+00:00",
            ]
        },
        "U.S. Trade in Services Detailed Tables": {"release_dates": ["2026-07-07T14:00:00+00:00"]},
        "file_last_updated": "2026-07-13T08:00:42.402013",
    },
    indent=1,
)


def census_row(title: str, date: str, period: str, *, time: str = "8:30 AM", key: str = "", href: str = "/x/") -> str:
    """A row as they come: stray attributes, two hidden cells, and an ampersand that nobody escaped."""
    return f"""
            <tr height="20">
               <td height="20"><a href="{href}">{title}</a></td>
\t\t\t      <td style="background-color: yellow;" sorttable_customkey="{key}">{date}</td>
               <td>{time}</td>
               <td>{period}</td>
               <td class="hiden" >A{key}</td>
               <td class="hiden">A202511</td>
            </tr>"""


def census_page(*rows: str) -> str:
    head = '<th width="62%"><span class="list">Indicator</span></th><th>Release Date</th><th>Time</th><th>Period</th>'
    stray = '<td class="hiden" >A202601021000</td>'
    return (
        f'<html><body><table id="calendar">\n<tr height="20">{head}{stray}</tr>{"".join(rows)}\n</table></body></html>'
    )


CENSUS_HTML = census_page(
    census_row(
        "Advance Economic Indicators Report (International Trade, Retail, & Wholesale)", "Suspended", "May 2026"
    ),
    census_row(TITLE, "January 8, 2026", "October 2025", key="202601080830"),
    census_row(f"Advance {TITLE}", "January 5, 2026", "November 2025"),
    census_row(TITLE, "Suspended", "November 2025", key="202601290830"),
    census_row(TITLE, "July 7, 2026", "May 2026", key="202607070830"),
)

FRED_JSON = json.dumps(
    {
        "realtime_start": "1776-07-04",
        "realtime_end": "9999-12-31",
        "order_by": "release_date",
        "sort_order": "asc",
        "count": 2,
        "offset": 0,
        "limit": 10000,
        "release_dates": [{"release_id": 51, "date": "2026-01-29"}, {"release_id": 51, "date": "2026-07-07"}],
    }
)

EVENTS_ICS = "\r\n".join(
    [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "TZID:America/New_York"),
        *("BEGIN:VEVENT", "UID:1", "DTSTART;VALUE=DATE-TIME:20260129T133000Z"),
        *("SUMMARY:U.S. International Trade in Goods and Services\\, Nov", " ember 2025"),
        *("BEGIN:VALARM", "TRIGGER:-PT15M", "SUMMARY:wake up", "END:VALARM", "END:VEVENT"),
        *("BEGIN:VEVENT", "DTSTART;TZID=US-Eastern:20260707T083000", f"SUMMARY:{TITLE}\\, May 2026", "END:VEVENT"),
        *("BEGIN:VEVENT", "DTSTART;VALUE=DATE:20260804", f"SUMMARY:{TITLE}", "STATUS:CANCELLED", "END:VEVENT"),
        *("BEGIN:VEVENT", "DTSTART:20260701T123000Z", f"SUMMARY:Advance {TITLE}\\, May 2026", "END:VEVENT"),
        *("END:VCALENDAR", ""),
    ]
)
GENUINE = {"bea_json": BEA_JSON, "census_list": CENSUS_HTML, "fred_dates": FRED_JSON, "icalendar": EVENTS_ICS}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rows(reading: CalendarReading) -> list[tuple[str, str, str, str]]:
    """Moment, month, how it is listed, and where it stands: '-' for nothing."""
    return [
        (
            f"{line.at:%Y-%m-%d %H:%MZ}" if line.at else "-",
            str(line.period or "-"),
            str(line.listed),
            line.address.cell,
        )
        for line in reading.lines
    ]
