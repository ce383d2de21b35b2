"""What Standard Webhooks 1.0 asks of a sender: strong secrets, the three headers, and respect for Retry-After."""

import base64
import binascii
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from standardwebhooks import Webhook

from watchdog.model.secret import Secret

_LONGEST_WAIT_SECONDS = 24 * 60 * 60


def require_strong(secret: Secret) -> None:
    """ValueError unless the secret is base64, with or without 'whsec_', of at least 24 bytes."""
    try:
        key = base64.b64decode(secret.reveal().removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if len(key) < 24:
        raise ValueError("secret must be base64 of at least 24 random bytes; `openssl rand -base64 32` makes one")


def headers(message_id: str, body: bytes, now: datetime, secrets: Iterable[Secret]) -> dict[str, str]:
    """The same id for every attempt; the time, and with it the signature of each secret, are those of this one."""
    now = now.astimezone(UTC)
    signatures = (Webhook(secret.reveal()).sign(message_id, now, body.decode()) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def wait_asked(retry_after: str, now: datetime) -> timedelta | None:
    """How long the receiver asks us to wait, in either form of the header; None when it says nothing readable."""
    if retry_after.isascii() and retry_after.isdecimal():
        seconds = int(retry_after[:9])
    else:
        try:
            until = parsedate_to_datetime(retry_after)
            # a date of HTTP is Greenwich's, also where the receiver forgets to say so
            until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
            seconds = int((until - now).total_seconds())
        except (ValueError, OverflowError):
            return None
    return timedelta(seconds=min(max(seconds, 0), _LONGEST_WAIT_SECONDS))
