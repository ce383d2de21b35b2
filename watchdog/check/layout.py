"""Turns what a sheet had that the rules do not describe into findings: one a document, naming every difference, and the
sums that are broken for it.
"""

from collections.abc import Iterator, Mapping, Sequence

from watchdog.check.gaps import Gap
from watchdog.check.localise.wording import broken_statements
from watchdog.check.wording import listed
from watchdog.model.cell import Address
from watchdog.model.document import Drift, DriftKind
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation

LAYOUT = "layout"
_MOST_NAMED = 8
_MOST_EVIDENCE = 40


def layout_findings(
    drift: Mapping[str, Sequence[Drift]], gaps: Mapping[str, Gap], situation: Situation
) -> Iterator[Finding]:
    """What people should hear of the layout of this release's documents; numbers that nobody sees are no news. A sum
    that is broken for a row that is missing has that for its cause and is told with it, as is one that holds only
    without a row that is new.
    """
    for document in dict.fromkeys((*drift, *gaps)):
        found = [each for each in drift.get(document, ()) if each.kind is not DriftKind.UNREAD_NUMBER]
        gap = gaps.get(document)
        if not found and gap is None:
            continue
        said = [each.message for each in found] or list(_rows(gap))
        named = "; ".join(said[:_MOST_NAMED])
        more = f"; and {len(said) - _MOST_NAMED} more differences" if len(said) > _MOST_NAMED else ""
        addresses = [each.address for each in found[:_MOST_NAMED] if each.address]
        yield Finding(
            rule=LAYOUT,
            kind=LAYOUT,
            verdict=Verdict.FAIL if gap and gap.is_proved else Verdict.WARN,
            severity=_severity(gap),
            release=situation.release,
            vintage=situation.vintage,
            subject=document,
            period=situation.release.period,
            message=f"{document} is not laid out as the rules say: {named}{more}.{_explained(gap)}",
            known_as_of=situation.known.as_of,
            evidence=tuple(dict.fromkeys((*addresses, *_evidence(gap))))[:_MOST_EVIDENCE],
        )


def _rows(gap: Gap | None) -> Iterator[str]:
    """What the sums say of rows where the sheet is not at hand to say it."""
    if gap is not None:
        yield from (f"{series} is missing" for series in gap.lacking)
        yield from (f"{cell.key.series} of {cell.key.period} is not one of the rules" for cell in gap.added)


def _explained(gap: Gap | None) -> str:
    if gap is None:
        return ""
    if not gap.is_proved:
        names = listed(list(dict.fromkeys(result.statement.identity.name for result in gap.results)))
        series = listed(list(dict.fromkeys(cell.key.series for cell in gap.added)))
        return f" Whether {series} belongs to the sums {names} cannot be told: they hold only without it."
    names = broken_statements([result.statement.identity.name for result in gap.results])
    worst = max(gap.results, key=lambda result: result.excess)
    return (
        f" That explains {names} at once, most of all {worst.statement.identity.label}, "
        f"{worst.statement.period.label}: {worst.reason}."
    )


def _severity(gap: Gap | None) -> Severity:
    if gap is not None and not gap.is_proved:
        return Severity.WARNING
    broken = [result.statement.identity.severity for result in gap.results] if gap else []
    return max(broken, key=lambda severity: severity.rank, default=Severity.INFO)


def _evidence(gap: Gap | None) -> Iterator[Address]:
    for result in gap.results if gap else ():
        yield from (cell.address for cell in result.cells if cell.address)
