"""Turns a check report into findings: one for each cluster of broken identities, one for each warning."""

from collections import defaultdict
from collections.abc import Iterable

from watchdog.check.localise.breaches import Breach, breaches
from watchdog.check.report import CheckReport, Result
from watchdog.model.cell import Cell
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period


def findings(report: CheckReport, situation: Situation) -> list[Finding]:
    """What people should hear of the release's arithmetic; undecided statements are counted, not listed."""
    broken = [_of_breach(breach, situation) for breach in breaches(report)]
    warned = [
        _of_result(
            result, situation, subject=_subject(result.cells[0]), message=_message(result), severity=Severity.INFO
        )
        for result in report.results
        if result.verdict is Verdict.WARN
    ]
    return broken + warned


def mended(report: CheckReport, told: Iterable[Finding], situation: Situation) -> list[Finding]:
    """Of what was told of this release, the identities that hold now at every place where they are stated."""
    results: defaultdict[tuple[str, Period], list[Result]] = defaultdict(list)
    for result in report.results:
        results[result.statement.identity.name, result.statement.period].append(result)
    return [
        _of_result(
            stated[0],
            situation,
            subject=finding.subject,
            message=f"{stated[0].statement.identity.label}, {finding.period.label}: holds now.",
            severity=finding.severity,
        )
        for finding in told
        if finding.kind == "identity" and finding.release == situation.release
        if (stated := results.get((finding.rule, finding.period)))
        and all(result.verdict is Verdict.PASS for result in stated)
    ]


def _of_breach(breach: Breach, situation: Situation) -> Finding:
    worst = max(breach.results, key=lambda result: result.excess)
    names = ", ".join(dict.fromkeys(result.statement.identity.name for result in breach.results))
    suspects = " or ".join(_describe(cell) for cell in breach.suspects[:4])
    more = f" (or {len(breach.suspects) - 4} other figures)" if len(breach.suspects) > 4 else ""
    count = len(breach.results)
    message = (
        f"{_message(worst)} {count} statement{'s' if count > 1 else ''} broken ({names}); "
        f"the figure they share is {suspects}{more}."
    )
    subject = "+".join(dict.fromkeys(_subject(cell) for cell in breach.suspects[:4]))
    return _of_result(worst, situation, subject=subject, message=message, severity=worst.statement.identity.severity)


def _of_result(result: Result, situation: Situation, *, subject: str, message: str, severity: Severity) -> Finding:
    statement = result.statement
    first = result.cells[0]
    series = situation.known.series[first.key.series]
    return Finding(
        rule=statement.identity.name,
        kind="identity",
        verdict=result.verdict,
        severity=severity,
        release=situation.release,
        vintage=situation.vintage,
        subject=subject,
        period=statement.period,
        message=message,
        known_as_of=situation.known.as_of,
        basis=str(series.basis),
        observed=result.observed,
        expected=result.expected,
        difference=result.difference,
        limit=result.limit,
        unit=str(series.unit),
        evidence=tuple(cell.address for cell in result.cells if cell.address),
    )


def _message(result: Result) -> str:
    statement = result.statement
    return (
        f"{statement.identity.label}, {statement.period.label}: {result.observed:,f} against {result.expected:,f}, "
        f"{result.reason}."
    )


def _describe(cell: Cell) -> str:
    where = f" at {cell.address}" if cell.address else ""
    return f"{cell.key.series} of {cell.key.period} in {cell.key.outlet.document}{where} ({cell.value:,f})"


def _subject(cell: Cell) -> str:
    """Document, block and measure tell apart what one identity says of the month and of the year to date."""
    key = cell.key
    block = "" if key.outlet.block == "main" else f".{key.outlet.block}"
    return f"{key.outlet.document}{block}/{key.series}/{key.measure}"
