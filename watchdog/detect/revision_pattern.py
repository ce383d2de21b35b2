"""revision_pattern: revisions whose shape tells how they were made, named in a sentence of their own.

A *uniform shift* is a run of months that all moved by the same amount; a *round-number revision* is a month that moved
by a multiple of a round step while a neighbour stayed. A single month may move by a round number by chance, about once
in `step` revisions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.moved import Moved, equal_runs, months_in_both
from watchdog.detect.outcome import outcome, undecided
from watchdog.model.cell import Provenance
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionPatternParameters:
    """`run` months in a row that moved by the same amount, at least `smallest`, are a shift; a multiple of `step` is
    round. Both amounts count published units.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    run: int = 3
    smallest: int = 10
    step: int = 500


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Look at the months that this release and the one known before it both print."""
    parameters = rule.of(RevisionPatternParameters)
    both = months_in_both(parameters.series, situation)
    if isinstance(both, str):
        return [undecided(rule, situation, parameters.series, both)]
    months = sorted(both, key=lambda month: month.period)
    shifts = [run for run in equal_runs(months) if _is_shift(run, parameters)]
    shifted = {month.period for run in shifts for month in run}
    rounds = [month for month in _round(months, parameters) if month.period not in shifted]
    found = [_shift(rule, situation, parameters, run) for run in shifts]
    found += [_round_number(rule, situation, parameters, month, months) for month in rounds]
    return found or [_nothing(rule, situation, parameters)]


def _nothing(rule: Rule, situation: Situation, parameters: RevisionPatternParameters) -> Finding:
    series, period = situation.known.series[parameters.series], situation.release.period.shift(-1)
    message = f"{series.label}: no months were revised by one amount, and none by a round number."
    return outcome(rule, situation, parameters.series, period, Verdict.PASS, message, severity=Severity.INFO)


def _is_shift(run: Sequence[Moved], parameters: RevisionPatternParameters) -> bool:
    least = parameters.smallest * run[0].now.cell.published_unit
    return len(run) >= parameters.run and min(abs(month.by) for month in run) >= least


def _round(months: Sequence[Moved], parameters: RevisionPatternParameters) -> Iterator[Moved]:
    stayed = {month.period for month in months if not month.by}
    for month in months:
        is_alone = not stayed.isdisjoint((month.period.shift(-1), month.period.shift(1)))
        if (
            month.is_exact
            and month.by
            and is_alone
            and not month.by % (parameters.step * month.now.cell.published_unit)
        ):
            yield month


def _shift(rule: Rule, situation: Situation, parameters: RevisionPatternParameters, run: Sequence[Moved]) -> Finding:
    series = situation.known.series[parameters.series]
    amounts = sorted({month.by for month in run}, key=abs)
    amount = " to ".join(f"{by:+,f}" for by in (amounts[0], *amounts[1:][-1:]))
    message = (
        f"{series.label}: uniform shift: the {len(run)} months from {run[0].period.label} to {run[-1].period.label} "
        f"were all revised by the same amount, {amount} {series.unit}, {run[-1].between}."
    )
    return _finding(rule, situation, parameters, run[-1], message)


def _round_number(
    rule: Rule, situation: Situation, parameters: RevisionPatternParameters, month: Moved, months: Sequence[Moved]
) -> Finding:
    series = situation.known.series[parameters.series]
    around = (month.period.shift(-1), month.period.shift(1))
    stayed = " and ".join(each.period.label for each in months if each.period in around and not each.by)
    message = (
        f"{series.label} of {month.period.label}: round-number revision by exactly {month.by:+,f} {series.unit}, from "
        f"{month.before.cell.value:,f} to {month.now.cell.value:,f}, {month.between}, while {stayed} stayed."
    )
    return _finding(rule, situation, parameters, month, message)


def _finding(
    rule: Rule, situation: Situation, parameters: RevisionPatternParameters, month: Moved, message: str
) -> Finding:
    return outcome(
        rule,
        situation,
        parameters.series,
        month.period,
        Verdict.WARN,
        message,
        kind="revision",
        provenance=Provenance.EXACT,
        observed=month.now.cell.value,
        expected=month.before.cell.value,
        difference=month.by,
        limit=Decimal(parameters.step) * month.now.cell.published_unit,
        evidence=month.evidence,
    )
