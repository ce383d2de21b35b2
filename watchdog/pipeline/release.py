"""Fetch, read, judge, remember and decide: two transactions a release, and nothing half between them.

The capture is committed as received before anything reads it; what follows from it is committed together, so that a
crash between any two steps leaves work to be done again with the same ids.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from watchdog.acquire.grouping import group
from watchdog.acquire.sandbox import read_all
from watchdog.errors import FetchFailed, SourceError
from watchdog.model.alert import Alert
from watchdog.model.document import Capture, Reading
from watchdog.model.period import Period
from watchdog.model.release import Release, Vintage
from watchdog.notify.decide import is_history
from watchdog.pipeline import freshness
from watchdog.pipeline.judge import Judgement
from watchdog.pipeline.partial import Arrivals, Partial, partial_releases
from watchdog.pipeline.remember import remember, with_news
from watchdog.pipeline.tell import Route, tell
from watchdog.pipeline.vintage import available_since, vintage_of
from watchdog.plugins import PARSERS
from watchdog.ports import Source, Unchanged, Validators
from watchdog.rulebook.book import Rulebook
from watchdog.store import captures, schedule, vintages
from watchdog.store.captures import Outcome
from watchdog.store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the work is done: the store, the rules in force, and which channels an alert takes.

    `overdue` are the releases that were looked for in vain. `holds_early`: what is seen before its moment is told then.
    """

    store: Store
    rulebook: Rulebook
    route: Route
    overdue: frozenset[Period] = frozenset()
    holds_early: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """One vintage that was taken in, and the alerts that people get of it; `history` when none, because it is old."""

    vintage: Vintage
    judgement: Judgement
    alerts: tuple[Alert, ...]
    history: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """How one pass over the sources went: documents that are new, those that are not, what went wrong, and in sentences
    which sources were left alone because they had asked for it.
    """

    new: tuple[str, ...]
    unchanged: tuple[str, ...]
    errors: tuple[SourceError, ...]
    resting: tuple[str, ...]
    notes: tuple[str, ...] = ()


def fetch_all(store: Store, sources: Iterable[Source], now: datetime, releases: Sequence[datetime] = ()) -> Fetched:
    """Ask every source once, and commit each answer as it was received; one that asked us to wait is left alone.

    `releases` are the moments around which a server's 'not modified' is not taken for an answer.
    """
    new: list[str] = []
    unchanged: list[str] = []
    errors, resting, notes = [], [], []
    for source in sources:
        with store.reading() as connection:
            known = captures.validators(connection, source.name)
            rest = schedule.poll_state(connection, _asked(source)).next_due_at
            last_in_full = schedule.poll_state(connection, _asked_in_full(source)).last_polled_at
        if rest is not None and now < rest:
            resting.append(f"{source.name} wants us to wait until {rest:%Y-%m-%d %H:%M:%SZ}: not asked")
            continue
        failed, answered = [], False
        in_full = freshness.is_due_in_full(last_in_full, now, releases)
        for answer in source.fetch(freshness.without_marks(known) if in_full else known, now):
            if isinstance(answer, Capture):
                is_new, said = _keep(store, answer, known.get(answer.document))
                (new if is_new else unchanged).append(answer.name)
                notes += said
            elif isinstance(answer, Unchanged):
                unchanged.append(f"{source.name}/{answer.document}")
            else:
                failed.append(answer)
            answered = answered or not isinstance(answer, SourceError)
        errors += failed
        _keep_wait(store, source, failed, now)
        if in_full and answered:
            _keep_in_full(store, source, now)
    return Fetched(
        new=tuple(new), unchanged=tuple(unchanged), errors=tuple(errors), resting=tuple(resting), notes=tuple(notes)
    )


def _keep(store: Store, capture: Capture, held: Validators | None) -> tuple[bool, list[str]]:
    """Commit a capture as received. Says whether it is news, as bytes that were refused before are not, and when its
    server's marks cannot be relied on.
    """
    is_lie = freshness.has_lying_marks(capture, held)
    with store.writing() as connection:
        is_new = not captures.was_refused(connection, capture)
        captures.add(connection, freshness.unmarked(capture) if is_lie else capture)
    words = "new content under the ETag and date of the old one; they are not used until they change"
    return is_new, [f"{capture.name}: {words}"] if is_lie else []


def _keep_in_full(store: Store, source: Source, now: datetime) -> None:
    with store.writing() as connection:
        schedule.set_poll_state(connection, _asked_in_full(source), schedule.PollState(last_polled_at=now))


def _asked_in_full(source: Source) -> str:
    return f"{_asked(source)} in full"


def _keep_wait(store: Store, source: Source, failed: Iterable[SourceError], now: datetime) -> None:
    """Remember for how long a source wants to be left alone, if it said so."""
    waits = [error.retry_after for error in failed if isinstance(error, FetchFailed) and error.retry_after]
    if waits:
        state = schedule.PollState(last_polled_at=now, next_due_at=now + max(waits))
        with store.writing() as connection:
            schedule.set_poll_state(connection, _asked(source), state)


def _asked(source: Source) -> str:
    """Under which name the polling state of a source lies, beside those of the programs."""
    return f"source {source.name}"


