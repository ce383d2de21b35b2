"""Webhooks against a real receiver that verifies with the reference library."""

import base64
import json
import socket
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from tests.notify.channels.servers import certificate, free_port, needs_openssl, receiver
from tests.notify.fixtures import SEEN, alert
from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Delivery
from watchdog.model.reach import Reach, network_in
from watchdog.model.secret import Secret
from watchdog.notify.channels.standard_webhooks import wait_asked
from watchdog.notify.channels.webhook import WebhookChannel, WebhookSettings, make
from watchdog.notify.deliver import deliveries

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OLD_SECRET = base64.b64encode(bytes(range(50, 80))).decode()


def channel(url: str, **changes: object) -> WebhookChannel:
    values = {"url": url, "secret": SECRET, "timeout_seconds": 5.0, **changes}
    return make("hook", TypeAdapter(WebhookSettings).validate_python(values))


def post(known: WebhookChannel) -> Delivery:
    return deliveries(alert(), {"hook": known}, SEEN)[0]


def failure(known: WebhookChannel, now: datetime = SEEN) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        known.send(post(known), now)
    return failed.value


def test_the_receiver_verifies_what_it_got() -> None:
    with receiver() as endpoint:
        known = channel(f"{endpoint.url}/hook/s3cret?v=1")
        known.send(post(known), datetime.now(UTC))

    ((path, headers, body),) = endpoint.requests
    assert path == "/hook/s3cret?v=1"
    assert Webhook(SECRET).verify(body, headers) == json.loads(post(known).body)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body + b" ", headers)


def test_every_attempt_has_the_same_id_and_bytes_and_its_own_time() -> None:
    now = datetime.now(UTC)
    with receiver() as endpoint:
        known = channel(endpoint.url)
        known.send(post(known), now)
        known.send(post(known), now + timedelta(seconds=5))

    (_, first, body), (_, second, again) = endpoint.requests
    assert (first["webhook-id"], body) == (second["webhook-id"], again)
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 5
    assert "." not in first["webhook-id"]


def test_both_secrets_verify_while_the_receiver_changes_over() -> None:
    with receiver() as endpoint:
        known = channel(endpoint.url, previous_secret=OLD_SECRET)
        known.send(post(known), datetime.now(UTC))

    ((_, headers, body),) = endpoint.requests
    for secret in (SECRET, OLD_SECRET):
        assert Webhook(secret).verify(body, headers)["type"] == "watchdog.digest"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_a_failure_and_is_not_followed(status: int) -> None:
    with receiver() as elsewhere, receiver(status=status, headers={"Location": elsewhere.url}) as endpoint:
        failed = failure(channel(endpoint.url))

    assert str(failed).endswith(f"answered {status}")
    assert not failed.permanent
    assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("status", "headers", "wait", "disable"),
    [
        (410, {}, None, True),
        (429, {"Retry-After": "120"}, timedelta(minutes=2), False),
        (503, {"Retry-After": "Thu, 29 Jan 2026 13:35:12 GMT"}, timedelta(minutes=5), False),
        (503, {"Retry-After": "Thu, 29 Jan 2026 13:00:00 GMT"}, timedelta(), False),
        (429, {"Retry-After": "9" * 400}, timedelta(hours=24), False),
        (429, {"Retry-After": "soon"}, None, False),
        (500, {}, None, False),
        (404, {}, None, False),
    ],
    ids=["gone", "seconds", "a date", "a past date", "for ever", "unreadable", "broken", "not there"],
)
def test_an_answer_other_than_2xx_says_when_to_come_back(
    status: int, headers: dict[str, str], wait: timedelta | None, *, disable: bool
) -> None:
    with receiver(status=status, headers=headers) as endpoint:
        failed = failure(channel(endpoint.url))

    assert (failed.retry_after, failed.disable, failed.permanent) == (wait, disable, False)


def test_a_date_without_a_zone_is_of_greenwich_wherever_we_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        asked = wait_asked("Thu, 29 Jan 2026 13:35:12", datetime(2026, 1, 29, 13, 30, 12, tzinfo=UTC))
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()

    assert timedelta(minutes=5) == asked


