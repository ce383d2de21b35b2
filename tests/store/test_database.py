"""Opening a store: its files, its settings, its versions, and what two processes or a death may do to it."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from tests.store.made import NOVEMBER, capture
from watchdog.errors import StoreError
from watchdog.store import captures, database, rule_sets, schedule, vintages
from watchdog.store.database import Store, open_store
from watchdog.store.tables import metadata
from watchdog.store.tables import rule_sets as rule_sets_table


def at(path: Path) -> str:
    return f"sqlite:///{path}"


def count(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(rule_sets_table)).scalar_one()


def pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_the_folder_and_the_file_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "deep" / "watchdog.db"
    store = open_store(at(path))
    with store.writing() as connection:
        captures.add(connection, capture(b"figures"))
    store.close()

    assert 0o700 == stat.S_IMODE(path.parent.stat().st_mode)
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert path == store.path


def test_sqlite_is_set_to_lose_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    store = open_store(at(tmp_path / "watchdog.db"))
    safe_wal = sqlite3.sqlite_version_info >= database.SAFE_WAL
    for transaction in (store.reading, store.writing):
        with transaction() as connection:
            assert ("wal" if safe_wal else "delete") == pragma(connection, "journal_mode")
            assert 2 == pragma(connection, "synchronous")  # FULL
            assert 1 == pragma(connection, "foreign_keys")
            assert 30_000 == pragma(connection, "busy_timeout")
    store.close()


def test_what_a_block_wrote_is_there_when_it_ends_and_gone_when_it_raises(store: Store) -> None:
    with store.writing() as connection:
        rule_sets.add(connection, "kept", {})

    def fail_half_way() -> None:
        with store.writing() as connection:
            rule_sets.add(connection, "lost", {})
            vintages.get(connection, "unknown")

    with pytest.raises(StoreError):
        fail_half_way()

    assert 1 == count(store)


def test_nothing_can_be_written_while_reading(store: Store) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"), store.reading() as connection:
        rule_sets.add(connection, "r", {})

    assert 0 == count(store)


def test_a_reader_sees_one_moment_while_another_writes(store: Store) -> None:
    def write() -> None:
        with store.writing() as connection:
            rule_sets.add(connection, "r", {})

    writer = Thread(target=write)
    seen = []
    with store.reading() as connection:
        for _ in range(2):
            seen.append(connection.execute(select(func.count()).select_from(rule_sets_table)).scalar_one())
            if not writer.ident:
                writer.start()
            writer.join(timeout=0.2)  # under a rollback journal it waits for us, otherwise it is done
    writer.join()

    assert [0, 0] == seen
    assert 1 == count(store)


def test_a_broken_constraint_is_a_defect_not_a_store_error(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(insert(rule_sets_table), [{"hash": "r", "files": "{}"}] * 2)


def test_the_migrations_make_exactly_the_tables_that_the_code_expects(store: Store) -> None:
    with store.writing() as connection:
        assert [] == compare_metadata(MigrationContext.configure(connection), metadata)


def test_opening_again_keeps_everything(url: str) -> None:
    for name in ("first", "second"):
        store = open_store(url)
        with store.writing() as connection:
            rule_sets.add(connection, name, {"series.yaml": "series: []"})
        store.close()
    store = open_store(url)

    assert 2 == count(store)
    store.close()


def test_a_database_of_a_later_version_is_refused_and_left_alone(url: str) -> None:
    store = open_store(url)
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()

    with pytest.raises(
        StoreError, match=r"version 9999, made by a later watchdog; this one knows up to \d{4}: install"
    ):
        open_store(url)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("watchdog.db", "not a database URL: write it like sqlite:///var/watchdog.db"),
        ("sqlite://", "must outlive the process"),
        ("sqlite:///:memory:", "must outlive the process"),
        ("mysql://root:hunter2@localhost/x", r"mysql://root:\*\*\*@localhost/x: a store lies in sqlite or postgresql"),
        ("postgresql+nonsense://localhost/x", "nonsense"),
        ("sqlite:////proc/nowhere/watchdog.db", "cannot be made: .*; give store.url a folder that we may write"),
    ],
)
def test_a_url_that_cannot_be_a_store_is_refused_with_what_to_do(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        open_store(url)

    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "watchdog.db"
    path.write_bytes(b"Period,Value\n" * 1000)

    with pytest.raises(StoreError, match=r"not a database; name another file in store.url, or restore a backup"):
        open_store(at(path))


def test_a_damaged_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "watchdog.db"
    store = open_store(at(path))
    with store.writing() as connection:
        captures.add(connection, capture(bytes(range(256)) * 1000))
    store.close()
    damaged = bytearray(path.read_bytes())
    damaged[4096:] = b"\xa5" * (len(damaged) - 4096)
    path.write_bytes(damaged)

    with pytest.raises(StoreError, match="malformed; the file is damaged: restore a backup"):
        open_store(at(path))


def test_a_package_in_another_place_brings_its_migrations_along(tmp_path: Path) -> None:
    package = Path(database.__file__).parents[1]
    shutil.copytree(package, tmp_path / "site" / "watchdog", ignore=shutil.ignore_patterns("__pycache__"))
    opens = f"import watchdog.store.database as d; d.open_store('{at(tmp_path / 'w.db')}'); print(d.__file__)"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, '{tmp_path / 'site'}'); {opens}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert str(tmp_path / "site") in done.stdout


WRITER = """
import sys
from watchdog.store import schedule
from watchdog.store.database import open_store
from watchdog.store.schedule import PollState
store = open_store(sys.argv[1])
for _ in range(40):
    with store.writing() as connection:
        state = schedule.poll_state(connection, "census")
        schedule.set_poll_state(connection, "census", PollState(failures=state.failures + 1))
