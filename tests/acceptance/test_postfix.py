"""A real mail server takes our mail by verified TLS and relays it as it was sent."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.acceptance.programs import postfix
from tests.notify.channels.servers import certificate, smtp_server
from tests.notify.channels.test_email import channel, failure, parsed
from tests.notify.fixtures import BRIEF, SEEN, alert, retraction
from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert, Delivery
from watchdog.notify.channels.email import EmailChannel
from watchdog.notify.deliver import deliveries

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(shutil.which("postfix") is None, reason="Debian's postfix is not installed"),
    pytest.mark.skipif(os.geteuid() != 0, reason="postfix starts as root only"),
]
HOSTILE = (".", "..", ".\r\n.\r\nMAIL FROM:<evil@example.org>", "x" * 3000, "\u202egold\x00\x1b[31m", "Ärger über Öl 🛢")


@dataclass
class Sink:
    """Where Postfix relays to: what arrives, for whoever waits for it."""

    arrived: "Queue[tuple[list[str], bytes]]" = field(default_factory=Queue)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        self.arrived.put((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@dataclass
class Post:
    """A Postfix, the authority that its certificate is of, and what it has relayed."""

    port: int
    authority: Path
    sink: Sink

    def channel(self, *to: str, **smtp: Any) -> EmailChannel:  # noqa: ANN401 - fields of SmtpSettings
        known: dict[str, Any] = {
            "host": "localhost",
            "starttls": "required",
            "ca_file": str(self.authority),
            "timeout_seconds": 30.0,
        }
        return channel(self.port, to=to or ("desk@example.org",), **(known | smtp))


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    folder, sink = tmp_path_factory.mktemp("post"), Sink()
    authority, _ = certificate(folder)
    with smtp_server(sink) as port, postfix(authority, folder / "key.pem", port) as relay:
        yield Post(relay, authority, sink)


def sent(known: EmailChannel, what: Alert) -> Delivery:
    (delivery,) = deliveries(what, {"desk-mail": known}, SEEN)
    known.send(delivery, SEEN)
    return delivery


@pytest.mark.parametrize(
    "what",
    [
        alert(chart=bytes(range(256)) * 100, chart_alt="a chart"),
        retraction(),
        alert(brief=replace(BRIEF, headline="Ärger über Öl\r\nBcc: evil@example.org", facts=HOSTILE, unusual=HOSTILE)),
    ],
    ids=["digest", "retraction", "hostile"],
)
def test_the_mail_is_relayed_as_it_was_sent(post: Post, what: Alert) -> None:
    delivery = sent(post.channel(), what)
    recipients, content = post.sink.arrived.get(timeout=60)

    assert ["desk@example.org"] == recipients
    trace = content.removesuffix(delivery.body)
    assert content != trace, "what was added stands before the message"
    assert set(parsed(trace + b"\r\n").keys()) <= {"Received", "Return-Path"}
    assert b"with ESMTPS id" in trace
    assert (parsed(delivery.body)["Message-ID"], []) == (parsed(content)["Message-ID"], parsed(content).defects)


def test_a_second_attempt_arrives_under_the_same_message_id(post: Post) -> None:
    first, second = sent(post.channel(), alert()), sent(post.channel(), alert())
    ids = {parsed(post.sink.arrived.get(timeout=60)[1])["Message-ID"] for _ in range(2)}

    assert first.body == second.body
    assert 1 == len(ids)


def test_refused_mailboxes_are_told_apart_and_hold_up_nobody(post: Post) -> None:
    known = post.channel("gone@example.org", "grey@example.org", "desk@example.org")
    refused = {}
    for delivery in deliveries(alert(), {"desk-mail": known}, SEEN):
        try:
            known.send(delivery, SEEN)
        except DeliveryFailed as failed:
            refused[delivery.target] = (failed.permanent, str(failed).partition("mailbox: ")[2][:3])

    assert {"gone@example.org": (True, "550"), "grey@example.org": (False, "450")} == refused
    assert ["desk@example.org"] == post.sink.arrived.get(timeout=60)[0]


def test_without_the_authority_or_under_another_name_nothing_is_sent(post: Post) -> None:
    for smtp in ({"ca_file": None}, {"host": "127.0.0.1"}):
        assert "its certificate is not trusted" in str(failure(post.channel(**smtp)))

    sent(post.channel(), retraction())
    assert parsed(post.sink.arrived.get(timeout=60)[1])["X-Watchdog-Alert"] == "alr_retraction", "the first to arrive"
