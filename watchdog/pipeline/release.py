"""Read, judge, remember and decide: the second transaction of a release, and nothing half in it.

Captures were committed as received before anything reads them; what follows from them is committed together, so that a
crash between any two steps leaves work to be done again with the same ids.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from watchdog.acquire.grouping import group
from watchdog.acquire.sandbox import read_all
from watchdog.errors import SourceError
from watchdog.model.alert import Alert
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.passage import Passage
from watchdog.model.period import Period
from watchdog.model.release import Release, Vintage
from watchdog.notify.decide import Sight, is_history
from watchdog.pipeline import press
from watchdog.pipeline.judge import Judgement
from watchdog.pipeline.partial import Arrivals, Partial, partial_releases
from watchdog.pipeline.post import Post
from watchdog.pipeline.remember import remember, with_news
from watchdog.pipeline.sight import appeared, has_appeared, is_reprint, seen_older_at
from watchdog.pipeline.tell import Manner, tell
from watchdog.pipeline.vintage import (
    available_since,
    follow,
    is_newest_of,
    public_since,
    version_of,
    vintage_of,
    was_absent,
)
from watchdog.plugins import PARSERS
from watchdog.ports import Clock
from watchdog.rulebook.book import Rulebook
from watchdog.store import alerts, captures, vintages
from watchdog.store.captures import Outcome
from watchdog.store.database import Store
from watchdog.store.vintages import VintageEntry

Read = Callable[[Sequence[tuple[Capture, Layout]]], list[Reading | SourceError]]
"""How documents are read: each with its layout, in order."""


def in_a_child(work: Sequence[tuple[Capture, Layout]]) -> list[Reading | SourceError]:
    """Read in a child process that is started for it."""
    return read_all(work, PARSERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the work is done: the store, the rules in force, who hears what, and how documents are read.

    `overdue` are the releases that were looked for in vain. `holds_early`: what is seen before its moment is told then.
    `watching_since`: the program's first poll; None before it has ended.
    """

    store: Store
    rulebook: Rulebook
    post: Post
    overdue: frozenset[Period] = frozenset()
    holds_early: bool = True
    read: Read = in_a_child
    watching_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """One vintage that was taken in, and the alerts that people get of it; `history` when none, because it is old."""

    vintage: Vintage
    judgement: Judgement
    alerts: tuple[Alert, ...]
    history: bool
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """One taking in: at which desk, since when, and of which months anything was known before it."""

    desk: Desk
    clock: Clock
    now: datetime
    known: frozenset[Period]


def take_in(desk: Desk, clock: Clock) -> Iterator[Processed | SourceError | str]:
    """Read every capture that nobody has read, and judge the vintages they make; also what a crash left behind.

    Yields each vintage once it is committed, each document that could not be read, and what had to wait.
    """
    with desk.store.reading() as connection:
        known = frozenset(entry.release.period for entry in vintages.listing(connection, desk.rulebook.program))
    this = _Round(desk=desk, clock=clock, now=clock.now(), known=known)
    waiting: set[str] = set()
    while batch := _unread_batch(desk, waiting):
        readings: dict[int, Reading] = {}
        for number, answer in _read(batch, desk).items():
            if isinstance(answer, Reading):
                readings[number] = answer
            else:
                _refuse(desk.store, number, str(answer))
                yield answer
        for half in _partial_releases(desk, batch, readings, this.now):
            waiting.update(batch[number].name for number in half.waiting)
            readings = {number: reading for number, reading in readings.items() if number not in half.waiting}
            yield half.note
        for number, why in _unplaced_texts(desk, readings).items():
            del readings[number]
            _refuse(desk.store, number, why)
            yield f"{batch[number].name}: {why}"
        yield from _judge_readings(this, batch, readings)


def _partial_releases(
    desk: Desk, batch: Mapping[int, Capture], readings: Mapping[int, Reading], now: datetime
) -> list[Partial]:
    with desk.store.reading() as connection:
        latest = _latest_references(connection, desk.rulebook)
    sources = {layout.document: layout.source for layout in desk.rulebook.layouts if not layout.is_text}
    held = {(sources[document], document): period for document, period in latest.items() if document in sources}
    fetched_at = {number: capture.fetched_at for number, capture in batch.items()}
    tables = {number: reading for number, reading in readings.items() if reading.document in sources}
    return list(partial_releases(Arrivals(readings=tables, fetched_at=fetched_at, held=held), now))


