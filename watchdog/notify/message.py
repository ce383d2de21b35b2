"""An alert as an e-mail message: text, HTML and chart, threaded, in the same bytes every time."""

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from watchdog.model.alert import Alert
from watchdog.notify import render, render_html
from watchdog.notify.inert import one_line


def message_bytes(alert: Alert, channel: str, sender: str, recipient: str) -> bytes:
    """The message to one mailbox, ready for the wire."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Release Watchdog", addr_spec=sender)
    message["To"] = recipient
    message["Subject"] = render.subject(alert.brief)
    message["Date"] = format_datetime(alert.created_at)
    _thread(message, alert, recipient)
    _mark(message, alert, channel)
    message.set_content(render.plain(alert, render.LISTED), cte="quoted-printable")
    message.add_alternative(render_html.html(alert), subtype="html", cte="quoted-printable")
    if alert.chart is not None:
        _html_part(message).add_related(
            alert.chart, "image", "png", cid=f"<{render_html.CHART_ID}>", disposition="inline", filename="chart.png"
        )
    _fix_boundaries(message, alert.id)
    return message.as_bytes()


def message_id(name: str, recipient: str) -> str:
    """The Message-ID of an alert (or the root of a thread) in one mailbox: always the same for the same two."""
    readable = re.sub(r"[^A-Za-z0-9_-]+", "-", name)[:64]
    return f"<{readable}.{hashlib.sha256(f'{name} {recipient}'.encode()).hexdigest()[:16]}@release-watchdog>"


def _thread(message: EmailMessage, alert: Alert, recipient: str) -> None:
    """Mail clients gather messages that share a root, also one that was never sent."""
    root = message_id(alert.thread, recipient)
    message["Message-ID"] = message_id(alert.id, recipient)
    if alert.replies_to is None:
        message["References"] = root
    else:
        answered = message_id(alert.replies_to, recipient)
        message["In-Reply-To"] = answered
        message["References"] = f"{root} {answered}"


def _mark(message: EmailMessage, alert: Alert, channel: str) -> None:
    """What filters and out-of-office robots look at."""
    program = re.sub(r"[^a-z0-9-]+", "-", alert.release.program.lower())
    message["List-Id"] = f"Release Watchdog <{program}.release-watchdog.localhost>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in (
        ("Alert", alert.id),
        ("Type", alert.type.value),
        ("Release", str(alert.release)),
        ("Severity", render.severity(alert).value),
        ("Channel", channel),
    ):
        message[f"X-Watchdog-{name}"] = one_line(value)


def _html_part(message: EmailMessage) -> EmailMessage:
    part = message.get_body(preferencelist=("html",))
    if not isinstance(part, EmailMessage):
        raise TypeError("the message has no HTML part to which a chart could belong")
    return part


def _fix_boundaries(message: EmailMessage, alert_id: str) -> None:
    """Boundaries from the alert's id instead of a random number; '=_' cannot occur in quoted-printable or base64."""
    seed = hashlib.sha256(alert_id.encode()).hexdigest()[:32]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{seed}")
