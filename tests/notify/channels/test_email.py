"""Mail against real SMTP servers."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.notify.channels.servers import (
    Mailboxes,
    accepts,
    certificate,
    free_port,
    needs_openssl,
    scripted,
    smtp_server,
)
from tests.notify.fixtures import SEEN, alert
from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Delivery
from watchdog.model.secret import Secret
from watchdog.notify.channels.email import EmailChannel, EmailSettings, make
from watchdog.notify.channels.smtp import SmtpSettings
from watchdog.notify.deliver import deliveries

DESK = "desk@example.org"


def channel(port: int, *, host: str = "127.0.0.1", to: tuple[str, ...] = (DESK,), **smtp: Any) -> EmailChannel:  # noqa: ANN401 - fields of SmtpSettings
    settings = SmtpSettings(**{"host": host, "port": port, "starttls": "never", "timeout_seconds": 5.0, **smtp})
    return make("desk-mail", EmailSettings(to=to, smtp=settings))


def mail(known: EmailChannel) -> Delivery:
    return deliveries(alert(), {"desk-mail": known}, SEEN)[0]


def failure(known: EmailChannel) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        known.send(mail(known), SEEN)
    return failed.value


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_message_arrives_whole_and_readable() -> None:
    mailboxes = Mailboxes()
    with smtp_server(mailboxes) as port:
        known = channel(port)
        known.send(mail(known), SEEN)

    ((recipient, content),) = mailboxes.received
    message = parsed(content)
    assert (recipient, message["To"]) == (DESK, DESK)
    assert message["Subject"] == alert().brief.headline
    text = message.get_body(preferencelist=("plain",))
    assert text is not None
    assert "Balance, goods and services (BOP, SA)" in text.get_content()


def test_each_mailbox_has_its_own_transaction_and_one_refusal_stops_no_other() -> None:
    mailboxes = Mailboxes(replies={"gone@example.org": "550 no such user", "full@example.org": "451 try later"})
    outcomes = []
    with smtp_server(mailboxes) as port:
        known = channel(port, to=("gone@example.org", "full@example.org", DESK))
        for delivery in deliveries(alert(), {"desk-mail": known}, SEEN):
            try:
                known.send(delivery, SEEN)
            except DeliveryFailed as failed:
                outcomes.append((delivery.target, failed.permanent, str(failed).split(": ", 1)[1]))

    assert [
        ("gone@example.org", True, "550 no such user"),
        ("full@example.org", False, "451 try later"),
    ] == outcomes
    assert [DESK] == [recipient for recipient, _ in mailboxes.received]


@pytest.mark.parametrize(("reply", "permanent"), [("552 too large", True), ("451 busy", False)])
def test_a_refused_message_is_final_only_with_5xx(reply: str, *, permanent: bool) -> None:
    with smtp_server(Mailboxes(on_data=reply)) as port:
        failed = failure(channel(port))

    assert permanent == failed.permanent
    assert reply in str(failed)


def test_without_starttls_nothing_is_sent_where_tls_is_required() -> None:
    mailboxes = Mailboxes()
    with smtp_server(mailboxes) as port:
        failed = failure(channel(port, starttls="required", password=Secret("hush")))

    assert mailboxes.received == []
    assert not failed.permanent
    assert "STARTTLS" in str(failed)
    assert "hush" not in str(failed)


@needs_openssl
def test_a_trusted_server_takes_the_message_over_tls_after_log_in(tmp_path: Path) -> None:
    mailboxes = Mailboxes()
    authority, context = certificate(tmp_path)
    with smtp_server(mailboxes, tls_context=context, authenticator=accepts("hush"), auth_required=True) as port:
        known = channel(port, host="localhost", starttls="required", ca_file=str(authority), password=Secret("hush"))
        known.send(mail(known), SEEN)
        failed = failure(
            channel(port, host="localhost", starttls="required", ca_file=str(authority), password=Secret("wrong"))
        )

    assert len(mailboxes.received) == 1
    assert not failed.permanent
    assert "refused our user name or password" in str(failed)
    assert "wrong" not in str(failed)


@needs_openssl
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"], ids=["unknown authority", "another name"])
def test_an_unverified_certificate_sends_nothing(tmp_path: Path, host: str) -> None:
    mailboxes = Mailboxes()
    authority, context = certificate(tmp_path)
    trusted = str(authority) if host == "127.0.0.1" else None
    with smtp_server(mailboxes, tls_context=context) as port:
        failed = failure(channel(port, host=host, starttls="required", ca_file=trusted))

    assert mailboxes.received == []
    assert "its certificate is not trusted" in str(failed)


def test_a_connection_lost_after_the_final_dot_is_tried_again_with_the_same_bytes() -> None:
    steps = (b"220 hi\r\n", b"250 hi\r\n", b"250 from\r\n", b"250 to\r\n", b"354 go\r\n", b"")
    with scripted(*steps) as port:
        known = channel(port)
        failed = failure(known)

    assert not failed.permanent
    assert "may have arrived" in str(failed)
    assert mail(known).body == mail(known).body


def test_a_rude_farewell_after_acceptance_is_still_success() -> None:
    steps = (b"220 hi\r\n", b"250 hi\r\n", b"250 from\r\n", b"250 to\r\n", b"354 go\r\n")
    with scripted(*steps, b"250 taken\r\n", b"500 no farewells\r\n") as port:
        known = channel(port)
        known.send(mail(known), SEEN)


@pytest.mark.parametrize("greeting", [b"421 busy\r\n", b"554 not you\r\n"])
def test_a_server_that_will_not_talk_is_tried_again(greeting: bytes) -> None:
    with scripted(greeting) as port:
        failed = failure(channel(port))

    assert not failed.permanent
    assert greeting.decode().strip() in str(failed)


def test_a_server_that_drips_is_cut_off_by_the_wall_clock() -> None:
    with scripted(b"220-wait\r\n", 0.6, b"220 hi\r\n") as port:
        failed = failure(channel(port, timeout_seconds=0.3))

    assert "fell silent" in str(failed)


def test_nobody_listening_is_a_plain_sentence() -> None:
    port = free_port()

    assert str(failure(channel(port))) == f"127.0.0.1:{port}: Connection refused"


def test_settings_are_read_from_yaml_values() -> None:
    values = {"to": [DESK], "smtp": {"host": "localhost", "port": 25, "starttls": "required", "password": "hush"}}

    settings = TypeAdapter(EmailSettings).validate_python(values)
    assert settings.to == (DESK,)
    assert settings.smtp.password == Secret("hush")
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"to": []}, "at least one mailbox"),
        ({"to": [DESK, DESK]}, "twice"),
        ({"to": ["desk"]}, "'desk' is not a mailbox"),
        ({"to": ["a@example.org\r\nBcc: b@example.org"]}, "is not a mailbox"),
        ({"smtp": {"host": "mail.example.org", "starttls": "never"}}, "is another"),
        ({"smtp": {"host": "localhost", "starttls": "never", "password": "hush"}}, "a password goes over TLS only"),
        ({"smtp": {"host": "localhost", "starttls": "perhaps"}}, "'required', 'implicit' or 'never'"),
        ({"smtp": {"host": "localhost", "timeout_seconds": 0}}, "above 0"),
        ({"cc": "x@example.org"}, "Unexpected keyword argument"),
    ],
)
def test_settings_that_cannot_work_are_refused(values: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        TypeAdapter(EmailSettings).validate_python({"to": [DESK], "smtp": {"host": "localhost"}, **values})
