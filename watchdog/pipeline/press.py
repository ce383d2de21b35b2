"""The press text of a release among its other documents: it comes with the tables or after them, and counts for nothing
in when the release came, whether it is whole, and what its figures are.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from watchdog.errors import StoreError
from watchdog.model.document import Reading
from watchdog.model.finding import Verdict
from watchdog.model.period import Period
from watchdog.model.press import PressText
from watchdog.model.release import DocumentVersion, Release, Vintage
from watchdog.plugins import RULE_KINDS
from watchdog.rulebook.book import Rulebook
from watchdog.store import captures, vintages
from watchdog.store.vintages import VintageEntry
from watchdog.verify.press import press_text, words_of

_LACKING = "the tables of that release are not here, so it is set aside"


def documents_of(rulebook: Rulebook) -> frozenset[str]:
    """The short names of the documents that are press texts."""
    return frozenset(layout.document for layout in rulebook.layouts if layout.is_text)


def tables_of(readings: Sequence[Reading], rulebook: Rulebook) -> Sequence[Reading]:
    """Those that are no texts, or the texts where there are no others."""
    texts = documents_of(rulebook)
    return [reading for reading in readings if reading.document not in texts] or readings


def unplaced(
    readings: Mapping[int, Reading], rulebook: Rulebook, entries: Sequence[VintageEntry], here: Collection[Period]
) -> dict[int, str]:
    """The texts, by number, that are of none of the releases whose tables are `here` or kept, and why not. None of them
    waits: a page that still says the same is asked for again together with the tables, and one that was mended is not
    told of as it was before.
    """
    texts = documents_of(rulebook)
    kept = {entry.release.period for entry in entries if has_tables(entry.documents, texts)}
    return {
        number: f"the press text of {reading.reference.label}: {_LACKING}"
        for number, reading in readings.items()
        if reading.document in texts and reading.reference not in kept and reading.reference not in here
    }


def says_something_new(connection: Connection, reading: Reading, release: Release, rulebook: Rulebook) -> bool:
    """Whether what is read in it differs from its last version, by the same tables: a page has other bytes at each
    visit, and often a count of visits or the headlines of the day.
    """
    of_release = [entry for entry in vintages.listing(connection, release.program) if entry.release == release]
    name = (reading.source, reading.document)
    versions = [each for entry in of_release for each in entry.documents if (each.source, each.document) == name]
    texts = documents_of(rulebook)
    as_of = max((entry.available_at for entry in of_release if has_tables(entry.documents, texts)), default=None)
    if not versions or as_of is None:
        return True
    both = (versions[-1], DocumentVersion(*name, reading.sha256))
    try:
        before, after = (captures.version(connection, version).body for version in both)
    except StoreError:  # an archive's is kept once it is known to be new
        return True
    if words_of(before) == words_of(after):
        return False
    was, now = (_gist(press_text(body, reading.document, rulebook, connection, as_of)) for body in (before, after))
    return was != now


def _gist(text: PressText) -> tuple[str, frozenset[tuple[str, Verdict, str]]]:
    return text.unread, frozenset((each.subject, each.verdict, each.reason) for each in text.statements)


def texts_of(
    connection: Connection, vintage: Vintage, entries: Sequence[VintageEntry], rulebook: Rulebook
) -> tuple[PressText, ...]:
    """What the rules in force ask for of the texts that came with this release by then, each in its latest version and
    by what was public when the release's tables were; `entries` may lack the vintage itself.
    """
    asked = {document for rule in rulebook.rules for document in RULE_KINDS[rule.kind].texts(rule.parameters)}
    if not asked:
        return ()
    texts = documents_of(rulebook)
    earlier = [
        entry
        for entry in entries
        if entry.release == vintage.release and entry.available_at <= vintage.available_at and entry.id != vintage.id
    ]
    of_release: list[Vintage | VintageEntry] = [*earlier, vintage]
    with_tables = [each.available_at for each in of_release if has_tables(each.documents, texts)]
    latest = {version.document: version for each in of_release for version in each.documents}
    as_of = max(with_tables, default=vintage.available_at)
    wanted = [latest[document] for document in sorted(asked & latest.keys())]
    return tuple(_read(connection, version, rulebook, as_of) for version in wanted)


def _read(connection: Connection, version: DocumentVersion, rulebook: Rulebook, as_of: datetime) -> PressText:
    try:
        body = captures.version(connection, version).body
    except StoreError as error:
        return PressText(document=version.document, unread=str(error))
    return press_text(body, version.document, rulebook, connection, as_of)


def has_tables(documents: Sequence[DocumentVersion], texts: frozenset[str]) -> bool:
    """Whether a vintage of these documents is more than a text."""
    return any(version.document not in texts for version in documents)
