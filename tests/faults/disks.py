"""Disks that fill up, turn read-only, go away or fail now and then, under the real service and its store alone."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from tests.pipeline.desk import NOVEMBER, Desk, desk, told
from watchdog.errors import StoreError

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("exh1", "press")


@contextmanager
def small_disk(folder: Path, kibibytes: int) -> Iterator[Path]:
    """A file system in memory of that size."""
    folder.mkdir()
    mount(f"size={kibibytes}k", folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def mount(options: str, folder: Path) -> None:
    """Mount it, or with 'remount,...' change it."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True, capture_output=True)


def why_not_mounted() -> str:
    """Why no disk can be made here; empty when one can."""
    if os.geteuid() != 0:
        return "only root can mount a small disk"
    with tempfile.TemporaryDirectory() as name:
        try:
            with small_disk(Path(name) / "disk", 64):
                return ""
        except subprocess.CalledProcessError as error:
            return f"no file system can be mounted here: {str(error.stderr, 'utf-8', 'replace').strip()}"


def at_size(folder: Path, kibibytes: int, reference: dict[str, int]) -> tuple[bool, list[str]]:
    """A release that comes to a disk of that size, which then gets room: whether it was ever full, and what must never
    be, each in a sentence. `reference` is what a desk with room tells.
    """
    was_full = False
    found: list[str] = []
    with small_disk(folder, kibibytes) as disk:
        try:
            with desk(disk, documents=DOCUMENTS) as at:
                was_full = not _released(at, found)
                acknowledged = _vintages(disk)
                mount("remount,size=64m", disk)
                # the next tick, and what has failed meanwhile when it is due
                at.poll(after=timedelta(seconds=1))
                at.deliver(after=timedelta(minutes=6))
                found += [f"{kibibytes} KiB: told {told(at)}"] if told(at) != reference else []
        except (StoreError, OSError):
            return True, _unopened(disk, found)
        found += [f"{kibibytes} KiB: a vintage was lost"] if not acknowledged <= _vintages(disk) else []
        found += [f"{kibibytes} KiB: {complaint}" for complaint in _half(disk)]
    return was_full, found


def _released(at: Desk, found: list[str]) -> bool:
    try:
        at.release(NOVEMBER)
    except StoreError as error:
        if "make space" not in str(error) and "free space" not in str(error):
            found.append(f"unclear: {error}")
        return False
    return True


def _unopened(disk: Path, found: list[str]) -> list[str]:
    """Too small to make the tables, or even the configuration: with room it opens as if nothing had been."""
    mount("remount,size=64m", disk)
    (disk / "config.yaml").unlink(missing_ok=True)
    with desk(disk, documents=DOCUMENTS) as at:
        at.release(NOVEMBER)
        return found if told(at) else [*found, f"{disk}: nothing is told after there was room"]


def _vintages(disk: Path) -> set[str]:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{disk / 'watchdog.db'}?mode=ro", uri=True)) as store:
        return {name for (name,) in store.execute("SELECT id FROM vintages")}
    return set()


def _half(disk: Path) -> Iterator[str]:
    """What says that half of a transaction was kept."""
    with closing(sqlite3.connect(disk / "watchdog.db")) as store:
        (integrity,) = store.execute("PRAGMA integrity_check").fetchone()
        (unjudged,) = store.execute(
            "SELECT count(*) FROM vintages WHERE id NOT IN (SELECT vintage FROM qualities)"
        ).fetchone()
    if integrity != "ok":
        yield f"integrity: {integrity}"
    if unjudged:
        yield f"{unjudged} vintages without what was judged of them"


def committed(folder: Path, commits: int, injecting: Sequence[str]) -> tuple[set[str], set[str], int]:
    """What a process was told is kept, while its disk fails as injected, and what is; and how often it failed."""
    database = folder / "watchdog.db"
    command = [*injecting, sys.executable, "-m", "tests.faults.committer", str(database), str(commits)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=7200)
    lines = [line.split() for line in done.stdout.splitlines()]
    acknowledged = {name for word, name in lines if word == "kept"}
    with closing(sqlite3.connect(database)) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = {name for (name,) in store.execute("SELECT hash FROM rule_sets")}
    return acknowledged, kept, sum(word == "refused" for word, _ in lines)


def why_no_errors() -> str:
    """Why no disk can be made to fail now and then here; empty when one can."""
    return "" if shutil.which("fiu-run") else "fiu-run is not installed (Debian: fiu-utils)"


def failing(*calls: str, probability: float) -> list[str]:
    """The beginning of a command under which these system calls fail that often."""
    orders = [f"enable_random name=posix/io/{call},probability={probability}" for call in calls]
    return ["fiu-run", "-x", *(word for order in orders for word in ("-c", order))]
