"""How each target of the outbox answers. One that fails is tried by one message at a time and at most once a minute,
so that a backlog is not hammered out against a closed door; one that asked never to be sent anything, not at all.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, select, update

from watchdog.store.database import insert_new
from watchdog.store.told_tables import targets

# Shorter than what any message waits for its own next attempt, so that a lone one keeps its schedule.
FIRST_REST = timedelta(seconds=4)
LONGEST_REST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A target that takes messages. One that `fails` is tried by one message at a time: by `probe`, the first that
    failed, whenever that is due, and by others when it does not rest.
    """

    channel: str
    target: str
    fails: bool
    rests: bool
    probe: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disabled:
    """A target that asked never to be sent anything again."""

    channel: str
    target: str
    at: datetime
    detail: str


def meet(connection: Connection, addressed: Iterable[tuple[str, str]]) -> None:
    """Know the targets (channel, target) from now on; of those that are known already nothing changes."""
    rows = [{"channel": channel, "target": target, "failures": 0} for channel, target in sorted(set(addressed))]
    insert_new(connection, targets, rows)


def taking(connection: Connection, now: datetime, channels: Collection[str] | None) -> tuple[Standing, ...]:
    """The targets of these channels, or of all, but for those that are disabled."""
    conditions = [targets.c.disabled_at.is_(None)]
    if channels is not None:
        conditions.append(targets.c.channel.in_(channels))
    rows = connection.execute(select(targets).where(*conditions).order_by(targets.c.channel, targets.c.target))
    return tuple(
        Standing(
            channel=row.channel,
            target=row.target,
            fails=row.failures > 0,
            # what a clock that was ahead has set is longer than any rest
            rests=row.rests_until is not None and now < row.rests_until <= now + LONGEST_REST,
            probe=row.probe,
        )
        for row in rows
    )


def note_success(connection: Connection, channel: str, target: str) -> None:
    """It took a message: no failure before counts any more."""
    values = {"failures": 0, "rests_until": None, "probe": None, "silent_since": None}
    connection.execute(update(targets).where(_is(channel, target)).values(values))


def note_failure(connection: Connection, channel: str, target: str, delivery: str, now: datetime) -> None:
    """It did not take this one, which will be tried again: let it rest, twice as long each time."""
    failures = connection.execute(select(targets.c.failures).where(_is(channel, target))).scalar_one()
    rest = min(FIRST_REST * 2 ** min(failures, 10), LONGEST_REST)
    values = {"failures": failures + 1, "rests_until": now + rest, "probe": func.coalesce(targets.c.probe, delivery)}
    connection.execute(update(targets).where(_is(channel, target)).values(values))


def note_death(connection: Connection, channel: str, target: str, delivery: str) -> None:
    """One is tried no more: its silence began here, unless it lasts already; another may be the probe."""
    values = {"probe": None, "silent_since": func.coalesce(targets.c.silent_since, delivery)}
    connection.execute(update(targets).where(_is(channel, target)).values(values))


def silent_since(connection: Connection, channel: str, target: str) -> str | None:
    """The first delivery that died since this target last took one; None while it takes them."""
    found: str | None = connection.execute(
        select(targets.c.silent_since).where(_is(channel, target))
    ).scalar_one_or_none()
    return found


def disable(connection: Connection, channel: str, target: str, at: datetime, detail: str) -> None:
    """Send nothing more to it, until it is enabled."""
    values = {"disabled_at": at, "disabled_detail": detail}
    connection.execute(update(targets).where(_is(channel, target)).values(values))


def enable(connection: Connection, channel: str, target: str) -> None:
    """Send to it again, at once; what waited for it is due as it was."""
    values = {"disabled_at": None, "disabled_detail": None, "failures": 0, "rests_until": None}
    connection.execute(update(targets).where(_is(channel, target)).values(values))


def disabled(connection: Connection) -> tuple[Disabled, ...]:
    """The targets that nothing is sent to, the first one first."""
    order = (targets.c.disabled_at, targets.c.channel, targets.c.target)
    rows = connection.execute(select(targets).where(targets.c.disabled_at.is_not(None)).order_by(*order))
    return tuple(
        Disabled(channel=row.channel, target=row.target, at=row.disabled_at, detail=row.disabled_detail or "")
        for row in rows
    )


def _is(channel: str, target: str) -> ColumnElement[bool]:
    return (targets.c.channel == channel) & (targets.c.target == target)
