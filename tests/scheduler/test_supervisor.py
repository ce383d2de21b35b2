"""What systemd hears, over a socket as it makes one."""

import os
import socket
from pathlib import Path

import pytest

from watchdog.scheduler.supervisor import Supervisor, supervisor_of

PID = 708


@pytest.mark.parametrize("form", ["file", "abstract"])
def test_it_hears_that_we_are_ready_live_and_end(tmp_path: Path, form: str) -> None:
    name = str(tmp_path / "notify") if form == "file" else f"@watchdog-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(name.replace("@", "\0"))
        manager.settimeout(5)
        supervisor = supervisor_of({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(PID)}, PID)
        supervisor.ready("watching ft900")
        supervisor.alive()
        supervisor.stopping()

        assert [b"READY=1\nSTATUS=watching ft900", b"WATCHDOG=1", b"STOPPING=1"] == [manager.recv(99) for _ in range(3)]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Supervisor()),
        ({"NOTIFY_SOCKET": "/run/n"}, Supervisor(address="/run/n")),
        ({"NOTIFY_SOCKET": "/run/n", "WATCHDOG_USEC": "1"}, Supervisor(address="/run/n", watches=True)),
        ({"NOTIFY_SOCKET": "/run/n", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"}, Supervisor(address="/run/n")),
    ],
    ids=["nobody", "one that does not watch", "one that watches", "one that watches another process"],
)
def test_who_supervises_is_said_by_the_environment(environ: dict[str, str], expected: Supervisor) -> None:
    assert expected == supervisor_of(environ, PID)


def test_a_supervisor_that_is_gone_or_does_not_read_costs_nothing(tmp_path: Path) -> None:
    Supervisor(address=str(tmp_path / "gone"), watches=True).alive()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        for _ in range(2000):
            Supervisor(address=str(tmp_path / "notify"), watches=True).alive()
