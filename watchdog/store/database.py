"""Opens the store at a URL, brings its tables up to date, and hands out connections for reading and for writing."""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from watchdog.errors import StoreError
from watchdog.store.filesystem import require_local
from watchdog.store.migrate import is_current, migrate

# Before 3.51.3 two connections that checkpoint and commit at once can corrupt a WAL: https://sqlite.org/wal.html#walresetbug
SAFE_WAL = (3, 51, 3)
BUSY_SECONDS = 30
_READING: dict[str, dict[str, Any]] = {
    "sqlite": {"sqlite_begin": "DEFERRED"},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
_WRITING: dict[str, dict[str, Any]] = {"sqlite": {"sqlite_begin": "IMMEDIATE"}, "postgresql": {}}
# Each dialect has its own class for the same ON CONFLICT clauses.
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Store:
    """An open database. Readers see one consistent moment; writers take turns and commit all or nothing."""

    def __init__(self, engine: Engine, path: Path | None) -> None:
        self.path = path
        self._engine = engine
        self._readers = engine.execution_options(**_READING[engine.dialect.name])
        self._writers = engine.execution_options(**_WRITING[engine.dialect.name])

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short read-only transaction."""
        with _our_errors(self._engine), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends and leaves no trace when it raises."""
        with _our_errors(self._engine), self._writers.begin() as connection:
            yield connection

    @contextmanager
    def driver(self) -> Iterator[sqlite3.Connection]:
        """The driver's own connection to a store in SQLite, outside any transaction, to copy it by SQLite's means."""
        borrowed = self._engine.raw_connection()
        try:
            connection = borrowed.driver_connection
            if not isinstance(connection, sqlite3.Connection):
                raise StoreError(f"{shown(self._engine.url)}: only a store in SQLite can be copied from here")
            yield connection
        finally:
            borrowed.close()

    def close(self) -> None:
        """Close every connection; the store cannot be used afterwards."""
        self._engine.dispose()


def open_store(url: str) -> Store:
    """The store at a database URL such as sqlite:///var/watchdog.db, made if it is not there, its tables up to date."""
    address = _address(url)
    path = _prepared_file(address)
    store = Store(_engine(address), path)
    try:
        with store.reading() as connection:
            current = is_current(connection, shown(address))
        if not current:
            with store.writing() as connection:
                migrate(connection)
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def opened_as_is(url: str) -> Iterator[Store | None]:
    """The store for whoever only looks, as it is; None where its tables are not of the newest version."""
    address = _address(url)
    store = Store(_engine(address), location(url))
    try:
        with store.reading() as connection:
            current = is_current(connection, shown(address))
        yield store if current else None
    finally:
        store.close()


def location(url: str) -> Path | None:
    """The file of an SQLite store, there or not; None of one on a server."""
    address = _address(url)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is not there yet; the others stay as they are."""
    if rows:
        connection.execute(_INSERTS[connection.dialect.name](table).on_conflict_do_nothing(), rows)


def upsert(connection: Connection, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows, or where one with the same `key` columns is there, give it the other values."""
    if rows:
        statement = _INSERTS[connection.dialect.name](table)
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), rows)


def shown(url: URL) -> str:
    """The URL as it may be printed: without its password."""
    return url.render_as_string(hide_password=True)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError("store.url is not a database URL: write it like sqlite:///var/watchdog.db") from error
    if address.get_backend_name() not in _INSERTS:
        raise StoreError(f"{shown(address)}: a store lies in sqlite or postgresql, not {address.get_backend_name()}")
    return address


def _engine(address: URL) -> Engine:
    try:
        engine = create_engine(address)
    except ModuleNotFoundError as error:
        raise StoreError(f"{shown(address)}: its driver {error.name} is not installed") from error
    except NoSuchModuleError as error:
        raise StoreError(f"{shown(address)}: {error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepared_file(address: URL) -> Path | None:
    """Make the folder and the empty file, for their owner alone, and say where the file is; None if it is a server."""
    if address.get_backend_name() != "sqlite":
        return None
    if address.database in (None, "", ":memory:") or address.database.startswith("file:"):
        raise StoreError(f"{shown(address)}: a store must outlive the process: name a file, sqlite:///var/watchdog.db")
    path = Path(address.database)
    require_local(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # Not open(): closing a file that SQLite also has open in this process would drop SQLite's locks.
            os.mknod(path, 0o600)
    except FileExistsError:
        pass
    except OSError as error:
        raise StoreError(
            f"{path} cannot be made: {error.strerror}; give store.url a folder that we may write"
        ) from error
    return path


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: _begin_sqlite does
    journal = "WAL" if sqlite3.sqlite_version_info >= SAFE_WAL else "DELETE"
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        f"journal_mode = {journal}",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers lock at once: a reader that turns writer fails at once and waits for nobody."""
    mode = connection.get_execution_options()["sqlite_begin"]
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if mode == 'IMMEDIATE' else 'ON'}")
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def _our_errors(engine: Engine) -> Iterator[None]:
    """Tell in our words, and begin the next transaction with new connections: one that was opened while the disk could
    not be written stays read-only for ever, and one whose disk failed has pages of which nobody knows what is on it.
    """
    try:
        yield
    except DatabaseError as error:
        # Its kindred (a broken constraint, a statement that is none) are defects of ours and stay what they are.
        if type(error) not in (DatabaseError, OperationalError):
            raise
        engine.dispose()
        raise StoreError(f"{shown(engine.url)}: {_advice(str(error.orig))}") from error


def _advice(reason: str) -> str:
    for sign, advice in _ADVICE.items():
        if sign in reason:
            return f"{reason}; {advice}"
    return reason


_ADVICE = {
    "locked": f"another process has been writing for {BUSY_SECONDS} seconds: end it and try again",
    "disk is full": "nothing of this step was kept: make space and try again",
    "I/O error": "nothing of this step was kept: see the system's log for the disk, and free space and quota",
    "not a database": "name another file in store.url, or restore a backup",
    "malformed": "the file is damaged: restore a backup",
    "readonly": "let the owner of this process write the file and its folder",
    "unable to open": "let the owner of this process write the file and its folder",
}
