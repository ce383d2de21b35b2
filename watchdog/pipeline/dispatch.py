"""The outbox as the delivery loop wants it, each call a short transaction; a delivery that dies is told by others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from watchdog.model.alert import Delivery
from watchdog.model.finding import Severity
from watchdog.notify import notices
from watchdog.notify.deliver import Attempt, deliveries
from watchdog.notify.render import severity
from watchdog.pipeline.post import Post
from watchdog.pipeline.stranded import relay
from watchdog.ports import Channel, Clock
from watchdog.store import alerts, delivery_record, outbox, targets
from watchdog.store.database import Store

PATIENCE = timedelta(minutes=30)
"""How long a channel may fail before its fallback gets what is critical."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Claims and marks in the name of `owner`; `marked` is called after each mark. What `post` names as a fallback
    takes over what cannot be delivered.
    """

    store: Store
    clock: Clock
    owner: str
    channels: Mapping[str, Channel]
    marked: Callable[[], None] = lambda: None
    post: Post = field(default_factory=Post)

    def claim_due(self, now: datetime, channels: Sequence[str], limit: int) -> Sequence[Delivery]:
        """Lease what is due; what is critical and has failed for long goes to the fallback, whenever it is due next."""
        with self.store.writing() as connection:
            for name in channels:
                self._relieve(connection, name, now)
            return outbox.claim_due(connection, now, owner=self.owner, channels=channels, limit=limit)

    def give_back(self, left: Sequence[Delivery]) -> None:
        """End the leases of what was not tried."""
        with self.store.writing() as connection:
            outbox.give_back(connection, [delivery.id for delivery in left], self.owner)

    def mark_sent(self, delivery: Delivery, took: timedelta) -> None:
        """Record that the target has accepted it just now, in an attempt that took so long."""
        now = self.clock.now()
        with self.store.writing() as connection:
            # no sooner than there was a message, whatever was done to the clock
            outbox.mark_sent(connection, delivery.id, now=now, begun_at=max(now - took, delivery.created_at))
        self.marked()

    def mark_failed(self, attempt: Attempt) -> None:
        """Record the failure; where none can follow it, tell it by the other channels in the same transaction."""
        delivery, now, known = attempt.delivery.id, self.clock.now(), {"owner": self.owner, "error": attempt.error}
        with self.store.writing() as connection:
            if attempt.retry_at is not None:
                if outbox.mark_failed(connection, delivery, now=now, due_at=attempt.retry_at, **known):
                    self._relieve(connection, attempt.delivery.channel, now)
            elif outbox.mark_dead(connection, delivery, now=now, disable=attempt.disable, **known):
                self._fall_back(connection, attempt.delivery, now)
                self._tell(connection, attempt, now)
        if attempt.disable:
            relay(self.store, self.post, now)
        self.marked()

    def _relieve(self, connection: Connection, name: str, now: datetime) -> None:
        """What is critical does not wait for the last attempt."""
        other = self.post.routing.fallbacks.get(name)
        if other is None:
            return
        for delivery in delivery_record.long_tried(connection, name, other, now - PATIENCE):
            if severity(alerts.get(connection, delivery.alert_id)) is Severity.CRITICAL:
                self._fall_back(connection, delivery, now)

    def _fall_back(self, connection: Connection, delivery: Delivery, now: datetime) -> None:
        alert = alerts.get(connection, delivery.alert_id)
        self.post.fall_back(connection, alert, delivery.channel, now, now)

    def _tell(self, connection: Connection, attempt: Attempt, now: datetime) -> None:
        """Once for each time that a target falls silent, however many deliveries die of it."""
        failed = attempt.delivery
        began = targets.silent_since(connection, failed.channel, failed.target)
        others = {name: channel for name, channel in self.channels.items() if name != failed.channel}
        notice = notices.undelivered(alerts.get(connection, failed.alert_id), attempt, began or failed.id, now)
        told = [delivery for delivery in deliveries(notice, others, now) if delivery.body]
        if told and alerts.add(connection, notice):
            outbox.enqueue(connection, told)
