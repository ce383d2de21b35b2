"""A file of whole lines that only grows, and moves aside by size: path, path.1 (the one before), path.2, ..."""

import os
from collections.abc import Iterator
from pathlib import Path

_TAIL_BYTES = 1024 * 1024


def append(path: Path, lines: bytes, max_bytes: int, backups: int) -> None:
    """Add the lines, on the disk when this returns; move the file aside first when they would make it too large."""
    if path.exists() and 0 < path.stat().st_size > max_bytes - len(lines):
        _rotate(path, backups)
    with path.open("ab") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def last_lines(path: Path) -> Iterator[bytes]:
    """The last lines of the file and of the one before it, at most a megabyte of each."""
    for file in filter(Path.exists, (_backup(path, 1), path)):
        with file.open("rb") as reader:
            reader.seek(max(file.stat().st_size - _TAIL_BYTES, 0))
            yield from reader.read().splitlines()


def cut_torn_line(path: Path) -> None:
    """Take off the half line that a crash in mid-write left at the end."""
    if not path.exists():
        return
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        os.truncate(path, content.rfind(b"\n") + 1)


def _rotate(path: Path, backups: int) -> None:
    """The oldest moves first, so that a crash in between loses none but the oldest."""
    for number in range(backups - 1, 0, -1):
        if _backup(path, number).exists():
            _backup(path, number).replace(_backup(path, number + 1))
    path.replace(_backup(path, 1))


def _backup(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


def _sync_folder(folder: Path) -> None:
    """Make a new or renamed file survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
