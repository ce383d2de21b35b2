from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduler.agency import Agency, Watcher
from watchdog.model.release import Release, ScheduledRelease
from watchdog.scheduler.times import Arrival, PollingPolicy, PollPlan, next_poll

STEADY = PollingPolicy(jitter=0)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def release(month: str) -> Release:
    return Release.parse(f"ft900/{month}")


def scheduled(month: str, day: str) -> ScheduledRelease:
    local = datetime.combine(date.fromisoformat(day), time(8, 30), ZoneInfo("America/New_York"))
    return ScheduledRelease(release=release(month), at=local.astimezone(UTC))


OCTOBER = scheduled("2025-10", "2026-01-08")
NOVEMBER = scheduled("2025-11", "2026-01-29")
DECEMBER = scheduled("2025-12", "2026-02-19")
CALENDAR = (OCTOBER, NOVEMBER, DECEMBER)
OLD = Arrival(release=release("2025-10"), at=at("2026-01-08T13:30:04"))
NEW = Arrival(release=release("2025-11"), at=at("2026-01-29T13:30:06"))


def plan(
    now: datetime,
    last_polled_at: datetime | None,
    arrival: Arrival | None = OLD,
    calendar: Sequence[ScheduledRelease] = CALENDAR,
) -> PollPlan:
    return next_poll(calendar, now, last_polled_at=last_polled_at, arrival=arrival, policy=STEADY, seed="desk")


@pytest.mark.parametrize(
    ("reason", "last", "arrival", "expected"),
    [
        ("quiet days: six hours", "2026-01-20T00:00:00", OLD, "2026-01-20T06:00:00"),
        ("the first two minutes: 5 s", "2026-01-29T13:30:00", OLD, "2026-01-29T13:30:05"),
        ("to ten minutes: 15 s", "2026-01-29T13:32:00", OLD, "2026-01-29T13:32:15"),
        ("to two hours: a minute", "2026-01-29T13:40:00", OLD, "2026-01-29T13:41:00"),
        ("to a day: ten minutes", "2026-01-29T15:30:00", OLD, "2026-01-29T15:40:00"),
        ("after a day: six hours again", "2026-01-30T13:30:00", OLD, "2026-01-30T19:30:00"),
        ("arrived: after 15 minutes", "2026-01-29T13:30:06", NEW, "2026-01-29T13:45:06"),
        ("arrived: after an hour", "2026-01-29T13:45:06", NEW, "2026-01-29T14:30:06"),
        ("arrived: after four hours", "2026-01-29T14:30:06", NEW, "2026-01-29T17:30:06"),
        ("arrived: 8 hours", "2026-01-29T17:30:06", NEW, "2026-01-29T21:30:06"),
        ("arrived: the quiet rhythm comes first", "2026-01-29T21:30:06", NEW, "2026-01-30T03:30:06"),
        ("arrived: after a day", "2026-01-30T11:30:06", NEW, "2026-01-30T13:30:06"),
        ("arrived: no more corrections", "2026-01-30T13:30:06", NEW, "2026-01-30T19:30:06"),
    ],
)
def test_a_poll_follows_the_last_one_in_the_rhythm_of_the_moment(
    reason: str, last: str, arrival: Arrival, expected: str
) -> None:
    assert at(expected) == plan(at(last) + SECOND, at(last), arrival).at, reason


def test_polling_begins_within_ten_seconds_before_the_scheduled_moment() -> None:
    opening = plan(at("2026-01-29T13:00:00"), at("2026-01-29T12:00:00"))

    assert NOVEMBER.at - 10 * SECOND <= opening.at < NOVEMBER.at - 5 * SECOND
    assert "ft900/2025-11 is due 2026-01-29 13:30Z" == opening.why


def test_a_service_that_never_polled_polls_at_once_and_calls_nothing_late() -> None:
    now = at("2026-01-20T00:00:00")

    assert PollPlan(at=now, why="never polled before") == plan(now, None)
    assert plan(now, None).is_due(now)


