"""What a finding coincides with: dated events of its month, named beside it and never as its cause."""

import fnmatch
from collections.abc import Sequence
from dataclasses import replace

from watchdog.model.event import Event
from watchdog.model.finding import Finding, Verdict

_OF_PRINTING = ("revision", "erratum", "claim", "retraction")
"""Kinds that speak of how a month was printed, not of what happened in it."""


def in_context(finding: Finding, events: Sequence[Event]) -> Finding:
    """The finding with a sentence on the events that bear on its series and fall in its month, if it tells of one."""
    if finding.verdict is not Verdict.WARN or finding.kind in _OF_PRINTING or not finding.period.is_month:
        return finding
    labels = [event.label for event in events if event.falls_in(finding.period) and _bears_on(event, finding.subject)]
    if not labels:
        return finding
    return replace(finding, message=f"{finding.message} {finding.period.label} coincides with {', '.join(labels)}.")


def _bears_on(event: Event, key: str) -> bool:
    return any(fnmatch.fnmatchcase(key, pattern) for pattern in event.series)
