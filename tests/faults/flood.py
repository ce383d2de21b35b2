"""A flood of alerts while their webhook endpoint is down, and the account of what arrives when it is back.

The store, the outbox, the rendering and the sending are the real ones; only the hour is not waited for.
"""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from tests.store.made import alert, finding, told
from watchdog.demo.folder import new_secret
from watchdog.demo.story import StoryClock
from watchdog.model.alert import Alert, AlertType, DeliveryState
from watchdog.model.secret import Secret
from watchdog.notify.channels.webhook import WebhookChannel, WebhookSettings
from watchdog.notify.deliver import deliver_due, deliveries
from watchdog.pipeline.dispatch import Dispatch
from watchdog.store import alerts, delivery_record, outbox
from watchdog.store.database import Store, open_store

ROOT = Path(__file__).resolve().parents[2]
BEGUN = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)
THREAD = 3
"""Alerts in a thread: one and two that follow it, each a simulated second after the last."""


@dataclass
class Flood:
    """`up` is a file; while it is there the receiver takes messages, and writes their ids to `receipts`. Each alert
    tells so many `findings`.
    """

    store: Store
    dispatch: Dispatch
    clock: StoryClock
    up: Path
    receipts: Path
    findings: int = 1
    made: int = 0
    tried: int = 0
    rng: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - repeatable jitter

    def second(self, alerts_a_second: int) -> None:
        """One second of the clock: so many alerts committed together, and what the delivery loop makes of them."""
        self.clock.moment += timedelta(seconds=1)
        with self.store.writing() as connection:
            for number in range(self.made, self.made + alerts_a_second):
                generation, place = divmod(number // alerts_a_second, THREAD)
                lane = generation * alerts_a_second + number % alerts_a_second
                self._keep(connection, f"lane-{lane}", place)
        self.made += alerts_a_second
        while self.deliver():
            pass

    def fresh(self, number: int) -> float:
        """Commit one more alert, and deliver until it is sent: the seconds that took."""
        begun = time.perf_counter()
        with self.store.writing() as connection:
            wanted = self._keep(connection, f"fresh-{number}", 0)
        self.made += 1
        while wanted not in self.deliver():
            assert time.perf_counter() - begun < 60, "a fresh alert starves"
        return time.perf_counter() - begun

    def _keep(self, connection: Connection, thread: str, place: int) -> str:
        new = _alert(thread, place, self.clock.now(), self.findings)
        assert alerts.add(connection, new)
        outbox.enqueue(connection, deliveries(new, self.dispatch.channels, self.clock.now()))
        return new.id

    def deliver(self) -> list[str]:
        """One pass of the delivery loop: the alerts that were tried."""
        attempts = deliver_due(self.dispatch, self.dispatch.channels, self.clock.now(), self.rng)
        self.tried += len(attempts)
        return [attempt.delivery.alert_id for attempt in attempts]

    def come_back(self) -> None:
        """The receiver takes messages from now on, and the longest time passes until that is noticed."""
        self.up.touch()
        self.clock.moment += timedelta(minutes=1)

    def drain(self) -> None:
        """Deliver all that waits; what was tried before the receiver was back has a time of its own."""
        for _ in range(12):
            while self.deliver():
                pass
            self.clock.moment += timedelta(hours=1)

    def faults(self) -> list[str]:
        """What must never be, from the receipts and the store: each in a sentence."""
        arrived = self.receipts.read_text(encoding="utf-8").split()
        came = Counter(arrived)
        with self.store.reading() as connection:
            kept = {each.id for each in alerts.listing(connection)}
            pending = len(delivery_record.listing(connection, state=DeliveryState.PENDING))
        found = [f"{len(kept)} alerts are kept of {self.made}"] if len(kept) != self.made else []
        found += [f"lost: {name}" for name in sorted(kept - set(came))]
        found += [f"unknown: {name}" for name in sorted(set(came) - kept)]
        found += [f"{name} came {times} times" for name, times in came.items() if times > 1]
        found += [f"{name} came before what it follows" for name in _out_of_order(arrived)]
        return found + ([f"{pending} deliveries still wait"] if pending else [])


def _alert(thread: str, place: int, now: datetime, findings: int) -> Alert:
    about = [
        finding(subject=f"{thread}-{number}", vintage_id=f"v{place}", known_as_of=now) for number in range(findings)
    ]
    return alert(
        f"alr_{thread}_{place}",
        *map(told, about),
        at=now,
        type=AlertType.UPDATED if place else AlertType.DIGEST,
        thread=thread,
        replies_to=f"alr_{thread}_{place - 1}" if place else None,
    )


def _out_of_order(arrived: list[str]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for name in arrived:
        thread, _, place = name.rpartition("_")
        if seen[thread] != int(place):
            yield name
        seen[thread] += 1


@contextmanager
def flood(folder: Path, findings: int = 1) -> Iterator[Flood]:
    """A flood that has not begun, its receiver down."""
    up, receipts = folder / "up", folder / "receipts"
    receipts.touch()
    command = [sys.executable, "-m", "tests.faults.flood_receiver", str(up), str(receipts)]
    store, clock = open_store(f"sqlite:///{folder / 'watchdog.db'}"), StoryClock(BEGUN)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as receiver:
        assert receiver.stdout is not None
        port = int(receiver.stdout.readline())
        settings = WebhookSettings(url=Secret(f"http://127.0.0.1:{port}/hook"), secret=Secret(new_secret()))
        channels = {"hook": WebhookChannel("hook", settings)}
        try:
            dispatch = Dispatch(store=store, clock=clock, owner="us", channels=channels)
            yield Flood(store, dispatch, clock, up, receipts, findings)
        finally:
            receiver.terminate()
            store.close()
