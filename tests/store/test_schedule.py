"""The calendar and the state of polling, over restarts."""

from datetime import timedelta

from tests.store.made import MORNING, NOVEMBER, month
from watchdog.model.calendar import CalendarLine, CalendarReading, Listed, Opinion, Planned, State, Status
from watchdog.model.cell import Address
from watchdog.model.release import Release, ScheduledRelease
from watchdog.store import schedule
from watchdog.store.database import Store
from watchdog.store.schedule import PollState

DECEMBER = Release("ft900", month("2025-12"))


def test_a_source_that_was_never_polled_has_a_fresh_state(store: Store) -> None:
    with store.reading() as connection:
        assert PollState() == schedule.poll_state(connection, "census")


def test_the_state_is_the_last_that_was_set(store: Store) -> None:
    failed = PollState(last_polled_at=MORNING, next_due_at=MORNING + timedelta(seconds=5), last_error="503", failures=2)
    with store.writing() as connection:
        schedule.set_poll_state(connection, "census", PollState(failures=1))
        schedule.set_poll_state(connection, "census", failed)
        schedule.set_poll_state(connection, "fred", PollState(last_polled_at=MORNING))
    with store.reading() as connection:
        assert failed == schedule.poll_state(connection, "census")


def test_the_calendar_is_kept_and_moves_with_the_agency(store: Store) -> None:
    december = ScheduledRelease(release=DECEMBER, at=MORNING + timedelta(days=21))
    delayed = ScheduledRelease(release=NOVEMBER, at=MORNING, note="delayed by the shutdown")
    with store.writing() as connection:
        schedule.plan(connection, [december, ScheduledRelease(release=NOVEMBER, at=MORNING - timedelta(days=22))])
        schedule.plan(connection, [delayed])
    with store.reading() as connection:
        assert (delayed, december) == schedule.planned(connection, "ft900")
        assert () == schedule.planned(connection, "cpi")


def test_the_newest_release_seen_has_the_moment_of_its_first_sight(store: Store) -> None:
    with store.writing() as connection:
        assert schedule.arrived(connection, "ft900") is None
        schedule.plan(connection, [ScheduledRelease(release=DECEMBER, at=MORNING + timedelta(days=21))])
        assert schedule.arrived(connection, "ft900") is None
        for seconds in (20, 30, 10):
            schedule.note_arrival(connection, NOVEMBER, MORNING + timedelta(seconds=seconds))
        schedule.note_arrival(connection, Release("ft900", month("2025-10")), MORNING + timedelta(days=1))
        assert (NOVEMBER, MORNING + timedelta(seconds=10)) == schedule.arrived(connection, "ft900")
        schedule.note_arrival(connection, DECEMBER, MORNING + timedelta(days=21))
        assert (DECEMBER, MORNING + timedelta(days=21)) == schedule.arrived(connection, "ft900")
        assert 1 == len(schedule.planned(connection, "ft900"))


def test_when_a_program_was_first_polled_is_kept(store: Store) -> None:
    with store.writing() as connection:
        schedule.set_poll_state(connection, "ft900", PollState(last_polled_at=MORNING, since=MORNING))
    with store.reading() as connection:
        assert MORNING == schedule.poll_state(connection, "ft900").since


def test_what_a_calendar_says_now_replaces_what_it_said_before(store: Store) -> None:
    line = CalendarLine(at=MORNING, period=month("2025-11"), address=Address("list.html", "", "line 3"))
    undated = CalendarLine(at=None, period=None, address=line.address, listed=Listed.SUSPENDED)
    first = CalendarReading(source="census", document="list", sha256="1", lines=(line,))
    second = CalendarReading(source="census", document="list", sha256="2", lines=(line, undated))
    with store.writing() as connection:
        schedule.keep_reading(connection, first)
        schedule.keep_reading(connection, second)
    with store.reading() as connection:
        assert {("census", "list"): second} == schedule.readings(connection)


def test_where_a_release_stands_is_kept_beside_its_arrival(store: Store) -> None:
    opinion = Opinion(calendar="list", listed=Listed.DATED, at=MORNING, address=Address("list.html", "", "line 3"))
    planned = Planned(release=NOVEMBER, listed=Listed.DATED, moments=(MORNING,), opinions=(opinion,), note="late")
    status = Status(planned=planned, state=State.LATE, since=MORNING, why="not there", moved_from=MORNING)
    with store.writing() as connection:
        schedule.keep_statuses(connection, [])
        schedule.note_arrival(connection, NOVEMBER, MORNING + timedelta(minutes=40))
        schedule.keep_statuses(connection, [status])
    with store.reading() as connection:
        assert {NOVEMBER.period: status} == schedule.statuses(connection, "ft900")
        assert {NOVEMBER.period: MORNING + timedelta(minutes=40)} == schedule.arrivals(connection, "ft900")
        assert (ScheduledRelease(release=NOVEMBER, at=MORNING, note="late"),) == schedule.planned(connection, "ft900")
        assert {} == schedule.statuses(connection, "cpi")
