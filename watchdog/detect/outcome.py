"""A finding's common part, filled in from the rule and the situation, so that each kind states only its own."""

from decimal import Decimal
from typing import TypedDict, Unpack

from watchdog.model.cell import Address, Cell, Provenance
from watchdog.model.claim import Claim
from watchdog.model.finding import Contribution, Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.rule import Rule


class Details(TypedDict, total=False):
    """What a kind may add."""

    severity: Severity
    provenance: Provenance
    observed: Decimal
    expected: Decimal
    difference: Decimal
    limit: Decimal | None
    score: float | None
    evidence: tuple[Address, ...]
    contributions: tuple[Contribution, ...]
    claim: Claim
    kind: str


class OfCell(TypedDict):
    """What a published figure says by itself."""

    provenance: Provenance
    observed: Decimal
    evidence: tuple[Address, ...]


def outcome(
    rule: Rule,
    situation: Situation,
    subject: str,
    period: Period,
    verdict: Verdict,
    message: str,
    **details: Unpack[Details],
) -> Finding:
    """The finding of `rule` on a series at a period."""
    series = situation.known.series[subject]
    common: Details = {"severity": rule.severity, "kind": rule.kind}
    return Finding(
        rule=rule.name,
        verdict=verdict,
        release=situation.release,
        vintage=situation.vintage,
        subject=subject,
        period=period,
        message=message,
        known_as_of=situation.known.as_of,
        basis=str(series.basis),
        unit=str(series.unit),
        **(common | details),
    )


def of_release(rule: Rule, situation: Situation, subject: str, verdict: Verdict, message: str) -> Finding:
    """The finding of a rule on the release as a whole, or on what is no series of it."""
    return Finding(
        rule=rule.name,
        kind=rule.kind,
        verdict=verdict,
        severity=Severity.INFO,
        release=situation.release,
        vintage=situation.vintage,
        subject=subject,
        period=situation.release.period,
        message=message,
        known_as_of=situation.known.as_of,
    )


def flagged(
    rule: Rule,
    situation: Situation,
    subject: str,
    period: Period,
    message: str,
    *,
    fires: bool,
    **details: Unpack[Details],
) -> Finding:
    """The finding of a rule that could tell: a warning of the rule's severity, unless another is given, or none."""
    common: Details = {"severity": rule.severity, **details} if fires else {**details, "severity": Severity.INFO}
    verdict = Verdict.WARN if fires else Verdict.PASS
    return outcome(rule, situation, subject, period, verdict, message, **common)


def of_cell(cell: Cell) -> OfCell:
    """The figure itself as what is observed."""
    evidence = (cell.address,) if cell.address else ()
    return {"provenance": cell.provenance, "observed": cell.value, "evidence": evidence}


def undecided(rule: Rule, situation: Situation, subject: str, reason: str) -> Finding:
    """The rule could not tell, and why."""
    series = situation.known.series[subject]
    period = situation.release.period
    message = f"{rule.label}: could not be judged for {period.label}: {series.label}: {reason}."
    return outcome(rule, situation, subject, period, Verdict.UNDECIDED, message, severity=Severity.INFO)