def _unplaced_texts(desk: Desk, readings: Mapping[int, Reading]) -> dict[int, str]:
    texts = press.documents_of(desk.rulebook)
    tables = [reading for reading in readings.values() if reading.document not in texts]
    if len(tables) == len(readings):
        return {}
    with desk.store.reading() as connection:
        entries = vintages.listing(connection, desk.rulebook.program)
        here = group(tables, _latest_references(connection, desk.rulebook)).releases
    return press.unplaced(readings, desk.rulebook, entries, here)


def _read(batch: Mapping[int, Capture], desk: Desk) -> dict[int, Reading | SourceError]:
    layouts = {layout.document: layout for layout in desk.rulebook.layouts}
    answers: dict[int, Reading | SourceError] = {
        number: SourceError(capture.name, "no document of the rulebook has this name; it is kept, not read")
        for number, capture in batch.items()
    }
    described = {number: capture for number, capture in batch.items() if capture.document in layouts}
    work = [(capture, layouts[capture.document]) for capture in described.values()]
    return answers | dict(zip(described, desk.read(work), strict=True))


def _unread_batch(desk: Desk, waiting: Collection[str]) -> dict[int, Capture]:
    """Unread captures, at most one of each document: a later one of the same document waits for the next round, and
    none of those that wait for the rest of their release. Of a press text only the last is read.
    """
    texts = press.documents_of(desk.rulebook)
    calendars = {calendar.name for calendar in desk.rulebook.calendars}
    with desk.store.reading() as connection:
        every = captures.unread(connection, desk.rulebook.sources)
    unread = {number: capture for number, capture in every.items() if capture.document not in calendars}
    batch: dict[str, int] = {}
    for number, capture in unread.items():
        if capture.document in texts and capture.name in batch:
            _refuse(desk.store, batch.pop(capture.name), "a later version of this text is here")
        if capture.name not in waiting:
            batch.setdefault(capture.name, number)
    return {number: unread[number] for number in batch.values()}


def _refuse(store: Store, number: int, message: str) -> None:
    with store.writing() as connection:
        captures.mark(connection, number, Outcome.REFUSED, message)


def _judge_readings(
    this: _Round, batch: Mapping[int, Capture], readings: Mapping[int, Reading]
) -> Iterator[Processed | SourceError | str]:
    desk, parsed_at = this.desk, this.clock.now()
    with desk.store.reading() as connection:
        grouping = group(readings.values(), _latest_references(connection, desk.rulebook))
    numbers = {reading.document: number for number, reading in readings.items()}
    for reading in grouping.stale:
        _refuse(desk.store, numbers[reading.document], "shows an earlier month than is known of this document")
    yield from grouping.setbacks
    yield from grouping.waiting
    for period, of_period in grouping.releases.items():
        for together in _as_they_came(of_period, desk.rulebook):
            of_numbers = {numbers[reading.document]: reading for reading in together}
            yield _commit_vintage(this, period, of_numbers, batch, parsed_at)


def _as_they_came(readings: Sequence[Reading], rulebook: Rulebook) -> Iterator[list[Reading]]:
    """The documents of a release with its press text, then those that follow it: they were public later, whenever they
    are seen.
    """
    with_it = [reading for reading in readings if not follow([reading], rulebook)]
    if with_it:
        texts = press.documents_of(rulebook)
        with_it += [reading for reading in readings if reading.document in texts]
    after_it = [reading for reading in readings if reading not in with_it]
    yield from (together for together in (with_it, after_it) if together)


def _latest_references(connection: Connection, rulebook: Rulebook) -> dict[str, Period]:
    latest: dict[str, Period] = {}
    for entry in vintages.listing(connection, rulebook.program):
        for version in entry.documents:
            latest[version.document] = max(latest.get(version.document, entry.release.period), entry.release.period)
    return latest


