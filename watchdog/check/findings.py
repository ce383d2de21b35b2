"""Turns a check report into findings: one for each cause of what is broken, one for each other doubt."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from watchdog.check.gaps import gaps
from watchdog.check.layout import LAYOUT, layout_findings
from watchdog.check.localise.causes import Breach, Causes, Collapse, causes
from watchdog.check.localise.wording import breach_sentence, collapse_sentence
from watchdog.check.relation_findings import relation_finding
from watchdog.check.relations import RelationResult
from watchdog.check.report import CheckReport
from watchdog.check.results import Result, of_verdict, tally
from watchdog.check.witness import attributed, grouped
from watchdog.model.cell import Cell, CellKey
from watchdog.model.document import Drift
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period

STRUCTURE = "structure"
_NAMED = 4
_MOST_EVIDENCE = 40


def findings(
    report: CheckReport, situation: Situation, drift: Mapping[str, Sequence[Drift]] | None = None
) -> list[Finding]:
    """What people should hear of the release's layout, identities and relations, one finding a cause; undecided ones
    are counted, not listed. `drift` is what each document has that the rules do not describe.
    """
    warned = of_verdict(report.results, Verdict.WARN)
    broken = report.relations.of_verdict(Verdict.FAIL, Verdict.WARN)
    missing_rows = gaps(report)
    aside = [result for gap in missing_rows.values() for result in gap.results]
    is_broken = tally(report.results)[Verdict.FAIL] > sum(result.verdict is Verdict.FAIL for result in aside)
    explained = causes(report, _counts_before(situation), aside, situation.known.series) if is_broken else Causes()
    found, alone = attributed(explained, (*warned, *broken))
    return [
        *layout_findings(drift or {}, missing_rows, situation),
        *(_of_collapse(collapse, situation) for collapse in found.collapses),
        *(_of_breach(breach, situation) for breach in found.breaches),
        *(_of_warning(each, situation) for each in alone if isinstance(each, Result)),
        *(
            relation_finding(group, situation)
            for group in grouped(each for each in alone if isinstance(each, RelationResult))
        ),
    ]


def _counts_before(situation: Situation) -> dict[CellKey, int]:
    """What the release before printed, for copies that went stale."""
    if situation.before is None:
        return {}
    release = situation.release.period.shift(-1)
    return {key: known.cell.count for key, known in situation.before.cells.items() if known.stamp.release == release}


def mended(report: CheckReport, told: Sequence[Finding], situation: Situation) -> list[Finding]:
    """Of what was told of this release, the identities that hold now at every place where they are stated."""
    if all(finding.release != situation.release for finding in told):
        return []
    results: defaultdict[tuple[str, Period], list[Result]] = defaultdict(list)
    for result in report.results:
        results[result.statement.identity.name, result.statement.period].append(result)
    return [
        *_structures_mended(report, told, situation),
        *(
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
        ),
    ]


def _structures_mended(report: CheckReport, told: Sequence[Finding], situation: Situation) -> Iterator[Finding]:
    """The documents whose lines were told as wrong and about which nothing is broken any more."""
    verdicts: defaultdict[str, set[Verdict]] = defaultdict(set)
    for result in report.results:
        for document in {cell.key.outlet.document for cell in result.cells}:
            verdicts[document].add(result.verdict)
    for finding in told:
        was_broken = finding.kind == STRUCTURE or (finding.kind == LAYOUT and finding.verdict is Verdict.FAIL)
        if not was_broken or finding.release != situation.release:
            continue
        now = verdicts[finding.subject]
        if Verdict.PASS in now and Verdict.FAIL not in now:
            yield replace(
                finding,
                verdict=Verdict.PASS,
                vintage=situation.vintage,
                known_as_of=situation.known.as_of,
                message=f"{finding.subject}: adds up now.",
            )


def _of_warning(result: Result, situation: Situation) -> Finding:
    return _of_result(
        result,
        situation,
        subject=_subject(result.cells[0]),
        message=f"{_message(result)}.",
        severity=Severity.INFO,
    )


def _of_breach(breach: Breach, situation: Situation) -> Finding:
    worst = max(breach.results, key=lambda result: result.excess)
    named = sorted(breach.suspects, key=lambda cell: cell.key)[:_NAMED]
    return _of_result(
        worst,
        situation,
        subject="+".join(dict.fromkeys(_subject(cell) for cell in named)),
        message=breach_sentence(breach, _message(worst)),
        severity=_worst_severity(breach),
        evidence=[*breach.suspects, *(cell for result in breach.results for cell in result.cells)],
    )


def _of_collapse(collapse: Collapse, situation: Situation) -> Finding:
    """Its key is that of the document: the same sheet, shifted again, is the same news."""
    worst = max(collapse.results, key=lambda result: result.excess)
    found = _of_result(
        worst,
        situation,
        subject=collapse.cells[0].key.outlet.document,
        message=collapse_sentence(collapse),
        severity=_worst_severity(collapse),
        evidence=collapse.cells,
    )
    return replace(found, rule=STRUCTURE, kind=STRUCTURE, period=situation.release.period)


def _worst_severity(cause: Breach | Collapse) -> Severity:
    """Of all that it breaks, relations included."""
    broken = [result.statement.identity.severity for result in cause.results]
    broken += [
        each.rule.severity
        for each in cause.witnesses
        if isinstance(each, RelationResult) and each.verdict is Verdict.FAIL
    ]
    return max(broken, key=lambda severity: severity.rank)


def _of_result(
    result: Result,
    situation: Situation,
    *,
    subject: str,
    message: str,
    severity: Severity,
    evidence: Sequence[Cell] = (),
) -> Finding:
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
        evidence=tuple(dict.fromkeys(cell.address for cell in evidence or result.cells if cell.address))[
            :_MOST_EVIDENCE
        ],
    )


def _message(result: Result) -> str:
    statement = result.statement
    return (
        f"{statement.identity.label}, {statement.period.label}: {result.observed:,f} against {result.expected:,f}, "
        f"{result.reason}"
    )


def _subject(cell: Cell) -> str:
    """Document, block and measure tell apart what one identity says of the month and of the year to date."""
    key = cell.key
    block = "" if key.outlet.block == "main" else f".{key.outlet.block}"
    return f"{key.outlet.document}{block}/{key.series}/{key.measure}"
