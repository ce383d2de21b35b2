"""Keeps the timetable: reads the agencies' calendars, notes each poll, and says once when a release is overdue.

What was read and where each release stands is stored; everything else is reckoned anew from that each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from watchdog.detect import timeliness
from watchdog.errors import NotUnderstood, SourceError
from watchdog.model.alert import Alert
from watchdog.model.calendar import State, Status
from watchdog.model.passage import Passage
from watchdog.model.period import Period
from watchdog.pipeline.calendars import take_in_calendars
from watchdog.pipeline.fetching import Fetched, fetch_all
from watchdog.pipeline.post import Post
from watchdog.pipeline.press import documents_of
from watchdog.pipeline.release import Desk, Read
from watchdog.pipeline.sight import appeared
from watchdog.pipeline.tell import tell_timeliness
from watchdog.ports import Clock, Source
from watchdog.rulebook.book import Rulebook
from watchdog.scheduler.calendar import Timetable, reading_is_due, timetable
from watchdog.scheduler.states import GRACE, Evidence, statuses
from watchdog.store import findings, outbox, passages, schedule, vintages
from watchdog.store.database import Store
from watchdog.store.schedule import PollState


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """What is needed to keep the timetable of one program; `wanted` are the documents that are asked for."""

    name: str
    store: Store
    rulebook: Rulebook
    post: Post
    calendars: Sequence[Source]
    wanted: frozenset[str]
    holds_early: bool
    clock: Clock
    read: Read

    @property
    def calendars_name(self) -> str:
        """Under which the state of the calendars' polling is kept."""
        return f"{self.name}/calendars"

    def calendar_name(self, document: str) -> str:
        """Under which is kept whether this one of them, as source/name, could be read."""
        return f"{self.calendars_name}/{document}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A release that stands elsewhere than it did, and the alert about it if there is one."""

    before: Status | None
    now: Status
    alert: Alert | None

    @property
    def is_news(self) -> bool:
        """Whether there is something to say of it: not of a new line of the calendar that holds no surprise."""
        if self.before is None:
            return self.now.planned.is_disputed or self.now.state not in (State.SCHEDULED, State.ARRIVED)
        then, now = self.before.planned, self.now.planned
        return self.before.state is not self.now.state or (then.at, then.is_disputed) != (now.at, now.is_disputed)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPass:
    """How one reading of the calendars went."""

    fetched: Fetched
    unread: tuple[SourceError, ...] = ()
    moves: tuple[Move, ...] = ()


def timetable_of(connection: Connection, rulebook: Rulebook) -> Timetable:
    """The schedule of the rulebook's program, as its calendars read last give it."""
    kept = schedule.readings(connection)
    keys = [(calendar, (calendar.layout.source, calendar.name)) for calendar in rulebook.calendars]
    return timetable(
        rulebook.program,
        rulebook.calendar,
        [(calendar, kept[key]) for calendar, key in keys if key in kept],
        schedule.arrivals(connection, rulebook.program),
        rulebook.timezone,
    )


def desk(keeper: Keeper) -> Desk:
    """Where the program's releases are judged: by its rulebook, with the moments that all calendars give together."""
    with keeper.store.reading() as connection:
        calendar = timetable_of(connection, keeper.rulebook).opening()
        before = schedule.statuses(connection, keeper.rulebook.program)
        since = schedule.poll_state(connection, keeper.name).since
    return Desk(
        store=keeper.store,
        rulebook=replace(keeper.rulebook, calendar=calendar),
        post=keeper.post,
        overdue=frozenset(period for period, status in before.items() if status.state.is_overdue),
        holds_early=keeper.holds_early,
        watching_since=since,
        read=keeper.read,
    )


