"""Mail servers that lie, strip, drip and break off: nothing leaves unprotected, and nothing is sent under two names."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPAuthenticationError

import pytest
from hypothesis import given, settings

from tests.notify.channels.servers import Mailboxes, accepts, certificate, needs_openssl, scripted, smtp_server
from tests.notify.channels.test_email import DESK, channel, failure, mail, parsed
from tests.notify.fixtures import BRIEF, SEEN, alert, wild_text
from watchdog.model.secret import Secret
from watchdog.notify.channels.smtp_answers import failure as known_failure
from watchdog.notify.deliver import deliveries

HUSH = Secret("hush-hush")
TO_THE_MESSAGE = (b"220 hi\r\n", b"250 hi\r\n", b"250 from\r\n", b"250 to\r\n", b"354 go\r\n")


@pytest.mark.parametrize(
    "steps",
    [
        (b"250-hi\r\n250 AUTH PLAIN LOGIN\r\n",),
        (b"250-hi\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n", b"454 not now\r\n"),
        (b"250-hi\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n", b"220 go\r\n250-hi\r\n250 AUTH PLAIN\r\n235 welcome\r\n"),
    ],
    ids=["not offered", "refused", "answers slipped in before the handshake"],
)
def test_where_tls_is_stripped_neither_password_nor_mail_leaves(steps: tuple[bytes, ...]) -> None:
    heard: list[bytes] = []
    with scripted(b"220 hi\r\n", *steps, b"", heard=heard) as port:
        failed = failure(channel(port, host="localhost", starttls="required", password=HUSH))

    assert not failed.permanent
    assert {b"ehlo", b"STARTTLS", b"QUIT"} >= {line.split()[0] for line in heard if line.isascii() and line.strip()}


@needs_openssl
@pytest.mark.parametrize("starttls", ["required", "implicit"])
def test_an_expired_certificate_sends_nothing(tmp_path: Path, starttls: str) -> None:
    mailboxes = Mailboxes()
    authority, context = certificate(tmp_path, until="20200201000000Z")
    tls = {"tls_context": context} if starttls == "required" else {"ssl_context": context}
    with smtp_server(mailboxes, **tls) as port:
        failed = failure(channel(port, host="localhost", starttls=starttls, ca_file=str(authority), password=HUSH))

    assert f"localhost:{port}: its certificate is not trusted: certificate has expired" == str(failed)
    assert [] == mailboxes.received


@needs_openssl
def test_tls_from_the_first_byte_is_verified_too(tmp_path: Path) -> None:
    mailboxes = Mailboxes()
    authority, context = certificate(tmp_path)
    options = {"authenticator": accepts("hush-hush"), "auth_require_tls": False}
    with smtp_server(mailboxes, ssl_context=context, **options) as port:
        known = channel(port, host="localhost", starttls="implicit", ca_file=str(authority), password=HUSH)
        known.send(mail(known), SEEN)
        unknown = failure(channel(port, host="localhost", starttls="implicit"))
        misnamed = failure(channel(port, host="127.0.0.1", starttls="implicit", ca_file=str(authority)))

    assert 1 == len(mailboxes.received)
    assert all("its certificate is not trusted" in str(failed) for failed in (unknown, misnamed))


@pytest.mark.parametrize("starttls", ["required", "implicit"])
def test_a_handshake_that_drips_is_cut_off_by_the_wall_clock(starttls: str) -> None:
    begin = (b"220 hi\r\n", b"250-hi\r\n250 STARTTLS\r\n", b"220 go\r\n") if starttls == "required" else (0.01,)
    drops: list[bytes | float] = [b"\x16\x03\x03\x40\x00"]
    for _ in range(60):
        drops += [0.05, b"\x02"]
    with scripted(*begin, 0.01, *drops) as port:
        failed = failure(channel(port, host="localhost", starttls=starttls, timeout_seconds=0.4))

    assert f"localhost:{port}: " in str(failed)
    assert "TimeoutError" not in str(failed), "a limit of the handshake alone would leave what follows without one"


def test_a_log_in_that_fails_for_now_follows_the_schedule_and_one_refused_waits() -> None:
    refused, failing = (known_failure("mail:587", SMTPAuthenticationError(code, b"no")) for code in (535, 454))

    assert (timedelta(minutes=30), None) == (refused.retry_after, failing.retry_after)
    assert (False, False) == (refused.permanent, failing.permanent)


def test_a_connection_lost_after_the_final_dot_gives_at_most_a_copy_of_the_same_message_id() -> None:
    heard: list[bytes] = []
    mailboxes = Mailboxes()
    with scripted(*TO_THE_MESSAGE, b"", heard=heard) as port:
        lost = mail(channel(port))
        assert not failure(channel(port)).permanent
    with smtp_server(mailboxes) as port:
        channel(port).send(lost, SEEN)

    ((_, arrived),) = mailboxes.received
    (named,) = [line for line in heard if line.lower().startswith(b"message-id:")]
    following = heard[heard.index(named) + 1]
    assert parsed(arrived)["Message-ID"] in (named + following).decode()


def test_a_greylisted_message_arrives_once_under_its_message_id() -> None:
    mailboxes = Mailboxes(replies={DESK: "450 4.7.1 greylisted, come back"})
    with smtp_server(mailboxes) as port:
        known = channel(port)
        waiting = mail(known)
        failed = failure(known)
        mailboxes.replies.clear()
        known.send(waiting, SEEN)

    assert (False, 1) == (failed.permanent, len(mailboxes.received))
    assert mailboxes.received[0][1].replace(b"\r\n", b"\n") == waiting.body.replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    ("steps", "said", "permanent"),
    [
        ((b"550 we do not know you\r\n",), "answered 550 we do not know you", False),
        ((b"250 from\r\n", b"550 no such user\r\n"), "refused the mailbox: 550 no such user", True),
        ((b"250 from\r\n", b"552 full\r\n"), "refused the mailbox: 552 full", True),
        ((b"250 from\r\n", b"421 closing\r\n"), "refused the mailbox: 421 closing", False),
        ((b"250 from\r\n", b"250 to\r\n", b"554 no\r\n"), "refused the message: 554 no", True),
        ((b"250 from\r\n", b"250 to\r\n", b"354 go\r\n", b"552 too big\r\n"), "refused the message: 552 too big", True),
        ((b"250 from\r\n", b"250 to\r\n", b"354 go\r\n", b"452 no room\r\n"), "the message: 452 no room", False),
        ((b"nonsense\r\n",), "answered", False),
    ],
)  # fmt: skip
def test_each_refusal_is_told_as_what_it_is(steps: tuple[bytes, ...], said: str, *, permanent: bool) -> None:
    with scripted(b"220 hi\r\n", b"250 hi\r\n", *steps, b"221 bye\r\n", b"221 bye\r\n") as port:
        failed = failure(channel(port))

    assert said in str(failed)
    assert permanent == failed.permanent


@given(wild_text)
@settings(max_examples=20)
def test_any_label_arrives_as_it_was_sent_and_adds_no_recipient_and_no_command(label: str) -> None:
    lines = (label, ".", "..", f".{label}", "x" * 3000, "\r\n.\r\nMAIL FROM:<evil@example.org>")
    hostile = alert(brief=replace(BRIEF, headline=label, facts=lines, unusual=lines))
    mailboxes = Mailboxes()
    with smtp_server(mailboxes) as port:
        known = channel(port)
        (delivery,) = deliveries(hostile, {"desk-mail": known}, SEEN)
        known.send(delivery, SEEN)

    ((recipient, content),) = mailboxes.received
    assert (DESK, delivery.body.splitlines()) == (recipient, content.splitlines())
    assert max(map(len, content.splitlines())) <= 998
    assert b"\x00" not in content
