"""The life of a planned release: where it stands, from the calendars, what was seen, and when we looked. Pure.

scheduled -> arrived | partial | late | unreadable | undecided; postponed, suspended and cancelled as the calendars
say; what is overdue stays so until it comes or the calendars change their mind, whatever the clock does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watchdog.model.calendar import OWN, Listed, Planned, State, Status
from watchdog.model.period import Period
from watchdog.scheduler.times import PollingPolicy, spoken

GRACE = PollingPolicy().late_after
_BY_LISTING = {
    Listed.SUSPENDED: State.SUSPENDED,
    Listed.POSTPONED: State.POSTPONED,
    Listed.CANCELLED: State.CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What we know besides the calendars. `seen` is when each release here was first seen; `looked_at` the last poll
    that was answered; `watching_since` the first poll of all. `missing` are documents of the latest release that have
    not followed yet; `refused` what came in the last poll and could not be read, None if none was made. Of the
    agencies' calendars, `unread` could not be read when last asked for, and `incomplete` have lines that were left out.
    """

    seen: Mapping[Period, datetime]
    looked_at: datetime | None
    watching_since: datetime | None
    missing: tuple[str, ...] = ()
    refused: tuple[str, ...] | None = None
    unread: frozenset[str] = frozenset()
    incomplete: frozenset[str] = frozenset()


def statuses(
    before: Mapping[Period, Status], planned: Sequence[Planned], evidence: Evidence, now: datetime
) -> tuple[Status, ...]:
    """Where each release stands now. Only the first one outstatus can be overdue: the next ones wait behind it."""
    result: list[Status] = []
    is_first = True
    for each in sorted(planned, key=lambda one: one.release.period):
        last = before.get(each.release.period)
        status = _status(last, each, evidence, now, is_first=is_first)
        is_first = is_first and not _blocks(status, evidence)
        result.append(status)
    return tuple(result)


def _status(last: Status | None, planned: Planned, evidence: Evidence, now: datetime, *, is_first: bool) -> Status:
    moved_from = _moved_from(last, planned)
    state, why = _state(last, planned, evidence, now, moved_from, is_first=is_first)
    early = last.early if last and last.state.is_here else _is_early(planned, evidence)
    fresh = Status(planned=planned, state=state, since=now, why=why, moved_from=moved_from, early=early)
    return fresh if last is None or last.state is not state else replace(fresh, since=last.since)


def _state(
    last: Status | None,
    planned: Planned,
    evidence: Evidence,
    now: datetime,
    moved_from: datetime | None,
    *,
    is_first: bool,
) -> tuple[State, str]:
    period = planned.release.period
    if period in evidence.seen:
        return _here(planned, evidence)
    if later := [other for other in evidence.seen if other > period]:
        return State.ARRIVED, f"not seen itself: {min(later).label} is here"
    if planned.at is None:
        return _BY_LISTING.get(planned.listed, State.SCHEDULED), _undated(planned)
    if last is not None and last.state.is_overdue and last.planned.at == planned.at:
        return _overdue(last.state, evidence)
    if _is_overdue(planned.at, evidence) and is_first:
        if doubted := _doubted(planned, evidence):
            return State.UNDECIDED, f"not there, and {doubted}: whether it is late cannot be told"
        return _overdue(State.LATE, evidence)
    return _awaited(planned.at, evidence, now, moved_from, is_first=is_first)


def _undated(planned: Planned) -> str:
    told = planned.opinions[0]
    return f"{told.calendar} gives no date" + (f", it says {told.said}" if told.said else "")


def _doubted(planned: Planned, evidence: Evidence) -> str:
    """Why its date may no longer be the one in force; '' where nothing speaks against it, or it came."""
    if evidence.refused:
        return ""
    speaking = {opinion.calendar for opinion in planned.opinions}
    if unread := sorted(speaking & evidence.unread):
        return f"{', '.join(unread)} cannot be read any more"
    if incomplete := sorted(evidence.incomplete - speaking):
        return f"a line of {', '.join(incomplete)} that may be about it could not be read"
    return ""


def _here(planned: Planned, evidence: Evidence) -> tuple[State, str]:
    period = planned.release.period
    if period == max(evidence.seen) and evidence.missing:
        return State.PARTIAL, f"not here yet: {', '.join(evidence.missing)}"
    if planned.opens_at is None:
        return State.ARRIVED, "without a date in any calendar"
    after = evidence.seen[period] - planned.opens_at
    when = f"{_roughly(abs(after))} {'after' if after >= timedelta(0) else 'before'} its moment"
    began = evidence.watching_since
    return State.ARRIVED, "here before this watch began" if began and planned.opens_at < began else f"seen {when}"


def _awaited(
    at: datetime, evidence: Evidence, now: datetime, moved_from: datetime | None, *, is_first: bool
) -> tuple[State, str]:
    state = State.POSTPONED if moved_from is not None and moved_from < at else State.SCHEDULED
    if now < at:
        return state, "moved to a later date" if state is State.POSTPONED else ""
    if evidence.watching_since is None or at + GRACE <= evidence.watching_since:
        return state, "its moment passed before this watch began: nothing can be said of it"
    if not is_first:
        return state, "its moment has passed; an earlier release has not come either"
    return state, "its moment has passed; not looked for since"


def _is_overdue(at: datetime, evidence: Evidence) -> bool:
    """Whether we looked after the grace, hold an older release, and were watching when its moment came."""
    if not evidence.seen or evidence.looked_at is None or evidence.watching_since is None:
        return False
    return evidence.looked_at >= at + GRACE and evidence.watching_since < at + GRACE


def _overdue(state: State, evidence: Evidence) -> tuple[State, str]:
    if evidence.refused:
        return State.UNREADABLE, f"came, but could not be read: {', '.join(evidence.refused)}"
    if evidence.refused is None and state is State.UNREADABLE:
        return state, "came, but could not be read"
    return State.LATE, "looked for, and not there"


def _blocks(status: Status, evidence: Evidence) -> bool:
    """Whether the next releases wait behind this one: it should have come while we watched."""
    at = status.planned.at
    return at is not None and not status.state.is_here and _is_overdue(at, evidence)


def _moved_from(last: Status | None, planned: Planned) -> datetime | None:
    """The first date it had: the one remembered, or what the rulebook or a row without a date still says."""
    if last is not None:
        known = last.moved_from or last.planned.at
        return known if known != planned.at else None
    older = (each for each in planned.opinions if each.calendar == OWN or each.listed is not Listed.DATED)
    return min((each.at for each in older if each.at and each.at not in planned.moments), default=None)


def _is_early(planned: Planned, evidence: Evidence) -> bool:
    seen = evidence.seen.get(planned.release.period)
    return seen is not None and planned.opens_at is not None and seen < planned.opens_at


def _roughly(duration: timedelta) -> str:
    """In whole minutes from two minutes on, and whole hours from two days on."""
    for unit, least in ((timedelta(hours=1), timedelta(days=2)), (timedelta(minutes=1), timedelta(minutes=2))):
        if duration >= least:
            return spoken(duration // unit * unit)
    return spoken(timedelta(seconds=round(duration.total_seconds())))
