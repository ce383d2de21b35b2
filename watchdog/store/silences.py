"""The silences that people made: who, why, and until when; an expired one stays in the record."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from watchdog.errors import StoreError
from watchdog.model.alert import Cause
from watchdog.model.silence import Silence
from watchdog.store.database import insert_new
from watchdog.store.told_tables import silences, told


def add(connection: Connection, silence: Silence) -> None:
    """Keep a silence."""
    insert_new(connection, silences, [{"id": silence.id, "made_at": silence.made_at, "silence": silence}])


def listing(connection: Connection) -> tuple[Silence, ...]:
    """All that were ever made, oldest first."""
    return tuple(connection.execute(select(silences.c.silence).order_by(silences.c.made_at, silences.c.id)).scalars())


def forget(connection: Connection, after: datetime) -> None:
    """Take out what was made after this moment; in a copy of the store that is to know no more."""
    connection.execute(delete(silences).where(silences.c.made_at > after))


def expire(connection: Connection, identifier: str, now: datetime, by: str) -> Silence:
    """End a silence now; StoreError where none has this id. One that has ended stays as it is."""
    kept = next((each for each in listing(connection) if each.id == identifier), None)
    if kept is None:
        raise StoreError(f"no silence {identifier} is kept; `watchdog silence list` shows those that are")
    if kept.is_over(now):
        return kept
    over = replace(kept, expired_at=now, expired_by=by)
    connection.execute(update(silences).where(silences.c.id == identifier).values(silence=over))
    return over


def counts(connection: Connection) -> dict[str, int]:
    """By silence, of how many different findings it kept people from being told."""
    statement = (
        select(told.c.withheld_by, func.count(told.c.finding_key.distinct()).label("findings"))
        .where(told.c.withheld == Cause.SILENCED, told.c.retold.is_(False))
        .group_by(told.c.withheld_by)
    )
    return {row.withheld_by: row.findings for row in connection.execute(statement)}