@needs_openssl
def test_an_endpoint_whose_certificate_proves_nothing_gets_nothing(tmp_path: Path) -> None:
    _, context = certificate(tmp_path)
    with receiver(tls=context) as endpoint:
        known = channel(endpoint.url.replace("http://127.0.0.1", "https://localhost"))
        failed = failure(known)

    assert [] == endpoint.requests
    assert not failed.permanent
    assert "no answer (SSLCertVerificationError)" in str(failed)


def test_any_2xx_is_success_whatever_the_body() -> None:
    with receiver(status=202, body=b"x" * 300_000) as endpoint:
        known = channel(endpoint.url)
        known.send(post(known), SEEN)

    assert len(endpoint.requests) == 1


def test_a_receiver_that_says_200_and_means_failure_is_known_by_its_body() -> None:
    refusal = b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429"
    with receiver(status=200, body=refusal) as endpoint:
        failed = failure(channel(endpoint.url, expect=r"^\d+$"))
        failure_is_final = failed.permanent or failed.disable
        channel(endpoint.url).send(post(channel(endpoint.url)), SEEN)

    assert f"{endpoint.url} answered 200, but not with the body that `expect` describes" == str(failed)
    assert not failure_is_final


def test_the_body_expected_is_success() -> None:
    with receiver(status=200, body=b"1") as endpoint:
        known = channel(endpoint.url, expect=r"^\d+$")
        known.send(post(known), SEEN)

    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("slow", [{"wait": 0.8}, {"drip": 0.05}], ids=["silent", "a byte at a time"])
def test_a_slow_endpoint_is_cut_off_by_the_wall_clock(slow: dict[str, float]) -> None:
    started = datetime.now(UTC)
    with receiver(**slow) as endpoint:
        failed = failure(channel(endpoint.url, timeout_seconds=0.3))

    assert "no answer" in str(failed)
    assert datetime.now(UTC) - started < timedelta(seconds=3)


def test_no_error_and_no_target_shows_the_path() -> None:
    port = free_port()
    known = channel(f"http://127.0.0.1:{port}/services/T00/s3cret?token=s3cret")

    assert known.targets() == (f"http://127.0.0.1:{port}",)
    assert str(failure(known)) == f"http://127.0.0.1:{port}: no answer (ConnectionRefusedError)"
    assert "s3cret" not in repr(known)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"secret": "whsec_" + base64.b64encode(bytes(23)).decode()}, "at least 24 random bytes"),
        ({"secret": "not base64 at all, but a long sentence"}, "at least 24 random bytes"),
        ({"previous_secret": "c2hvcnQ="}, "at least 24 random bytes"),
        ({"secret": ""}, "at least 4 characters"),
        ({"url": "ftp://example.org/x"}, "https://host/path"),
        ({"url": "https:///path"}, "https://host/path"),
        ({"url": "https://user:pass@example.org/"}, "without a user name"),
        ({"url": "https://example.org:99999/"}, "(?i)port"),
        ({"url": "https://example.org/a b"}, "https://host/path"),
        ({"expect": "(ok"}, "expect is not a regular expression: missing"),
        ({"timeout_seconds": 31}, "at most 30"),
        ({"redirects": True}, "Unexpected keyword argument"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, object], complaint: str) -> None:
    values = {"url": "https://example.org/hook", "secret": SECRET, **changes}

    with pytest.raises(ValidationError, match=complaint):
        TypeAdapter(WebhookSettings).validate_python(values)


def test_secrets_are_secrets() -> None:
    assert channel("https://example.org/x").settings.url == Secret("https://example.org/x")


def test_an_endpoint_whose_name_leads_into_the_private_network_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with receiver() as inside:
        port = int(inside.url.rpartition(":")[2])
        here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
        known = channel(f"http://hooks.example.org:{port}/s3cret")
        failed = failure(known)
        allowing = make("hook", known.settings, Reach((network_in("127.0.0.0/8"),)))
        allowing.send(post(allowing), SEEN)

    assert f"http://hooks.example.org:{port}: it leads to 127.0.0.1, which is not a public address" in str(failed)
    assert "network: {allow: [127.0.0.1]}" in str(failed)
    assert 1 == len(inside.requests)
