"""`watchdog run` as a process: how it ends, what it tells its supervisor, and a log that nobody reads."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine

from tests.cli.world import NOVEMBER, world
from tests.notify.channels.servers import Receiver, receiver
from watchdog.app import service
from watchdog.demo.story import NOTICED_AFTER
from watchdog.settings import load

SCRIPT = Path(sys.executable).with_name("watchdog")
PATIENCE = 60


@contextmanager
def running(config: Path, **options: object) -> Iterator["subprocess.Popen[str]"]:
    command = [str(SCRIPT), "run", "--config", str(config)]
    settings = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "text": True, **options}
    with subprocess.Popen(command, **settings) as process:  # type: ignore[call-overload]  # options as they come
        try:
            yield process
        finally:
            process.kill()


def wait_for(what: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.05)


def seconds_to_end(process: "subprocess.Popen[str]") -> float:
    begun = time.monotonic()
    process.wait(PATIENCE)
    return time.monotonic() - begun


@pytest.fixture(scope="module")
def left_waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose store holds an alert that its webhook has not taken yet; the agencies are gone."""
    folder = tmp_path_factory.mktemp("desk")
    with (
        world(folder) as here,
        receiver(status=503) as busy,
        time_machine.travel(NOVEMBER.published_at + NOTICED_AFTER, tick=True),
    ):
        here.publish(NOVEMBER)
        here.config.write_text(re.sub(r"http://127.0.0.1:\d+/hook", f"{busy.url}/hook", here.config.read_text()))
        with service(load(here.config, {})) as watch:
            watch.poll(watch.programs[0])
            watch.deliver_until_idle()
    return folder


@pytest.fixture
def config(left_waiting: Path, tmp_path: Path) -> Path:
    shutil.copytree(left_waiting, tmp_path / "desk")
    return tmp_path / "desk" / "config.yaml"


def answered_by(config: Path, hook: Receiver) -> None:
    text = re.sub(r"http://127.0.0.1:\d+/hook", f"{hook.url}/hook", config.read_text())
    config.write_text(text.replace("kind: webhook,", "kind: webhook, timeout_seconds: 30,"))


def test_a_delivery_that_hangs_does_not_keep_the_process(config: Path) -> None:
    with receiver(wait=40.0) as silent:
        answered_by(config, silent)
        with running(config) as process:
            wait_for(lambda: silent.requests)
            process.send_signal(signal.SIGTERM)
            took = seconds_to_end(process)

    assert 0 == process.returncode
    assert took < 11, "finished or abandoned within ten seconds"


def test_a_second_signal_ends_it_at_once(config: Path) -> None:
    with receiver(wait=40.0) as silent:
        answered_by(config, silent)
        with running(config) as process:
            wait_for(lambda: silent.requests)
            process.send_signal(signal.SIGTERM)
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            took = seconds_to_end(process)

    assert -signal.SIGTERM == process.returncode
    assert took < 2


def test_its_supervisor_hears_that_it_is_ready_lives_and_ends(config: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE)
        environment = os.environ | {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "30000000"}
        with running(config, env=environment) as process:
            ready = manager.recv(4096).decode()
            process.send_signal(signal.SIGHUP)
            alive = [manager.recv(4096) for _ in range(3)]
            process.send_signal(signal.SIGTERM)
            heard = iter(lambda: manager.recv(4096), b"STOPPING=1")
            assert {b"WATCHDOG=1"} >= set(heard)
            process.wait(PATIENCE)

    assert "READY=1\nSTATUS=watching ft900" == ready
    assert [b"WATCHDOG=1"] * 3 == alive
    assert 0 == process.returncode, "and a hang-up did not end it"


def full() -> int:
    return os.open("/dev/full", os.O_WRONLY)


def closed_pipe() -> int:
    reading, writing = os.pipe()
    os.close(reading)
    return writing


def full_pipe() -> int:
    """One that somebody holds, and does not read."""
    _, writing = os.pipe()
    os.set_blocking(writing, False)
    for size in (65536, 1):
        try:
            while True:
                os.write(writing, b"x" * size)
        except BlockingIOError:
            pass
    os.set_blocking(writing, True)
    return writing


@pytest.mark.parametrize("log", [full, closed_pipe, full_pipe])
def test_a_log_that_takes_nothing_stops_neither_delivery_nor_the_end(config: Path, log: Callable[[], int]) -> None:
    with receiver() as hook:
        answered_by(config, hook)
        with running(config, stderr=log()) as process:
            wait_for(lambda: hook.requests)
            process.send_signal(signal.SIGTERM)
            took = seconds_to_end(process)

    assert 0 == process.returncode
    assert took < 11


def test_without_any_standard_stream_it_delivers_and_writes_into_no_file_of_its_own(
    config: Path,
) -> None:
    with receiver() as hook:
        answered_by(config, hook)
        command = f'exec "{SCRIPT}" run --config "{config}" <&- >&- 2>&-'
        with subprocess.Popen(["sh", "-c", command]) as process:
            wait_for(lambda: hook.requests)
            streams = [str(Path(f"/proc/{process.pid}/fd/{number}").readlink()) for number in range(3)]
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)

    assert ["/dev/null"] * 3 == streams
    assert 0 == process.returncode
