"""trend_flip: the year-on-year change of the three-month mean has changed its sign, and what of that is a base effect.

g(t) = (x(t) + x(t-1) + x(t-2)) / 3 less the same a year earlier; it flips where g(t) and g(t-1) differ in sign and no
rounding explains it, and is told when |g(t)| reaches `least`. From one month to the next g moves by the news, which is
(x(t) - x(t-3)) / 3, less what a year ago settled, the base effect: (x(t-12) - x(t-15)) / 3. How odd the base month was
is its own robust z against the `window` changes before it. Misfires where growth hovers around zero (raise `least`),
and after an odd month a year ago, as the message says. On unadjusted figures both means have the same season.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.baselines import baseline
from watchdog.detect.outcome import flagged, undecided
from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.expression import Call, Expression
from watchdog.formulas.parse import parse
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule
from watchdog.model.text_forms import AmountText
from watchdog.model.wording import amount


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendFlipParameters:
    """The mean of `months` months; a flip to less than `least` is not told. `window` changes judge the base month."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: tuple[str, ...]
    least: AmountText | None = None
    months: int = 3
    window: int = 60


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Look at the release's own month and the one before it, in each series."""
    parameters = rule.of(TrendFlipParameters)
    return [_judge_series(rule, situation, parameters, key) for key in parameters.series]


def _judge_series(rule: Rule, situation: Situation, parameters: TrendFlipParameters, key: str) -> Finding:
    period = situation.release.period
    mean: Expression = parse(key) if parameters.months == 1 else Call("mean", parse(key), steps=parameters.months)
    growth = Call("yoy", mean)
    now, before = (evaluate(growth, when, situation.known) for when in (period, period.shift(-1)))
    base = evaluate(Call("diff", mean), period.year_before(), situation.known)
    for figure in (now, before, base):
        if isinstance(figure, Missing):
            return undecided(rule, situation, key, figure.reason)
    assert isinstance(now, Bounded) and isinstance(before, Bounded) and isinstance(base, Bounded)  # noqa: S101, PT018 - told apart above
    if now.releases != before.releases:
        return undecided(rule, situation, key, "the two months' growth was printed by different releases")
    if any(abs(figure.value) <= figure.error for figure in (now, before)):
        return undecided(rule, situation, key, "rounding alone can decide the sign of the growth")
    return _finding(rule, situation, parameters, key, now, before, base)


def _finding(
    rule: Rule,
    situation: Situation,
    parameters: TrendFlipParameters,
    key: str,
    now: Bounded,
    before: Bounded,
    base: Bounded,
) -> Finding:
    series, period = situation.known.series[key], situation.release.period
    least = Decimal(0) if parameters.least is None else parameters.least.within(series.unit)
    fires = now.value * before.value < 0 and abs(now.value) >= least
    moved = now.value - before.value
    figures = {"now": now.value, "before": before.value, "news": moved + base.value, "base": -base.value}
    said = {name: amount(value, series.unit, signed=True) for name, value in figures.items()}
    mean = f"the {parameters.months}-month mean" if parameters.months > 1 else "the month"
    message = (
        f"{series.label}: {mean} against a year earlier {'turned' if fires else 'went'} from {said['before']} in "
        f"{period.shift(-1).label} to {said['now']} in {period.label}: {said['news']} from this year's months, "
        f"{said['base']} base effect of {period.year_before().label}{_how_odd(situation, parameters, key)}."
    )
    return flagged(
        rule,
        situation,
        key,
        period,
        message,
        fires=fires,
        provenance=now.provenance,
        observed=now.value,
        expected=before.value,
        difference=moved,
        limit=least,
        evidence=now.evidence,
    )


def _how_odd(situation: Situation, parameters: TrendFlipParameters, key: str) -> str:
    """The robust z of the base month's own change, where enough months before it are published."""
    base = situation.release.period.year_before()
    history = situation.known.history(key)
    value, earlier = history.value(base), history.value(base.shift(-1))
    usual = baseline(history, last=base.shift(-1), window=parameters.window)
    if isinstance(usual, str) or value is None or earlier is None:
        return ""
    return f" (itself a change of robust z {usual.score(float(value - earlier)):+.1f})"
