"""What a finding coincides with: dated events of its month, named beside it and never as its cause."""

import fnmatch
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from watchdog.model.event import Event
from watchdog.model.finding import Finding, Verdict
from watchdog.model.period import Period

_OF_PRINTING = ("revision", "erratum", "claim", "retraction")
"""Kinds that speak of how a month was printed, not of what happened in it."""


def in_context(findings: Iterable[Finding], events: Sequence[Event]) -> Iterator[Finding]:
    """The findings, the first of those that tell of one series and month with a sentence on the events that bear on it
    and fall in that month; what is said of one move is told together, and needs it once.
    """
    said: set[tuple[str, Period]] = set()
    for finding in findings:
        labels = [
            event.label for event in events if event.falls_in(finding.period) and _bears_on(event, finding.subject)
        ]
        move = finding.subject, finding.period
        if labels and _tells_of_a_month(finding) and move not in said:
            said.add(move)
            coincides = f"{finding.period.label} coincides with {', and with '.join(labels)}."
            yield replace(finding, message=f"{finding.message} {coincides}")
        else:
            yield finding


def _tells_of_a_month(finding: Finding) -> bool:
    return finding.verdict is Verdict.WARN and finding.kind not in _OF_PRINTING and finding.period.is_month


def _bears_on(event: Event, key: str) -> bool:
    return any(fnmatch.fnmatchcase(key, pattern) for pattern in event.series)
