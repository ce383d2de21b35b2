"""From where a release stood and stands to the finding that it is overdue, or that it no longer is."""

import hashlib
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from watchdog.model.calendar import State, Status
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.wording import day

RULE = KIND = "timeliness"


def judge(before: Status | None, status: Status, grace_minutes: int, zone: ZoneInfo, now: datetime) -> Finding | None:
    """A warning when the release has become overdue, a pass when it has ceased to be; else None.

    Its vintage is a hash of the promise that was not kept, so that each is told once and a new date is a new promise.
    """
    was = before if before is not None and before.state.is_overdue else None
    missed = (was or status).planned.at
    if missed is None or (was is not None) == status.state.is_overdue:
        return None
    release = status.planned.release
    promised = f"The release of {release.period.label}, due on {_spoken(missed, zone)}"
    promise = f"{release} {missed.isoformat()}" + (f" {status.state}" if was else "")
    return Finding(
        rule=RULE,
        kind=KIND,
        verdict=Verdict.PASS if was else Verdict.WARN,
        severity=Severity.WARNING,
        release=release,
        vintage=hashlib.sha256(promise.encode()).hexdigest(),
        subject=release.program,
        period=release.period,
        message=f"{promised}, {_outcome(status, zone, now)}.",
        known_as_of=now,
        limit=Decimal(grace_minutes),
        unit="minutes",
        evidence=tuple(opinion.address for opinion in status.planned.opinions if opinion.address is not None),
    )


def _outcome(status: Status, zone: ZoneInfo, now: datetime) -> str:
    state, at = status.state, status.planned.at
    if state is State.LATE:
        return f"was not there at {now.astimezone(zone):%H:%M %Z}"
    if state is State.UNREADABLE or state.is_here:
        return f"is here: {status.why}" if state.is_here else status.why
    if at is not None:
        return f"is now due on {_spoken(at, zone)}"
    return f"is {state}: {status.why}"


def _spoken(moment: datetime, zone: ZoneInfo) -> str:
    return f"{day(moment, zone)} at {moment.astimezone(zone):%H:%M %Z}"
