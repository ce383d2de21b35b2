"""A scratch copy of the store as it was just before a vintage came: what came with it and after it is taken out.

It lies in a file of its own, for as long as the block runs; the store itself is only read.
"""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, delete, func, or_, select

from watchdog.errors import StoreError
from watchdog.store.database import Store, open_store
from watchdog.store.tables import findings, vintages
from watchdog.store.told_tables import alerts, deliveries, metadata
from watchdog.store.vintages import VintageEntry

Gone = Mapping[Column[object], Select[*tuple[object, ...]]]
"""Of each column that others refer to, the values of the rows that go."""


@contextmanager
def rewound(store: Store, entry: VintageEntry) -> Iterator[Store]:
    """The store without this vintage and all that arrived later, open while the block runs."""
    if store.path is None:
        raise StoreError("an alert is judged again in a copy of the store, and only one in SQLite can be copied")
    with tempfile.TemporaryDirectory(prefix="watchdog-") as folder:
        copy = Path(folder) / "watchdog.db"
        _copy(store, copy)
        scratch = open_store(f"sqlite:///{copy}")
        try:
            with scratch.writing() as connection:
                _take_out(connection, entry)
            yield scratch
        finally:
            scratch.close()


def _copy(store: Store, file: Path) -> None:
    """By SQLite's own means, so that a service may write meanwhile."""
    with store.driver() as source, sqlite3.connect(file) as target:
        source.backup(target)
    target.close()


def _take_out(connection: Connection, entry: VintageEntry) -> None:
    """The rows of these vintages and of the alerts from their first one on, with every row that refers to them."""
    came_later = vintages.c.seq >= entry.seq
    first_told = select(func.min(alerts.c.seq)).where(alerts.c.vintage == entry.id).scalar_subquery()
    told_later = alerts.c.seq >= first_told
    gone_alerts = select(alerts.c.id).where(told_later)
    gone: Gone = {
        vintages.c.seq: select(vintages.c.seq).where(came_later),
        vintages.c.id: select(vintages.c.id).where(came_later),
        alerts.c.id: gone_alerts,
        deliveries.c.id: select(deliveries.c.id).where(deliveries.c.alert.in_(gone_alerts)),
    }
    own: dict[Table, ColumnElement[bool]] = {
        vintages: came_later,
        alerts: told_later,
        findings: findings.c.vintage.in_(gone[vintages.c.id]),
    }
    for table in reversed(metadata.sorted_tables):
        doomed = [key.parent.in_(gone[key.column]) for key in table.foreign_keys if key.column in gone]
        if table in own:
            doomed.append(own[table])
        if doomed:
            connection.execute(delete(table).where(or_(*doomed)))
