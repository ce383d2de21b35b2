"""Fetch, read, judge, remember and decide: two transactions a release, and nothing half between them.

The capture is committed as received before anything reads it; what follows from it is committed together, so that a
crash between any two steps leaves work to be done again with the same ids.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from watchdog.pipeline.judge import Judgement, judge
from watchdog.pipeline.tell import Route, tell
from watchdog.pipeline.vintage import situation_of, vintage_of
from watchdog.plugins import PARSERS
from watchdog.ports import Source, Unchanged
from watchdog.rulebook.book import Rulebook
from watchdog.store import captures, claims, findings, rule_sets, schedule, vintages
from watchdog.store.captures import Outcome
from watchdog.store.database import Store

CODE_VERSION = "0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the work is done: the store, the rules in force, and which channels an alert takes."""

    store: Store
    rulebook: Rulebook
    route: Route


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


def fetch_all(store: Store, sources: Iterable[Source], now: datetime) -> Fetched:
    """Ask every source once, and commit each answer as it was received; one that asked us to wait is left alone."""
    new, unchanged, errors, resting = [], [], [], []
    for source in sources:
        with store.reading() as connection:
            known = captures.validators(connection, source.name)
            rest = schedule.poll_state(connection, _asked(source)).next_due_at
        if rest is not None and now < rest:
            resting.append(f"{source.name} wants us to wait until {rest:%Y-%m-%d %H:%M:%SZ}: not asked")
            continue
        failed = []
        for answer in source.fetch(known, now):
            if isinstance(answer, Capture):
                with store.writing() as connection:
                    captures.add(connection, answer)
                new.append(answer.name)
            elif isinstance(answer, Unchanged):
                unchanged.append(f"{source.name}/{answer.document}")
            else:
                failed.append(answer)
        errors += failed
        _keep_wait(store, source, failed, now)
    return Fetched(new=tuple(new), unchanged=tuple(unchanged), errors=tuple(errors), resting=tuple(resting))


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
    while batch := _unread_batch(desk.store):
        readings: dict[int, Reading] = {}
        for number, answer in _read(batch, desk.rulebook).items():
            if isinstance(answer, Reading):
                readings[number] = answer
            else:
                _refuse(desk.store, number, str(answer))
                yield answer
        yield from _judge_readings(desk, readings, now)


def _read(batch: Mapping[int, Capture], rulebook: Rulebook) -> dict[int, Reading | SourceError]:
    layouts = {layout.document: layout for layout in rulebook.layouts}
    answers: dict[int, Reading | SourceError] = {
        number: SourceError(capture.name, "no document of the rulebook has this name; it is kept, not read")
        for number, capture in batch.items()
    }
    described = {number: capture for number, capture in batch.items() if capture.document in layouts}
    work = [(capture, layouts[capture.document]) for capture in described.values()]
    return answers | dict(zip(described, read_all(work, PARSERS), strict=True))


def _unread_batch(store: Store) -> dict[int, Capture]:
    """Unread captures, at most one of each document: a later one of the same document waits for the next round."""
    with store.reading() as connection:
        unread = captures.unread(connection)
    batch: dict[str, int] = {}
    for number, capture in unread.items():
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
    rulebook = desk.rulebook
    with desk.store.writing() as connection:
        entries = vintages.listing(connection, rulebook.program)
        vintage = vintage_of(Release(rulebook.program, period), tuple(readings.values()), rulebook, entries, now)
        for number in readings:
            captures.mark(connection, number, Outcome.READ)
        if not vintages.add(connection, vintage, rules_hash=rulebook.hash, code_version=CODE_VERSION):
            names = ", ".join(reading.document for reading in readings.values())
            return f"{names}: the same content as in an earlier vintage of {vintage.release}; kept, not judged again"
        rule_sets.add(connection, rulebook.hash, rulebook.files)
        situation = situation_of(connection, vintage, entries, rulebook)
        judgement = judge(rulebook, situation, vintage)
        history = _is_history(vintage, entries, now)
        findings.save(connection, judgement.findings)
        findings.save_quality(connection, vintage.id, judgement.report.quality)
        claims.save(connection, tuple(judgement.claims_now()))
        made = () if history else tell(connection, rulebook, situation, vintage, judgement, desk.route, now)
    return Processed(vintage=vintage, judgement=judgement, alerts=made, history=history)


def _is_history(vintage: Vintage, entries: Sequence[vintages.VintageEntry], now: datetime) -> bool:
    of_release = [entry.available_at for entry in entries if entry.release == vintage.release]
    watching_since = min((entry.first_seen_at for entry in entries), default=now)
    return is_history(min(of_release, default=vintage.available_at), watching_since)
