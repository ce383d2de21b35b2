"""A backup holds what the store held at one moment, and puts it back; nothing that is there is lost on the way."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.store.made import MORNING, balances, capture, vintage
from tests.store.test_lock import another_instance
from watchdog.errors import StoreError
from watchdog.store import backup, captures, vintages
from watchdog.store.database import open_store
from watchdog.store.schedule import PollState, set_poll_state

NOW = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)


def filled(path: Path) -> Path:
    """A store with something in it."""
    store = open_store(f"sqlite:///{path}")
    with store.writing() as connection:
        captures.add(connection, capture(b"figures"))
        vintages.add(
            connection, vintage("november", MORNING, balances("1992-01", *range(40))), rules_hash="", code_version=""
        )
    store.close()
    return path


def tables(path: Path) -> dict[str, list[object]]:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() for name in names}  # noqa: S608


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def test_what_is_restored_is_identical_table_by_table(tmp_path: Path) -> None:
    database, copy = filled(tmp_path / "watchdog.db"), tmp_path / "copy.db"
    before = tables(database)
    size = backup.backup(database, copy)
    kept = backup.restore(tmp_path / "elsewhere" / "watchdog.db", copy, NOW)

    assert before == tables(copy) == tables(tmp_path / "elsewhere" / "watchdog.db")
    assert len(before) > 10
    assert (None, copy.stat().st_size) == (kept, size)
    assert [0o600] * 2 == [stat.S_IMODE(path.stat().st_mode) for path in (copy, tmp_path / "elsewhere" / "watchdog.db")]
    assert ["copy.db", "elsewhere", "watchdog.db"] == files(tmp_path), "nothing is left lying about"


WRITER = """
import sys, time
from watchdog.store import schedule
from watchdog.store.database import open_store
from watchdog.store.schedule import PollState
store = open_store(sys.argv[1])
print("writing", flush=True)
number = 0
while True:
    number += 1
    with store.writing() as connection:
        for name in ("census", "fred"):  # both or none
            schedule.set_poll_state(connection, name, PollState(failures=number))
