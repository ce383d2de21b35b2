"""Each agency's calendar is read as its people wrote it, or refused with the place: never a wrong date."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acquire.calendars.made import (
    ALL,
    BEA,
    BEA_JSON,
    CENSUS,
    CENSUS_HTML,
    EVENTS,
    EVENTS_ICS,
    FRED,
    FRED_JSON,
    GENUINE,
    TITLE,
    census_page,
    census_row,
    layout,
    rows,
    utc,
)
from tests.acquire.layouts import capture
from watchdog.acquire.sandbox import ReadLimits, read_calendars
from watchdog.errors import NotUnderstood
from watchdog.model.calendar import CalendarReading, Listed
from watchdog.model.layout import Layout
from watchdog.plugins import CALENDAR_PARSERS


def read(text: str | bytes, described: Layout) -> CalendarReading:
    body = text if isinstance(text, bytes) else text.encode()
    return CALENDAR_PARSERS[described.parser](capture(described, body), described)


def refusal(text: str | bytes, described: Layout) -> str:
    with pytest.raises(NotUnderstood) as refused:
        read(text, described)
    return str(refused.value)


def test_bea_lists_moments_once_each_and_no_months() -> None:
    assert [
        ("2026-05-05 12:30Z", "-", "dated", "release_dates[0]"),
        ("2026-06-09 12:30Z", "-", "dated", "release_dates[2]"),
        ("2026-11-04 13:30Z", "-", "dated", "release_dates[3]"),
    ] == rows(read(BEA_JSON, BEA))


def test_census_rows_are_told_by_their_exact_title_and_a_suspended_one_keeps_its_former_date() -> None:
    assert [
        ("2026-01-08 13:30Z", "2025-10", "dated", "line 11"),
        ("2026-01-29 13:30Z", "2025-11", "suspended", "line 27"),
        ("2026-07-07 12:30Z", "2026-05", "dated", "line 35"),
    ] == rows(read(CENSUS_HTML, CENSUS))


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        ("TBD", Listed.POSTPONED),
        ("To be announced", Listed.POSTPONED),
        ("Delayed", Listed.POSTPONED),
        ("Canceled", Listed.CANCELLED),
        ("SUSPENDED", Listed.SUSPENDED),
    ],
)
def test_census_has_more_than_one_word_for_no_date(said: str, listed: Listed) -> None:
    (line,) = read(census_page(census_row(TITLE, said, "October 2025", key="no key")), CENSUS).lines

    assert (listed, None) == (line.listed, line.at)


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ("Suspended (lapse in appropriations)", Listed.SUSPENDED),
        ("Suspended* 2", Listed.SUSPENDED),
        ("Rescheduled", Listed.POSTPONED),
        ("N/A", Listed.POSTPONED),
        ("", Listed.POSTPONED),
    ],
)
def test_words_in_place_of_a_date_that_nobody_foresaw_are_kept_and_the_other_rows_hold(
    words: str, listed: Listed
) -> None:
    page = census_page(
        census_row(TITLE, words, "November 2025", key="202601290830"),
        census_row(TITLE, "January 8, 2026", "October 2025"),
    )
    strange, dated = read(page, CENSUS).lines

    assert (listed, repr(words), utc("2026-01-29T13:30:00")) == (strange.listed, strange.said, strange.at)
    assert Listed.DATED is dated.listed


def test_a_release_is_never_dated_before_its_month_is_over_and_the_other_rows_hold() -> None:
    page = census_page(
        census_row(TITLE, "January 29, 2026", "November 2026"),
        census_row(TITLE, "January 31, 2026", "January 2026"),
        census_row(TITLE, "February 1, 2026", "January 2026"),
    )
    result = read(page, CENSUS)

    assert [("2026-02-01 13:30Z", "2026-01", "dated")] == [row[:3] for row in rows(result)]
    assert (
        "line 3: November 2026 is dated 2026-01-29 13:30Z, before that month is over: this line is left out"
        == result.notes[0]
    )


def event(start: str, *more: str) -> str:
    lines = ("BEGIN:VEVENT", f"DTSTART:{start}", f"SUMMARY:{TITLE}\\, November 2025", *more, "END:VEVENT", "")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (("UID:1", "SEQUENCE:2"), ("UID:1", "SEQUENCE:10")),
        (("UID:1",), ("UID:1", "SEQUENCE:1")),
        (("UID:1", "SEQUENCE:1", "DTSTAMP:20260102T000000Z"), ("UID:1", "SEQUENCE:1", "DTSTAMP:20260103T000000Z")),
        (("UID:1", "LAST-MODIFIED:20260102T000000Z"), ("UID:1", "LAST-MODIFIED:20260103T000000Z")),
    ],
)
def test_of_the_versions_of_an_event_the_last_one_holds(older: tuple[str, ...], newer: tuple[str, ...]) -> None:
    first, second = event("20260205T133000Z", *older), event("20260129T133000Z", *newer)

    for text in (first + second, second + first):
        assert ["2026-01-29 13:30Z"] == [row[0] for row in rows(read(text, EVENTS))]


def test_fred_gives_days_and_the_rules_the_time_in_summer_and_winter() -> None:
    assert [
        ("2026-01-29 13:30Z", "-", "dated", "release_dates[0]"),
        ("2026-07-07 12:30Z", "-", "dated", "release_dates[1]"),
    ] == rows(read(FRED_JSON, FRED))


def test_events_are_unfolded_and_their_zones_followed() -> None:
    assert [
        ("2026-01-29 13:30Z", "2025-11", "dated", "line 4"),
        ("2026-07-07 12:30Z", "2026-05", "dated", "line 14"),
        ("2026-08-04 12:30Z", "-", "cancelled", "line 18"),
    ] == rows(read(EVENTS_ICS, EVENTS))


@pytest.mark.parametrize("start", ["20260308T083000", "20261101T083000"])
def test_half_past_eight_stays_half_past_eight_on_the_days_on_which_the_clocks_change(start: str) -> None:
    text = f"BEGIN:VEVENT\nDTSTART;TZID=America/New_York:{start}\nSUMMARY:{TITLE}\nEND:VEVENT\n"
    (event,) = read(text, EVENTS).lines
    day = f"{utc(f'{start[:4]}-{start[4:6]}-{start[6:8]}'):%B %-d, %Y}"
    (row,) = read(census_page(census_row(TITLE, day, "October 2025")), CENSUS).lines

    assert event.at == row.at
    assert event.at is not None
    assert "08:30" == f"{event.at - timedelta(hours=4 if start[4:6] == '03' else 5):%H:%M}"


@pytest.mark.parametrize(
    ("reason", "text", "described", "message"),
    [
        ("a maintenance page", "<html><body>Back soon</body></html>", CENSUS, f"it lists no '{TITLE}'"),
        ("an empty page", "", CENSUS, "it lists no"),
        ("a column more", CENSUS_HTML.replace("<td>8:30 AM</td>", "<td>a</td><td>b</td>"), CENSUS, "expected title"),
        ("no such day", census_page(census_row(TITLE, "February 30, 2026", "May 2026")), CENSUS, "line 3: expected"),
        ("a day too many", census_page(census_row(TITLE, "By May 5", "May 2026")), CENSUS, "found 'By May 5, 8:30 AM'"),
        ("no month over", census_page(census_row(TITLE, "May 5, 2026", "May 2026")), CENSUS, "May 2026 is dated"),
        ("two months", census_page(census_row(TITLE, "May 5, 2026", "March and April 2026")), CENSUS, "a month"),
        ("a year of typing", census_page(census_row(TITLE, "May 5, 9026", "May 2026")), CENSUS, "the year 9026"),
        ("not text", b"\xff\xfe<\x00t\x00", CENSUS, "not UTF-8"),
        ("cut short", BEA_JSON[:-40], BEA, "not a JSON calendar"),
        ("the title is gone", BEA_JSON.replace(TITLE, "Trade"), BEA, "it lists no"),
        ("no zone", BEA_JSON.replace("+00:00", ""), BEA, "release_dates[0]: expected a moment with its zone"),
        ("a number", json.dumps({TITLE: {"release_dates": [7]}}), BEA, "expected a moment"),
        ("another shape", json.dumps({TITLE: ["2026-05-05"]}), BEA, "expected a list of release_dates"),
        ("no object", "[1]", BEA, "expected a JSON object"),
        ("a key twice", '{"a": 1, "a": 2}', BEA, "a key stands twice"),
        ("not a number", '{"a": NaN}', BEA, "NaN is not a number"),
        ("nested without end", "[" * 100_000, BEA, "not a JSON calendar"),
        ("a long number", '{"a": ' + "9" * 5000 + "}", BEA, "not a JSON calendar"),
        ("an answer about the key", '{"error_code":400,"error_message":"Bad Request."}', FRED, "FRED refuses"),
        ("another release", FRED_JSON.replace("51", "435"), FRED, "expected release 51"),
        ("one page of two", FRED_JSON.replace('"count": 2', '"count": 12'), FRED, "ask for all at once"),
        ("no day", FRED_JSON.replace("2026-07-07", "July"), FRED, "release_dates[1]: expected a day"),
        ("no time known", FRED_JSON, layout("fred_dates", "x", "51"), "the calendar gives days only"),
        ("no end", EVENTS_ICS[:200], EVENTS, "the file is cut short"),
        ("no start", EVENTS_ICS.replace("DTSTART;TZID=US-Eastern", "DTEND"), EVENTS, "line 14: expected a start"),
        ("a zone of Mars", EVENTS_ICS.replace("US-Eastern", "Mars/Olympus"), EVENTS, "the time zone 'Mars/Olympus'"),
        ("a path as zone", EVENTS_ICS.replace("US-Eastern", "../../etc/passwd"), EVENTS, "the time zone"),
        ("it recurs", EVENTS_ICS.replace("UID:1", "RRULE:FREQ=MONTHLY"), EVENTS, "the event recurs"),
        ("two starts", EVENTS_ICS.replace("UID:1", "DTSTART:20250101T000000Z"), EVENTS, "DTSTART stands twice"),
        ("another month form", EVENTS_ICS.replace("\\, May 2026", "\\, Q2"), EVENTS, "expected a month"),
        ("a stray end", "END:VEVENT\n", EVENTS, "ends that had not begun"),
        ("no calendar", "hello\n", EVENTS, "not a line of an iCalendar file"),
        ("nothing", "", EVENTS, "it lists no"),
    ],
)  # fmt: skip
def test_what_is_no_honest_calendar_is_refused_with_its_place(
    reason: str, text: str | bytes, described: Layout, message: str
) -> None:
    assert message in refusal(text, described), reason


def test_more_dates_than_a_calendar_can_hold_are_refused() -> None:
    first = utc("2026-01-01T12:30:00")
    dates = [(first + timedelta(hours=hour)).isoformat() for hour in range(2001)]

    assert "2001 dates" in refusal(json.dumps({TITLE: {"release_dates": dates}}), BEA)


@pytest.mark.parametrize("document", ALL)
@settings(max_examples=150)
@given(place=st.floats(0, 1, exclude_max=True), replacement=st.binary(max_size=3), length=st.integers(0, 40))
def test_a_damaged_calendar_is_read_as_it_stands_or_refused(
    document: str, place: float, replacement: bytes, length: int
) -> None:
    genuine = GENUINE[document].encode()
    start = int(place * len(genuine))
    damaged = genuine[:start] + replacement + genuine[start + length :]
    try:
        reading = read(damaged, ALL[document])
    except NotUnderstood:
        return

    assert document == reading.document
    assert all(line.at is None or line.at.utcoffset() == timedelta(0) for line in reading.lines)


@pytest.mark.parametrize("document", ALL)
@settings(max_examples=60)
@given(body=st.binary(max_size=300))
def test_random_bytes_are_refused_and_nothing_else(document: str, body: bytes) -> None:
    refusal(body, ALL[document])


def test_the_child_gives_exactly_what_the_parsers_give_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[3]))
    work = [(capture(described, GENUINE[name].encode()), described) for name, described in ALL.items()]
    hostile = (capture(BEA, b"[" * 100_000), BEA)
    here = [CALENDAR_PARSERS[described.parser](captured, described) for captured, described in work]
    *there, refused = read_calendars([*work, hostile], CALENDAR_PARSERS, ReadLimits())

    assert here == there
    assert isinstance(refused, NotUnderstood)


@pytest.mark.specimens
def test_the_published_calendars_are_read(specimens: Path) -> None:
    census = rows(read((specimens / "wire" / "census_calendar_listview.html").read_bytes(), CENSUS))
    bea = rows(read((specimens / "wire" / "bea_release_dates.json").read_bytes(), BEA))

    assert [
        ("2026-01-08 13:30Z", "2025-10", "dated"),
        ("2026-01-29 13:30Z", "2025-11", "dated"),
        ("2026-02-19 13:30Z", "2025-12", "dated"),
        ("2026-03-12 12:30Z", "2026-01", "dated"),
    ] == [row[:3] for row in census]
    assert 24 == len(bea)
    assert {"2025-11-19 13:30Z", "2026-06-09 12:30Z", "2026-12-08 13:30Z"} < {row[0] for row in bea}


@pytest.mark.specimens
def test_a_suspended_row_of_the_published_page_is_read_as_one(specimens: Path) -> None:
    steel = layout("census_list", "x.html", "Preliminary U.S. Imports for Consumption of Steel Products")
    page = (specimens / "wire" / "census_calendar_listview.html").read_bytes()

    assert [("2026-01-27 15:00Z", "2025-12", "suspended")] == [row[:3] for row in rows(read(page, steel))]


@pytest.mark.specimens
def test_the_answer_to_a_bad_key_is_no_calendar(specimens: Path) -> None:
    answer = (specimens / "wire" / "bea_api_http200_invalid_userid.json").read_bytes()

    assert "it lists no" in refusal(answer, BEA)
    assert "00000000" not in refusal(answer, BEA)
