"""Many calendars, one timetable: whose date holds, which month a bare date belongs to, and when to read them."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.acquire.calendars.made import BEA, CENSUS, FRED, utc
from tests.acquire.layouts import capture
from watchdog.model.calendar import Calendar, CalendarLine, CalendarReading, Listed, Planned
from watchdog.model.cell import Address
from watchdog.model.layout import Layout
from watchdog.model.period import Period
from watchdog.model.release import Release, ScheduledRelease
from watchdog.plugins import CALENDAR_PARSERS
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules
from watchdog.scheduler.calendar import Timetable, reading_is_due, timetable

ZONE = ZoneInfo("America/New_York")
Lines = dict[str, str]


def calendar(layout: Layout, *, agency: bool = True) -> Calendar:
    return Calendar(layout=layout, agency=agency, polled=True)


def reading(layout: Layout, *lines: CalendarLine) -> CalendarReading:
    return CalendarReading(source=layout.source, document=layout.document, sha256="", lines=lines)


def line(at: str | None, month: str | None = None, listed: Listed = Listed.DATED) -> CalendarLine:
    period = Period.parse(month) if month else None
    return CalendarLine(at=utc(at) if at else None, period=period, listed=listed, address=Address("x", "", "line 1"))


def table(
    own: Lines,
    *,
    census: dict[str, str | Listed] | None = None,
    bea: list[str] | None = None,
    fred: list[str] | None = None,
    seen: Lines | None = None,
) -> Timetable:
    read = []
    if census is not None:
        rows = [
            line(None, month, said) if isinstance(said, Listed) else line(said, month) for month, said in census.items()
        ]
        read.append((calendar(CENSUS), reading(CENSUS, *rows)))
    if bea is not None:
        read.append((calendar(BEA), reading(BEA, *map(line, bea))))
    if fred is not None:
        read.append((calendar(FRED, agency=False), reading(FRED, *map(line, fred))))
    dates = [ScheduledRelease(release=Release("ft900", Period.parse(month)), at=utc(at)) for month, at in own.items()]
    arrived = {Period.parse(month): utc(at) for month, at in (seen or {}).items()}
    return timetable("ft900", dates, read, arrived, ZONE)


def of(result: Timetable, month: str) -> Planned:
    return next(each for each in result.planned if each.release.period == Period.parse(month))


def dates(result: Timetable) -> Lines:
    return {
        str(each.release.period): f"{each.at:%Y-%m-%dT%H:%M}" if each.at else each.listed for each in result.planned
    }


OWN = {"2025-10": "2026-01-08T13:30", "2025-11": "2026-01-29T13:30"}
BEFORE = {
    "2025-07": "2025-09-04T12:30",
    "2025-08": "2025-10-07T12:30",
    "2025-09": "2025-11-04T13:30",
    "2025-10": "2025-12-04T13:30",
    "2025-11": "2026-01-08T13:30",
}
"""The dates before the shutdown: that of November is the day on which October's release then came."""
MOVED = ["2025-09-04T12:30", "2025-11-19T13:30", "2025-12-11T13:30", "2026-01-08T13:30", "2026-01-29T13:30"]
TRUE = dict(zip(BEFORE, MOVED, strict=True))


def test_without_calendars_the_rulebook_holds() -> None:
    assert dates(table(OWN)) == OWN
    assert ["rules"] == [opinion.calendar for opinion in of(table(OWN), "2025-10").opinions]


def test_an_agency_moves_a_date_and_what_the_rulebook_says_is_still_shown() -> None:
    moved = of(table(OWN, census={"2025-11": "2026-02-10T13:30"}), "2025-11")

    assert utc("2026-02-10T13:30") == moved.at == moved.opens_at
    assert [("census_list", utc("2026-02-10T13:30")), ("rules", utc("2026-01-29T13:30"))] == [
        (opinion.calendar, opinion.at) for opinion in moved.opinions
    ]
    assert moved.is_disputed


def test_a_calendar_that_is_not_the_agencys_moves_nothing_but_fills_what_nobody_else_says() -> None:
    result = table(OWN, fred=["2026-01-09T13:30", "2026-01-29T13:30", "2026-02-19T13:30"])

    assert OWN | {"2025-12": "2026-02-19T13:30"} == dates(result)
    assert of(result, "2025-10").is_disputed


@pytest.mark.parametrize("listed", [Listed.SUSPENDED, Listed.POSTPONED, Listed.CANCELLED])
def test_a_release_that_one_agency_gives_no_date_is_not_due_though_another_still_dates_it(listed: Listed) -> None:
    result = of(
        table(OWN, census={"2025-11": listed, "2025-10": "2026-01-08T13:30"}, bea=list(OWN.values())), "2025-11"
    )

    assert (listed, None) == (result.listed, result.at)
    assert (utc("2026-01-29T13:30"),) == result.moments, "it is still looked for then"