def take_in(desk: Desk, now: datetime) -> Iterator[Processed | SourceError | str]:
    """Read every capture that nobody has read, and judge the vintages they make; also what a crash left behind.

    Yields each vintage once it is committed, each document that could not be read, and what had to wait.
    """
    waiting: set[str] = set()
    while batch := _unread_batch(desk, waiting):
        readings: dict[int, Reading] = {}
        for number, answer in _read(batch, desk.rulebook).items():
            if isinstance(answer, Reading):
                readings[number] = answer
            else:
                _refuse(desk.store, number, str(answer))
                yield answer
        for partial in _partial_releases(desk, batch, readings, now):
            waiting.update(batch[number].name for number in partial.waiting)
            readings = {number: reading for number, reading in readings.items() if number not in partial.waiting}
            yield partial.note
        yield from _judge_readings(desk, readings, now)


def _partial_releases(
    desk: Desk, batch: Mapping[int, Capture], readings: Mapping[int, Reading], now: datetime
) -> list[Partial]:
    with desk.store.reading() as connection:
        latest = _latest_references(connection, desk.rulebook)
    sources = {layout.document: layout.source for layout in desk.rulebook.layouts}
    held = {(sources[document], document): period for document, period in latest.items() if document in sources}
    fetched_at = {number: capture.fetched_at for number, capture in batch.items()}
    return list(partial_releases(Arrivals(readings=readings, fetched_at=fetched_at, held=held), now))


def _read(batch: Mapping[int, Capture], rulebook: Rulebook) -> dict[int, Reading | SourceError]:
    layouts = {layout.document: layout for layout in rulebook.layouts}
    answers: dict[int, Reading | SourceError] = {
        number: SourceError(capture.name, "no document of the rulebook has this name; it is kept, not read")
        for number, capture in batch.items()
    }
    described = {number: capture for number, capture in batch.items() if capture.document in layouts}
    work = [(capture, layouts[capture.document]) for capture in described.values()]
    return answers | dict(zip(described, read_all(work, PARSERS), strict=True))


def _unread_batch(desk: Desk, waiting: Collection[str]) -> dict[int, Capture]:
    """Unread captures, at most one of each document: a later one of the same document waits for the next round, and
    none of those that wait for the rest of their release.
    """
    calendars = {calendar.name for calendar in desk.rulebook.calendars}
    with desk.store.reading() as connection:
        every = captures.unread(connection)
    unread = {number: capture for number, capture in every.items() if capture.document not in calendars}
    batch: dict[str, int] = {}
    for number, capture in unread.items():
        if capture.name not in waiting:
            batch.setdefault(capture.name, number)
    return {number: unread[number] for number in batch.values()}


def _refuse(store: Store, number: int, message: str) -> None:
    with store.writing() as connection:
        captures.mark(connection, number, Outcome.REFUSED, message)


def _judge_readings(
    desk: Desk, readings: Mapping[int, Reading], now: datetime
) -> Iterator[Processed | SourceError | str]:
    with desk.store.reading() as connection:
        grouping = group(readings.values(), _latest_references(connection, desk.rulebook))
    numbers = {reading.document: number for number, reading in readings.items()}
    for reading in grouping.stale:
        _refuse(desk.store, numbers[reading.document], "shows an earlier month than is known of this document")
    yield from grouping.setbacks
    yield from grouping.waiting
    for period, of_period in grouping.releases.items():
        yield _commit_vintage(desk, period, {numbers[r.document]: r for r in of_period}, now)


def _latest_references(connection: Connection, rulebook: Rulebook) -> dict[str, Period]:
    latest: dict[str, Period] = {}
    for entry in vintages.listing(connection, rulebook.program):
        for version in entry.documents:
            latest[version.document] = max(latest.get(version.document, entry.release.period), entry.release.period)
    return latest


def _commit_vintage(desk: Desk, period: Period, readings: Mapping[int, Reading], now: datetime) -> Processed | str:
    """The second transaction: vintage, findings, claims, alerts and outbox rows together, or nothing.

    What was printed before and is printed again (an agency's mirrors take turns) is no new vintage, and nobody is told.
    """
    rulebook, release = desk.rulebook, Release(desk.rulebook.program, period)
    with desk.store.writing() as connection:
        entries = vintages.listing(connection, rulebook.program)
        for number in readings:
            captures.mark(connection, number, Outcome.READ)
        arrived = tuple(readings.values())
        available_at = available_since(release, arrived, rulebook, entries, now, overdue=period in desk.overdue)
        fresh = with_news(connection, release, arrived, rulebook, available_at=available_at, now=now)
        if not fresh:
            names = ", ".join(reading.document for reading in arrived)
            return f"{names}: the same content as in an earlier vintage of {release}; kept, not judged again"
        vintage = vintage_of(release, fresh, rulebook, available_at=available_at, now=now)
        situation, judgement = remember(connection, rulebook, vintage)
        history = _is_history(vintage, entries, now)
        held_until = vintage.scheduled_at if vintage.is_early and desk.holds_early else None
        made = (
            ()
            if history
            else tell(connection, rulebook, situation, vintage, judgement, desk.route, now, held_until=held_until)
        )
    return Processed(vintage=vintage, judgement=judgement, alerts=made, history=history)


def _is_history(vintage: Vintage, entries: Sequence[vintages.VintageEntry], now: datetime) -> bool:
    of_release = [entry.available_at for entry in entries if entry.release == vintage.release]
    watching_since = min((entry.first_seen_at for entry in entries), default=now)
    return is_history(min(of_release, default=vintage.available_at), watching_since)
