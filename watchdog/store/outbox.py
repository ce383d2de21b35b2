"""What has still to be sent: filled with the alert in one transaction, emptied by another loop under leases.

A delivery is marked after it was sent: a crash between the two sends the same bytes under the same id again.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, insert, or_, select, update

from watchdog.model.alert import Delivery, DeliveryState
from watchdog.model.release import Release
from watchdog.store import targets
from watchdog.store.database import insert_new
from watchdog.store.delivery_record import CALLED_OFF, Attempt, delivery_of, is_pending
from watchdog.store.targets import Standing
from watchdog.store.told_tables import alerts, attempts, deliveries

LEASE = timedelta(minutes=5)
# By so much a clock may be set back and nothing is made of it.
_UNSTEADY = timedelta(minutes=1)
# Among how many of the latest one is looked for that may go out at once: the others follow something.
_LATEST = 100

_Due = Row[*tuple[Any, ...]]


def enqueue(connection: Connection, new: Sequence[Delivery]) -> None:
    """Put deliveries of kept alerts into the outbox, each behind the one before it in its thread at its target; one
    whose id is there already is left as it stands.
    """
    for delivery in new:
        row = {
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
            "follows": _before(connection, delivery),
        }
        insert_new(connection, deliveries, [row])
    targets.meet(connection, ((delivery.channel, delivery.target) for delivery in new))


def _before(connection: Connection, delivery: Delivery) -> str | None:
    """The last delivery at the same target of an earlier alert in the same thread."""
    mine = select(alerts.c.thread, alerts.c.seq).where(alerts.c.id == delivery.alert_id).subquery()
    statement = (
        select(deliveries.c.id)
        .join(alerts, alerts.c.id == deliveries.c.alert)
        .where(alerts.c.thread == select(mine.c.thread).scalar_subquery())
        .where(alerts.c.seq < select(mine.c.seq).scalar_subquery())
        .where(deliveries.c.channel == delivery.channel, deliveries.c.target == delivery.target)
        .order_by(alerts.c.seq.desc())
        .limit(1)
    )
    found: str | None = connection.execute(statement).scalar_one_or_none()
    return found


def bring_forward(connection: Connection, release: Release, was: datetime, due_at: datetime) -> None:
    """Let what is held back of a release until `was`, its moment so far, and was never tried go out at `due_at`, if
    that is sooner; what a window or a maintenance holds until another moment stays.
    """
    of_release = select(alerts.c.id).where(alerts.c.program == release.program, alerts.c.period == release.period)
    untried = and_(is_pending(), deliveries.c.attempts == 0)
    held = and_(untried, deliveries.c.due_at == was, deliveries.c.alert.in_(of_release))
    if due_at < was:
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
    """Lease to `owner` what is due and leased to nobody, of all `channels` or of those named; another claimant gets
    none of it until the lease has ended. What follows an unsettled delivery waits; so does what is for a target that
    is disabled or rests; of a target that fails there is one.

    The longest due come first; where there is more than `limit`, half of the places go to the latest: no backlog keeps
    back what is fresh.
    """
    found: list[_Due] = []
    for standing in targets.taking(connection, now, channels):
        _set_right(connection, standing, now)
        found += _candidates(connection, standing, now, limit)
    due = sorted(found, key=lambda row: (row.due_at, row.created_at, row.seq, row.id))
    if len(due) > limit:
        fresh = limit // 2
        due = due[: limit - fresh] + due[len(due) - fresh :]
    claimed = []
    for row in due:
        mine = update(deliveries).where(deliveries.c.id == row.id, is_pending(), _unleased(now))
        leased = mine.values(lease_owner=owner, leased_until=now + lease).returning(deliveries)
        claimed += [delivery_of(mine) for mine in connection.execute(leased)]
    return tuple(claimed)


def send_again(connection: Connection, chosen: Sequence[Delivery], *, now: datetime, by: str) -> None:
    """Let these deliveries, which were sent or given up, go out again now, under their ids and with their bytes, on a
    schedule that begins anew; the attempts so far stay on record.
    """
    for delivery in chosen:
        fresh = {"state": DeliveryState.PENDING, "due_at": now, "attempts": 0, "sent_at": None}
        connection.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(**fresh))
        row = {"delivery": delivery.id, "at": now, "outcome": "requested", "detail": f"again, by {by}"}
        connection.execute(insert(attempts).values(row))


def give_up(connection: Connection, channel: str, target: str, *, now: datetime, error: str) -> tuple[Delivery, ...]:
    """Everything that waits for a target is dead, in an attempt that says why; as it waited, the longest due first."""
    here = and_(deliveries.c.channel == channel, deliveries.c.target == target)
    return _end(connection, here, now=now, error=error)


def call_off(connection: Connection, alert_ids: Collection[str], *, now: datetime) -> None:
    """Send nothing more of these alerts: nobody needs to hear of them now."""
    _end(connection, deliveries.c.alert.in_(alert_ids), now=now, error=CALLED_OFF)


def _end(connection: Connection, which: ColumnElement[bool], *, now: datetime, error: str) -> tuple[Delivery, ...]:
    waiting = and_(is_pending(), which)
    chosen = connection.execute(
        select(deliveries).where(waiting).order_by(deliveries.c.due_at, deliveries.c.created_at, deliveries.c.id)
    ).all()
    dead = {"state": DeliveryState.DEAD, "last_error": error, "lease_owner": None, "leased_until": None}
    connection.execute(update(deliveries).where(waiting).values(**dead))
    rows = [{"delivery": row.id, "at": now, "outcome": "dead", "detail": error, "begun_at": None} for row in chosen]
    if rows:
        connection.execute(insert(attempts), rows)
    return tuple(map(delivery_of, chosen))


def _set_right(connection: Connection, standing: Standing, now: datetime) -> None:
    """What was made or last tried by a clock that was ahead is due as if that had happened now."""
    tried = select(attempts.c.at).where(attempts.c.delivery == deliveries.c.id).order_by(attempts.c.id.desc()).limit(1)
    since = func.coalesce(tried.scalar_subquery(), deliveries.c.created_at)
    here = and_(deliveries.c.channel == standing.channel, deliveries.c.target == standing.target, is_pending())
    ahead = and_(here, deliveries.c.due_at > now, since > now + _UNSTEADY, deliveries.c.due_at >= since)
    for row in connection.execute(
        select(deliveries.c.id, deliveries.c.due_at, since.label("since")).where(ahead)
    ).all():
        due_at = now + (row.due_at - row.since)
        connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(due_at=due_at))


def _candidates(connection: Connection, standing: Standing, now: datetime, limit: int) -> list[_Due]:
    """The oldest and the latest that are due at a target and free; of one that fails the first that failed, and while
    that is not due another.
    """
    here = and_(deliveries.c.channel == standing.channel, deliveries.c.target == standing.target)
    due = and_(here, is_pending(), deliveries.c.due_at <= now)
    before = deliveries.alias()
    # what is only held back until later and was never tried keeps back nothing that may go out sooner
    sooner = or_(before.c.attempts > 0, before.c.due_at <= deliveries.c.due_at)
    waits = exists().where(before.c.id == deliveries.c.follows, before.c.state == DeliveryState.PENDING, sooner)
    columns = (deliveries.c.id, deliveries.c.due_at, deliveries.c.created_at, alerts.c.seq)
    free = select(*columns).join(alerts, alerts.c.id == deliveries.c.alert).where(_unleased(now), ~waits)
    oldest = free.where(due).order_by(deliveries.c.due_at)
    if standing.fails:
        probe = connection.execute(free.where(due, deliveries.c.id == standing.probe)).all()
        return list(probe or connection.execute(oldest.limit(0 if standing.rests else 1)).all())
    rows = {row.id: row for row in connection.execute(oldest.limit(limit))}
    if len(rows) == limit:
        # by their ids alone: asked for what is due as well, SQLite would walk through the whole backlog for them
        latest = select(deliveries.c.id).where(due).order_by(deliveries.c.due_at.desc()).limit(_LATEST)
        ids = connection.execute(latest).scalars().all()
        fresh = free.where(deliveries.c.id.in_(ids)).order_by(deliveries.c.due_at.desc()).limit(limit)
        rows |= {row.id: row for row in connection.execute(fresh)}
    return list(rows.values())


def give_back(connection: Connection, delivery_ids: Collection[str], owner: str) -> None:
    """End the leases of what was claimed and not tried after all."""
    mine = and_(deliveries.c.id.in_(delivery_ids), _held_by(owner))
    connection.execute(update(deliveries).where(mine).values(lease_owner=None, leased_until=None))


def free_leases(connection: Connection) -> None:
    """End every lease; for the one instance that holds the store, since no other can be sending."""
    leased = and_(is_pending(), deliveries.c.lease_owner.is_not(None))
    connection.execute(update(deliveries).where(leased).values(lease_owner=None, leased_until=None))


def mark_sent(
    connection: Connection, delivery_id: str, *, now: datetime, detail: str = "", begun_at: datetime | None = None
) -> bool:
    """Record that a delivery was sent, by whomever; False when it was settled before."""
    values = {"state": DeliveryState.SENT, "sent_at": now, "last_error": ""}
    attempt = Attempt(delivery_id=delivery_id, at=now, outcome="sent", detail=detail, begun_at=begun_at)
    settled = _settle(connection, is_pending(), attempt, values)
    if settled:
        targets.note_success(connection, *settled)
    return settled is not None


def mark_failed(
    connection: Connection, delivery_id: str, *, owner: str, now: datetime, due_at: datetime, error: str
) -> bool:
    """Record a failed attempt and when to try again; False when the lease is no longer this owner's."""
    attempt = Attempt(delivery_id=delivery_id, at=now, outcome="failed", detail=error)
    settled = _settle(connection, _held_by(owner), attempt, {"due_at": due_at, "last_error": error})
    if settled:
        targets.note_failure(connection, *settled, delivery_id, now)
    return settled is not None


