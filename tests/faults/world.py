"""A service that is killed again and again, the world around it that survives, and the account of what it did."""

import json
import os
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from tests.faults.crash_driver import Order
from tests.faults.history import History
from tests.faults.ledger import Ledger, post_office, webhook_endpoint
from tests.faults.wiring import UNHEEDED, Wiring
from watchdog.demo.folder import new_secret, write_configuration
from watchdog.demo.story import NOTICED_AFTER
from watchdog.samples.releases import SampleRelease
from watchdog.samples.server import StandIn

ROOT = Path(__file__).resolve().parents[2]
Driver = subprocess.Popen[str]
UNTIL_THE_NEXT = timedelta(days=19)
"""No release of the autumn comes out so soon after the one before."""
Attach = Callable[[int], AbstractContextManager[None]]
"""What watches over a cycle from the moment that it has this process id."""
ALL_TO_ALL = Wiring()
_TAKEN = "(channel, target) NOT IN (SELECT channel, target FROM targets WHERE disabled_at IS NOT NULL)"
PENDING = f"SELECT count(*) FROM deliveries WHERE state = 'pending' AND {_TAKEN}"  # noqa: S608 - nothing from outside


@dataclass
class World:
    """Agencies, receivers and a disk; `cycle` lets the service live until it ends or is ended.

    After each kill as many `hours` pass before the next cycle, once anything was fetched: a watch that began only a day
    after a release rightly takes it for history.
    """

    folder: Path
    agencies: StandIn
    ledger: Ledger
    config: Path
    secret: str
    driver: Driver
    wiring: Wiring = ALL_TO_ALL
    release: SampleRelease | None = None
    kills: int = 0
    hours: Callable[[], float] = lambda: 0.0
    late: timedelta = timedelta(0)
    was_late: bool = False

    def publish(self, release: SampleRelease) -> None:
        """From now on cycles happen five seconds after this release, and later when they were killed."""
        self.agencies.publish(release)
        self.release, self.late = release, timedelta(0)

    def cycle(self, *, attach: Attach | None = None, traced: bool = False) -> int:
        """One cycle, and how it ended; `attach` may kill it, and is waited for when it traces."""
        assert self.release is not None
        moment = (self.release.published_at + NOTICED_AFTER + self.late).isoformat()
        order = Order(config=str(self.config), secret=self.secret, moment=moment, traced=traced)
        ended = self._obeyed(order, attach or _nothing)
        if ended == -signal.SIGKILL:
            self.kills += 1
            passes = timedelta(hours=self.hours()) if self._has_fetched() else timedelta(0)
            self.late = min(self.late + passes, UNTIL_THE_NEXT)
            self.was_late |= self.late > timedelta(0)
        self.was_late |= not traced
        assert ended in (0, -signal.SIGKILL), f"the service ended with {ended}; see its standard error"
        return ended

    def _has_fetched(self) -> bool:
        with closing(sqlite3.connect(self.folder / "disk" / "watchdog.db")) as connection:
            (prepared,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'captures'").fetchone()
            fetched = connection.execute("SELECT count(*) FROM captures").fetchone()[0] if prepared else 0
            return bool(fetched)

    def finish(self) -> None:
        """Let it come to the end of its work undisturbed; what failed is tried again an hour later."""
        for _ in self.phases():
            self.settle()

    def phases(self) -> Iterator[str]:
        """A release is told; where messages are routed, nobody heeds them then."""
        yield "told"
        if self.wiring.routed:
            self.late += UNHEEDED
            self.was_late = True
            yield "unheeded"

    def settle(self) -> None:
        """Let it send what it has; what failed is tried again an hour later."""
        assert self.cycle() == 0
        for _ in range(12):
            if not self._pending():
                break
            self.late += timedelta(hours=1)
            assert self.cycle() == 0

    def _pending(self) -> int:
        with closing(sqlite3.connect(self.folder / "disk" / "watchdog.db")) as connection:
            return int(connection.execute(PENDING).fetchone()[0])

    def _obeyed(self, order: Order, attach: Attach) -> int:
        answers, orders = self.driver.stdout, self.driver.stdin
        assert answers is not None
        assert orders is not None
        orders.write(json.dumps(order) + "\n")
        orders.flush()
        with attach(int(answers.readline())):
            return int(answers.readline())

    def after(self, seconds: float) -> Attach:
        """Kills a cycle that long after its start."""

        @contextmanager
        def attach(pid: int) -> Iterator[None]:
            with _process(pid) as process:
                timer = threading.Timer(seconds, _kill, [process])
                timer.start()
                yield
                timer.cancel()
                timer.join()

        return attach

    def at_arrival(self, n: int) -> Attach:
        """Kills a cycle when its n-th message has arrived and was not answered yet."""

        @contextmanager
        def attach(pid: int) -> Iterator[None]:
            arrivals = count(1)
            with _process(pid) as process:
                self.ledger.on_arrival = lambda _receipt: _kill(process) if next(arrivals) == n else None
                yield
                self.ledger.on_arrival = lambda _receipt: None

        return attach

    def keep(self, name: str) -> None:
        """Remember the disk as it is."""
        shutil.copytree(self.folder / "disk", self.folder / name)

    def go_back(self, name: str) -> None:
        """The disk as it was kept, and receivers that know nothing."""
        shutil.rmtree(self.folder / "disk")
        shutil.copytree(self.folder / name, self.folder / "disk")
        self.ledger.clear()
        self.kills, self.late, self.was_late = 0, timedelta(0), False

    def history(self) -> History:
        """What came of it all."""
        log = self.folder / "disk" / "log" / "anomalies.jsonl"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        with sqlite3.connect(self.folder / "disk" / "watchdog.db") as connection:
            (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()
            vintages = connection.execute("SELECT id FROM vintages").fetchall()
            (pending,) = connection.execute(PENDING).fetchone()
            dead = connection.execute("SELECT id FROM deliveries WHERE state = 'dead'").fetchall()
        connection.close()
        forgotten = Counter(self.ledger.forgotten)
        printed = frozenset(vintage for (vintage,) in vintages)
        return History(
            self.ledger.receipts(),
            Counter(lines),
            printed,
            integrity,
            pending,
            self.kills,
            self.was_late,
            forgotten,
            frozenset(identifier for (identifier,) in dead),
        )


@contextmanager
def world(
    folder: Path, driver: Driver, forgets: Callable[[], bool] = lambda: False, wiring: Wiring = ALL_TO_ALL
) -> Iterator[World]:
    """A world in a folder that is not there yet, with two mailboxes and three endpoints, or more that are routed."""
    disk = folder / "disk"
    disk.mkdir(parents=True)
    secret, ledger = new_secret(), Ledger(folder / "ledger.jsonl")
    with (
        StandIn() as agencies,
        post_office(ledger) as mail_port,
        webhook_endpoint(ledger, secret, forgets, port=wiring.port) as hook_port,
    ):
        config = write_configuration(disk, agencies.bases, mail_port=mail_port, hook_port=hook_port)
        config.write_text(wiring.of(config.read_text(encoding="utf-8")), encoding="utf-8")
        yield World(folder, agencies, ledger, config, secret, driver, wiring)


@contextmanager
def forked_services() -> Iterator[Driver]:
    """What starts the cycles; one world at a time may use it."""
    command = [sys.executable, "-m", "tests.faults.crash_driver"]
    # a library's idle threads would not survive the fork
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as driver:
        yield driver


@contextmanager
def _nothing(_pid: int) -> Iterator[None]:
    yield


@contextmanager
def _process(pid: int) -> Iterator[int]:
    """A handle that means this very process, also when its id is given to another one."""
    handle = os.pidfd_open(pid)
    try:
        yield handle
    finally:
        os.close(handle)


def _kill(process: int) -> None:
    """Kill it, and return when it is dead."""
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(process, signal.SIGKILL)
    select.select([process], [], [], 10)
