"""The mail message itself."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from hypothesis import given

from tests.notify.fixtures import BRIEF, alert, retraction, wild_text
from watchdog.model.alert import Alert
from watchdog.notify import render
from watchdog.notify.inert import one_line
from watchdog.notify.message import message_bytes, message_id

DESK = "desk@example.org"


def content(known: Alert, recipient: str = DESK) -> bytes:
    return message_bytes(known, "desk-mail", "watchdog@localhost", recipient)


def parsed(known: Alert, recipient: str = DESK) -> EmailMessage:
    message = message_from_bytes(content(known, recipient), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_same_alert_gives_the_same_bytes_for_one_mailbox() -> None:
    assert content(alert(chart=b"png")) == content(alert(chart=b"png"))
    assert content(alert()) != content(alert(), "other@example.org")


def test_it_has_a_text_a_page_and_the_chart_that_the_page_shows() -> None:
    message = parsed(alert(chart=b"\x89PNG", chart_alt="a chart"))

    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "image/png"]
    chart = next(part for part in message.walk() if part.get_content_type() == "image/png")
    page = message.get_body(preferencelist=("html",))
    assert page is not None
    assert f'src="cid:{chart["Content-ID"].strip("<>")}"' in page.get_content()
    assert chart.get_payload(decode=True) == b"\x89PNG"


def test_without_a_chart_it_is_text_and_page() -> None:
    assert parsed(alert()).get_content_type() == "multipart/alternative"


def test_its_id_is_that_of_alert_and_mailbox() -> None:
    assert parsed(alert())["Message-ID"] == message_id("alr_november", DESK)
    assert message_id("alr_november", DESK) != message_id("alr_november", "other@example.org")
    assert message_id("a.b", DESK) != message_id("a b", DESK)


def test_a_reply_follows_the_message_that_it_is_about_in_the_same_thread() -> None:
    first, reply = parsed(alert()), parsed(retraction())

    assert reply["In-Reply-To"] == first["Message-ID"]
    assert reply["References"].split() == [first["References"], first["Message-ID"]]
    assert first["In-Reply-To"] is None


def test_filters_find_what_they_need() -> None:
    message = parsed(retraction())

    assert message["X-Watchdog-Alert"] == "alr_retraction"
    assert message["X-Watchdog-Type"] == "watchdog.alert.retracted"
    assert message["X-Watchdog-Release"] == "ft900/2025-11"
    assert message["X-Watchdog-Severity"] == "critical"
    assert message["X-Watchdog-Channel"] == "desk-mail"
    assert message["List-Id"] == "Release Watchdog <ft900.release-watchdog.localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Thu, 29 Jan 2026 13:30:12 +0000"


def test_a_flood_is_counted_in_a_mail_that_stays_small() -> None:
    lines = tuple(f"[info, new] line {number} moved." for number in range(10_000))
    flood = content(alert(brief=replace(BRIEF, unusual=lines)))

    assert len(flood) < 60_000
    assert b"and 9,960 more" in flood


def test_the_wire_has_only_short_ascii_lines_with_crlf() -> None:
    lines = content(alert(chart=bytes(range(256)) * 50)).split(b"\r\n")

    assert max(len(line) for line in lines) <= 998
    assert all(line.isascii() and b"\n" not in line and b"\r" not in line for line in lines)


@given(wild_text)
def test_any_headline_makes_a_message_that_parses_back(label: str) -> None:
    message = parsed(alert(brief=replace(BRIEF, headline=label)))

    assert message["Subject"] == render.subject(replace(BRIEF, headline=label))
    assert message["To"] == DESK
    assert message["Bcc"] is None
    body = message.get_body(preferencelist=("plain",))
    assert body is not None
    assert one_line(label).split() == body.get_content().split()[: len(one_line(label).split())]
    assert message.defects == []
