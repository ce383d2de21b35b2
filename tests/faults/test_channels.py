"""A channel that is down: the same message waits, comes once it is back, and holds up no other channel."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.pipeline.desk import NOVEMBER, Desk, desk
from watchdog.model.alert import DeliveryState
from watchdog.store import outbox

LONG_ENOUGH = timedelta(minutes=6)


def states(at: Desk) -> dict[str, str]:
    with at.watch.store.reading() as connection:
        return {delivery.channel: delivery.state.value for delivery in outbox.listing(connection)}


def test_a_webhook_that_is_down_gets_the_same_bytes_under_the_same_id_until_it_takes_them(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.hook.status = 503
        at.release(NOVEMBER)

        assert {"hook": "pending", "desk-mail": "sent", "anomaly-log": "sent"} == states(at)
        assert () == at.deliver(), "not before its time"

        at.deliver(after=timedelta(seconds=6))
        at.restart()
        at.hook.status = 204
        at.deliver(after=LONG_ENOUGH)

        assert "sent" == states(at)["hook"]
        assert 3 == len(at.hook.requests)
        assert 1 == len({(headers["webhook-id"], body) for _, headers, body in at.hook.requests})
        assert () == at.deliver(after=timedelta(days=2))
        assert (3, 1) == (len(at.hook.requests), len(at.mails))


def test_a_mailbox_that_is_full_gets_its_mail_once_when_there_is_room(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.mailboxes.on_data = "452 4.3.1 mailbox full"
        at.release(NOVEMBER)
        (attempt,) = at.deliver(after=timedelta(seconds=6))

        assert attempt.state is DeliveryState.PENDING
        assert "mailbox full" in attempt.error

        at.mailboxes.on_data = "250 OK"
        at.deliver(after=LONG_ENOUGH)
        at.deliver(after=timedelta(days=2))

        assert (1, 1) == (len(at.mails), len(at.hook.requests))


@pytest.mark.parametrize(("status", "attempts"), [(410, 1), (503, 10)], ids=["gone for good", "never back"])
def test_what_cannot_be_delivered_is_dead_and_says_why(tmp_path: Path, status: int, attempts: int) -> None:
    with desk(tmp_path) as at:
        at.hook.status = status
        at.release(NOVEMBER)
        for _ in range(12):
            at.deliver(after=timedelta(days=2))
        with at.watch.store.reading() as connection:
            (dead,) = outbox.listing(connection, state=DeliveryState.DEAD)

        assert ("hook", attempts) == (dead.channel, dead.attempts)
        assert str(status) in dead.last_error
        assert attempts == len(at.hook.requests)
        assert 1 == len(at.mails)
