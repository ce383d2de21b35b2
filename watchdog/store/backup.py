"""Copies of an SQLite store, made and put back through SQLite itself: a file that is merely copied while it is written
is no backup, and one that is opened by other means loses its locks.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from watchdog.errors import StoreError
from watchdog.store import filesystem, lock
from watchdog.store.migrate import require_known

_BUSY_SECONDS = 30
_BESIDE = ("-journal", "-wal", "-shm")


def backup(database: Path, target: Path) -> int:
    """Write a copy of the store as of one moment, whoever writes meanwhile; its size in bytes. The copy has been
    checked and is on the disk when it gets its name, and whatever had that name before is there until then.
    """
    # not read-only: a journal that a crash left has to be taken in
    with _opened(database, "rw") as source, _new_file_for(target) as made:
        _copy(source, made)
    return target.stat().st_size


def restore(database: Path, copy: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the store, which no instance may be using. A store that was there is kept beside it
    under the name that is returned. Where the store is a link, what it leads to is replaced.
    """
    database = database.resolve()
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    filesystem.require_local(database)
    with lock.hold(database, now), _opened(copy, "ro") as source:
        _check(source, copy)
        with _new_file_for(database) as made:
            _copy(source, made)
            return _set_aside(database, now)


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise StoreError(f"{path} is not there: name the file that `watchdog backup` wrote, or the store that has data")
    address = f"{path.resolve().as_uri()}?mode={mode}"
    with _told(path), closing(sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)) as opened:
        yield opened


@contextmanager
def _new_file_for(target: Path) -> Iterator[Path]:
    """A file of its owner's alone beside the target, that takes its name when the block ends well."""
    made = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(f"{made} cannot be made: {error.strerror}; name a folder that we may write") from error
    try:
        yield made
        _sync(made)
        made.replace(target)
        _sync(target.parent)
    finally:
        for path in (made, *_beside(made)):
            path.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, made: Path) -> None:
    """All in one step: in several, every write meanwhile would begin it anew."""
    with _told(made), closing(sqlite3.connect(made)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file is the whole of it
        _check(copy, made)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """StoreError unless it is whole, a store, and of a version that we know."""
    trouble = [row[0] for row in connection.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
    if trouble or connection.execute("PRAGMA foreign_key_check").fetchone():
        raise StoreError(f"{path} is damaged: {'; '.join(trouble) or 'rows refer to others that are not there'}")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in tables:
        raise StoreError(f"{path} is a database, but not a store of release-watchdog")
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    require_known(row and row[0], str(path))


def _set_aside(database: Path, now: datetime) -> Path | None:
    """Move what is there out of the way, and with it the journals that belong to it and to nothing else."""
    if not database.exists():
        return None
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as opened:
        opened.execute("SELECT count(*) FROM sqlite_master").fetchone()  # takes in a journal that a crash left
    aside = database.with_name(f"{database.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
    for path, suffix in zip((*_beside(database), database), (*_BESIDE, ""), strict=True):
        if path.exists():
            path.replace(aside.with_name(f"{aside.name}{suffix}"))
    return aside


def _beside(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(f"{path.name}{suffix}") for suffix in _BESIDE)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: {error}; nothing was changed") from error