def test_where_agencies_disagree_it_is_looked_for_at_both_moments_and_late_after_the_last() -> None:
    result = table(
        OWN,
        census={"2025-10": "2026-01-08T13:30", "2025-11": "2026-01-29T13:30"},
        bea=["2026-01-08T13:30", "2026-02-03T13:30"],
    )
    november = of(result, "2025-11")

    assert (utc("2026-01-29T13:30"), utc("2026-02-03T13:30")) == (november.opens_at, november.at)
    assert 2 == sum(entry.release == november.release for entry in result.polling())
    assert 1 == sum(entry.release == november.release for entry in result.opening())


def test_bare_dates_take_their_months_from_the_rulebook_where_all_of_them_fit() -> None:
    assert TRUE | {"2025-12": "2026-02-19T13:30"} == dates(table(TRUE, bea=[*MOVED, "2026-02-19T13:30"]))


def test_moved_bare_dates_are_counted_on_from_the_days_that_another_calendar_names() -> None:
    result = table(BEFORE, census={"2025-10": "2026-01-08T13:30"}, bea=MOVED)

    assert TRUE == dates(result)


def test_moved_bare_dates_are_counted_from_the_latest_release_seen_where_the_rulebook_contradicts_itself() -> None:
    result = table(BEFORE, bea=MOVED, seen={"2025-07": "2025-09-04T12:30:06"})

    assert TRUE == dates(result)


def test_bare_dates_that_cannot_be_counted_belong_to_no_month_and_are_named() -> None:
    result = table(BEFORE, bea=MOVED)

    assert BEFORE == dates(result)
    assert len(MOVED) == len(result.unplaced)


def test_a_month_is_never_given_a_date_within_itself() -> None:
    result = table({"2025-11": "2026-01-29T13:30"}, bea=["2026-01-29T13:30", "2026-01-30T13:30", "2026-01-31T13:30"])

    assert ["2025-11", "2025-12"] == list(dates(result))
    assert ["2026-01-31"] == [f"{opinion.at:%Y-%m-%d}" for opinion in result.unplaced]


def test_nothing_anchors_nothing() -> None:
    result = table({}, bea=MOVED)

    assert () == result.planned
    assert len(MOVED) == len(result.unplaced)


def test_a_calendar_that_lists_a_month_twice_means_the_later_date() -> None:
    rows = reading(CENSUS, line("2026-02-10T13:30", "2025-11"), line("2026-01-29T13:30", "2025-11"))
    result = timetable("ft900", [], [(calendar(CENSUS), rows)], {}, ZONE)

    assert {"2025-11": "2026-02-10T13:30"} == dates(result)


@given(st.permutations(MOVED))
def test_the_order_in_which_a_file_lists_its_dates_does_not_matter(order: list[str]) -> None:
    assert table(TRUE, bea=MOVED) == table(TRUE, bea=order)


NIGHT = utc("2026-01-29T02:00:00")
MORNING = utc("2026-01-29T13:30:00")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("reason", "now", "last", "failures", "due"),
    [
        ("never read", MORNING, None, 0, True),
        ("read an hour ago", NIGHT + HOUR, NIGHT, 0, False),
        ("read a day ago", NIGHT + 24 * HOUR, NIGHT, 0, True),
        ("failed once: in an hour", NIGHT + HOUR, NIGHT, 1, True),
        ("failed thrice: in four hours", NIGHT + 3 * HOUR, NIGHT, 3, False),
        ("failed for ever: once a day", NIGHT + 24 * HOUR, NIGHT, 4000, True),
        ("a day ago, but a release is near", MORNING - timedelta(minutes=4), NIGHT - 24 * HOUR, 0, False),
        ("a day ago, and a release just came", MORNING + timedelta(minutes=9), NIGHT - 24 * HOUR, 0, False),
        ("a day ago, the rush is over", MORNING + timedelta(minutes=10), NIGHT - 24 * HOUR, 0, True),
        ("the clock was set back", NIGHT - HOUR, NIGHT, 0, True),
        ("the clock jumped a century", NIGHT.replace(year=2126), NIGHT, 0, True),
    ],
)
def test_calendars_are_read_once_a_day_sooner_after_a_failure_and_never_beside_a_release(
    reason: str,
    now: datetime,
    last: datetime | None,
    failures: int,
    due: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    assert due == reading_is_due([MORNING], now, last_read_at=last, failures=failures), reason


@pytest.mark.specimens
def test_the_published_calendars_agree_with_the_rulebook_on_every_release(specimens: Path) -> None:
    book = load(packaged_rules() / "us_trade")
    files = {"census_list": "census_calendar_listview.html", "bea_dates": "bea_release_dates.json"}
    read = []
    for each in book.calendars:
        if each.name in files:
            body = (specimens / "wire" / files[each.name]).read_bytes()
            read.append((each, CALENDAR_PARSERS[each.layout.parser](capture(each.layout, body), each.layout)))
    result = timetable(book.program, book.calendar, read, {}, book.timezone)
    due = {each.release: each.at for each in result.planned}

    assert {each.release: each.at for each in book.calendar}.items() <= due.items()
    assert not [each for each in result.planned if each.is_disputed]
    assert () == result.unplaced
    assert ["2024-11", "2026-10"] == [str(result.planned[at].release.period) for at in (0, -1)]
    assert {"census_list", "bea_dates", "rules"} == {each.calendar for each in of(result, "2025-11").opinions}
