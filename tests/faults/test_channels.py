"""A channel that is down: the same message waits, comes once it is back, and holds up no other channel."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.agency import RELEASES
from tests.pipeline.desk import NOVEMBER, Desk, desk
from watchdog.model.alert import DeliveryState
from watchdog.notify.deliver import WAITS
from watchdog.store import delivery_record

LONG_ENOUGH = timedelta(minutes=6)


def states(at: Desk) -> dict[str, str]:
    with at.watch.store.reading() as connection:
        return {delivery.channel: delivery.state.value for delivery in delivery_record.listing(connection)}


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


def test_a_webhook_that_is_down_for_three_days_is_tried_on_schedule_over_restarts_and_told_when_it_is_back(
    tmp_path: Path,
) -> None:
    with desk(tmp_path) as at:
        at.hook.status = 503
        at.release(NOVEMBER)
        tried, rules = [at.clock.now()], at.watch.programs[0].rules
        at.read_rules = lambda _: rules  # reading them takes longest of a restart, and they do not matter here
        for wait in WAITS:
            for part in (0.4, 0.49) if len(tried) > 1 else (0.3, 0.3, 0.29):
                at.restart()
                assert () == at.deliver(after=part * wait), "not before its time"
            at.restart()
            at.clock.moment = due_at(at)
            at.hook.status = 204 if wait == WAITS[-1] and len(tried) == len(WAITS) else 503
            assert 1 == len(at.deliver())
            tried.append(at.clock.now())

        assert "sent" == states(at)["hook"]
        gaps = [then - before for before, then in pairwise(tried)]
        assert [True] * len(WAITS) == [0.9 * wait <= gap <= 1.1 * wait for wait, gap in zip(WAITS, gaps, strict=True)]
        assert 1 == len({(headers["webhook-id"], body) for _, headers, body in at.hook.requests})


def due_at(at: Desk) -> datetime:
    with at.watch.store.reading() as connection:
        (waiting,) = delivery_record.listing(connection, state=DeliveryState.PENDING)
        return waiting.due_at


@pytest.mark.parametrize(("status", "attempts"), [(410, 1), (503, 10)], ids=["gone for good", "never back"])
def test_what_cannot_be_delivered_is_dead_and_says_why(tmp_path: Path, status: int, attempts: int) -> None:
    with desk(tmp_path) as at:
        at.hook.status = status
        at.release(NOVEMBER)
        for _ in range(12):
            at.deliver(after=timedelta(days=2))
        with at.watch.store.reading() as connection:
            (dead,) = delivery_record.listing(connection, state=DeliveryState.DEAD)

        assert ("hook", attempts) == (dead.channel, dead.attempts)
        assert str(status) in dead.last_error
        assert attempts == len(at.hook.requests)
        _, notice = at.mails
        assert str(notice["Subject"]).startswith("Not delivered: hook (http://127.0.0.1:")
        assert f"answered {status}." in str(notice.get_body(("plain",)))


def test_an_endpoint_that_is_gone_is_left_alone_over_restarts_until_it_takes_a_test_message(tmp_path: Path) -> None:
    with desk(tmp_path, start=RELEASES["2025-10"].published_at) as at:
        at.hook.status = 410
        at.release(RELEASES["2025-10"])
        at.restart()
        at.release(NOVEMBER)

        assert 1 == len(at.hook.requests)
        assert ["dead", "pending"] == [state for _, state in hook_states(at)]
        assert 1 == sum("Not delivered" in str(mail["Subject"]) for mail in at.mails)

        assert ["410"] == [error[-3:] for _, error in at.watch.send_test("hook")]
        at.deliver()
        assert 2 == len(at.hook.requests), "the test message alone"

        at.hook.status = 204
        assert [""] == [error for _, error in at.watch.send_test("hook")]
        at.deliver()

        assert ["dead", "sent"] == [state for _, state in hook_states(at)]
        assert 4 == len(at.hook.requests)


def test_a_channel_that_stays_down_is_told_of_once_and_once_more_when_it_falls_silent_again(tmp_path: Path) -> None:
    with desk(tmp_path, start=RELEASES["2025-09"].published_at) as at:
        at.mailboxes.on_data = "552 5.2.2 no room for this, ever"
        at.release(RELEASES["2025-09"])
        at.release(RELEASES["2025-10"])

        assert 1 == len(notices(at))
        assert "552 5.2.2 no room for this, ever" in notices(at)[0]["brief"]["facts"][0]

        at.mailboxes.on_data = "250 OK"
        at.release(NOVEMBER)
        at.mailboxes.on_data = "552 5.2.2 no room for this, ever"
        at.release(RELEASES["2025-12"])

        assert 2 == len(notices(at))


def notices(at: Desk) -> list[dict[str, Any]]:
    return [hook["data"] for hook in at.hooks if "Not delivered" in hook["data"]["headline"]]


def hook_states(at: Desk) -> list[tuple[str, str]]:
    with at.watch.store.reading() as connection:
        return [(each.id, each.state.value) for each in delivery_record.listing(connection) if each.channel == "hook"]
