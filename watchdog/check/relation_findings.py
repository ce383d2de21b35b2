"""Turns what relations say of a release into findings: one for each that is broken or doubtful."""

from collections.abc import Iterable

from watchdog.check.relations import RelationResult
from watchdog.check.report import CheckReport
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation


def relation_findings(report: CheckReport, situation: Situation) -> list[Finding]:
    """What people should hear of the relations; undecided ones are counted, not listed."""
    return [
        _finding(result, situation, result.reason)
        for result in report.relations
        if result.verdict in (Verdict.FAIL, Verdict.WARN)
    ]


def mended_relations(report: CheckReport, told: Iterable[Finding], situation: Situation) -> list[Finding]:
    """Of what was told of this release, the relations that hold now where they did not."""
    results = {(result.rule.name, result.subject, result.period): result for result in report.relations}
    found = [
        (results.get((finding.rule, finding.subject, finding.period)), finding)
        for finding in told
        if finding.release == situation.release
    ]
    return [
        _finding(result, situation, "holds now", severity=finding.severity)
        for result, finding in found
        if result is not None and result.rule.kind == finding.kind and result.verdict is Verdict.PASS
    ]


def _finding(result: RelationResult, situation: Situation, reason: str, *, severity: Severity | None = None) -> Finding:
    rule = result.rule
    usual = rule.severity if result.verdict is Verdict.FAIL else Severity.INFO
    series = situation.known.series[result.cells[0].key.series] if result.cells else None
    return Finding(
        rule=rule.name,
        kind=rule.kind,
        verdict=result.verdict,
        severity=severity or usual,
        release=situation.release,
        vintage=situation.vintage,
        subject=result.subject,
        period=result.period,
        message=f"{rule.label}, {result.period.label}: {reason}.",
        known_as_of=situation.known.as_of,
        basis=str(series.basis) if series else "",
        observed=result.observed,
        expected=result.expected,
        difference=result.difference,
        limit=result.limit,
        unit=str(series.unit) if series else "",
        evidence=tuple(cell.address for cell in result.cells if cell.address),
    )