"""


def test_two_processes_that_write_at_once_take_turns(tmp_path: Path) -> None:
    url = at(tmp_path / "new" / "watchdog.db")  # they make it at once, too
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, url], stderr=subprocess.PIPE) for _ in range(2)]
    outcomes = [(writer.wait(timeout=60), writer.stderr.read() if writer.stderr else b"") for writer in writers]
    for writer in writers:
        writer.communicate()
    store = open_store(url)
    with store.reading() as connection:
        assert 80 == schedule.poll_state(connection, "census").failures
    store.close()
    assert [(0, b""), (0, b"")] == outcomes


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from tests.store.made import MORNING, balances, vintage
from watchdog.store import vintages
from watchdog.store.database import open_store
store = open_store(sys.argv[1])
with store.writing() as connection:
    connection.exec_driver_sql("PRAGMA cache_size = 1")  # so that much of it is on disk before the commit
    november = vintage("november", MORNING, balances("1992-01", *range(400)))
    vintages.add(connection, november, rules_hash="", code_version="")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_death_amid_a_transaction_leaves_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "watchdog.db"
    open_store(at(path)).close()
    done = subprocess.run([sys.executable, "-c", KILLED, at(path)], check=False)
    store = open_store(at(path))
    with store.reading() as connection:
        left = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
        sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    store.close()

    assert -9 == done.returncode
    assert dict.fromkeys(left, 0) == left
    assert "ok" == sound


DIES_AT_STATEMENT = """
import os, signal, sys
from itertools import count
from sqlalchemy import Engine, event
from watchdog.store.database import open_store
statements = count()
def die(*_):
    if next(statements) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "before_cursor_execute", die)
open_store(sys.argv[1])
"""


@pytest.mark.parametrize("statement", [0, 4, 9, 20, 40])
def test_a_death_while_the_tables_are_made_leaves_a_store_that_opens(tmp_path: Path, statement: int) -> None:
    url = at(tmp_path / "watchdog.db")
    done = subprocess.run([sys.executable, "-c", DIES_AT_STATEMENT, url, str(statement)], check=False)
    store = open_store(url)
    with store.reading() as connection:
        assert [] == compare_metadata(MigrationContext.configure(connection), metadata)
    store.close()

    assert -9 == done.returncode


def test_a_release_planned_by_one_store_is_read_by_another(url: str) -> None:
    one, other = open_store(url), open_store(url)
    with one.writing() as connection:
        schedule.note_arrival(connection, NOVEMBER, capture(b"").fetched_at)
    with other.reading() as connection:
        assert (NOVEMBER, capture(b"").fetched_at) == schedule.arrived(connection, "ft900")
    one.close()
    other.close()
