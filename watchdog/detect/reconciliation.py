"""reconciliation: how far a full report lies from the early one that printed the same month before it.

z = (difference - median) / (1.4826 MAD) over the differences of the `window` months before it, each between the first
prints of that month in the two documents; later revisions have no part in it. Misfires while an early report is young,
and in months whose full report comes with an annual revision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.baselines import median_and_spread
from watchdog.detect.outcome import outcome, undecided
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Column, Situation
from watchdog.model.rule import Rule
from watchdog.model.series import Series
from watchdog.model.wording import amount, billions


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationParameters:
    """`early` and `full` are documents that print every one of `series`; `names` is what people call them. At least
    `least` of the `window` months before must have been printed first by both. A |z| of `warn` or more is a warning, of
    `critical` or more critical.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: tuple[str, ...]
    early: str
    full: str
    names: tuple[str, str] = ("the early report", "the full report")
    window: int = 24
    least: int = 8
    warn: float = 3.0
    critical: float = 4.0


def thresholds(_: ReconciliationParameters) -> tuple[str, ...]:
    """What may be tuned."""
    return ("warn", "critical")


def first_prints(parameters: ReconciliationParameters) -> tuple[Column, ...]:
    """The columns that are compared."""
    return tuple((key, document) for key in parameters.series for document in (parameters.early, parameters.full))


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Compare the first prints of the release's own month; one answer for all series while a document is not there."""
    parameters = rule.parameters
    assert isinstance(parameters, ReconciliationParameters)  # noqa: S101 - the rulebook built it by the kind's own table
    if absent := _absent(situation, parameters, parameters.series):
        return [undecided(rule, situation, parameters.series[0], absent)]
    return [_judge_series(rule, situation, parameters, key) for key in parameters.series]


def _absent(situation: Situation, parameters: ReconciliationParameters, keys: tuple[str, ...]) -> str:
    """Which of the two has not printed the month of any of these series; '' where both have."""
    printed = situation.first_prints
    absent = [
        name
        for name, document in zip(parameters.names, (parameters.early, parameters.full), strict=True)
        if all(situation.release.period not in printed.get((key, document), {}) for key in keys)
    ]
    return f"no first print of this month by {' and '.join(absent)} is known" if absent else ""


def _judge_series(rule: Rule, situation: Situation, parameters: ReconciliationParameters, key: str) -> Finding:
    if absent := _absent(situation, parameters, (key,)):
        return undecided(rule, situation, key, absent)
    early, full = (situation.first_prints[key, document] for document in (parameters.early, parameters.full))
    period, series = situation.release.period, situation.known.series[key]
    earlier = sorted(month for month in early.keys() & full.keys() if month < period)[-parameters.window :]
    past = [full[month].cell.value - early[month].cell.value for month in earlier]
    now, then = full[period].cell, early[period].cell
    by = amount(now.value - then.value, series.unit, signed=True)
    said = (
        f"{parameters.names[0]} {billions(then.value, series.unit)}, "
        f"{parameters.names[1]} {billions(now.value, series.unit)}, a difference of {by}"
    )
    if len(past) < parameters.least:
        reason = f"{said}; {parameters.least} earlier months are needed to judge it, {len(past)} are known"
        return undecided(rule, situation, key, reason)
    median, spread = median_and_spread([float(each) for each in past])
    if spread == 0:
        return undecided(rule, situation, key, f"{said}; the {len(past)} earlier differences have no spread")
    score = (float(now.value - then.value) - median) / spread
    fires, is_critical = (abs(score) >= limit for limit in (parameters.warn, parameters.critical))
    return outcome(
        rule,
        situation,
        key,
        period,
        Verdict.WARN if fires else Verdict.PASS,
        f"{series.label} of {period.label}: {said}; robust z {score:+.2f}, {_usual(series, past, median, spread)}.",
        severity=Severity.CRITICAL if is_critical else rule.severity if fires else Severity.INFO,
        provenance=now.provenance,
        observed=now.value,
        expected=then.value,
        difference=now.value - then.value,
        limit=Decimal(str(round(parameters.warn * spread, 6))),
        score=score,
        evidence=tuple(cell.address for cell in (then, now) if cell.address),
    )


def _usual(series: Series, past: Sequence[Decimal], median: float, spread: float) -> str:
    """What the score was computed against, in words that let a reader repeat it."""
    mean = sum(map(abs, past), Decimal(0)) / len(past)
    sizes = [billions(Decimal(str(size)), series.unit, decimals=2) for size in (median, spread, mean)]
    return (
        f"against the {len(past)} months before it that both printed first "
        f"(median {sizes[0]}, 1.4826 MAD {sizes[1]}, mean absolute {sizes[2]})"
    )
