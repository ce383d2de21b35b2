"""From the readings of one release to its vintage, and to all that was known with it and before it."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from watchdog.model.cell import Blank
from watchdog.model.document import Reading
from watchdog.model.knowledge import Change, Column, Situation
from watchdog.model.period import Period
from watchdog.model.release import DocumentVersion, Release, Vintage
from watchdog.model.revisions import Reprint
from watchdog.plugins import RULE_KINDS
from watchdog.rulebook.book import Rulebook
from watchdog.store import claims, knowledge, vintages
from watchdog.store.vintages import VintageEntry


def available_since(
    release: Release,
    readings: Sequence[Reading],
    rulebook: Rulebook,
    entries: Sequence[VintageEntry],
    seen_at: datetime,
    *,
    overdue: bool = False,
) -> datetime:
    """A document's first print for a release was public when the release was scheduled; any later one when it was seen,
    which is when it was fetched, and so was one that was looked for after its moment and was not there (`overdue`), or
    that only follows the release.
    """
    if follow(readings, rulebook):
        return seen_at
    scheduled = scheduled_at(release, rulebook)
    printed_before = {version.document for entry in entries if entry.release == release for version in entry.documents}
    is_first = not overdue and not any(reading.document in printed_before for reading in readings)
    return scheduled if is_first and scheduled is not None and scheduled <= seen_at else seen_at


def was_absent(release: Release, rulebook: Rulebook, looked_at: datetime | None) -> bool:
    """Whether a release was not there yet though its moment had passed when its document was `looked_at`."""
    scheduled = scheduled_at(release, rulebook)
    return scheduled is not None and looked_at is not None and looked_at >= scheduled


def public_since(vintage: Vintage | VintageEntry) -> datetime | None:
    """When a vintage was public by the calendar, its archive or its stamp; None where only our sight of it dates it."""
    if vintage.scheduled_at is not None or vintage.available_at < vintage.first_seen_at:
        return vintage.available_at
    return vintage.stamped_at and min(vintage.stamped_at, vintage.available_at)


def is_newest_of(period: Period, known: Collection[Period]) -> bool:
    """Whether a period is later than all that were known of its frequency; not where none was."""
    others = [each for each in known if each.frequency is period.frequency]
    return bool(others) and period > max(others)


def scheduled_at(release: Release, rulebook: Rulebook) -> datetime | None:
    """The moment that the calendar of the rules gives for a release; None where it knows none."""
    return next((line.at for line in rulebook.calendar if line.release == release), None)


def follow(readings: Sequence[Reading], rulebook: Rulebook) -> bool:
    """Whether these documents came after the release that they belong to, and not with it."""
    followers = {layout.document for layout in rulebook.layouts if layout.follows or layout.is_text}
    return all(reading.document in followers for reading in readings)


def version_of(reading: Reading) -> DocumentVersion:
    """The document by its content."""
    return DocumentVersion(reading.source, reading.document, reading.sha256)


def vintage_of(
    release: Release,
    readings: Sequence[Reading],
    rulebook: Rulebook,
    *,
    available_at: datetime,
    first_seen_at: datetime,
) -> Vintage:
    """The figures of some documents that became available together."""
    documents = tuple(sorted(map(version_of, readings)))
    return Vintage(
        id=hashlib.sha256("\n".join(f"{d.source}/{d.document} {d.sha256}" for d in documents).encode()).hexdigest(),
        release=release,
        available_at=available_at,
        first_seen_at=first_seen_at,
        documents=documents,
        cells=tuple(cell for reading in readings for cell in reading.cells),
        blanks=tuple(blank for reading in readings for blank in reading.blanks),
        stamped_at=max((r.stamped_at for r in readings if r.stamped_at), default=None),
        scheduled_at=None if follow(readings, rulebook) else scheduled_at(release, rulebook),
        drift={reading.document: reading.drift for reading in readings if reading.drift},
    )


def corrections(changes: Sequence[Change], vintage: Vintage, entries: Sequence[VintageEntry]) -> tuple[Change, ...]:
    """Those of a vintage's changes that differ from what the same document printed for the same release before.

    A column that the document did not have before is one that the rules have learned to read: no correction.
    """
    before = [entry for entry in entries if entry.release == vintage.release]
    printed = {
        (version.source, version.document)
        for entry in before
        if entry.available_at <= vintage.available_at
        for version in entry.documents
    }
    return tuple(
        change
        for change in changes
        if (change.key.outlet.source, change.key.outlet.document) in printed
        and change.is_of_value
        and not change.in_new_column
    )


def left_blank(prints: Iterable[tuple[Collection[DocumentVersion], Iterable[Blank]]]) -> tuple[Blank, ...]:
    """What the documents of a release leave empty, each in its latest print; `prints` are its vintages in their order.

    A document that came alone says nothing of the others: what they left empty is still empty, and not missing.
    """
    latest: dict[tuple[str, str], list[Blank]] = {}
    for documents, blanks in prints:
        latest |= {(version.source, version.document): [] for version in documents}
        for blank in blanks:
            latest.setdefault((blank.key.outlet.source, blank.key.outlet.document), []).append(blank)
    return tuple(blank for blanks in latest.values() for blank in blanks)


def situation_of(
    connection: Connection,
    vintage: Vintage,
    entries: Sequence[VintageEntry],
    rulebook: Rulebook,
    corrected: tuple[Change, ...] = (),
) -> Situation:
    """What was known with this vintage, and before the first vintage of its release; claims as they stood then."""
    of_release = [entry for entry in entries if entry.release == vintage.release]
    first = min(of_release, key=lambda entry: (entry.available_at, entry.seq), default=None)
    earlier = [
        (entry.documents, vintages.blanks_of(connection, entry.seq))
        for entry in of_release
        if entry.available_at <= vintage.available_at and entry.id != vintage.id
    ]
    opens = vintage.id if first is None or vintage.available_at < first.available_at else first.id
    return Situation(
        release=vintage.release,
        vintage=vintage.id,
        known=knowledge.known_with(connection, vintage.id, rulebook.series),
        before=knowledge.known_before(connection, opens, rulebook.series),
        zone=rulebook.timezone,
        claims=claims.open_claims(connection, vintage.available_at, rulebook.program),
        corrections=corrected,
        blanks=left_blank([*earlier, (vintage.documents, vintage.blanks)]),
        revisions=knowledge.revisions(connection, vintage.id, revised_series(rulebook)),
        first_prints=knowledge.first_prints(connection, vintage.id, first_printed(rulebook)),
    )


def revised_series(rulebook: Rulebook) -> frozenset[str]:
    """The series of which the rules make claims, to be graded by how much they are revised, and those whose first
    prints and revisions are judged themselves.
    """
    asking = (rule for rule in rulebook.rules if RULE_KINDS[rule.kind].retest or RULE_KINDS[rule.kind].needs_revisions)
    return frozenset(getattr(rule.parameters, "series", "") for rule in asking)


def first_printed(rulebook: Rulebook) -> frozenset[Column]:
    """The columns whose first prints the rules look at."""
    return frozenset(
        column for rule in rulebook.rules for column in RULE_KINDS[rule.kind].first_prints(rule.parameters)
    )


def reprints(changes: Iterable[Change], vintage: Vintage) -> Iterator[Reprint]:
    """What a vintage made of the figures that it changed."""
    for change in changes:
        yield Reprint(
            before=change.before, now=change.now, release=vintage.release.period, available_at=vintage.available_at
        )
