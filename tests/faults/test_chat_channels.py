"""A chat room that says 200 and means failure: the same message waits, and comes once it is taken."""

import json
from datetime import timedelta
from pathlib import Path

from tests.notify.channels.servers import receiver
from tests.pipeline.desk import NOVEMBER, desk
from watchdog.model.alert import DeliveryState
from watchdog.store import delivery_record


def test_what_a_room_refuses_with_200_is_sent_again_until_it_is_taken(tmp_path: Path) -> None:
    with receiver(status=200, body=b"rate_limited", headers={"Retry-After": "120"}) as room:
        entry = f"channels:\n  chat: {{kind: slack, url: '{room.url}/services/s3cret'}}\n"

        def edited(text: str) -> str:
            return text.replace("channels:\n", entry).replace("[desk-mail, hook]", "[desk-mail, chat]")

        with desk(tmp_path, edit=edited) as at:
            at.release(NOVEMBER)
            assert () == at.deliver(after=timedelta(seconds=100)), "not before the time that it asked for"

            at.deliver(after=timedelta(seconds=30))
            at.restart()
            room.body = b"ok"
            at.deliver(after=timedelta(minutes=6))
            at.deliver(after=timedelta(days=2))
            with at.watch.store.reading() as connection:
                (delivery,) = [each for each in delivery_record.listing(connection) if each.channel == "chat"]

    assert (DeliveryState.SENT, 3) == (delivery.state, len(room.requests))
    assert {delivery.body} == {body for _, _, body in room.requests}
    assert "U.S. trade, November 2025" in json.loads(delivery.body)["text"]
    assert 1 == len(at.mails)
