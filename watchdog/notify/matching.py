"""Whether matchers fit a finding or an alert, by what each is."""

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache

from watchdog.model.alert import Alert, Cause, Told
from watchdog.model.finding import Reason
from watchdog.model.route import Matcher
from watchdog.notify.render import worst

Properties = Mapping[str, frozenset[str]]
"""What something is, by the name of the property; an alert may be several things at once."""


def fits(matchers: Iterable[Matcher], properties: Properties) -> bool:
    """Whether every one of them fits."""
    return all(_fits(matcher, properties[matcher.property]) for matcher in matchers)


def misfit(matchers: Iterable[Matcher], properties: Properties) -> Matcher | None:
    """The first that does not fit; None where all do."""
    return next((matcher for matcher in matchers if not _fits(matcher, properties[matcher.property])), None)


def of_alert(alert: Alert) -> Properties:
    """An alert has each property of any finding that it tells, also within another item or as one of those over the
    budget; its severity is that of the worst.
    """
    told = (*alert.items, *(item for item in alert.withheld if not _is_silenced(item)))
    findings = [item.finding for item in told]
    guests = [guest for item in told for guest in item.guests]
    return {
        "severity": frozenset({worst(told).value}),
        "verdict": frozenset(finding.verdict.value for finding in findings),
        "kind": frozenset((*(finding.kind for finding in findings), *(kind for _, kind in guests))),
        "rule": frozenset((*(finding.rule for finding in findings), *(rule for rule, _ in guests))),
        "reason": frozenset(item.reason.value for item in told),
        "series": frozenset(finding.subject for finding in findings),
        "release": frozenset({str(alert.release)}),
        "program": frozenset({alert.release.program}),
        "basis": frozenset(finding.basis for finding in findings),
        "type": frozenset({alert.type.value}),
    }


def of_told(told: Told) -> Properties:
    """A finding that is news is one thing of each kind."""
    finding, reason = told.finding, told.reason
    values = {
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "kind": finding.kind,
        "rule": finding.rule,
        "reason": Reason(reason).value,
        "series": finding.subject,
        "release": str(finding.release),
        "program": finding.release.program,
        "basis": finding.basis,
    }
    return {name: frozenset({value}) for name, value in values.items()}


def _is_silenced(item: Told) -> bool:
    return item.withheld is not None and item.withheld.cause is Cause.SILENCED


def _fits(matcher: Matcher, values: Iterable[str]) -> bool:
    if any(is_like(word, value) for word in matcher.none_of for value in values):
        return False
    return not matcher.any_of or any(is_like(word, value) for word in matcher.any_of for value in values)


def is_like(word: str, value: str) -> bool:
    """Whether a matcher's word, which may hold * and ? or be a regular expression after '~', is of the value."""
    if word.startswith("~"):
        return _compiled(word[1:].strip()).fullmatch(value) is not None
    return fnmatchcase(value, word)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
