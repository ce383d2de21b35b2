"""The log of what people were told, asked before anything is said again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from watchdog.errors import StoreError
from watchdog.model.alert import Alert, Told
from watchdog.model.release import Release
from watchdog.store.database import insert_new
from watchdog.store.tables import alerts, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The last that was told of a finding, in which alert, and when; with `history`, it was kept but sent to nobody."""

    told: Told
    alert_id: str
    at: datetime
    history: bool


def add(connection: Connection, alert: Alert, *, history: bool = False) -> bool:
    """Keep an alert with its items, as `history` if nobody is to be sent it; False when it is kept already."""
    if connection.execute(select(alerts.c.seq).where(alerts.c.id == alert.id)).one_or_none():
        return False
    row = {
        "id": alert.id,
        "type": alert.type,
        "program": alert.release.program,
        "period": alert.release.period,
        "vintage": alert.vintage,
        "thread": alert.thread,
        "replies_to": alert.replies_to,
        "created_at": alert.created_at,
        "history": history,
        "brief": alert.brief,
        "chart": alert.chart,
        "chart_alt": alert.chart_alt,
    }
    connection.execute(insert(alerts).values(row))
    items = [
        {
            "alert": alert.id,
            "event_id": item.event_id,
            "finding_key": item.finding.key,
            "reason": item.reason,
            "told": item,
        }
        for item in alert.items
    ]
    insert_new(connection, told, items)
    return True


def get(connection: Connection, alert_id: str) -> Alert:
    """An alert as it was made; StoreError where it is not kept."""
    row = connection.execute(select(alerts).where(alerts.c.id == alert_id)).one_or_none()
    if row is None:
        raise StoreError(f"no alert {alert_id} is kept; `watchdog alerts list` shows those that are")
    return _alert(connection, row)


def listing(connection: Connection, release: Release | None = None, *, history: bool = False) -> tuple[Alert, ...]:
    """The alerts in the order in which they were made, of one release if named; those of history too if asked for."""
    statement = select(alerts).order_by(alerts.c.seq)
    if release is not None:
        statement = statement.where(alerts.c.program == release.program, alerts.c.period == release.period)
    if not history:
        statement = statement.where(alerts.c.history.is_(False))
    return tuple(_alert(connection, row) for row in connection.execute(statement).all())


def said(connection: Connection, program: str) -> dict[str, Said]:
    """By finding key, the last that was told of it in releases of the program."""
    of_program = select(func.max(told.c.id)).join(alerts, alerts.c.id == told.c.alert)
    newest = of_program.where(alerts.c.program == program).group_by(told.c.finding_key)
    statement = (
        select(told.c.finding_key, told.c.told, alerts.c.id, alerts.c.created_at, alerts.c.history)
        .join(alerts, alerts.c.id == told.c.alert)
        .where(told.c.id.in_(newest))
    )
    return {
        row.finding_key: Said(told=row.told, alert_id=row.id, at=row.created_at, history=row.history)
        for row in connection.execute(statement)
    }


def find_event(connection: Connection, event_id: str) -> str | None:
    """The id of the first alert that told this event; None when nobody has been told."""
    statement = select(told.c.alert).where(told.c.event_id == event_id).order_by(told.c.id).limit(1)
    found: str | None = connection.execute(statement).scalar_one_or_none()
    return found


def findings_of_events(connection: Connection, beginning: str) -> frozenset[str]:
    """The keys of the findings that were told under event ids with this beginning."""
    statement = select(told.c.finding_key).where(told.c.event_id.startswith(beginning, autoescape=True)).distinct()
    return frozenset(connection.execute(statement).scalars())


def last_of_thread(connection: Connection, thread: str) -> str | None:
    """The id of the newest alert in a thread, the one that the next replies to."""
    statement = select(alerts.c.id).where(alerts.c.thread == thread).order_by(alerts.c.seq.desc()).limit(1)
    found: str | None = connection.execute(statement).scalar_one_or_none()
    return found


def _alert(connection: Connection, row: Row[*tuple[Any, ...]]) -> Alert:
    items = connection.execute(select(told.c.told).where(told.c.alert == row.id).order_by(told.c.id)).scalars()
    return Alert(
        id=row.id,
        type=row.type,
        release=Release(row.program, row.period),
        vintage=row.vintage,
        created_at=row.created_at,
        items=tuple(items),
        brief=row.brief,
        thread=row.thread,
        replies_to=row.replies_to,
        chart=row.chart,
        chart_alt=row.chart_alt,
    )
