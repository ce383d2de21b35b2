"""reversal: two large consecutive changes of opposite sign; gross and net are told apart.

Fires when both exceed `threshold` robust standard deviations of the changes before them or, for series whose history
is not published, when the gross swing reaches `gross`. Misfires on residual seasonality and front-running.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.baselines import baseline
from watchdog.detect.outcome import flagged, undecided
from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule
from watchdog.model.series import Series
from watchdog.model.text_forms import AmountText
from watchdog.model.wording import amount, billions, number


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalParameters:
    """`window` changes before the two tested ones are the baseline. A net of up to `round_trip` of the larger change
    makes it a round trip.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: tuple[str, ...]
    gross: AmountText | None = None
    threshold: float = 2.5
    window: int = 60
    round_trip: float = 0.5


def thresholds(parameters: ReversalParameters) -> tuple[str, ...]:
    """What may be tuned: the one of the two that decides."""
    return ("threshold",) if parameters.gross is None else ("gross",)


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Look at the release's own month and the one before it, in each series."""
    parameters = rule.of(ReversalParameters)
    return [_judge_series(rule, situation, parameters, key) for key in parameters.series]


def _judge_series(rule: Rule, situation: Situation, parameters: ReversalParameters, key: str) -> Finding:
    period = situation.release.period
    change_of = parse(f"diff({key})")
    now, before = (evaluate(change_of, when, situation.known) for when in (period, period.shift(-1)))
    if isinstance(now, Missing):
        return undecided(rule, situation, key, now.reason)
    if isinstance(before, Missing):
        return undecided(rule, situation, key, before.reason)
    large = _is_large(situation, parameters, key, now.value, before.value)
    if isinstance(large, str):
        return undecided(rule, situation, key, large)
    fires = large and now.value * before.value < 0
    return flagged(
        rule,
        situation,
        key,
        period,
        _sentence(situation, parameters, situation.known.series[key], before, now),
        fires=fires,
        provenance=now.provenance,
        observed=abs(now.value) + abs(before.value),
        expected=Decimal(0),
        difference=now.value + before.value,
        evidence=before.evidence + now.evidence,
    )


def _is_large(
    situation: Situation, parameters: ReversalParameters, key: str, now: Decimal, before: Decimal
) -> bool | str:
    """Whether both changes are, or a sentence saying why that cannot be told."""
    if parameters.gross is not None:
        return abs(now) + abs(before) >= parameters.gross.within(situation.known.series[key].unit)
    history = situation.known.history(key)
    usual = baseline(history, last=situation.release.period.shift(-2), window=parameters.window)
    if isinstance(usual, str):
        return usual
    return min(abs(now), abs(before)) > Decimal(str(parameters.threshold * usual.spread))


def _sentence(
    situation: Situation, parameters: ReversalParameters, series: Series, before: Bounded, now: Bounded
) -> str:
    period = situation.release.period
    gross, net = abs(now.value) + abs(before.value), now.value + before.value
    changes = (
        f"{billions(before.value, series.unit, signed=True)} in {period.shift(-1).label}"
        f"{_printed_in(before, situation)} and {billions(now.value, series.unit, signed=True)} in {period.label}"
    )
    if now.value * before.value >= 0:
        return f"{series.label}: {changes}: no reversal."
    share = abs(net) / max(abs(now.value), abs(before.value))
    name = "a round trip" if share <= Decimal(str(parameters.round_trip)) else "a partial reversal"
    return (
        f"{series.label}: {changes}: a gross swing of {amount(gross, series.unit)}, "
        f"net {amount(net, series.unit, signed=True)}, {number(100 * share, decimals=0)} % of the larger move: {name}."
    )


def _printed_in(figure: Bounded, situation: Situation) -> str:
    """A figure of another release says so: the comparison crosses vintages."""
    others = sorted(figure.releases - {situation.release.period})
    names = ", ".join(period.label for period in others)
    return f" (as printed in the release for {names})" if others else ""
