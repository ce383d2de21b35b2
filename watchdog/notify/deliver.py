"""From an alert to its deliveries, and one pass of the loop that sends what is due.

The channels work side by side, so that one that hangs delays no other; each sends its own deliveries in order, the
next one when the last is marked, so that a crash repeats at most one of them.
"""

import hashlib
import random
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from queue import SimpleQueue
from types import MappingProxyType
from typing import Protocol

from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert, Delivery, DeliveryState
from watchdog.ports import Channel

LONGEST_WAIT = timedelta(hours=24)
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""After each failed attempt, as Standard Webhooks recommends: ten attempts over three days."""

MAIL_WAITS = (*WAITS, *[timedelta(hours=24)] * 3)
"""Mail is tried for at least five days, as RFC 5321 asks of those who send it, however the jitter falls."""

_JITTER = 0.1
_MOST_THREADS = 32


class Outbox(Protocol):
    """Where deliveries wait; a claim is a lease, so that a crash before the mark leaves them to be claimed again."""

    def claim_due(self, now: datetime, channels: Sequence[str], limit: int) -> Sequence[Delivery]:
        """Lease up to `limit` pending deliveries of these channels that are due, oldest first."""
        ...

    def give_back(self, left: Sequence[Delivery]) -> None:
        """End the leases of what was claimed and not tried."""
        ...

    def mark_sent(self, delivery: Delivery, took: timedelta) -> None:
        """Record that the target has accepted it just now, in an attempt that took so long."""
        ...

    def mark_failed(self, attempt: "Attempt") -> None:
        """Record a failed attempt, to be tried again at its `retry_at`, or dead when that is None."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How one attempt ended: sent, pending until `retry_at`, or dead; `disable`: the target said never again."""

    delivery: Delivery
    state: DeliveryState
    took: timedelta
    error: str = ""
    retry_at: datetime | None = None
    disable: bool = False


def deliveries(
    alert: Alert, channels: Mapping[str, Channel], now: datetime, *, held_until: datetime | None = None
) -> tuple[Delivery, ...]:
    """One delivery for each target of each channel, rendered here and only here; none is due before `held_until`."""
    return tuple(
        Delivery(
            id=delivery_id(alert.id, name, target),
            alert_id=alert.id,
            channel=name,
            target=target,
            body=channel.render(alert, target),
            created_at=now,
            due_at=max(now, held_until or now),
        )
        for name, channel in channels.items()
        for target in channel.targets()
    )


def delivery_id(alert_id: str, channel: str, target: str) -> str:
    """The same for the same alert, channel and target, whenever and wherever it is computed."""
    return "dlv_" + hashlib.sha256(f"{alert_id}\x1f{channel}\x1f{target}".encode()).hexdigest()[:32]


def next_attempt(
    attempts: int,
    now: datetime,
    retry_after: timedelta | None,
    rng: random.Random,
    waits: Sequence[timedelta] = WAITS,
) -> datetime | None:
    """When to try again after `attempts` attempts, no sooner than the target asked; None when they are exhausted."""
    if attempts > len(waits):
        return None
    if attempts == 0:
        return now
    wait = waits[attempts - 1] * rng.uniform(1 - _JITTER, 1 + _JITTER)
    return now + max(wait, min(retry_after or timedelta(), LONGEST_WAIT))


def deliver_due(
    outbox: Outbox,
    channels: Mapping[str, Channel],
    now: datetime,
    rng: random.Random,
    *,
    waits: Mapping[str, Sequence[timedelta]] = MappingProxyType({}),
    limit: int = 10,
) -> tuple[Attempt, ...]:
    """Claim what is due, try each delivery once, and mark each one as soon as its attempt has ended; what is for a
    target that has just failed is given back. `waits` are those of the channels that do not follow WAITS.
    """
    claimed = outbox.claim_due(now, tuple(channels), limit)
    if not claimed:
        return ()
    queues: dict[str, list[Delivery]] = {}
    for delivery in claimed:
        queues.setdefault(delivery.channel, []).append(delivery)
    attempts = tuple(_marked(outbox, attempt) for attempt in _attempts(queues, channels, now, rng, waits))
    tried = {attempt.delivery.id for attempt in attempts}
    if left := [delivery for delivery in claimed if delivery.id not in tried]:
        outbox.give_back(left)
    return attempts


def _attempts(
    queues: Mapping[str, Sequence[Delivery]],
    channels: Mapping[str, Channel],
    now: datetime,
    rng: random.Random,
    waits: Mapping[str, Sequence[timedelta]],
) -> Iterator[Attempt]:
    """Send in one thread a channel; judge and yield here, one at a time, in the order in which attempts end. Whoever
    takes an attempt marks it before asking for the next. A target that has failed is not tried with what comes next.
    """
    failing: set[tuple[str, str]] = set()
    ended: SimpleQueue[tuple[Delivery, DeliveryFailed | None, timedelta]] = SimpleQueue()
    waiting = {name: iter(queue) for name, queue in queues.items()}

    def work(delivery: Delivery) -> None:
        begun = time.monotonic()
        failure = _failure(channels.get(delivery.channel), delivery, now)
        ended.put((delivery, failure, timedelta(seconds=time.monotonic() - begun)))

    with ThreadPoolExecutor(min(len(queues), _MOST_THREADS), thread_name_prefix="deliver") as pool:
        for queue in waiting.values():
            pool.submit(work, next(queue))
        busy = len(queues)
        while busy:
            delivery, failure, took = ended.get()
            attempt = _judged(delivery, failure, took, now, rng, waits.get(delivery.channel, WAITS))
            yield attempt
            if attempt.state is DeliveryState.PENDING or attempt.disable:
                failing.add((delivery.channel, delivery.target))
            following = (each for each in waiting[delivery.channel] if (each.channel, each.target) not in failing)
            if (upcoming := next(following, None)) is not None:
                pool.submit(work, upcoming)
            else:
                busy -= 1


def _failure(channel: Channel | None, delivery: Delivery, now: datetime) -> DeliveryFailed | None:
    """Try once; what went wrong, or None."""
    if channel is None:
        return DeliveryFailed(f"no channel {delivery.channel!r} is configured at present")
    try:
        channel.send(delivery, now)
    except DeliveryFailed as failure:
        return failure
    except Exception as defect:  # noqa: BLE001 - one of the three doors: a broken channel must not stop the others
        return DeliveryFailed(_defect(defect))
    return None


def _defect(defect: Exception) -> str:
    """Names the kind and the place of an unforeseen error; its text is left out because it may quote a secret."""
    place = traceback.extract_tb(defect.__traceback__)[-1]
    return f"the channel broke: {type(defect).__name__} at {Path(place.filename).name}:{place.lineno}"


def _judged(
    delivery: Delivery,
    failure: DeliveryFailed | None,
    took: timedelta,
    now: datetime,
    rng: random.Random,
    waits: Sequence[timedelta],
) -> Attempt:
    if failure is None:
        return Attempt(delivery=delivery, state=DeliveryState.SENT, took=took)
    over = failure.permanent or failure.disable
    retry_at = None if over else next_attempt(delivery.attempts + 1, now, failure.retry_after, rng, waits)
    return Attempt(
        delivery=delivery,
        state=DeliveryState.DEAD if retry_at is None else DeliveryState.PENDING,
        took=took,
        error=str(failure),
        retry_at=retry_at,
        disable=failure.disable,
    )


def _marked(outbox: Outbox, attempt: Attempt) -> Attempt:
    if attempt.state is DeliveryState.SENT:
        outbox.mark_sent(attempt.delivery, attempt.took)
    else:
        outbox.mark_failed(attempt)
    return attempt
