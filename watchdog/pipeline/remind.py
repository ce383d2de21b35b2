"""Tells again what is critical and nobody has acknowledged: decided from what is kept, and kept with its deliveries."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from watchdog.model.alert import Alert
from watchdog.notify.reminders import LASTS, Outstanding, Reminder, outstanding, reminders, wants_reminders
from watchdog.pipeline.post import Post
from watchdog.store import alerts, delivery_record, outbox, reviews
from watchdog.store.database import Store


def remind(store: Store, post: Post, now: datetime) -> tuple[Alert, ...]:
    """The reminders that are due and were not made before, in one transaction; none where no route asks for any. Those
    that still wait for what is acknowledged are called off.
    """
    if not wants_reminders(post.routing.route):
        return ()
    with store.reading() as connection:
        if not _due(connection, post, now) and not _idle(connection, post, now):
            return ()
    with store.writing() as connection:
        outbox.call_off(connection, _idle(connection, post, now), now=now)
        made = []
        for each in _due(connection, post, now):
            if alerts.add(connection, each.alert, retold=True, follows=each.follows):
                post.enqueue(connection, each.alert, each.channels, now, now)
                made.append(each.alert)
    return tuple(made)


def _idle(connection: Connection, post: Post, now: datetime) -> list[str]:
    """The reminders that wait while all that they are about is acknowledged, or told otherwise."""
    if not (waiting := delivery_record.waiting_reminders(connection)):
        return []
    standing = {each.alert.id for each in _outstanding(connection, post, now)}
    return [reminder for reminder, of in waiting if of not in standing]


def _due(connection: Connection, post: Post, now: datetime) -> list[Reminder]:
    due = reminders(_outstanding(connection, post, now), post.routing, now)
    return [each for each in due if not alerts.is_kept(connection, each.alert.id)]


def _outstanding(connection: Connection, post: Post, now: datetime) -> Iterator[Outstanding]:
    recent = alerts.since(connection, now - LASTS)
    tried = delivery_record.first_tried(connection, [alert.id for alert in recent])
    acknowledged = {key: review.at for key, review in reviews.latest(connection).items()}
    current = {
        program: {key: said.told.event_id for key, said in alerts.said(connection, program).items()}
        for program in {alert.release.program for alert in recent}
    }
    for alert in recent:
        by_channel = {name: at for name, at in tried.get(alert.id, {}).items() if name not in post.always}
        each = outstanding(alert, by_channel, acknowledged, current[alert.release.program])
        if each is not None:
            yield each
