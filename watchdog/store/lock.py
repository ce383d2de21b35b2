"""One instance that polls and delivers for each SQLite store: a lock beside the database, which the kernel frees when
its holder dies.
"""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from watchdog.errors import StoreError
from watchdog.store.encoding import utc_text

_LOCKS = Path("/proc/locks")


def lock_path(database: Path) -> Path:
    """The file that is locked: never the database itself, whose locks are SQLite's own; the same by every link."""
    database = database.resolve()
    return database.with_name(f"{database.name}.lock")


@contextmanager
def hold(database: Path, now: datetime) -> Iterator[None]:
    """Be the one instance on this database while the block runs; StoreError naming the holder if there is one."""
    path = lock_path(database)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {error.strerror}") from error
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        _lock(file, path)
        try:
            _write(file, json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": utc_text(now)}))
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror}; make space and start again") from error
        try:
            yield
        finally:
            _write(file, "")


def holder(database: Path) -> str:
    """Who holds the store at this moment, in words; empty when nobody does."""
    path = lock_path(database)
    try:
        # looked up, not tried: to take the lock even for a moment would turn away an instance that is just starting
        held = _LOCKS.read_text(encoding="ascii").splitlines()
        with path.open(encoding="utf-8") as file:
            number = os.fstat(file.fileno()).st_ino
            return _holder(file) if any(_is_lock_on(line, number) for line in held) else ""
    except OSError:
        return ""


def _is_lock_on(line: str, number: int) -> bool:
    """A line such as `1: FLOCK  ADVISORY  WRITE 708 fe:00:2097 0 EOF`."""
    fields = line.split()
    return "FLOCK" in fields and any(field.endswith(f":{number}") for field in fields)


def _lock(file: TextIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StoreError(
            f"{path.with_suffix('')} is in use by {_holder(file)}: only one instance polls and delivers; "
            "stop that one first, or give this one a store.url of its own"
        ) from error


def _holder(file: TextIO) -> str:
    try:
        holder = json.loads(file.read())
        return f"process {holder['pid']} on {holder['host']} since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        return "another instance that is just starting"


def _write(file: TextIO, text: str) -> None:
    file.seek(0)
    file.truncate()
    os.write(file.fileno(), text.encode())  # nothing stays in a buffer for close() to fail at, on a full disk
