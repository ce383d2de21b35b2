"""The limit of a whole request, where the library below knows none: the system's resolver."""

import socket
from threading import Event

import pytest

from tests.acquire.layouts import FRED, NOW
from tests.acquire.servers import page, raw_server
from tests.acquire.texts import FRED_CSV
from watchdog.acquire.client import Manners
from watchdog.acquire.fetch import FetchLimits
from watchdog.acquire.http import HttpSource
from watchdog.model.document import Capture
from watchdog.ports import Unchanged

PATH = "/graph/fredgraph.csv?id=BOPGSTB"


def ask(address: str) -> Capture | Unchanged | Exception:
    limits = FetchLimits(connect=0.3, read=5, whole=10)
    source = HttpSource("fred", address, (FRED,), Manners(user_agent="release-watchdog/0 (test)", limits=limits))
    try:
        (outcome,) = source.fetch({}, NOW)
    finally:
        source.close()
    return outcome


def test_a_resolver_that_never_answers_costs_as_much_as_a_connection_may_and_other_hosts_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolver, released = socket.getaddrinfo, Event()

    def hangs(host: str | None, port: int | str | None, *, type: int = 0) -> object:  # noqa: A002 - the library's name
        if host == "silent.invalid":
            released.wait(60)
        return resolver(host, port, type=type)

    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, family=0, type=0: hangs(host, port, type=type))  # noqa: A006, ARG005 - as above
    try:
        silent = ask("http://silent.invalid")
        with raw_server({PATH: page(FRED_CSV.encode())}) as server:
            answered = ask(server.address)
    finally:
        released.set()

    assert "fred/fred: the host's name cannot be resolved; it is tried again at the next poll" == str(silent)
    assert isinstance(answered, Capture)