def mark_dead(
    connection: Connection, delivery_id: str, *, owner: str, now: datetime, error: str, disable: bool = False
) -> bool:
    """Record a failed attempt after which none will be made, and with `disable` none at this target; False when the
    lease is no longer this owner's.
    """
    attempt = Attempt(delivery_id=delivery_id, at=now, outcome="disabled" if disable else "dead", detail=error)
    settled = _settle(connection, _held_by(owner), attempt, {"state": DeliveryState.DEAD, "last_error": error})
    if settled:
        targets.note_death(connection, *settled, delivery_id)
    if settled and disable:
        targets.disable(connection, *settled, now, error)
    return settled is not None


def _settle(
    connection: Connection, condition: ColumnElement[bool], attempt: Attempt, values: dict[str, Any]
) -> tuple[str, str] | None:
    """Record an attempt; at which channel and target, or None where the delivery does not meet the condition."""
    statement = update(deliveries).where(deliveries.c.id == attempt.delivery_id, condition)
    released = {"attempts": deliveries.c.attempts + 1, "lease_owner": None, "leased_until": None}
    at = statement.values(**values, **released).returning(deliveries.c.channel, deliveries.c.target)
    row = connection.execute(at).one_or_none()
    if row is None:
        return None
    kept = {"delivery": attempt.delivery_id, "at": attempt.at, "outcome": attempt.outcome, "detail": attempt.detail}
    connection.execute(insert(attempts).values(**kept, begun_at=attempt.begun_at))
    return row.channel, row.target


def _unleased(now: datetime) -> ColumnElement[bool]:
    return or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= now)


def _held_by(owner: str) -> ColumnElement[bool]:
    return and_(is_pending(), deliveries.c.lease_owner == owner)
