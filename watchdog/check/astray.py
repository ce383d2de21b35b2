"""Finds documents that show another month than most of their source: parts that do not belong to one release."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from watchdog.model.document import Reading
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.period import Period
from watchdog.model.release import Release

_RULE = "one-release"


def astray(releases: Mapping[Period, Sequence[Reading]], program: str, now: datetime) -> Iterator[Finding]:
    """Each such document of a source; where months are equally many, the latest one is the release's. A document that
    is there for both months is of two releases, each of which was meant.
    """
    for source in dict.fromkeys(reading.source for readings in releases.values() for reading in readings):
        months = {
            month: found
            for month, readings in releases.items()
            if (found := [reading.document for reading in readings if reading.source == source])
        }
        usual = max(months, key=lambda month: (len(months[month]), month))
        others = ", ".join(months[usual])
        for month, document in ((m, each) for m, found in months.items() if m != usual for each in found):
            if document in months[usual]:
                continue
            show = "shows" if len(months[usual]) == 1 else "show"
            yield Finding(
                rule=_RULE,
                kind="consistency",
                verdict=Verdict.FAIL,
                severity=Severity.CRITICAL,
                release=Release(program, usual),
                vintage="",
                subject=document,
                period=usual,
                message=f"{document} shows {month.label}, while {others} {show} {usual.label}: not one release.",
                known_as_of=now,
            )