def test_a_process_that_was_down_over_the_release_polls_at_once_and_does_not_call_it_late_before_it_looked() -> None:
    back = at("2026-01-29T14:10:00")
    down = plan(back, at("2026-01-29T09:00:00"))

    assert down.is_due(back)
    assert down.late is None


def test_a_process_that_missed_four_follow_ups_makes_one_poll_for_all() -> None:
    back = at("2026-01-29T22:00:00")

    assert plan(back, NEW.at, NEW).is_due(back)
    assert at("2026-01-30T04:00:00") == plan(back + SECOND, back, NEW).at


@pytest.mark.parametrize(
    ("reason", "looked_after", "arrival", "expected"),
    [
        ("looked nine minutes after: not yet", 9 * MINUTE, OLD, None),
        ("looked ten minutes after and saw the old one", 10 * MINUTE, OLD, NOVEMBER),
        ("still late a week later", 7 * DAY, OLD, NOVEMBER),
        ("it is here", 10 * MINUTE, NEW, None),
        ("we hold nothing at all: that proves nothing", 10 * MINUTE, None, None),
    ],
)
def test_a_release_is_late_only_when_we_looked_after_the_grace_and_saw_an_older_one(
    reason: str, looked_after: timedelta, arrival: Arrival | None, expected: ScheduledRelease | None
) -> None:
    looked = NOVEMBER.at + looked_after

    assert expected == plan(looked + SECOND, looked, arrival).late, reason


def test_a_late_release_says_so() -> None:
    looked = NOVEMBER.at + 11 * MINUTE

    assert "ft900/2025-11, due 2026-01-29 13:30Z, is late: polling every 1 min" == plan(looked + SECOND, looked).why


def test_after_the_last_date_of_the_calendar_it_polls_on_and_asks_for_dates() -> None:
    last = at("2026-12-09T00:00:00")
    ended = plan(last + SECOND, last, Arrival(release=release("2025-12"), at=DECEMBER.at))

    assert "the calendar ends 2026-02-19: polling every 6 h; add dates" == ended.why
    assert last + 6 * HOUR == ended.at
    assert "the calendar is empty: polling every 6 h; add dates" == plan(last + SECOND, last, None, ()).why


def test_a_clock_set_back_two_hours_causes_one_poll_and_no_burst() -> None:
    last, back = at("2026-01-29T13:30:10"), at("2026-01-29T11:30:10")
    first = plan(back, last)
    after_it = plan(back + SECOND, back)

    assert back == first.at
    assert first.late is None
    assert NOVEMBER.at - 10 * SECOND <= after_it.at < NOVEMBER.at


def test_a_clock_a_century_ahead_causes_one_poll_and_one_late_release() -> None:
    last = at("2026-01-20T00:00:00")
    far = last.replace(year=2126)

    assert plan(far, last).is_due(far)
    assert last < plan(far, last).at
    assert far + 6 * HOUR == plan(far + SECOND, far).at
    assert DECEMBER == plan(far + SECOND, far).late


def test_a_release_moved_in_the_calendar_is_awaited_at_its_new_date_only() -> None:
    looked = NOVEMBER.at + 11 * MINUTE
    moved = (OCTOBER, scheduled("2025-11", "2026-02-10"))
    later = plan(looked + SECOND, looked, OLD, moved)

    assert later.late is None
    assert looked + 6 * HOUR == later.at


def test_the_order_of_the_calendar_does_not_matter() -> None:
    now, last = at("2026-01-29T13:30:01"), at("2026-01-29T13:30:00")

    assert plan(now, last) == plan(now, last, OLD, CALENDAR[::-1])