def calendars_are_due(keeper: Keeper, now: datetime) -> bool:
    """Whether to read the calendars now; never where there are none."""
    if not keeper.calendars:
        return False
    with keeper.store.reading() as connection:
        state = schedule.poll_state(connection, keeper.calendars_name)
        planned = timetable_of(connection, keeper.rulebook).polling()
    moments = (line.at for line in planned)
    return reading_is_due(moments, now, last_read_at=state.last_polled_at, failures=state.failures)


def read_calendars(keeper: Keeper, now: datetime) -> CalendarPass:
    """Ask for every calendar once, keep what it says, and see what that moves."""
    fetched, unread = _fetch_calendars(keeper, now)
    with keeper.store.writing() as connection:
        moves = _settle(connection, keeper, _look(connection, keeper, None, now), now)
    return CalendarPass(fetched=fetched, unread=unread, moves=moves)


def note_poll(
    keeper: Keeper, fetched: Fetched, refused: tuple[str, ...], now: datetime, passed: Sequence[Passage] = ()
) -> tuple[Move, ...]:
    """Keep that the sources were asked, how long what came of it took, and see what that moves; before anything is
    called overdue, the calendars that were read before its moment are asked once more.
    """
    answered = not _texts(keeper).issuperset((*fetched.new, *fetched.unchanged))
    with keeper.store.writing() as connection:
        _note(connection, keeper.name, (*fetched.errors, *fetched.resting), now, failed=not answered)
        passages.add(connection, passed)
        after = _look(connection, keeper, refused, now)
        if not _is_doubtful(connection, keeper, after, now):
            return _settle(connection, keeper, after, now)
    _fetch_calendars(keeper, now)
    with keeper.store.writing() as connection:
        return _settle(connection, keeper, _look(connection, keeper, refused, now), now)


def _note(connection: Connection, name: str, errors: Sequence[object], now: datetime, *, failed: bool) -> None:
    before = schedule.poll_state(connection, name)
    state = PollState(
        last_polled_at=now,
        last_error="; ".join(str(each) for each in errors),
        failures=before.failures + 1 if failed else 0,
        polls=before.polls + 1,
        since=before.since or now,
    )
    schedule.set_poll_state(connection, name, state)


def _fetch_calendars(keeper: Keeper, now: datetime) -> tuple[Fetched, tuple[SourceError, ...]]:
    fetched = fetch_all(keeper.store, keeper.calendars, keeper.clock)
    unread = tuple(take_in_calendars(keeper.store, keeper.rulebook.calendars))
    errors = (*fetched.errors, *unread)
    with keeper.store.writing() as connection:
        _note(connection, keeper.calendars_name, errors, now, failed=bool(errors))
        for name in {*fetched.new, *fetched.unchanged, *(error.document for error in errors)}:
            mine = [error for error in errors if error.document == name]
            _note(connection, keeper.calendar_name(name), mine, now, failed=bool(mine))
        kept = schedule.readings(connection).values()
    read = {f"{reading.source}/{reading.document}": reading.notes for reading in kept}
    left_out = (NotUnderstood(name, "", note) for name in fetched.new for note in read.get(name, ()))
    return fetched, (*unread, *left_out)


def _look(connection: Connection, keeper: Keeper, refused: tuple[str, ...] | None, now: datetime) -> tuple[Status, ...]:
    """Where every release stands now."""
    before = schedule.statuses(connection, keeper.rulebook.program)
    planned = timetable_of(connection, keeper.rulebook).planned
    return statuses(before, planned, _evidence(connection, keeper, refused), now)


def _is_doubtful(connection: Connection, keeper: Keeper, after: Sequence[Status], now: datetime) -> bool:
    """Whether a release would be called overdue by calendars that were read before its moment, or cannot be called
    anything because they could not be read when last tried.
    """
    if not keeper.calendars:
        return False
    read_at = schedule.poll_state(connection, keeper.calendars_name).last_polled_at
    if any(each.state is State.UNDECIDED for each in after) and (read_at is None or read_at + GRACE <= now):
        return True
    before = schedule.statuses(connection, keeper.rulebook.program)
    known = {period for period, status in before.items() if status.state.is_overdue}
    overdue = (each.planned for each in after if each.state.is_overdue and each.planned.release.period not in known)
    return any(each.at is not None and (read_at is None or read_at < each.at) for each in overdue)


