"""A disk that is full, read-only, gone or failing costs nothing that was acknowledged, and the next tick goes on."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults import disks
from tests.faults.disks import DOCUMENTS, mount, small_disk
from tests.pipeline.desk import NOVEMBER, Desk, desk, told
from watchdog.errors import StoreError
from watchdog.running import ticks

UNMOUNTABLE = disks.why_not_mounted()
UNFAILING = disks.why_no_errors()
needs_mount = pytest.mark.skipif(bool(UNMOUNTABLE), reason=f"no small disk here: {UNMOUNTABLE}")
needs_errors = pytest.mark.skipif(bool(UNFAILING), reason=f"no failing disk here: {UNFAILING}")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """How many messages of November a desk with room enough sends."""
    with desk(tmp_path_factory.mktemp("room"), documents=DOCUMENTS) as at:
        at.release(NOVEMBER)
        return told(at)


@needs_mount
@pytest.mark.parametrize("kibibytes", [200, 450, 600, 800])
def test_a_release_that_comes_to_a_full_disk_is_told_once_when_there_is_room(
    tmp_path: Path, kibibytes: int, reference: dict[str, int]
) -> None:
    was_full, faults = disks.at_size(tmp_path / "disk", kibibytes, reference)

    assert [] == faults
    assert was_full


@needs_mount
def test_a_read_only_disk_is_said_and_the_next_tick_goes_on_when_it_can_be_written(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 32 * 1024) as disk, desk(disk, documents=DOCUMENTS) as at:
        at.release(NOVEMBER)
        at.clock.moment += timedelta(days=2)
        at.running.close()
        mount("remount,ro", disk)
        at.restart()
        (poll,) = (tick for tick in ticks(at.watch) if tick.name == "poll")
        before = polls(at)
        with pytest.raises(StoreError, match=r"readonly.*let the owner of this process write the file and its folder"):
            poll.act()
        mount("remount,rw", disk)
        poll.act()

        assert before + 1 == polls(at)


def polls(at: Desk) -> int:
    with at.watch.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT polls FROM poll_states WHERE name = 'ft900'").scalar_one())


def test_a_folder_that_is_gone_is_said_and_nothing_is_lost_when_it_is_back(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    with desk(tmp_path / "disk", documents=DOCUMENTS) as at:
        (tmp_path / "disk").rename(tmp_path / "elsewhere")
        with pytest.raises(StoreError, match=r"let the owner|see the system's log"):
            at.release(NOVEMBER)
        (tmp_path / "elsewhere").rename(tmp_path / "disk")
        at.poll(after=timedelta(seconds=1))

        assert {"hook": 1, "mail": 1} == told(at)


@needs_mount
def test_a_command_on_a_full_disk_ends_with_three_and_one_sentence(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 200) as disk:
        config = disk / "config.yaml"
        config.write_text("store: {url: 'sqlite:///watchdog.db'}\nsources: {ft900: {pack: rules/us_trade}}\n")
        command = [sys.executable, "-c", "from watchdog.cli.main import run; run()", "once", "--config", str(config)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 3 == done.returncode
    assert "make space and try again" in done.stderr
    assert "Traceback" not in done.stderr
    assert 1 == len(done.stderr.splitlines())


@needs_errors
@pytest.mark.parametrize(
    "calls",
    [
        ("rw/pwrite", "rw/pwrite64"),
        ("sync/fdatasync", "sync/fsync"),
        ("rw/pwrite", "rw/pwrite64", "sync/fdatasync", "sync/fsync"),
    ],
)
def test_what_was_acknowledged_is_kept_on_a_disk_that_fails_now_and_then_and_nothing_else(
    tmp_path: Path, calls: tuple[str, ...]
) -> None:
    acknowledged, kept, refused = disks.committed(tmp_path, 200, disks.failing(*calls, probability=0.03))

    assert acknowledged == kept
    assert refused > 0
    assert 200 == len(acknowledged) + refused
