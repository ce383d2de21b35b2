"""core_gap: a change that a few lines made: the total and the same total without them moved apart.

gap = change of `total` - change of `core`, that is what the lines left out of the core made of it; told where it is at
least `least` and either the two changes differ in sign or the gap is more than `share` = 0.5 of the total's change,
both beyond rounding. Units: those of the total. The core is a view, no measure of what counts in GDP: the sentence
gives both numbers. Misfires where what is left out hides elsewhere (bullion booked as finished metal shapes).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.changes import change
from watchdog.detect.outcome import flagged, undecided
from watchdog.formulas.evaluate import Missing
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule
from watchdog.model.text_forms import AmountText
from watchdog.model.wording import amount, number


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreGapParameters:
    """`core` is `total` without some of its lines; gaps below `least` are not told."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    total: str
    core: str
    least: AmountText
    share: float = 0.5


def thresholds(_: CoreGapParameters) -> tuple[str, ...]:
    """What may be tuned."""
    return ("least", "share")


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Compare the changes of the release's own month."""
    parameters = rule.of(CoreGapParameters)
    total, core = (change(key, situation) for key in (parameters.total, parameters.core))
    if isinstance(total, Missing) or isinstance(core, Missing):
        reason = next(each.reason for each in (total, core) if isinstance(each, Missing))
        return [undecided(rule, situation, parameters.total, reason)]
    series, period = situation.known.series[parameters.total], situation.release.period
    gap, error = total.value - core.value, total.error + core.error
    turns = total.value * core.value < 0 and abs(total.value) > total.error and abs(core.value) > core.error
    most = Decimal(str(parameters.share)) * abs(total.value)
    fires = abs(gap) >= parameters.least.within(series.unit) and (turns or abs(gap) - error > most)
    whole, rest, left_out = (amount(value, series.unit, signed=True) for value in (total.value, core.value, gap))
    part = f" ({number(100 * gap / total.value, decimals=0)} %)" if total.value and not turns else ""
    of_it = f"{rest} of it in the core" if 0 <= core.value * total.value <= total.value**2 else f"the core by {rest}"
    message = (
        f"{series.label} moved by {whole} in {period.label}, {of_it} "
        f"({situation.known.series[parameters.core].label}): the lines left out made {left_out}{part}."
    )
    return [
        flagged(
            rule,
            situation,
            series.key,
            period,
            message,
            fires=fires,
            provenance=core.provenance,
            observed=total.value,
            expected=core.value,
            difference=gap,
            limit=parameters.least.within(series.unit),
            evidence=total.evidence,
        )
    ]
