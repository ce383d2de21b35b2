"""What other processes and sudden deaths may do to a store."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select

from watchdog.store import schedule
from watchdog.store.database import open_store
from watchdog.store.told_tables import metadata


def at(path: Path) -> str:
    return f"sqlite:///{path}"


WATCHED = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else None)
from tests.store.made import capture
from watchdog.store import captures
from watchdog.store.database import open_store
store = open_store(sys.argv[1])
with store.writing() as connection:
    captures.add(connection, capture(b"figures"))
store.close()
print([path for path in opened if "watchdog.db" in str(path)])
"""


def test_only_sqlite_itself_ever_opens_the_file(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WATCHED, at(tmp_path / "watchdog.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout


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
