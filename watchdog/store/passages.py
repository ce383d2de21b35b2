"""How long vintages took through the service, and their messages to whoever accepted them."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from watchdog.model.alert import DeliveryState
from watchdog.model.passage import Passage, Sent
from watchdog.store.database import insert_new
from watchdog.store.told_tables import alerts, attempts, deliveries, passages

_MOMENTS = tuple(field.name for field in fields(Passage))


def add(connection: Connection, new: Sequence[Passage]) -> None:
    """Keep when vintages passed each stage; what is kept already stays."""
    insert_new(connection, passages, [{name: getattr(each, name) for name in _MOMENTS} for each in new])


def listing(connection: Connection) -> dict[str, Passage]:
    """By vintage, when it passed each stage; of those that were fetched, not of an archive's."""
    rows = connection.execute(select(passages))
    return {row.vintage: Passage(**{name: getattr(row, name) for name in _MOMENTS}) for row in rows}


def sent(connection: Connection) -> tuple[Sent, ...]:
    """Every message that was accepted, in that order; not those of which nobody knows when the attempt began."""
    statement = (
        select(alerts.c.vintage, deliveries.c.channel, attempts.c.begun_at, attempts.c.at)
        .join(deliveries, deliveries.c.alert == alerts.c.id)
        .join(attempts, attempts.c.delivery == deliveries.c.id)
        .where(attempts.c.outcome == DeliveryState.SENT, attempts.c.begun_at.is_not(None))
        .order_by(attempts.c.id)
    )
    return tuple(map(_sent, connection.execute(statement)))


def told(connection: Connection) -> dict[str, datetime]:
    """By vintage, when the first of its messages was accepted."""
    statement = select(alerts.c.vintage, func.min(deliveries.c.sent_at).label("at"))
    statement = statement.join(deliveries, deliveries.c.alert == alerts.c.id).group_by(alerts.c.vintage)
    return {row.vintage: row.at for row in connection.execute(statement) if row.at is not None}


def _sent(row: Row[*tuple[Any, ...]]) -> Sent:
    return Sent(vintage=row.vintage, channel=row.channel, begun_at=row.begun_at, accepted_at=row.at)
