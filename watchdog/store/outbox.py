"""What has still to be sent: filled with the alert in one transaction, emptied by another loop under leases.

A delivery is marked after it was sent: a crash between the two sends the same bytes under the same id again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, false, func, insert, not_, or_, select, update

from watchdog.model.alert import Delivery, DeliveryState
from watchdog.model.release import Release
from watchdog.store.database import insert_new
from watchdog.store.tables import alerts, attempts, deliveries

LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at one target: 'sent', 'failed', 'dead' or 'disabled', and what was said about it. 'disabled' is the
    death after which nothing is sent to the target until it is enabled again.
    """

    delivery_id: str
    at: datetime
    outcome: str
    detail: str
    begun_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disabled:
    """A target that asked never to be sent anything again."""

    channel: str
    target: str
    at: datetime
    detail: str


def enqueue(connection: Connection, new: Sequence[Delivery]) -> None:
    """Put deliveries into the outbox; one whose id is there already is left as it stands."""
    rows = [
        {
            "id": delivery.id,
            "alert": delivery.alert_id,
            "channel": delivery.channel,
            "target": delivery.target,
            "body": delivery.body,
            "created_at": delivery.created_at,
            "due_at": delivery.due_at,
            "attempts": delivery.attempts,
            "state": delivery.state,
            "last_error": delivery.last_error,
            "sent_at": delivery.sent_at,
        }
        for delivery in new
    ]
    insert_new(connection, deliveries, rows)


def bring_forward(connection: Connection, release: Release, due_at: datetime) -> None:
    """Let what is held back of a release and was never tried go out at `due_at`, if that is sooner."""
    of_release = select(alerts.c.id).where(alerts.c.program == release.program, alerts.c.period == release.period)
    held = and_(
        _pending(), deliveries.c.attempts == 0, deliveries.c.due_at > due_at, deliveries.c.alert.in_(of_release)
    )
    connection.execute(update(deliveries).where(held).values(due_at=due_at))


def claim_due(
    connection: Connection,
    now: datetime,
    *,
    owner: str,
    channels: Collection[str] | None = None,
    lease: timedelta = LEASE,
    limit: int = 100,
) -> tuple[Delivery, ...]:
    """Lease to `owner` what is due and leased to nobody, the longest due first, of all `channels` or of those named;
    another claimant gets none of it until the lease has ended. What is for a disabled target waits.
    """
    free = and_(_pending(), deliveries.c.due_at <= now, _unleased(now), _is_enabled(connection))
    if channels is not None:
        free = and_(free, deliveries.c.channel.in_(channels))
    due = (
        select(deliveries)
        .join(alerts, alerts.c.id == deliveries.c.alert)
        .where(free)
        .order_by(deliveries.c.due_at, deliveries.c.created_at, alerts.c.seq, deliveries.c.id)
    )
    claimed = []
    for row in connection.execute(due.limit(limit)).all():
        mine = update(deliveries).where(deliveries.c.id == row.id, free)
        if connection.execute(mine.values(lease_owner=owner, leased_until=now + lease)).rowcount == 1:
            claimed.append(_delivery(row))
    return tuple(claimed)


def free_leases(connection: Connection) -> None:
    """End every lease; for the one instance that holds the store, since no other can be sending."""
    connection.execute(update(deliveries).where(_pending()).values(lease_owner=None, leased_until=None))


def mark_sent(
    connection: Connection, delivery_id: str, *, now: datetime, detail: str = "", begun_at: datetime | None = None
) -> bool:
    """Record that a delivery was sent, by whomever; False when it was settled before."""
    settled = {"state": DeliveryState.SENT, "sent_at": now, "last_error": ""}
    attempt = Attempt(delivery_id=delivery_id, at=now, outcome="sent", detail=detail, begun_at=begun_at)
    return _settle(connection, _pending(), attempt, settled)


def mark_failed(
    connection: Connection, delivery_id: str, *, owner: str, now: datetime, due_at: datetime, error: str
) -> bool:
    """Record a failed attempt and when to try again; False when the lease is no longer this owner's."""
    attempt = Attempt(delivery_id=delivery_id, at=now, outcome="failed", detail=error)
    return _settle(connection, _held_by(owner), attempt, {"due_at": due_at, "last_error": error})


def mark_dead(
    connection: Connection, delivery_id: str, *, owner: str, now: datetime, error: str, disable: bool = False
) -> bool:
    """Record a failed attempt after which none will be made, and with `disable` none at this target; False when the
    lease is no longer this owner's.
    """
    attempt = Attempt(delivery_id=delivery_id, at=now, outcome="disabled" if disable else "dead", detail=error)
    return _settle(connection, _held_by(owner), attempt, {"state": DeliveryState.DEAD, "last_error": error})


def disabled(connection: Connection) -> tuple[Disabled, ...]:
    """The targets that nothing is sent to, the first one first."""
    statement = (
        select(deliveries.c.channel, deliveries.c.target, attempts.c.at, attempts.c.detail)
        .join(attempts, attempts.c.delivery == deliveries.c.id)
        .where(attempts.c.outcome == "disabled")
        .order_by(attempts.c.id)
    )
    return tuple(
        Disabled(channel=row.channel, target=row.target, at=row.at, detail=row.detail)
        for row in connection.execute(statement)
    )


