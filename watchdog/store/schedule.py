"""When releases are due and were first seen, what the calendars say, and how polling stands; over restarts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from watchdog.model.calendar import CalendarReading, Status
from watchdog.model.period import Period
from watchdog.model.release import Release, ScheduledRelease
from watchdog.store.database import insert_new, upsert
from watchdog.store.tables import calendar_readings, poll_states, releases


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """How the polling of one source stands since its first poll; `failures` counts those in a row, `polls` them all."""

    last_polled_at: datetime | None = None
    next_due_at: datetime | None = None
    last_error: str = ""
    failures: int = 0
    polls: int = 0
    since: datetime | None = None


def poll_state(connection: Connection, name: str) -> PollState:
    """The state kept under this name; a fresh one where there is none."""
    row = connection.execute(select(poll_states).where(poll_states.c.name == name)).one_or_none()
    if row is None:
        return PollState()
    return PollState(
        last_polled_at=row.last_polled_at,
        next_due_at=row.next_due_at,
        last_error=row.last_error,
        failures=row.failures,
        polls=row.polls,
        since=row.since,
    )


def set_poll_state(connection: Connection, name: str, state: PollState) -> None:
    """Keep the state under this name, in place of the one before."""
    row = {
        "name": name,
        "last_polled_at": state.last_polled_at,
        "next_due_at": state.next_due_at,
        "last_error": state.last_error,
        "failures": state.failures,
        "polls": state.polls,
        "since": state.since,
    }
    upsert(connection, poll_states, ["name"], [row])


def plan(connection: Connection, scheduled: Iterable[ScheduledRelease]) -> None:
    """Keep the agency's calendar: a release's moment and note replace those it had before."""
    rows = [
        {"program": each.release.program, "period": each.release.period, "scheduled_at": each.at, "note": each.note}
        for each in scheduled
    ]
    upsert(connection, releases, ["program", "period"], rows)


def planned(connection: Connection, program: str) -> tuple[ScheduledRelease, ...]:
    """The calendar as kept, in order of time."""
    statement = select(releases).where(releases.c.program == program, releases.c.scheduled_at.is_not(None))
    return tuple(
        ScheduledRelease(release=Release(row.program, row.period), at=row.scheduled_at, note=row.note)
        for row in connection.execute(statement.order_by(releases.c.scheduled_at))
    )


def note_arrival(connection: Connection, release: Release, first_seen_at: datetime) -> None:
    """Keep when anything of a release was first seen; a later sight changes nothing, an earlier one does."""
    key = {"program": release.program, "period": release.period}
    insert_new(connection, releases, [key | {"note": "", "first_seen_at": first_seen_at}])
    here = (releases.c.program == release.program) & (releases.c.period == release.period)
    unseen = releases.c.first_seen_at.is_(None) | (releases.c.first_seen_at > first_seen_at)
    connection.execute(update(releases).where(here, unseen).values(first_seen_at=first_seen_at))


def arrived(connection: Connection, program: str) -> tuple[Release, datetime] | None:
    """The newest release (by its period) that was seen, and when; None before the first."""
    statement = (
        select(releases)
        .where(releases.c.program == program, releases.c.first_seen_at.is_not(None))
        .order_by(releases.c.period.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else (Release(row.program, row.period), row.first_seen_at)


def arrivals(connection: Connection, program: str) -> dict[Period, datetime]:
    """When each release that is here was first seen, by its period."""
    seen = select(releases.c.period, releases.c.first_seen_at).where(
        releases.c.program == program, releases.c.first_seen_at.is_not(None)
    )
    return {row.period: row.first_seen_at for row in connection.execute(seen)}


def keep_reading(connection: Connection, reading: CalendarReading) -> None:
    """Keep what a calendar says, in place of what it said before."""
    row = {"source": reading.source, "document": reading.document, "reading": reading}
    upsert(connection, calendar_readings, ["source", "document"], [row])


def readings(connection: Connection) -> dict[tuple[str, str], CalendarReading]:
    """The latest reading of each calendar, by source and document."""
    rows = connection.execute(select(calendar_readings.c.reading)).scalars()
    return {(reading.source, reading.document): reading for reading in rows}


def keep_statuses(connection: Connection, statuses: Sequence[Status]) -> None:
    """Keep where releases stand, in place of where they stood, and with it when they are due."""
    rows = [
        {
            "program": status.planned.release.program,
            "period": status.planned.release.period,
            "scheduled_at": status.planned.at,
            "note": status.planned.note,
            "status": status,
        }
        for status in statuses
    ]
    upsert(connection, releases, ["program", "period"], rows)


def statuses(connection: Connection, program: str) -> dict[Period, Status]:
    """Where each release of a program stood last, by its period."""
    kept = select(releases.c.period, releases.c.status).where(
        releases.c.program == program, releases.c.status.is_not(None)
    )
    return {row.period: row.status for row in connection.execute(kept)}
