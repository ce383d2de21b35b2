"""When a source is asked for everything anew, whatever its validators say, and what to believe of them afterwards.

A server that answers 'not modified' of a document that has changed would otherwise hide a release for ever.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

from watchdog.model.document import Capture
from watchdog.ports import Validators

_AFTER_A_RELEASE = (timedelta(0), timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=1))
_AT_LEAST_EVERY = timedelta(days=1)


def is_due_in_full(last: datetime | None, now: datetime, releases: Iterable[datetime]) -> bool:
    """Whether a day has passed since it was last done, or one of the moments after a planned release."""
    if last is None or last > now or now - last >= _AT_LEAST_EVERY:
        return True
    return any(last < at + after <= now for at in releases for after in _AFTER_A_RELEASE)


def without_marks(known: Mapping[str, Validators]) -> dict[str, Validators]:
    """What we hold, without anything that a server could answer 'not modified' to."""
    return {document: Validators(sha256=held.sha256) for document, held in known.items()}


def has_lying_marks(capture: Capture, held: Validators | None) -> bool:
    """Whether new content came under the very marks of the old one."""
    if held is None or held.sha256 == capture.sha256 or (held.etag is None and held.last_modified is None):
        return False
    modified = capture.last_modified and format_datetime(capture.last_modified, usegmt=True)
    return (capture.etag, modified) == (held.etag, held.last_modified)


def unmarked(capture: Capture) -> Capture:
    """The capture without the marks that cannot be relied on, so that the next request for it is a whole one."""
    return replace(capture, etag=None, last_modified=None)
