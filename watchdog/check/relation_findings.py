"""Turns what relations say of a release into findings: broken or doubtful, or mended."""

from collections.abc import Iterable, Sequence

from watchdog.check.relations import RelationResult
from watchdog.check.report import CheckReport
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation


def relation_finding(results: Sequence[RelationResult], situation: Situation) -> Finding:
    """What people should hear of a broken relation, and of others that blame the same figures."""
    first, *others = results
    also = "".join(f"; {each.rule.label}, {each.period.label}: {each.reason}" for each in others)
    worst = max((_severity(each) for each in results), key=lambda severity: severity.rank)
    return _finding(first, situation, f"{first.reason}{also}", severity=worst)


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


def _severity(result: RelationResult) -> Severity:
    return result.rule.severity if result.verdict is Verdict.FAIL else Severity.INFO


def _finding(result: RelationResult, situation: Situation, reason: str, *, severity: Severity) -> Finding:
    rule = result.rule
    series = situation.known.series[result.cells[0].key.series] if result.cells else None
    return Finding(
        rule=rule.name,
        kind=rule.kind,
        verdict=result.verdict,
        severity=severity,
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
