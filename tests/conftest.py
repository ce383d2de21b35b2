"""What every test gets: the published files when they are beside the checkout, a closed network, fixed seeds."""

import os
import random
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# As the command does: read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PUBLISHED = Path(__file__).resolve().parents[1].parent / "shared" / "data"

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def specimens() -> Path:
    """The folder of real published files; the test is skipped where they are absent."""
    if not PUBLISHED.is_dir():
        pytest.skip("published files are not beside this checkout: ../shared/data")
    return PUBLISHED


@pytest.fixture(autouse=True)
def fixed_seed() -> None:
    """Every test starts from the same random state."""
    random.seed(20250206)


@pytest.fixture(autouse=True)
def closed_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that reaches past this machine fails, even when the code under test swallows the refusal."""
    reached: list[str] = []
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - the shape depends on the address family
        if not stays_here(self, address):
            reached.append(str(address))
            raise ConnectionRefusedError(f"tests may not leave this machine: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield
    if reached:
        pytest.fail(f"the test tried to leave this machine: {', '.join(reached)}")


def stays_here(sock: socket.socket, address: Any) -> bool:  # noqa: ANN401 - the shape depends on the address family
    """Whether a connection goes to this machine itself."""
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = str(address[0])
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
