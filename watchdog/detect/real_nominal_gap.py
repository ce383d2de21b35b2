"""real_nominal_gap: what prices make of a change: per cent in current dollars less per cent in chained dollars.

Of a balance, the gap in percentage points is told from `warn` on, and undecided where rounding could carry it across;
of a flow, the change of the implied price ln(nominal / real) from `price` robust z on, against the `window` changes
before it. The prices of months in `imputed` nobody observed: what is found there is stated and left undecided. Misfires
near a balance of zero, where per cent explode, and on gold, whose price moves the nominal figure alone.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

import numpy as np

from watchdog.detect.baselines import median_and_spread
from watchdog.detect.outcome import outcome, undecided
from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule
from watchdog.model.series import Flow
from watchdog.model.text_forms import MonthText
from watchdog.model.wording import number


@dataclass(frozen=True, slots=True, kw_only=True)
class RealNominalGapParameters:
    """`warn` is in percentage points and for balances; `price`, for flows, in robust z over `window` changes."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    nominal: str
    real: str
    warn: float = 5.0
    price: float = 3.0
    window: int = 24
    imputed: tuple[MonthText, ...] = ()


def thresholds(_: RealNominalGapParameters) -> tuple[str, ...]:
    """What may be tuned."""
    return ("warn",)


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Compare the changes of the release's own month."""
    parameters = rule.of(RealNominalGapParameters)
    known, period, found = situation.known, situation.release.period, []
    for key in (parameters.nominal, parameters.real):
        level = known.best(key, period)
        sign = "-" if level is not None and level.cell.value < 0 else ""
        figure = evaluate(parse(f"pct({sign}{key})"), period, known)
        if isinstance(figure, Missing) or figure.releases != {period}:
            reason = figure.reason if isinstance(figure, Missing) else "the figures are of another release"
            return [undecided(rule, situation, key, reason)]
        found.append(figure)
    price = _price(parameters, situation)
    if isinstance(price, str):
        return [undecided(rule, situation, parameters.nominal, price)]
    return [_finding(rule, situation, parameters, found[0], found[1], price)]


def _price(parameters: RealNominalGapParameters, situation: Situation) -> float | str | None:
    """The robust z of a flow's newest change of the implied price, against those before it, all of this release."""
    if situation.known.series[parameters.nominal].flow is Flow.BALANCE:
        return None
    period, wanted = situation.release.period, parameters.window + 2
    both = [situation.known.history(key) for key in (parameters.nominal, parameters.real)]
    months = min((each.of_one_release_through(period) for each in both), key=len)[-wanted:]
    if len(months) < wanted:
        return f"{wanted} months of one release are needed, {len(months)} are published"
    values = np.array([[float(each.known[month].cell.value) for month in months] for each in both])
    if (values <= 0).any():
        return "a logarithm needs positive figures"
    changes = np.diff(np.log(values[0] / values[1]))
    median, spread = median_and_spread(changes[:-1])
    return (float(changes[-1]) - median) / spread if spread else "the implied price never changed"


def _finding(
    rule: Rule,
    situation: Situation,
    parameters: RealNominalGapParameters,
    nominal: Bounded,
    real: Bounded,
    price: float | None,
) -> Finding:
    series, period = situation.known.series[parameters.nominal], situation.release.period
    gap, error, limit = nominal.value - real.value, nominal.error + real.error, Decimal(str(parameters.warn))
    fires = abs(gap) - error > limit if price is None else abs(price) >= parameters.price
    close = price is None and not fires and abs(gap) + error > limit
    is_imputed = bool({period, period.shift(-1)} & set(parameters.imputed))
    shown = [f"{number(value, signed=True)} %" for value in (nominal.value, real.value)]
    message = (
        f"{series.label} changed by {shown[0]} in {period.label}, in chained dollars by {shown[1]}: "
        f"a gap of {number(gap, signed=True)} percentage points"
        + (f", the implied price a robust z of {price:+.1f}" if price is not None else "")
        + ("; the prices it was deflated by are imputed, so this cannot be judged" if is_imputed else "")
        + "."
    )
    verdict = Verdict.UNDECIDED if is_imputed or close else Verdict.WARN if fires else Verdict.PASS
    return outcome(
        rule,
        situation,
        parameters.nominal,
        period,
        verdict,
        message,
        severity=rule.severity if verdict is Verdict.WARN else Severity.INFO,
        provenance=nominal.provenance,
        observed=nominal.value,
        expected=real.value,
        difference=gap,
        limit=limit if price is None else None,
        score=price,
        evidence=nominal.evidence + real.evidence,
    )
