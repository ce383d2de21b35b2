"""The log of what people were told, asked before anything is said again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select

from watchdog.errors import StoreError
from watchdog.model.alert import Alert, Cause, Told
from watchdog.model.finding import Reason
from watchdog.model.release import Release
from watchdog.store.database import insert_new
from watchdog.store.told_tables import alerts, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The last that was told of a finding, in which alert, and when; with `history`, it was kept but sent to nobody."""

    told: Told
    alert_id: str
    at: datetime
    history: bool


def add(
    connection: Connection, alert: Alert, *, history: bool = False, retold: bool = False, follows: str | None = None
) -> bool:
    """Keep an alert with its items, as `history` if nobody is to be sent it, as `retold` if another one has told them,
    which it `follows` if it reminds of it; False when it is kept already.
    """
    if is_kept(connection, alert.id):
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
        "follows": follows,
    }
    connection.execute(insert(alerts).values(row))
    items = [
        {
            "alert": alert.id,
            "event_id": item.event_id,
            "finding_key": item.finding.key,
            "reason": item.reason,
            "told": item,
            "withheld": item.withheld and item.withheld.cause,
            "withheld_by": item.withheld.by if item.withheld else "",
            "retold": retold,
        }
        for item in (*alert.items, *alert.withheld)
    ]
    insert_new(connection, told, items)
    return True


def is_kept(connection: Connection, alert_id: str) -> bool:
    """Whether there is an alert with this id."""
    return connection.execute(select(alerts.c.seq).where(alerts.c.id == alert_id)).one_or_none() is not None


def since(connection: Connection, moment: datetime) -> tuple[Alert, ...]:
    """The alerts that were made since then, and remind of no other."""
    fresh = select(alerts).where(alerts.c.created_at >= moment, alerts.c.follows.is_(None), alerts.c.history.is_(False))
    return tuple(_alert(connection, row) for row in connection.execute(fresh.order_by(alerts.c.seq)).all())


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
    """By finding key, the last that people were told of it in releases of the program; what was silenced they were
    not.
    """
    return _last(connection, program, or_(told.c.withheld.is_(None), told.c.withheld != Cause.SILENCED))


def silenced(connection: Connection, program: str) -> dict[str, Said]:
    """By finding key, the last of it that was silenced in releases of the program."""
    return _last(connection, program, told.c.withheld == Cause.SILENCED)


def _last(connection: Connection, program: str, condition: ColumnElement[bool]) -> dict[str, Said]:
    of_program = select(func.max(told.c.id)).join(alerts, alerts.c.id == told.c.alert)
    wanted = of_program.where(alerts.c.program == program, condition, told.c.retold.is_(False))
    newest = wanted.group_by(told.c.finding_key)
    statement = (
        select(told.c.finding_key, told.c.told, alerts.c.id, alerts.c.created_at, alerts.c.history)
        .join(alerts, alerts.c.id == told.c.alert)
        .where(told.c.id.in_(newest))
    )
    return {
        row.finding_key: Said(told=row.told, alert_id=row.id, at=row.created_at, history=row.history)
        for row in connection.execute(statement)
    }


def reminded_of(connection: Connection, alert_id: str) -> str | None:
    """The alert that this one reminds of; None where it is no reminder."""
    found: str | None = connection.execute(select(alerts.c.follows).where(alerts.c.id == alert_id)).scalar_one_or_none()
    return found


def findings_of_events(connection: Connection, beginning: str) -> frozenset[str]:
    """The keys of the findings that were told under event ids with this beginning."""
    statement = select(told.c.finding_key).where(told.c.event_id.startswith(beginning, autoescape=True)).distinct()
    return frozenset(connection.execute(statement).scalars())


def items_of(connection: Connection, release: Release) -> int:
    """How many findings have had an item of their own in the messages of a release, other than that they are well."""
    statement = (
        select(func.count())
        .select_from(told.join(alerts, alerts.c.id == told.c.alert))
        .where(
            alerts.c.program == release.program,
            alerts.c.period == release.period,
            told.c.withheld.is_(None),
            told.c.retold.is_(False),
            told.c.reason.not_in((Reason.RESOLVED, Reason.RETRACTED)),
        )
    )
    return int(connection.execute(statement).scalar_one())


def last_of_thread(connection: Connection, thread: str) -> str | None:
    """The id of the newest alert in a thread, the one that the next replies to."""
    statement = select(alerts.c.id).where(alerts.c.thread == thread).order_by(alerts.c.seq.desc()).limit(1)
    found: str | None = connection.execute(statement).scalar_one_or_none()
    return found


def _alert(connection: Connection, row: Row[*tuple[Any, ...]]) -> Alert:
    every = connection.execute(select(told.c.told).where(told.c.alert == row.id).order_by(told.c.id)).scalars().all()
    return Alert(
        id=row.id,
        type=row.type,
        release=Release(row.program, row.period),
        vintage=row.vintage,
        created_at=row.created_at,
        items=tuple(item for item in every if item.withheld is None),
        withheld=tuple(item for item in every if item.withheld is not None),
        brief=row.brief,
        thread=row.thread,
        replies_to=row.replies_to,
        chart=row.chart,
        chart_alt=row.chart_alt,
    )
