"""Turns what a sheet had that the rules do not describe into findings: one a document, naming every difference."""

from collections.abc import Iterator, Mapping, Sequence

from watchdog.model.document import Drift, DriftKind
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation

_RULE = "layout"
_MOST_NAMED = 8


def layout_findings(drift: Mapping[str, Sequence[Drift]], situation: Situation) -> Iterator[Finding]:
    """What people should hear of the layout of this release's documents; numbers that nobody sees are no news."""
    for document, all_found in drift.items():
        found = [each for each in all_found if each.kind is not DriftKind.UNREAD_NUMBER]
        if not found:
            continue
        named = "; ".join(each.message for each in found[:_MOST_NAMED])
        more = f"; and {len(found) - _MOST_NAMED} more differences" if len(found) > _MOST_NAMED else ""
        yield Finding(
            rule=_RULE,
            kind=_RULE,
            verdict=Verdict.WARN,
            severity=Severity.INFO,
            release=situation.release,
            vintage=situation.vintage,
            subject=document,
            period=situation.release.period,
            message=f"{document} is not laid out as the rules say: {named}{more}.",
            known_as_of=situation.known.as_of,
            evidence=tuple(each.address for each in found[:_MOST_NAMED] if each.address),
        )
