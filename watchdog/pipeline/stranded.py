"""What waits where nothing is sent any more: for a target that wants no more messages, and then its channel's fallback
takes over; for a target that its channel no longer has, and then those that it has now get it; for a channel that
config.yaml no longer has, and then the other channels tell of it.
"""

from datetime import datetime

from sqlalchemy import Connection

from watchdog.model.alert import Alert
from watchdog.notify import notices
from watchdog.notify.deliver import deliveries
from watchdog.pipeline.post import Post
from watchdog.store import alerts, delivery_record, outbox, targets
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


def reconcile(store: Store, post: Post, now: datetime) -> tuple[Alert, ...]:
    """Hand what waits for targets that their channels no longer have to those that they have now, and give up what
    waits for channels that are no longer there; the notices of that, one for each target.
    """
    made, channels = [], post.channels
    known = {(name, target) for name, channel in channels.items() for target in channel.targets()}
    with store.writing() as connection:
        for refusing in targets.disabled(connection):
            if (refusing.channel, refusing.target) not in known:
                targets.enable(connection, refusing.channel, refusing.target)
        for channel, target in delivery_record.waiting_elsewhere(connection, known):
            if channel in channels:
                _hand_on(connection, post, channel, target, now)
                continue
            lost = outbox.give_up(connection, channel, target, now=now, error=REMOVED)
            subjects = [alerts.get(connection, each.alert_id) for each in lost[: notices.NAMED]]
            notice = notices.removed(channel, target, subjects, len(lost), now)
            alerts.add(connection, notice)
            outbox.enqueue(connection, [each for each in deliveries(notice, channels, now) if each.body])
            made.append(notice)
    return tuple(made)


def _hand_on(connection: Connection, post: Post, channel: str, target: str, now: datetime) -> None:
    """The same alerts, due as they were; a target that has got one already gets it no second time."""
    for each in outbox.give_up(connection, channel, target, now=now, error=delivery_record.HANDED_ON):
        alert = alerts.get(connection, each.alert_id)
        # what failed there so far says nothing of the other target
        due_at = each.due_at if each.attempts == 0 else now
        if not post.enqueue(connection, alert, (channel,), now, due_at):
            post.fall_back(connection, alert, channel, now, due_at)
