"""Who did what and when, append-only: nothing here is ever changed."""

from dataclasses import asdict, replace

from sqlalchemy import Connection, insert, select

from watchdog.model.act import Act
from watchdog.store.told_tables import audit


def add(connection: Connection, act: Act) -> None:
    """Write it down."""
    connection.execute(insert(audit).values(asdict(act)))


def add_if_new(connection: Connection, act: Act) -> bool:
    """Write down that something is now as `after` says, unless it was so the last time; whether it was written."""
    same = (audit.c.action == act.action, audit.c.subject == act.subject)
    last = connection.execute(select(audit.c.after).where(*same).order_by(audit.c.id.desc()).limit(1)).scalar()
    if last == act.after:
        return False
    add(connection, replace(act, before=last or ""))
    return True


def listing(connection: Connection) -> tuple[Act, ...]:
    """All of it, oldest first."""
    columns = [column for column in audit.c if column.name != "id"]
    return tuple(Act(**row) for row in connection.execute(select(*columns).order_by(audit.c.id)).mappings())
