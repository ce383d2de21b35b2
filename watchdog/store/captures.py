"""What the sources sent, byte for byte, kept before anything reads it; bodies lie once, under their own hash."""

import hashlib
import zlib
from collections.abc import Collection, Sequence
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, true, update

from watchdog.errors import StoreError
from watchdog.model.document import Capture
from watchdog.model.release import DocumentVersion
from watchdog.ports import Validators
from watchdog.store.database import insert_new
from watchdog.store.tables import blobs, captures


class Outcome(StrEnum):
    """What became of a capture; one that has none yet is still to be read."""

    READ = "read"
    REFUSED = "refused"


def add(connection: Connection, capture: Capture) -> int:
    """Keep a capture as received, still to be read; its id. One that waits already is not kept a second time: what a
    crash left unread is fetched again. Nor is one that was refused: it is put back, for the rules may have learned it.
    """
    if (waiting := _waiting(connection, capture)) is not None:
        return waiting
    if (refused := _refused(connection, capture)) is not None:
        connection.execute(update(captures).where(captures.c.id == refused).values(outcome=None, message=""))
        return refused
    _keep_body(connection, capture)
    row = {
        "source": capture.source,
        "document": capture.document,
        "url": capture.url,
        "sha256": capture.sha256,
        "seen_at": capture.seen_at,
        "fetched_at": capture.fetched_at,
        "etag": capture.etag,
        "last_modified": capture.last_modified,
        "content_type": capture.content_type,
        "message": "",
    }
    (capture_id,) = connection.execute(insert(captures).values(row).returning(captures.c.id)).one()
    return int(capture_id)


def _waiting(connection: Connection, capture: Capture) -> int | None:
    """The id of the newest capture of this document if it has the same bytes and nobody has read it yet."""
    theirs = (captures.c.source == capture.source) & (captures.c.document == capture.document)
    row = connection.execute(select(captures).where(theirs).order_by(captures.c.id.desc()).limit(1)).one_or_none()
    return row.id if row and row.outcome is None and row.sha256 == capture.sha256 else None


def was_refused(connection: Connection, capture: Capture) -> bool:
    """Whether the same bytes of this document were refused before."""
    return _refused(connection, capture) is not None


def _refused(connection: Connection, capture: Capture) -> int | None:
    theirs = (captures.c.source == capture.source) & (captures.c.document == capture.document)
    same = theirs & (captures.c.sha256 == capture.sha256) & (captures.c.outcome == Outcome.REFUSED)
    found: int | None = connection.execute(select(func.max(captures.c.id)).where(same)).scalar_one()
    return found


def _keep_body(connection: Connection, capture: Capture) -> None:
    if hashlib.sha256(capture.body).hexdigest() != capture.sha256:
        raise ValueError(f"{capture.name}: its sha256 is not that of its body")
    packed = zlib.compress(capture.body)
    smaller = len(packed) < len(capture.body)
    row = {"sha256": capture.sha256, "body": packed if smaller else capture.body, "compressed": smaller}
    insert_new(connection, blobs, [row])


def body(connection: Connection, sha256: str) -> bytes:
    """The bytes of this hash, verified; StoreError where they are not kept or no longer what they were."""
    row = connection.execute(select(blobs).where(blobs.c.sha256 == sha256)).one_or_none()
    if row is None:
        raise StoreError(f"no document with the SHA-256 {sha256} is kept")
    try:
        content: bytes = zlib.decompress(row.body) if row.compressed else row.body
    except zlib.error as error:
        raise StoreError(f"the document {sha256} is damaged in the store: {error}; restore a backup") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StoreError(f"the document {sha256} is damaged in the store: its hash differs; restore a backup")
    return content


def mark(connection: Connection, capture_id: int, outcome: Outcome, message: str = "") -> None:
    """Say what became of a capture."""
    values = {"outcome": outcome, "message": message}
    if connection.execute(update(captures).where(captures.c.id == capture_id).values(values)).rowcount != 1:
        raise StoreError(f"no capture {capture_id} is kept")


def unread(connection: Connection, sources: Collection[str] | None = None) -> dict[int, Capture]:
    """The captures still to be read, by id, oldest first; after a crash they are where work goes on. Only those of some
    sources if named.
    """
    mine = true() if sources is None else captures.c.source.in_(sources)
    waiting = select(captures).where(captures.c.outcome.is_(None), mine).order_by(captures.c.id)
    rows = connection.execute(waiting).all()
    return {row.id: _capture(row, body(connection, row.sha256)) for row in rows}


def first_fetched_at(connection: Connection, version: DocumentVersion) -> datetime:
    """When a document was first had with this content, whether it could be read then or not; StoreError if never."""
    same = (captures.c.source == version.source) & (captures.c.document == version.document)
    statement = select(captures.c.fetched_at).where(same, captures.c.sha256 == version.sha256)
    moments: Sequence[datetime] = connection.execute(statement).scalars().all()
    if not moments:
        raise StoreError(f"no capture of {version.source}/{version.document} with the SHA-256 {version.sha256} is kept")
    return min(moments)


def version(connection: Connection, wanted: DocumentVersion) -> Capture:
    """A document with this content as it was first had, its bytes verified; StoreError where it is not kept whole."""
    same = (captures.c.source == wanted.source) & (captures.c.document == wanted.document)
    statement = select(captures).where(same, captures.c.sha256 == wanted.sha256).order_by(captures.c.id).limit(1)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise StoreError(f"no capture with the SHA-256 {wanted.sha256} is kept")
    return _capture(row, body(connection, row.sha256))


def latest_read(connection: Connection, source: str, document: str) -> Capture | None:
    """The last capture of a document that was read; None before the first."""
    read = (captures.c.source == source) & (captures.c.document == document) & (captures.c.outcome == Outcome.READ)
    statement = select(captures).where(read).order_by(captures.c.id.desc()).limit(1)
    row = connection.execute(statement).one_or_none()
    return None if row is None else _capture(row, body(connection, row.sha256))


def validators(connection: Connection, source: str) -> dict[str, Validators]:
    """What to send back for each document of a source, from its last capture that was read or still waits to be: one
    that was refused does not count, so that it is fetched again.
    """
    read = (captures.c.source == source) & (captures.c.outcome.is_(None) | (captures.c.outcome == Outcome.READ))
    latest = select(func.max(captures.c.id)).where(read).group_by(captures.c.document)
    return {
        row.document: Validators(
            sha256=row.sha256,
            etag=row.etag,
            last_modified=row.last_modified and format_datetime(row.last_modified, usegmt=True),
        )
        for row in connection.execute(select(captures).where(captures.c.id.in_(latest)))
    }


def _capture(row: Row[*tuple[Any, ...]], content: bytes) -> Capture:
    return Capture(
        source=row.source,
        document=row.document,
        url=row.url,
        body=content,
        sha256=row.sha256,
        fetched_at=row.fetched_at,
        etag=row.etag,
        last_modified=row.last_modified,
        content_type=row.content_type,
        received_in=row.fetched_at - (row.seen_at or row.fetched_at),
    )
