"""The store and the files beside it: whether they are whole, ours alone, and on a disk that has room."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from watchdog.doctor.check import Check, broken, doubtful, unknown, well
from watchdog.errors import StoreError
from watchdog.store import filesystem, lock
from watchdog.store.migrate import newest, require_known

_MIB = 1024**2
LITTLE_SPACE = 1024 * _MIB
NO_SPACE = 64 * _MIB
_RESTORE = "restore a backup (`watchdog restore FILE`)"
_PASSING = ("overlay", "tmpfs", "ramfs")


def storage(database: Path) -> Iterator[Check]:
    """All that concerns an SQLite file, which is neither made nor changed."""
    yield _lies_on(database)
    yield from _room(database)
    if not database.exists():
        yield unknown("store", f"{database} is not there yet", "`watchdog once` or `run` makes it")
        return
    yield from _content(database)
    yield from _modes(database)


def instance(database: Path) -> Check:
    """Whether the service runs."""
    held = lock.holder(database)
    if held:
        return well("instance", f"{held} polls and delivers")
    return doubtful("instance", "nobody polls and delivers", "start `watchdog run`, or let cron call `watchdog once`")


def secret_files(files: Iterator[Path]) -> Iterator[Check]:
    """Files that hold secrets are for their owner alone."""
    for path in files:
        if not path.is_file():
            yield broken(
                "secret", f"{path} is not there", "write the secret into it, or mend the variable that names it"
            )
        elif mode := stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield doubtful("secret", f"others may use {path} ({mode:03o})", f"chmod 600 {path}")
        else:
            yield well("secret", f"{path} is its owner's alone")


def _lies_on(database: Path) -> Check:
    kind = filesystem.kind_of(database)
    if kind in filesystem.NETWORK:
        return broken("filesystem", f"{kind} is a network filesystem, whose locks do not hold", "move the store")
    if kind in _PASSING:
        return doubtful("filesystem", f"{kind}: what lies there may be gone after a restart", "mount a disk for it")
    if kind:
        return well("filesystem", kind)
    return unknown("filesystem", "the kernel does not say which it is", "see that it is a disk of this machine")


def _room(database: Path) -> Iterator[Check]:
    folder = next(path for path in (database.parent, *database.parents) if path.exists())
    free, system = shutil.disk_usage(folder).free, os.statvfs(folder)
    said = f"{free // _MIB:,} MiB free in {folder}"
    if free < LITTLE_SPACE:
        judge = broken if free < NO_SPACE else doubtful
        yield judge("disk", said, f"make room until {LITTLE_SPACE // _MIB:,} MiB are free, or move the store")
    else:
        yield well("disk", said)
    if system.f_files and system.f_favail < 1000:
        yield doubtful("files", f"room for {system.f_favail} more files only in {folder}", "remove some there")
    if not os.access(folder, os.W_OK):
        yield broken("folder", f"{folder} may not be written by this user", "give it to the user that runs the service")


def _content(database: Path) -> Iterator[Check]:
    """Opened as SQLite does, and no further than needed to see."""
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, timeout=30)) as opened:
            (journal,) = opened.execute("PRAGMA journal_mode").fetchone()
            found = [row[0] for row in opened.execute("PRAGMA quick_check(3)")]
            version = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        yield broken("store", f"{database}: {error}", _RESTORE)
        return
    if found != ["ok"]:
        yield broken("store", f"{database} is damaged: {'; '.join(found)}", _RESTORE)
        return
    yield well("store", f"{database} is whole; journal: {journal}, every commit is brought to the disk")
    yield _version(version and version[0], database)


def _version(version: str, database: Path) -> Check:
    try:
        require_known(version, str(database))
    except StoreError as error:
        seen, _, mend = str(error).rpartition(": ")
        return broken("tables", seen, mend)
    if version != newest():
        return doubtful("tables", f"of version {version}", f"make a backup: the next start brings them to {newest()}")
    return well("tables", f"of version {version}, the newest")


def _modes(database: Path) -> Iterator[Check]:
    for path, allowed in ((database, 0o600), (database.parent, 0o700)):
        if others := stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield doubtful("permissions", f"others may use {path} ({others:03o})", f"chmod {allowed:o} {path}")
        else:
            yield well("permissions", f"{path} is its owner's alone")
