"""The dead-man's keeper hears that all is well only when all was done, and never delays what is done."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.notify.channels.servers import free_port
from tests.pipeline.desk import Desk, desk
from watchdog.errors import StoreError
from watchdog.running import ticks
from watchdog.scheduler.metronome import Tick

MINUTE = timedelta(minutes=1)


@dataclass
class Keeper:
    """What the keeper was asked for."""

    asked: list[str] = field(default_factory=list)
    status: int = 200
    url: str = ""


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    made = Keeper()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            self.send_response(made.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that hangs up
    made.url = f"http://127.0.0.1:{server.server_port}"
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    worker.start()
    yield made
    server.shutdown()
    server.server_close()
    worker.join(5)


@contextmanager
def watched(folder: Path, url: str) -> Iterator[Desk]:
    deadman = f"deadman: {{url: '{url}/s3cret', every: 5 minutes, fail_url: '{url}/s3cret/fail'}}\n"
    with desk(folder, documents=("fred",), edit=lambda text: text + deadman) as at:
        yield at


def live(at: Desk, ticking: Sequence[Tick], minutes: int, *, without: str = "") -> None:
    """Tick once a minute, all but the one `without`."""
    for _ in range(minutes):
        for tick in ticking:
            if tick.name != without:
                tick.act()
        at.clock.moment += MINUTE


def test_it_is_told_now_and_then_that_all_was_done(tmp_path: Path, keeper: Keeper) -> None:
    with watched(tmp_path, keeper.url) as at:
        live(at, ticks(at.watch), 11)

    assert ["/s3cret"] * 3 == keeper.asked, "at the beginning, after five minutes, and after ten"


@pytest.mark.parametrize("silent", ["poll", "deliver hook"])
def test_it_is_not_told_so_while_something_is_not_done(tmp_path: Path, keeper: Keeper, silent: str) -> None:
    with watched(tmp_path, keeper.url) as at, capture_logs() as logged:
        ticking = ticks(at.watch)
        live(at, ticking, 1)
        live(at, ticking, 20, without=silent)
        live(at, ticking, 10)
    (first, *_) = [entry for entry in logged if entry["event"].startswith("the dead-man's keeper")]

    assert "/s3cret" == keeper.asked[0]
    assert ["/s3cret/fail"] * 2 == keeper.asked[1:3], "after twice the time, which is patience enough"
    assert "/s3cret" == keeper.asked[-1], "and again when all is done"
    assert [silent] == first["not_done"]


def test_a_tick_that_raises_has_not_done_its_work(tmp_path: Path, keeper: Keeper) -> None:
    with watched(tmp_path, keeper.url) as at:
        (poll, *others) = ticks(at.watch)
        at.watch.store.close()
        (at.config.parent / "watchdog.db").write_bytes(b"\xa5" * 8192)
        for _ in range(11):
            with pytest.raises(StoreError):
                poll.act()
            others[-1].act()
            at.clock.moment += MINUTE

    assert {"/s3cret/fail"} == set(keeper.asked)


@pytest.mark.parametrize("trouble", ["absent", "refusing"])
def test_a_keeper_who_cannot_be_told_is_logged_once_and_without_the_secret(
    tmp_path: Path, keeper: Keeper, trouble: str
) -> None:
    keeper.status = 503
    url = keeper.url if trouble == "refusing" else f"http://127.0.0.1:{free_port()}"
    with watched(tmp_path, url) as at, capture_logs() as logged:
        live(at, ticks(at.watch), 21)
    failed = [entry for entry in logged if entry["event"] == "the dead-man ping failed"]
    words = {"absent": "127.0.0.1: no answer (ConnectionRefusedError)", "refusing": "127.0.0.1 answered 503"}

    assert [words[trouble]] == [entry["error"] for entry in failed]
    assert "s3cret" not in str(logged)


def test_without_one_configured_nothing_changes(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("fred",)) as at:
        assert "dead-man ping" not in [tick.name for tick in ticks(at.watch)]
        assert "" == at.watch.ping(is_well=True)
