"""What is on record of deliveries: which wait, where and since when, how each was tried, which were given up.

Nothing here changes anything; `outbox` does.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, not_, or_, select, tuple_

from watchdog.model.alert import Alert, Cause, Delivery, DeliveryState
from watchdog.model.finding import Reason
from watchdog.store import targets
from watchdog.store.told_tables import alerts, attempts, deliveries, told

HANDED_ON = "config.yaml no longer has this target; handed to those that the channel has now"
"""Why what waited for a target that was taken out of its channel is not sent there."""

CALLED_OFF = "called off: nobody has to be reminded any more"
"""Why a reminder is not sent that was acknowledged while it waited."""


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


def listing(
    connection: Connection, *, alert_id: str | None = None, state: DeliveryState | None = None
) -> tuple[Delivery, ...]:
    """The deliveries of one alert or in one state, or all, in the order in which they were made."""
    wanted = {deliveries.c.alert: alert_id, deliveries.c.state: state}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    statement = select(deliveries).where(*conditions).order_by(deliveries.c.created_at, deliveries.c.id)
    return tuple(delivery_of(row) for row in connection.execute(statement))


def without_fallback(connection: Connection, channel: str, fallback: str, limit: int) -> tuple[Delivery, ...]:
    """What waits for disabled targets of a channel and was not given to its fallback, the longest due first."""
    here = [each.target for each in targets.disabled(connection) if each.channel == channel]
    waiting = and_(is_pending(), deliveries.c.channel == channel, deliveries.c.target.in_(here), ~_is_at(fallback))
    chosen = select(deliveries).where(waiting).order_by(deliveries.c.due_at, deliveries.c.id).limit(limit)
    return tuple(delivery_of(row) for row in connection.execute(chosen))


def waiting_elsewhere(connection: Connection, known: Collection[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The targets (channel, target) other than these for which something waits."""
    at = (deliveries.c.channel, deliveries.c.target)
    waiting = connection.execute(select(*at).where(is_pending()).distinct().order_by(*at))
    return tuple((row.channel, row.target) for row in waiting if (row.channel, row.target) not in known)


def attempts_at(connection: Connection, delivery_id: str) -> tuple[Attempt, ...]:
    """Every attempt at a delivery, in order."""
    statement = select(attempts).where(attempts.c.delivery == delivery_id).order_by(attempts.c.id)
    return tuple(
        Attempt(delivery_id=row.delivery, at=row.at, outcome=row.outcome, detail=row.detail, begun_at=row.begun_at)
        for row in connection.execute(statement)
    )


def overdue(connection: Connection, before: datetime) -> int:
    """How many are due since before this moment at targets that take any, and were not sent."""
    waiting = and_(is_pending(), not_(_at_disabled(connection)), deliveries.c.due_at < before)
    return int(connection.execute(select(func.count()).select_from(deliveries).where(waiting)).scalar_one())


def made_after(connection: Connection, moment: datetime) -> int:
    """How many were made later than this moment: by a clock that was ahead, where it is now."""
    later = select(func.count()).select_from(deliveries).where(deliveries.c.created_at > moment)
    return int(connection.execute(later).scalar_one())


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
    """By alert and channel, when it was first sent or could not be: at a target that wants no more messages, when it
    was due. Nothing of what has only waited.
    """
    tried = (
        select(deliveries.c.alert, deliveries.c.channel, func.min(attempts.c.at).label("at"))
        .join(attempts, attempts.c.delivery == deliveries.c.id)
        .where(deliveries.c.alert.in_(alert_ids))
        .group_by(deliveries.c.alert, deliveries.c.channel)
    )
    refused = (
        select(deliveries.c.alert, deliveries.c.channel, func.min(deliveries.c.due_at).label("at"))
        .where(deliveries.c.alert.in_(alert_ids), is_pending(), _at_disabled(connection))
        .group_by(deliveries.c.alert, deliveries.c.channel)
    )
    found: dict[str, dict[str, datetime]] = {}
    for row in (*connection.execute(tried), *connection.execute(refused)):
        here = found.setdefault(row.alert, {})
        here[row.channel] = min(row.at, here.get(row.channel, row.at))
    return found


def long_tried(connection: Connection, channel: str, fallback: str, since: datetime) -> tuple[Delivery, ...]:
    """What waits for its next attempt at a channel, was first tried by that moment, and is not at the fallback yet."""
    first = select(func.min(attempts.c.at)).where(attempts.c.delivery == deliveries.c.id).scalar_subquery()
    waiting = and_(deliveries.c.channel == channel, is_pending(), deliveries.c.attempts > 0, first <= since)
    chosen = select(deliveries).where(waiting, ~_is_at(fallback)).order_by(deliveries.c.due_at, deliveries.c.id)
    return tuple(delivery_of(row) for row in connection.execute(chosen))


def _is_at(fallback: str) -> ColumnElement[bool]:
    taken_over = deliveries.alias()
    return exists().where(taken_over.c.alert == deliveries.c.alert, taken_over.c.channel == fallback)


def _at_disabled(connection: Connection) -> ColumnElement[bool]:
    refusing = [(each.channel, each.target) for each in targets.disabled(connection)]
    return tuple_(deliveries.c.channel, deliveries.c.target).in_(refusing)


def holders(connection: Connection, alert: Alert) -> tuple[str, ...]:
    """The channels that were told, however it came to them, what this alert amends, takes back or ends: any message
    about one of its findings since that was well last.
    """
    mended = [item.finding.key for item in alert.items if item.corrects is not None]
    of_others = and_(told.c.finding_key.in_(mended), told.c.alert != alert.id)
    ended = (
        select(told.c.finding_key, func.max(told.c.id).label("id"))
        .where(of_others, told.c.reason.in_((Reason.RESOLVED, Reason.RETRACTED)))
        .group_by(told.c.finding_key)
        .subquery()
    )
    standing = or_(ended.c.id.is_(None), told.c.id > ended.c.id)
    heard = or_(told.c.withheld.is_(None), told.c.withheld != Cause.SILENCED)
    statement = (
        select(deliveries.c.channel)
        .join(told, told.c.alert == deliveries.c.alert)
        .outerjoin(ended, ended.c.finding_key == told.c.finding_key)
        .where(of_others, standing, heard)
        .distinct()
        .order_by(deliveries.c.channel)
    )
    return tuple(connection.execute(statement).scalars()) if mended else ()


def waiting_reminders(connection: Connection) -> tuple[tuple[str, str], ...]:
    """The reminders that wait, each with the alert that it reminds of."""
    waiting = select(deliveries.c.alert).where(is_pending())
    statement = select(alerts.c.id, alerts.c.follows).where(alerts.c.follows.is_not(None), alerts.c.id.in_(waiting))
    return tuple((row.id, row.follows) for row in connection.execute(statement.order_by(alerts.c.seq)))


def given_up(connection: Connection) -> int:
    """How many could not be delivered for good; not what nobody needs there any more."""
    dead = and_(deliveries.c.state == DeliveryState.DEAD, deliveries.c.last_error.not_in((CALLED_OFF, HANDED_ON)))
    return int(connection.execute(select(func.count()).select_from(deliveries).where(dead)).scalar_one())


def is_pending() -> ColumnElement[bool]:
    """Of a row of deliveries: it waits to be sent, now or later."""
    return deliveries.c.state == DeliveryState.PENDING


def delivery_of(row: Row[*tuple[Any, ...]]) -> Delivery:
    """The delivery of a whole row."""
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
