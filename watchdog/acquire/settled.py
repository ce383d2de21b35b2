"""Whether a document that has just changed is settled, or still being replaced while we read it: asked for once more,
which costs an empty 'not modified' where the server knows validators.
"""

import hashlib
import io
import zipfile
from datetime import datetime

from watchdog.acquire.client import Client
from watchdog.acquire.fetch import Answer
from watchdog.errors import FetchFailed
from watchdog.ports import Validators

_NEXT_POLL = "it is tried at the next poll"


def check_settled(
    client: Client, document: str, url: str, first: Answer, held: Validators | None, now: datetime
) -> None:
    """Refuse a document whose content differs from one request to the next, unless the other one is what we hold: a
    mirror that lags says nothing against the one that does not. Where the source is trusted with one request, a body
    whose end the server did not mark still needs the second.
    """
    if first.ends and not client.manners.confirm:
        return
    sha256 = hashlib.sha256(first.body).hexdigest()
    known = Validators(sha256=sha256, etag=first.etag, last_modified=first.last_modified)
    try:
        second = client.get(document, url, known, now)
    except FetchFailed:
        if not first.ends:
            message = f"the server did not say how long it is, nor could it be asked for again; {_NEXT_POLL}"
            raise FetchFailed(document, message) from None
        return  # the first answer was whole; a second one would only have been a comfort
    if second is None or _print(second.body) == _print(first.body):
        return
    if held is None or not first.ends or hashlib.sha256(second.body).hexdigest() != held.sha256:
        reason = "it is being replaced" if first.ends else "it is being replaced, or was cut off"
        message = f"two requests in a row gave different contents: {reason}; {_NEXT_POLL}"
        raise FetchFailed(document, message)


def _print(body: bytes) -> object:
    """What makes two bodies the same: for an archive what it holds, since its wrapping may be made anew each time."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return [(entry.filename, entry.CRC, entry.file_size) for entry in archive.infolist()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return hashlib.sha256(body).hexdigest()
