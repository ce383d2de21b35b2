"""What people do not want to hear of for a while. It is judged and kept all the same, and counted in the digest.

A silence covers what somebody knows already, so what nobody could know breaks it: a finding that gets worse. It never
covers what takes back or ends what people were told, for that would leave a false message standing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from watchdog.model.alert import Cause, Told, Withheld
from watchdog.model.finding import Finding, Reason
from watchdog.model.silence import Silence
from watchdog.notify.matching import fits, of_told

TOLD_ANYWAY = (Reason.WORSE, Reason.RESOLVED, Reason.RETRACTED)


def silenced(
    items: Iterable[Told], silences: Sequence[Silence], before: Mapping[str, Finding], now: datetime
) -> tuple[list[Told], list[Told]]:
    """The items that stay, and those that a silence keeps from being told. `before` is, by key, what was silenced last:
    one that is more severe than it was then is told.
    """
    staying: list[Told] = []
    kept: list[Told] = []
    for item in items:
        silence = silence_of(item, silences, now)
        if silence is None or _tells_more(item, before.get(item.finding.key)):
            staying.append(item)
        else:
            kept.append(replace(item, withheld=Withheld(cause=Cause.SILENCED, by=silence.id, why=_why(silence))))
    return staying, kept


def silence_of(item: Told, silences: Iterable[Silence], now: datetime) -> Silence | None:
    """The first that holds for it."""
    return next((silence for silence in silences if holds(silence, item, now)), None)


def holds(silence: Silence, item: Told, now: datetime) -> bool:
    """Whether it is in force and about this finding."""
    finding = item.finding
    if silence.is_over(now) or (silence.starts_at is not None and now < silence.starts_at):
        return False
    until = silence.until_release
    if until is not None and (finding.release.program != until.program or finding.release.period >= until.period):
        return False
    return _is_of_periods(silence, finding) and fits(silence.matchers, of_told(item))


def _is_of_periods(silence: Silence, finding: Finding) -> bool:
    """A quarter or a year is of them where all its months are."""
    if silence.first is None or silence.last is None:
        return True
    months = finding.period.months
    return silence.first <= months[0] and months[-1] <= silence.last


def _tells_more(item: Told, before: Finding | None) -> bool:
    if item.reason in TOLD_ANYWAY:
        return True
    return before is not None and item.finding.severity.rank > before.severity.rank


def _why(silence: Silence) -> str:
    return f"until {silence.end}, by {silence.by} ({silence.why})"
