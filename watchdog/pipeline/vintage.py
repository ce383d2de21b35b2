"""From the readings of one release to its vintage, and to all that was known with it and before it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from watchdog.model.document import Reading
from watchdog.model.knowledge import Situation
from watchdog.model.release import DocumentVersion, Release, ScheduledRelease, Vintage
from watchdog.rulebook.book import Rulebook
from watchdog.store import claims, knowledge
from watchdog.store.vintages import VintageEntry


def vintage_of(
    release: Release,
    readings: Sequence[Reading],
    schedule: Sequence[ScheduledRelease],
    entries: Sequence[VintageEntry],
    now: datetime,
    *,
    overdue: bool = False,
) -> Vintage:
    """A document's first print for a release was public when the release was scheduled; any later one when seen, and
    so was one that was looked for at its moment and was not there (`overdue`).
    """
    documents = tuple(sorted(DocumentVersion(r.source, r.document, r.sha256) for r in readings))
    scheduled = next((line.at for line in schedule if line.release == release), None)
    printed_before = {version.document for entry in entries if entry.release == release for version in entry.documents}
    is_first = not overdue and not any(reading.document in printed_before for reading in readings)
    return Vintage(
        id=hashlib.sha256("\n".join(f"{d.source}/{d.document} {d.sha256}" for d in documents).encode()).hexdigest(),
        release=release,
        available_at=scheduled if is_first and scheduled is not None and scheduled <= now else now,
        first_seen_at=now,
        documents=documents,
        cells=tuple(cell for reading in readings for cell in reading.cells),
        blanks=tuple(blank for reading in readings for blank in reading.blanks),
        stamped_at=max((r.stamped_at for r in readings if r.stamped_at), default=None),
        scheduled_at=scheduled,
    )


def situation_of(
    connection: Connection, vintage: Vintage, entries: Sequence[VintageEntry], rulebook: Rulebook
) -> Situation:
    """What was known with this vintage, and before the first vintage of its release."""
    of_release = [entry for entry in entries if entry.release == vintage.release]
    first = min(of_release, key=lambda entry: (entry.available_at, entry.seq), default=None)
    return Situation(
        release=vintage.release,
        vintage=vintage.id,
        known=knowledge.known_with(connection, vintage.id, rulebook.series),
        before=knowledge.known_before(connection, first.id if first else vintage.id, rulebook.series),
        zone=rulebook.timezone,
        claims=claims.open_claims(connection),
    )
