"""Proves an alert again from what is kept: the bytes that came, the rules in force then, and this program.

The documents' bytes are verified and read anew, the vintage is judged anew in a copy of the store that knows only what
was known before it, and the message is written anew. What differs is named with its cause, in this order: the `data`
(bytes or kept figures are not what they were), the `rules` (the stored rule set), or else the `code`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from watchdog.errors import ConfigurationError, SourceError, StoreError
from watchdog.model.alert import Alert
from watchdog.model.cell import Cell
from watchdog.model.document import Capture, Reading
from watchdog.model.finding import Finding
from watchdog.model.release import DocumentVersion, Vintage
from watchdog.model.route import Routing
from watchdog.notify.render import plain
from watchdog.pipeline import press
from watchdog.pipeline.post import Post
from watchdog.pipeline.release import Read
from watchdog.pipeline.remember import CODE_VERSION, remember
from watchdog.pipeline.sight import is_reprint
from watchdog.pipeline.tell import Manner, tell
from watchdog.pipeline.vintage import vintage_of
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.load import from_files
from watchdog.store import alerts, captures, findings, rule_sets, schedule, silences, vintages
from watchdog.store.database import Store
from watchdog.store.rewound import rewound
from watchdog.store.vintages import VintageEntry

_LISTED = 5


class Cause(StrEnum):
    """What made an alert come out otherwise."""

    DATA = "data"
    RULES = "rules"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not as it was, in a sentence."""

    cause: Cause
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How proving an alert again went. `vintage` is None for one that rests on no document, as that a release is late.

    `findings` counts those that were judged again, `figures` those that were read again. `tables` are the vintages of
    the same release that a press text, which has no figures of its own, was held against.
    """

    alert: Alert
    vintage: VintageEntry | None
    tables: tuple[VintageEntry, ...] = ()
    findings: int = 0
    figures: int = 0
    differences: tuple[Difference, ...] = ()

    @property
    def is_proved(self) -> bool:
        """Whether everything came out as it was told."""
        return self.vintage is not None and not self.differences


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """A vintage as it is kept: its rules, and its documents with their bytes."""

    entry: VintageEntry
    rulebook: Rulebook
    captured: tuple[Capture, ...]


def prove(store: Store, alert: Alert, read: Read, routing: Routing) -> Evidence:
    """Judge and write the alert again; offline, and without a trace in the store. Of a reminder, what it reminds of."""
    with store.reading() as connection:
        if (reminded := alerts.reminded_of(connection, alert.id)) is not None:
            alert = alerts.get(connection, reminded)
        known = {entry.id: entry for entry in vintages.listing(connection, alert.release.program)}
    entry = known.get(alert.vintage)
    if entry is None or not _rests_on_documents(alert):
        return Evidence(alert=alert, vintage=None)
    stored = _stored(store, entry)
    if not isinstance(stored, _Stored):
        return Evidence(alert=alert, vintage=entry, differences=stored)
    readings = _readings(stored, read)
    if unread := tuple(_unread(readings, entry)):
        return Evidence(alert=alert, vintage=entry, differences=unread)
    evidence = _judged_again(store, alert, stored, [each for each in readings if isinstance(each, Reading)], routing)
    for table in _tables_behind(stored, known.values()):
        evidence = _with_tables(evidence, store, table, read)
    return evidence


def _unread(readings: Sequence[Reading | SourceError], entry: VintageEntry) -> Iterator[Difference]:
    for reading in readings:
        if isinstance(reading, SourceError):
            yield Difference(cause=_ours(entry), what=f"no longer read: {reading}")


def _tables_behind(stored: _Stored, known: Iterable[VintageEntry]) -> Iterator[VintageEntry]:
    """The vintages with figures of the same release that were public by then, where this one is words alone."""
    entry, texts = stored.entry, press.documents_of(stored.rulebook)
    if not press.has_tables(entry.documents, texts):
        for each in known:
            of_then = each.release == entry.release and each.available_at <= entry.available_at
            if of_then and press.has_tables(each.documents, texts):
                yield each


def _with_tables(evidence: Evidence, store: Store, entry: VintageEntry, read: Read) -> Evidence:
    """Whether these tables are still what a text was held against: what differs in them comes before what follows."""
    stored = _stored(store, entry)
    figures, differences = 0, () if isinstance(stored, _Stored) else stored
    if isinstance(stored, _Stored):
        readings = _readings(stored, read)
        differences = tuple(_unread(readings, entry))
        if not differences:
            whole = [reading for reading in readings if isinstance(reading, Reading)]
            vintage = _made_anew(stored, whole)
            figures = len(vintage.cells)
            with store.reading() as connection:
                differences = tuple(_of_figures(vintage, vintages.get(connection, entry.id), entry))
    return replace(
        evidence,
        tables=(*evidence.tables, entry),
        figures=evidence.figures + figures,
        differences=(*differences, *evidence.differences),
    )


def _made_anew(stored: _Stored, readings: Sequence[Reading]) -> Vintage:
    entry = stored.entry
    return vintage_of(
        entry.release,
        readings,
        stored.rulebook,
        available_at=entry.available_at,
        first_seen_at=entry.first_seen_at,
    )


def _rests_on_documents(alert: Alert) -> bool:
    """Not so that a message could not be delivered, which has no findings and a thread of its own."""
    return bool(alert.items or alert.withheld) or alert.thread.startswith(str(alert.release))


def _stored(store: Store, entry: VintageEntry) -> _Stored | tuple[Difference, ...]:
    """All that the vintage was made of, verified; or what of it is not what it was."""
    differences: list[Difference] = []
    captured: list[Capture] = []
    rulebook: Rulebook | None = None
    with store.reading() as connection:
        for version in entry.documents:
            try:
                captured.append(captures.version(connection, version))
            except StoreError as error:
                differences.append(Difference(cause=Cause.DATA, what=f"{_name(version)}: {error}"))
        try:
            rulebook = from_files(rule_sets.get(connection, entry.rules_hash))
        except (StoreError, ConfigurationError) as error:
            differences.append(Difference(cause=Cause.RULES, what=f"the rules {entry.rules_hash[:12]}: {error}"))
    if rulebook is not None and rulebook.hash != entry.rules_hash:
        what = (
            f"the stored rules {entry.rules_hash[:12]} are not what they were: their hash is {rulebook.hash[:12]} now"
        )
        differences.append(Difference(cause=Cause.RULES, what=what))
    if rulebook is None or differences:
        return tuple(differences)
    return _Stored(entry=entry, rulebook=rulebook, captured=tuple(captured))


def _readings(stored: _Stored, read: Read) -> Sequence[Reading | SourceError]:
    """The documents, read anew as the rules of then describe them."""
    layouts = {layout.document: layout for layout in stored.rulebook.layouts}
    unknown = [each for each in stored.captured if each.document not in layouts]
    if unknown:
        return [SourceError(each.name, "the stored rules describe no document of this name") for each in unknown]
    return read([(capture, layouts[capture.document]) for capture in stored.captured])


def _judged_again(
    store: Store, alert: Alert, stored: _Stored, readings: Sequence[Reading], routing: Routing
) -> Evidence:
    entry, vintage = stored.entry, _made_anew(stored, readings)
    with store.reading() as connection:
        differences = list(_of_figures(vintage, vintages.get(connection, entry.id), entry))
        kept = findings.listing(connection, vintage=entry.id)
    with rewound(store, entry) as scratch:
        found, again = _told_again(scratch, stored.rulebook, vintage, alert, Post(routing=routing))
    differences += _of_findings(kept, found, entry)
    differences += _of_messages(alert, again, entry)
    return Evidence(
        alert=alert,
        vintage=entry,
        findings=len(found),
        figures=len(vintage.cells),
        differences=tuple(differences),
    )


def _told_again(
    scratch: Store, rulebook: Rulebook, vintage: Vintage, alert: Alert, post: Post
) -> tuple[Sequence[Finding], Alert | None]:
    """What the vintage gives where it has not come yet: its findings, and the alert, sent to nobody; None where it
    would not be made.
    """
    with scratch.writing() as connection:
        silences.forget(connection, alert.created_at)
        entries = vintages.listing(connection, rulebook.program)
        since = schedule.poll_state(connection, rulebook.program).since
        situation, judgement = remember(connection, rulebook, vintage)
        manner = Manner(held_until=None, is_reprint=is_reprint(vintage.release, vintage.documents, entries, since))
        tell(connection, rulebook, situation, vintage, judgement, post, alert.created_at, manner)
        again = alerts.get(connection, alert.id) if alerts.is_kept(connection, alert.id) else None
        return findings.listing(connection, vintage=vintage.id), again


def _of_figures(now: Vintage, kept: Vintage, entry: VintageEntry) -> Iterator[Difference]:
    """The figures that are kept against those that the documents print."""
    before, after = _by_key(kept), _by_key(now)
    changed = [key for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)]
    for key in changed[:_LISTED]:
        was, reads = before.get(key), after.get(key)
        what = f"{key}: {_shown(was)} is kept, its document reads {_shown(reads)}"
        yield Difference(cause=_ours(entry, Cause.DATA), what=what)
    if len(changed) > _LISTED:
        yield Difference(cause=_ours(entry, Cause.DATA), what=f"and {len(changed) - _LISTED} more figures")


def _by_key(vintage: Vintage) -> dict[str, Cell]:
    return {f"{cell.key.series} {cell.key.period} {cell.key.measure} {cell.key.outlet}": cell for cell in vintage.cells}


def _shown(cell: Cell | None) -> str:
    return "nothing" if cell is None else f"{cell.value} ({cell.address})"


def _of_findings(kept: Sequence[Finding], found: Sequence[Finding], entry: VintageEntry) -> Iterator[Difference]:
    """The findings that are kept against those of now."""
    before, after = ({finding.key: finding for finding in every} for every in (kept, found))
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        outcomes = ["not found" if each is None else f"{each.verdict}: {each.message}" for each in (was, now)]
        yield Difference(cause=_ours(entry), what=f"{key}: was {outcomes[0]}; is {outcomes[1]}")


def _of_messages(then: Alert, now: Alert | None, entry: VintageEntry) -> Iterator[Difference]:
    """The text that people got against the one that would be written now."""
    if now is not None and _withheld(then) != _withheld(now):
        what = "other findings have an item of their own: the silences or the budget are not what they were"
        yield Difference(cause=Cause.RULES, what=what)
    if now is None:
        yield Difference(cause=_ours(entry), what="the message would not be written again under the same id")
    elif plain(then) != plain(now):
        lines = zip(plain(then).splitlines(), plain(now).splitlines(), strict=False)
        was, reads = next(((a, b) for a, b in lines if a != b), ("", "the one text is longer"))
        yield Difference(cause=_ours(entry), what=f"the message said {was.strip()!r}; now it says {reads.strip()!r}")


def _withheld(alert: Alert) -> set[str]:
    return {told.finding.key for told in alert.withheld}


def _ours(entry: VintageEntry, unless: Cause = Cause.CODE) -> Cause:
    """The program, where another version of it made the vintage; else what it would be `unless`."""
    return Cause.CODE if entry.code_version != CODE_VERSION else unless


def _name(version: DocumentVersion) -> str:
    return f"{version.source}/{version.document}"