def enable(connection: Connection, channel: str, target: str) -> None:
    """Send to the target again; what waited for it is due as it was."""
    ours = select(deliveries.c.id).where(deliveries.c.channel == channel, deliveries.c.target == target)
    refusals = and_(attempts.c.outcome == "disabled", attempts.c.delivery.in_(ours))
    connection.execute(update(attempts).where(refusals).values(outcome="dead"))


def first_dead(connection: Connection, channel: str, target: str) -> str | None:
    """The first delivery that died since this target last took one, with which its silence began; None while it takes
    them.
    """
    of_target = (
        select(attempts.c.id, attempts.c.delivery, attempts.c.outcome)
        .join(deliveries, deliveries.c.id == attempts.c.delivery)
        .where(deliveries.c.channel == channel, deliveries.c.target == target)
        .subquery()
    )
    last_sent = select(func.coalesce(func.max(of_target.c.id), 0)).where(of_target.c.outcome == "sent")
    statement = (
        select(of_target.c.delivery)
        .where(of_target.c.outcome.in_(("dead", "disabled")), of_target.c.id > last_sent.scalar_subquery())
        .order_by(of_target.c.id)
        .limit(1)
    )
    found: str | None = connection.execute(statement).scalar_one_or_none()
    return found


def _settle(connection: Connection, condition: ColumnElement[bool], attempt: Attempt, values: dict[str, Any]) -> bool:
    statement = update(deliveries).where(deliveries.c.id == attempt.delivery_id, condition)
    released = {"attempts": deliveries.c.attempts + 1, "lease_owner": None, "leased_until": None}
    settled: bool = connection.execute(statement.values(**values, **released)).rowcount == 1
    if settled:
        row = {"delivery": attempt.delivery_id, "at": attempt.at, "outcome": attempt.outcome, "detail": attempt.detail}
        connection.execute(insert(attempts).values(**row, begun_at=attempt.begun_at))
    return settled


def listing(
    connection: Connection, *, alert_id: str | None = None, state: DeliveryState | None = None
) -> tuple[Delivery, ...]:
    """The deliveries of one alert or in one state, or all, in the order in which they were made."""
    wanted = {deliveries.c.alert: alert_id, deliveries.c.state: state}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    statement = select(deliveries).where(*conditions).order_by(deliveries.c.created_at, deliveries.c.id)
    return tuple(_delivery(row) for row in connection.execute(statement))


def attempts_at(connection: Connection, delivery_id: str) -> tuple[Attempt, ...]:
    """Every attempt at a delivery, in order."""
    statement = select(attempts).where(attempts.c.delivery == delivery_id).order_by(attempts.c.id)
    return tuple(
        Attempt(delivery_id=row.delivery, at=row.at, outcome=row.outcome, detail=row.detail, begun_at=row.begun_at)
        for row in connection.execute(statement)
    )


def latest(connection: Connection, thread: str) -> dict[tuple[str, str], datetime]:
    """By thread, this one or a part of it, and channel: when its last message was or is to be sent."""
    statement = (
        select(alerts.c.thread, deliveries.c.channel, func.max(deliveries.c.due_at).label("at"))
        .join(alerts, alerts.c.id == deliveries.c.alert)
        .where(or_(alerts.c.thread == thread, alerts.c.thread.startswith(f"{thread} ", autoescape=True)))
        .group_by(alerts.c.thread, deliveries.c.channel)
    )
    return {(row.thread, row.channel): row.at for row in connection.execute(statement)}


def first_tried(connection: Connection, alert_ids: Collection[str]) -> dict[str, dict[str, datetime]]:
    """By alert and channel, when it was first sent or could not be; nothing of what has only waited."""
    statement = (
        select(deliveries.c.alert, deliveries.c.channel, func.min(attempts.c.at).label("at"))
        .join(attempts, attempts.c.delivery == deliveries.c.id)
        .where(deliveries.c.alert.in_(alert_ids))
        .group_by(deliveries.c.alert, deliveries.c.channel)
    )
    found: dict[str, dict[str, datetime]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.alert, {})[row.channel] = row.at
    return found


def pending_count(connection: Connection) -> int:
    """How many deliveries have still to be sent."""
    return int(connection.execute(select(func.count()).select_from(deliveries).where(_pending())).scalar_one())


def next_due(connection: Connection) -> datetime | None:
    """When the next delivery can be claimed: it is due, and a lease on it has ended; None when none can be."""
    claimable = and_(_pending(), _is_enabled(connection))
    times = connection.execute(select(deliveries.c.due_at, deliveries.c.leased_until).where(claimable))
    return min((max(row.due_at, row.leased_until or row.due_at) for row in times), default=None)


def _pending() -> ColumnElement[bool]:
    return deliveries.c.state == DeliveryState.PENDING


def _unleased(now: datetime) -> ColumnElement[bool]:
    return or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= now)


def _is_enabled(connection: Connection) -> ColumnElement[bool]:
    here = deliveries.c
    refusing = (and_(here.channel == each.channel, here.target == each.target) for each in disabled(connection))
    return not_(or_(false(), *refusing))


def _held_by(owner: str) -> ColumnElement[bool]:
    return and_(_pending(), deliveries.c.lease_owner == owner)


def _delivery(row: Row[*tuple[Any, ...]]) -> Delivery:
    return Delivery(
        id=row.id,
        alert_id=row.alert,
        channel=row.channel,
        target=row.target,
        body=row.body,
        created_at=row.created_at,
        due_at=row.due_at,
        attempts=row.attempts,
        state=row.state,
        last_error=row.last_error,
        sent_at=row.sent_at,
    )
