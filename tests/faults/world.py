"""A service that is killed again and again, the world around it that survives, and the account of what it did."""

import json
import os
import re
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
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from tests.faults.crash_driver import Order
from tests.faults.ledger import Ledger, Receipt, post_office, webhook_endpoint
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
        assert self.cycle() == 0
        for _ in range(12):
            if not self._pending():
                break
            self.late += timedelta(hours=1)
            assert self.cycle() == 0

    def _pending(self) -> int:
        with closing(sqlite3.connect(self.folder / "disk" / "watchdog.db")) as connection:
            return int(connection.execute("SELECT count(*) FROM deliveries WHERE state <> 'sent'").fetchone()[0])

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

    def history(self) -> "History":
        """What came of it all."""
        log = self.folder / "disk" / "log" / "anomalies.jsonl"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        with sqlite3.connect(self.folder / "disk" / "watchdog.db") as connection:
            (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()
            vintages = connection.execute("SELECT id FROM vintages").fetchall()
            (pending,) = connection.execute("SELECT count(*) FROM deliveries WHERE state <> 'sent'").fetchone()
        connection.close()
        forgotten = Counter(self.ledger.forgotten)
        printed = frozenset(vintage for (vintage,) in vintages)
        return History(
            self.ledger.receipts(), Counter(lines), printed, integrity, pending, self.kills, self.was_late, forgotten
        )


@contextmanager
def world(folder: Path, driver: Driver, forgets: Callable[[], bool] = lambda: False) -> Iterator[World]:
    """A world in a folder that is not there yet, with two mailboxes and three endpoints."""
    disk = folder / "disk"
    disk.mkdir(parents=True)
    secret, ledger = new_secret(), Ledger(folder / "ledger.jsonl")
    with (
        StandIn() as agencies,
        post_office(ledger) as mail_port,
        webhook_endpoint(ledger, secret, forgets) as hook_port,
    ):
        config = write_configuration(disk, agencies.bases, mail_port=mail_port, hook_port=hook_port)
        config.write_text(_with_more_targets(config.read_text(encoding="utf-8")), encoding="utf-8")
        yield World(folder, agencies, ledger, config, secret, driver)


def _with_more_targets(config: str) -> str:
    (hook,) = (line for line in config.splitlines() if line.startswith("  hook:"))
    more = [hook.replace("  hook:", f"  {name}:").replace("/hook", f"/{name}") for name in ("second", "third")]
    config = config.replace(hook, "\n".join([hook, *more])).replace(
        "[desk@example.org]", "[desk@example.org, b@example.org]"
    )
    return config.replace("channel: [desk-mail, hook]", "channel: [desk-mail, hook, second, third]")


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


@dataclass(frozen=True)
class History:
    """What arrived how often, the anomaly log, the vintages and the state of the database, and the kills it took.

    `late`: time passed between a kill and what came after it, so that messages may bear other times. `forgotten`: what
    a target took without an answer.
    """

    receipts: Counter[Receipt]
    log: Counter[str]
    vintages: frozenset[str]
    integrity: str
    pending: int
    kills: int
    late: bool = False
    forgotten: Counter[str] = field(default_factory=Counter)

    def redelivered(self) -> dict[str, int]:
        """How many messages came once too often, by target."""
        extra: Counter[str] = Counter()
        for receipt, times in self.receipts.items():
            extra[receipt.target] += times - 1
        return dict(extra)

    def faults(self, reference: "History") -> list[str]:
        """What must never be, against a run that nobody disturbed: each in a sentence."""
        ids = {(r.target, r.id) for r in self.receipts}
        expected = {(r.target, r.id) for r in reference.receipts}
        found = [f"lost: {identifier} at {target}" for target, identifier in sorted(expected - ids)]
        found += [f"unknown id: {identifier} at {target}" for target, identifier in sorted(ids - expected)]
        found += [f"other bytes: {r.id} at {r.target}" for r in self._other_bytes(reference)]
        found += [
            f"{extra} redeliveries at {target} after {self.kills} kills and {self.forgotten[target]} lost replies"
            for target, extra in self.redelivered().items()
            if extra > self.kills + self.forgotten[target]
        ]
        ours, theirs = (_timeless(self.log), _timeless(reference.log)) if self.late else (self.log, reference.log)
        if ours != theirs:
            found.append(f"the anomaly log differs: {ours - theirs} or {theirs - ours}")
        if self.vintages != reference.vintages:
            found.append(f"the vintages differ: {self.vintages ^ reference.vintages}")
        if self.integrity != "ok" or self.pending:
            found.append(f"the database: {self.integrity}, {self.pending} deliveries not sent")
        return found

    def _other_bytes(self, reference: "History") -> list[Receipt]:
        """Those that are not as they would have been; where that is a matter of time, those that came in two forms."""
        if not self.late:
            return sorted(self.receipts.keys() - reference.receipts.keys())
        forms = Counter((r.target, r.id) for r in self.receipts)
        return [r for r in sorted(self.receipts) if forms[r.target, r.id] > 1]


def _timeless(log: Counter[str]) -> Counter[str]:
    """The lines without when their findings were first seen."""
    return Counter(re.sub(r'"first_seen_at": ?"[^"]*"', "", line) for line in log.elements())


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