def _commit_vintage(
    this: _Round, period: Period, readings: Mapping[int, Reading], batch: Mapping[int, Capture], parsed_at: datetime
) -> Processed | str:
    """The second transaction: vintage, findings, claims, alerts and outbox rows together, or nothing.

    What was printed before and is printed again (an agency's mirrors take turns) is no new vintage, and nobody is told.
    """
    desk, clock = this.desk, this.clock
    rulebook, release = desk.rulebook, Release(desk.rulebook.program, period)
    with desk.store.writing() as connection:
        entries = vintages.listing(connection, rulebook.program)
        for number in readings:
            captures.mark(connection, number, Outcome.READ)
        vintage = _vintage(connection, desk, release, tuple(readings.values()), entries)
        if vintage is None:
            names = ", ".join(reading.document for reading in readings.values())
            return f"{names}: the same content as in an earlier vintage of {release}; kept, not judged again"
        situation, judgement = remember(connection, rulebook, vintage)
        judged_at = clock.now()
        sight = _sight(connection, this, vintage, entries)
        history = is_history(sight)
        held_until = vintage.scheduled_at if vintage.is_early and desk.holds_early else None
        manner = Manner(held_until=held_until, is_reprint=sight.is_reprint)
        made = () if history else tell(connection, rulebook, situation, vintage, judgement, desk.post, this.now, manner)
        written_at = clock.now()
    timed = press.tables_of(tuple(readings.values()), rulebook)
    came = [batch[number] for number, reading in readings.items() if reading in timed]
    passage = Passage(
        vintage=vintage.id,
        seen_at=min(capture.seen_at for capture in came),
        fetched_at=max(capture.fetched_at for capture in came),
        parsed_at=parsed_at,
        judged_at=judged_at,
        written_at=written_at,
        committed_at=clock.now(),
    )
    return Processed(vintage=vintage, judgement=judgement, alerts=made, history=history, passage=passage)


def _vintage(
    connection: Connection, desk: Desk, release: Release, arrived: Sequence[Reading], entries: Sequence[VintageEntry]
) -> Vintage | None:
    """What is new in what arrived, as of when it was fetched, however long ago that was; None where nothing is."""
    dated = press.tables_of(arrived, desk.rulebook)
    seen = {reading.document: captures.first_fetched_at(connection, version_of(reading)) for reading in arrived}
    seen_at = max(seen[reading.document] for reading in dated)
    looked_at = seen_older_at(release.period, map(version_of, arrived), entries, desk.watching_since)
    overdue = release.period in desk.overdue or was_absent(release, desk.rulebook, looked_at)
    available_at = available_since(release, dated, desk.rulebook, entries, seen_at, overdue=overdue)
    fresh = with_news(connection, release, arrived, desk.rulebook, available_at=available_at)
    if not fresh:
        return None
    if not set(dated) & set(fresh):  # of these only the text is new, and it has a time of its own
        return _vintage(connection, desk, release, fresh, entries)
    first_seen_at = min(seen[reading.document] for reading in press.tables_of(fresh, desk.rulebook))
    return vintage_of(release, fresh, desk.rulebook, available_at=available_at, first_seen_at=first_seen_at)


def _sight(connection: Connection, this: _Round, vintage: Vintage, entries: Sequence[VintageEntry]) -> Sight:
    """What the watch knows of how a vintage came; what follows of a release goes the way of its beginning."""
    since, release = this.desk.watching_since, vintage.release
    earlier = [entry for entry in entries if entry.release == release]
    if earlier:
        is_newest = alerts.last_of_thread(connection, str(release)) is not None
        came = release.period in appeared(entries, since)
    else:
        is_newest = is_newest_of(release.period, this.known)
        came = has_appeared(release.period, vintage.documents, entries, since)
    of_release: list[Vintage | VintageEntry] = [*earlier, vintage]
    dated = [moment for each in of_release if (moment := public_since(each)) is not None]
    began = [*(entry.first_seen_at for entry in entries), *([since] if since else []), vintage.first_seen_at]
    return Sight(
        public_at=min(dated, default=None),
        watching_since=min(began),
        is_newest=is_newest,
        has_appeared=came,
        is_reprint=is_reprint(release, vintage.documents, entries, since),
    )
