"""What waits where nothing is sent any more: for a target that wants no more messages, and then its channel's fallback
takes over; for a channel that config.yaml no longer has, and then the other channels tell of it.
"""

from collections.abc import Mapping
from datetime import datetime

from watchdog.model.alert import Alert
from watchdog.notify import notices
from watchdog.notify.deliver import deliveries
from watchdog.pipeline.post import Post
from watchdog.ports import Channel
from watchdog.store import alerts, delivery_record, outbox
from watchdog.store.database import Store

REMOVED = "config.yaml no longer has this channel"
_AT_ONCE = 100


def relay(store: Store, post: Post, now: datetime) -> None:
    """Everything that waits for a disabled target goes to the fallback, too; a few in one transaction, and whatever a
    crash leaves the next time.
    """
    for name, other in post.routing.fallbacks.items():
        while other in post.channels:
            with store.writing() as connection:
                waiting = delivery_record.without_fallback(connection, name, other, _AT_ONCE)
                for each in waiting:
                    alert = alerts.get(connection, each.alert_id)
                    post.fall_back(connection, alert, name, now, each.due_at)
            if len(waiting) < _AT_ONCE:
                break


def give_up_removed(store: Store, channels: Mapping[str, Channel], now: datetime) -> tuple[Alert, ...]:
    """Give up what waits for channels other than these, and tell it by these, once for each target."""
    made = []
    with store.writing() as connection:
        for channel, target in delivery_record.waiting_elsewhere(connection, channels):
            lost = outbox.give_up(connection, channel, target, now=now, error=REMOVED)
            subjects = [alerts.get(connection, alert) for alert in lost[: notices.NAMED]]
            notice = notices.removed(channel, target, subjects, len(lost), now)
            alerts.add(connection, notice)
            outbox.enqueue(connection, [each for each in deliveries(notice, channels, now) if each.body])
            made.append(notice)
    return tuple(made)
