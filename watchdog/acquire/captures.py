"""From a body, wherever it came from, to a capture; or the news that it is the one we hold."""

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.ports import Unchanged, Validators


def capture_or_unchanged(
    *, layout: Layout, url: str, body: bytes, known: Validators | None, now: datetime
) -> Capture | Unchanged:
    """A capture, unless the same bytes are known already."""
    sha256 = hashlib.sha256(body).hexdigest()
    if known and known.sha256 == sha256:
        return Unchanged(document=layout.document)
    return Capture(source=layout.source, document=layout.document, url=url, body=body, sha256=sha256, fetched_at=now)


def moment(http_date: str | None) -> datetime | None:
    """An HTTP date as an aware moment in UTC; None where it is absent or illegible."""
    try:
        parsed = parsedate_to_datetime(http_date or "")
    except ValueError:
        return None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