@given(
    seed=st.text(max_size=8),
    last=st.datetimes(datetime(2025, 12, 1), datetime(2026, 3, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis wants naive bounds
    waited=st.timedeltas(timedelta(0), 90 * DAY),
    arrival=st.sampled_from([None, OLD, NEW]),
)
def test_a_plan_is_after_the_last_poll_never_later_than_the_quiet_rhythm_and_the_same_when_asked_again(
    seed: str, last: datetime, waited: timedelta, arrival: Arrival | None
) -> None:
    def ask() -> PollPlan:
        return next_poll(CALENDAR, last + waited, last_polled_at=last, arrival=arrival, seed=seed)

    assert last < ask().at <= last + 6 * HOUR * 1.1
    assert ask() == ask()


def test_installations_do_not_all_ask_at_the_same_moment() -> None:
    last = at("2026-01-20T00:00:00")
    moments = {
        next_poll(CALENDAR, last + SECOND, last_polled_at=last, arrival=OLD, seed=f"desk {number}").at
        for number in range(20)
    }

    assert 20 == len(moments)


SHUTDOWN = at("2025-10-01T04:00:00")
REOPENED = at("2025-11-14T15:00:00")
BEFORE = (
    scheduled("2025-07", "2025-09-04"),
    scheduled("2025-08", "2025-10-07"),
    scheduled("2025-09", "2025-11-04"),
)
DURING = BEFORE[:1]
AFTER = (
    scheduled("2025-07", "2025-09-04"),
    scheduled("2025-08", "2025-11-19"),
    scheduled("2025-09", "2025-12-11"),
    OCTOBER,
    NOVEMBER,
)


def shutdown_calendar(now: datetime) -> Sequence[ScheduledRelease]:
    """The dates as the agency had them then: those of the autumn were withdrawn, and set anew in November."""
    if now < SHUTDOWN:
        return BEFORE
    return DURING if now < REOPENED else AFTER


def test_the_shutdown_of_2025_minute_by_minute_misses_nothing_and_calls_nothing_late() -> None:
    agency = Agency(tuple((entry.release, entry.at + 3 * SECOND) for entry in AFTER))
    watcher = Watcher(agency, shutdown_calendar)
    watcher.live(at("2025-09-20T00:00:00"), at("2026-01-31T00:00:00"), every=MINUTE)

    assert [] == watcher.late
    assert [entry.release for entry in AFTER] == [arrival.release for arrival in watcher.arrivals]
    assert all(
        timedelta(0) <= arrival.at - entry.at <= MINUTE
        for entry, arrival in zip(AFTER[1:], watcher.arrivals[1:], strict=True)
    )
    assert len(watcher.polls) < 4 * 134 + 10 * len(AFTER)


def test_without_the_withdrawal_in_the_calendar_the_shutdown_shows_as_two_late_releases() -> None:
    agency = Agency(tuple((entry.release, entry.at) for entry in AFTER))
    watcher = Watcher(agency, lambda _now: BEFORE)
    watcher.live(at("2025-10-06T00:00:00"), at("2025-11-06T00:00:00"), every=10 * MINUTE)

    assert [release("2025-08"), release("2025-09")] == watcher.late


def test_second_by_second_the_release_is_seen_within_six_seconds_of_its_publication() -> None:
    watcher = Watcher(
        Agency(((release("2025-10"), OCTOBER.at), (release("2025-11"), NOVEMBER.at + 40 * SECOND))),
        lambda _now: CALENDAR,
    )
    watcher.live(NOVEMBER.at - 5 * MINUTE, NOVEMBER.at + 20 * MINUTE, every=SECOND)
    dense = [moment for moment in watcher.polls if moment >= NOVEMBER.at - 10 * SECOND]

    assert timedelta(0) <= watcher.arrivals[-1].at - (NOVEMBER.at + 40 * SECOND) <= 6 * SECOND
    assert dense[0] < NOVEMBER.at
    assert 8 <= len(dense) <= 12, "every five to six seconds for fifty seconds, and one follow-up"


@pytest.mark.parametrize("year", range(2000, 2041))
def test_half_past_eight_in_new_york_is_polled_at_the_hour_that_the_law_of_the_zone_gives(year: int) -> None:
    for month in range(1, 13):
        entry = scheduled(f"{year}-{month:02d}", f"{year}-{month:02d}-15")
        opening = next_poll((entry,), entry.at - HOUR, last_polled_at=entry.at - 2 * HOUR, arrival=OLD, policy=STEADY)
        summer = 4 <= month <= 10 or (month == 3 and year >= 2007)

        assert time(12 if summer else 13, 30) == entry.at.time()
        assert entry.at - 10 * SECOND <= opening.at < entry.at