"""


def test_a_copy_made_while_another_process_writes_is_whole_and_of_one_moment(tmp_path: Path) -> None:
    database = filled(tmp_path / "watchdog.db")
    command = [sys.executable, "-c", WRITER, f"sqlite:///{database}"]
    copies = [tmp_path / f"copy{number}.db" for number in range(5)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        for copy in copies:
            backup.backup(database, copy)
            threading.Event().wait(0.1)
        writer.kill()
    written = []
    for copy in copies:
        with closing(sqlite3.connect(copy)) as connection:
            (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
            pairs = connection.execute("SELECT failures FROM poll_states ORDER BY name").fetchall()
        assert "ok" == sound
        assert len(set(pairs)) <= 1, "never half a transaction"
        written.append(pairs[0][0] if pairs else 0)

    assert sorted(written) == written
    assert written[-1] > written[0], "it went on writing meanwhile"


def test_a_store_that_is_replaced_is_kept(tmp_path: Path) -> None:
    database, copy = filled(tmp_path / "watchdog.db"), tmp_path / "copy.db"
    backup.backup(database, copy)
    store = open_store(f"sqlite:///{database}")
    with store.writing() as connection:
        set_poll_state(connection, "census", PollState(failures=7))
    store.close()
    newer = tables(database)
    kept = backup.restore(database, copy, NOW)

    assert tmp_path / "watchdog.db.replaced-20260129T133000Z" == kept
    assert newer == tables(kept)
    assert tables(copy) == tables(database)


def test_a_link_to_the_store_stays_one(tmp_path: Path) -> None:
    database, copy, link = filled(tmp_path / "watchdog.db"), tmp_path / "copy.db", tmp_path / "current.db"
    backup.backup(database, copy)
    link.symlink_to(database)
    kept = backup.restore(link, copy, NOW)

    assert link.is_symlink()
    assert tmp_path / "watchdog.db.replaced-20260129T133000Z" == kept
    assert tables(copy) == tables(database)


def test_a_store_that_is_damaged_is_replaced_with_the_journals_that_belong_to_it(tmp_path: Path) -> None:
    database, copy = filled(tmp_path / "watchdog.db"), tmp_path / "copy.db"
    backup.backup(database, copy)
    database.write_bytes(b"\xa5" * 8192)
    (tmp_path / "watchdog.db-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" + b"\x5a" * 1000)
    backup.restore(database, copy, NOW)

    assert tables(copy) == tables(database)
    assert not (tmp_path / "watchdog.db-journal").exists()


def test_nothing_is_restored_under_a_running_instance(tmp_path: Path) -> None:
    database, copy = filled(tmp_path / "watchdog.db"), tmp_path / "copy.db"
    backup.backup(database, copy)
    before = database.read_bytes()
    with another_instance(database) as process, pytest.raises(StoreError, match=f"in use by process {process.pid} on"):
        backup.restore(database, copy, NOW)

    assert before == database.read_bytes()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda copy: copy.unlink(), "is not there"),
        (lambda copy: copy.write_bytes(b"Period,Value\n" * 1000), "not a database"),
        (lambda copy: copy.write_bytes(copy.read_bytes()[:-8192]), "damaged|malformed"),
        (lambda copy: _query(copy, "UPDATE alembic_version SET version_num = '9999'"), "made by a later watchdog"),
        (lambda copy: _query(copy, "DROP TABLE alembic_version"), "not a store of release-watchdog"),
        (lambda copy: _query(copy, "DELETE FROM lines"), "refer to others that are not there"),
    ],
    ids=["absent", "no database", "cut", "of a later version", "of something else", "incomplete"],
)
def test_what_is_no_good_copy_replaces_nothing(tmp_path: Path, spoil: object, message: str) -> None:
    database, copy = filled(tmp_path / "watchdog.db"), tmp_path / "copy.db"
    backup.backup(database, copy)
    assert callable(spoil)
    spoil(copy)
    before = database.read_bytes()
    with pytest.raises(StoreError, match=message):
        backup.restore(database, copy, NOW)

    assert before == database.read_bytes()
    assert {"watchdog.db", "copy.db"} >= set(files(tmp_path))


def _query(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_a_backup_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    database, copy = filled(tmp_path / "watchdog.db"), tmp_path / "copy.db"
    backup.backup(database, copy)
    good = copy.read_bytes()
    database.write_bytes(b"\xa5" * 8192)
    with pytest.raises(StoreError):
        backup.backup(database, copy)

    assert good == copy.read_bytes()
    assert ["copy.db", "watchdog.db"] == files(tmp_path)


def test_a_copy_of_a_store_that_died_in_the_middle_takes_its_journal_in(tmp_path: Path) -> None:
    database = filled(tmp_path / "watchdog.db")
    before = tables(database)
    dying = (
        "import sqlite3, sys, os\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "connection.execute('PRAGMA cache_size = 1')\n"
        "connection.execute('DELETE FROM cells')\n"
        "connection.execute('DELETE FROM cell_keys')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", dying, str(database)], check=False)
    backup.backup(database, tmp_path / "copy.db")

    assert before == tables(tmp_path / "copy.db")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_copy_is_on_the_disk_before_it_has_its_name(tmp_path: Path) -> None:
    database, trace = filled(tmp_path / "watchdog.db"), tmp_path / "trace"
    code = "import sys, pathlib, watchdog.store.backup as b; b.backup(*map(pathlib.Path, sys.argv[1:]))"
    made = [sys.executable, "-c", code, str(database), str(tmp_path / "copy.db")]
    command = ["strace", "-f", "-qq", "-y", "-o", str(trace), "-e", "trace=fsync,rename", *made]
    if subprocess.run(command, check=False, capture_output=True).returncode and not trace.exists():
        pytest.skip("strace may not trace a process here")
    calls = [line.split(None, 1)[1] for line in trace.read_text().splitlines() if "copy.db" in line or "fsync" in line]
    renamed = next(number for number, call in enumerate(calls) if call.startswith("rename"))

    assert "copy.db" in calls[renamed - 1]
    assert calls[renamed - 1].startswith("fsync")
    assert f"<{tmp_path}>" in calls[renamed + 1], "and its name too"
    assert os.access(tmp_path / "copy.db", os.R_OK)