def _settle(connection: Connection, keeper: Keeper, after: Sequence[Status], now: datetime) -> tuple[Move, ...]:
    """Keep what changed, and tell what is overdue or no longer, in one transaction."""
    before = schedule.statuses(connection, keeper.rulebook.program)
    changed = [status for status in after if before.get(status.planned.release.period) != status]
    schedule.keep_statuses(connection, changed)
    return tuple(_moved(connection, keeper, before.get(each.planned.release.period), each, now) for each in changed)


def _moved(connection: Connection, keeper: Keeper, before: Status | None, status: Status, now: datetime) -> Move:
    book = keeper.rulebook
    was, opens_at = before.planned.opens_at if before else None, status.planned.opens_at
    if status.early and was is not None and opens_at is not None:
        outbox.bring_forward(connection, status.planned.release, was, opens_at)
    finding = timeliness.judge(before, status, GRACE // timedelta(minutes=1), book.timezone, now)
    alert = None
    if finding is not None:
        findings.save(connection, [finding])
        alert = tell_timeliness(connection, book.digest.title, status, finding, keeper.post, now)
    return Move(before=before, now=status, alert=alert)


def _evidence(connection: Connection, keeper: Keeper, refused: tuple[str, ...] | None) -> Evidence:
    state = schedule.poll_state(connection, keeper.name)
    texts = _texts(keeper)
    return Evidence(
        seen=schedule.arrivals(connection, keeper.rulebook.program),
        looked_at=None if state.failures else state.last_polled_at,
        watching_since=state.since,
        missing=_missing(connection, keeper),
        refused=None if refused is None else tuple(name for name in refused if name not in texts),
        unread=_unread(connection, keeper),
        incomplete=_incomplete(connection, keeper),
        appeared=appeared(vintages.listing(connection, keeper.rulebook.program), state.since),
    )


def _texts(keeper: Keeper) -> frozenset[str]:
    """The press texts, as source/name: whatever they answer says nothing of the release's own documents."""
    return frozenset(f"{each.source}/{each.document}" for each in keeper.rulebook.layouts if each.is_text)


def _unread(connection: Connection, keeper: Keeper) -> frozenset[str]:
    """The agencies' calendars that gave nothing to read when they were last asked for."""
    names = {each.name: f"{each.layout.source}/{each.name}" for each in keeper.rulebook.calendars if each.agency}
    return frozenset(
        name
        for name, document in names.items()
        if schedule.poll_state(connection, keeper.calendar_name(document)).failures
    )


def _incomplete(connection: Connection, keeper: Keeper) -> frozenset[str]:
    agencies = {(each.layout.source, each.name) for each in keeper.rulebook.calendars if each.agency}
    kept = schedule.readings(connection)
    return frozenset(key[1] for key, reading in kept.items() if key in agencies and reading.notes)


def _missing(connection: Connection, keeper: Keeper) -> tuple[str, ...]:
    """Documents that came with the release before the latest, not yet with it, though their source has begun."""
    printed: dict[Period, set[tuple[str, str]]] = {}
    for entry in vintages.listing(connection, keeper.rulebook.program):
        documents = {(version.source, version.document) for version in entry.documents}
        printed.setdefault(entry.release.period, set()).update(documents)
    if len(printed) < 2:
        return ()
    before, latest = (printed[period] for period in sorted(printed)[-2:])
    begun = {source for source, _ in latest}
    awaited = keeper.wanted - documents_of(keeper.rulebook)
    late = {each for each in before - latest if each[0] in begun and each[1] in awaited}
    return tuple(f"{source}/{document}" for source, document in sorted(late))
