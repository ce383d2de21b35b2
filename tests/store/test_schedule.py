"""The calendar and the state of polling, over restarts."""

from datetime import timedelta

from tests.store.made import MORNING, NOVEMBER, month
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
