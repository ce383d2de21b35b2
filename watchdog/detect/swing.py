"""swing: a change far outside the series' own recent changes.

z = (change - median) / (1.4826 MAD) over the `window` changes before it. The mean and standard deviation would let one
spell of large changes hide the next. Misfires after a change of regime, and in the echo of an earlier spike.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from watchdog.detect.baselines import Baseline, baseline
from watchdog.detect.outcome import Details, outcome, undecided
from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import History, Situation
from watchdog.model.period import Period
from watchdog.model.rule import Rule
from watchdog.model.wording import amount, billions


@dataclass(frozen=True, slots=True, kw_only=True)
class SwingParameters:
    """`window` trailing changes are the baseline, the tested one excluded; a |z| of `warn` or more, not rounded, is a
    warning, of `critical` or more critical.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    transform: Literal["difference", "log_difference"] = "difference"
    window: int = 60
    warn: float = 3.0
    critical: float = 4.0


def thresholds(_: SwingParameters) -> tuple[str, ...]:
    """What may be tuned."""
    return ("warn", "critical")


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Score the release's own month against the months before it."""
    parameters = rule.of(SwingParameters)
    period = situation.release.period
    change = evaluate(parse(f"diff({parameters.series})"), period, situation.known)
    if isinstance(change, Missing):
        return [undecided(rule, situation, parameters.series, change.reason)]
    history = situation.known.history(parameters.series)
    usual = baseline(history, last=period.shift(-1), window=parameters.window, transform=parameters.transform)
    if isinstance(usual, str):
        return [undecided(rule, situation, parameters.series, usual)]
    tested = float(change.value)
    if parameters.transform == "log_difference":
        now, before = history.value(period), history.value(period.shift(-1))
        if now is None or before is None or now <= 0 or before <= 0:
            return [undecided(rule, situation, parameters.series, "a logarithm needs positive figures")]
        tested = math.log(now / before)
    return [_scored(rule, situation, parameters, change, usual, usual.score(tested))]


def usual_levels(
    parameters: SwingParameters, history: History, months: Iterable[Period]
) -> Iterator[tuple[Period, float, float]]:
    """For each of some months the levels between which it would not have been told; nothing where that is unknown."""
    for month in months:
        before = history.value(month.shift(-1))
        usual = baseline(history, last=month.shift(-1), window=parameters.window, transform=parameters.transform)
        if before is None or isinstance(usual, str):
            continue
        reach = parameters.warn * usual.spread
        low, high, level = usual.median - reach, usual.median + reach, float(before)
        is_log = parameters.transform == "log_difference"
        yield (month, level * math.exp(low), level * math.exp(high)) if is_log else (month, level + low, level + high)


def _scored(
    rule: Rule, situation: Situation, parameters: SwingParameters, change: Bounded, usual: Baseline, score: float
) -> Finding:
    period, series = situation.release.period, situation.known.series[parameters.series]
    fires = abs(score) >= parameters.warn
    severity = Severity.CRITICAL if abs(score) >= parameters.critical else Severity.WARNING if fires else Severity.INFO
    message = (
        f"{series.label} moved by {amount(change.value, series.unit, signed=True)} in {period.label}: robust z "
        f"{score:+.2f}, {_how(usual, parameters, situation)}."
    )
    details: Details = {
        "severity": severity,
        "provenance": change.provenance,
        "observed": change.value,
        "score": score,
        "evidence": change.evidence,
    }
    if parameters.transform == "difference":
        median = Decimal(str(usual.median))
        details["expected"] = median
        details["difference"] = change.value - median
        details["limit"] = Decimal(str(round(parameters.warn * usual.spread, 6)))
    verdict = Verdict.WARN if fires else Verdict.PASS
    return outcome(rule, situation, parameters.series, period, verdict, message, **details)


def _how(usual: Baseline, parameters: SwingParameters, situation: Situation) -> str:
    """How the score was computed, in words that let a reader repeat it."""
    if parameters.transform == "log_difference":
        numbers = f"median {usual.median:+.4f}, 1.4826 MAD {usual.spread:.4f} of the log changes"
    else:
        unit = situation.known.series[parameters.series].unit
        median, spread = (billions(Decimal(str(number)), unit, decimals=2) for number in (usual.median, usual.spread))
        numbers = f"median {median}, 1.4826 MAD {spread}"
    return f"against the {usual.count} monthly changes through {usual.last.label} ({numbers})"
