"""One polling and delivering instance for each store."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.store.made import capture
from watchdog.errors import StoreError
from watchdog.store import captures, lock
from watchdog.store.database import open_store

NOW = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)
HOLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from watchdog.store import lock
with lock.hold(Path(sys.argv[1]), datetime(2026, 1, 29, 13, 30, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_instance(database: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDER, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "held\n" == process.stdout.readline()
        yield process
        process.kill()


def test_a_second_instance_is_told_who_holds_the_store(tmp_path: Path) -> None:
    database = tmp_path / "watchdog.db"
    with another_instance(database) as process:
        with pytest.raises(StoreError) as caught, lock.hold(database, NOW):
            pytest.fail("two instances hold one store")

        assert f"{database} is in use by process {process.pid} on " in str(caught.value)
        assert "since 2026-01-29T13:30:00Z" in str(caught.value)


def test_a_second_instance_is_found_by_whatever_link_it_comes(tmp_path: Path) -> None:
    database, link = tmp_path / "watchdog.db", tmp_path / "current.db"
    link.symlink_to(database)
    with another_instance(database), pytest.raises(StoreError), lock.hold(link, NOW):
        pytest.fail("two instances hold one store")


def test_the_store_is_free_when_its_holder_was_killed(tmp_path: Path) -> None:
    database = tmp_path / "watchdog.db"
    with another_instance(database) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with lock.hold(database, NOW):
            assert os.getpid() == json.loads(lock.lock_path(database).read_text())["pid"]


def test_the_store_is_free_again_after_the_block_and_after_an_error_in_it(tmp_path: Path) -> None:
    database = tmp_path / "watchdog.db"
    with pytest.raises(ZeroDivisionError), lock.hold(database, NOW):
        raise ZeroDivisionError
    with lock.hold(database, NOW):
        pass

    assert "" == lock.lock_path(database).read_text()


def test_within_one_process_there_is_one_holder_too(tmp_path: Path) -> None:
    database = tmp_path / "watchdog.db"
    with (
        lock.hold(database, NOW),
        pytest.raises(StoreError, match=f"process {os.getpid()} on"),
        lock.hold(database, NOW),
    ):
        pytest.fail("two instances hold one store")


def test_a_holder_that_has_not_yet_signed_is_a_holder(tmp_path: Path) -> None:
    database = tmp_path / "watchdog.db"
    with lock.hold(database, NOW):
        lock.lock_path(database).write_text("")
        with pytest.raises(StoreError, match="another instance that is just starting"), lock.hold(database, NOW):
            pytest.fail("two instances hold one store")


def test_commands_write_while_an_instance_holds_the_store(tmp_path: Path) -> None:
    database = tmp_path / "watchdog.db"
    with another_instance(database):
        store = open_store(f"sqlite:///{database}")
        with store.writing() as connection:
            assert 1 == captures.add(connection, capture(b"figures"))
        store.close()


def test_the_lock_lies_beside_the_database_and_is_its_owners_alone(tmp_path: Path) -> None:
    database = tmp_path / "watchdog.db"
    with lock.hold(database, NOW):
        assert ["watchdog.db.lock"] == [path.name for path in tmp_path.iterdir()]
        assert 0o600 == stat.S_IMODE(lock.lock_path(database).stat().st_mode)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match=r"watchdog\.db\.lock cannot be made"),
        lock.hold(tmp_path / "no" / "watchdog.db", NOW),
    ):
        pytest.fail("a lock without a folder")


RACER = """
import os, sys, time
from datetime import UTC, datetime
from pathlib import Path
from watchdog.errors import StoreError
from watchdog.store import lock
ready, go, database = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
for _ in range(int(sys.argv[4])):
    if os.fork() == 0:
        os.write(ready, b".")
        os.read(go, 1)
        try:
            with lock.hold(database, datetime(2026, 1, 29, 13, 30, tzinfo=UTC)):
                os.write(1, b"held\\n")
                time.sleep(60)
        except StoreError as error:
            os.write(1, b"refused\\n" if " is in use by " in str(error) else f"{error}\\n".encode())
        os._exit(0)
"""


def test_of_a_hundred_starts_at_once_exactly_one_holds_the_store_whatever_died_there_before(tmp_path: Path) -> None:
    database, racers = tmp_path / "watchdog.db", 100
    lock.lock_path(database).write_text('{"pid": 1, "host": "another", "since": "2026-01-01T00:00:00Z"}')
    (ready, is_ready), (waits, go) = os.pipe(), os.pipe()
    command = [sys.executable, "-c", RACER, str(is_ready), str(waits), str(database), str(racers)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, pass_fds=(is_ready, waits), start_new_session=True
    ) as process:
        os.close(is_ready)
        assert all(os.read(ready, 1) for _ in range(racers))
        os.write(go, b"!" * racers)
        assert process.stdout is not None
        said = Counter(process.stdout.readline().strip() for _ in range(racers))
        os.killpg(process.pid, signal.SIGKILL)
    for end in (ready, waits, go):
        os.close(end)

    assert {"held": 1, "refused": racers - 1} == said


def test_who_holds_the_store_is_said_without_taking_part(tmp_path: Path) -> None:
    database = tmp_path / "watchdog.db"
    assert "" == lock.holder(database)
    with another_instance(database) as process:
        assert f"process {process.pid} on " in lock.holder(database)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert "" == lock.holder(database), "although its name is still there"
    assert not (tmp_path / "watchdog.db").exists()
