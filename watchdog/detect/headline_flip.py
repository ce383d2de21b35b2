"""headline_flip: a revision turned the sign of a month's change: what was told as a rise is a fall in this release.

change = figure - that of the month before, both as one release printed them; flips where this release's and that of the
release known before it differ in sign, both at least `least` (beyond rounding, where none is given), of the newest
`months` = 12 before the release's own. Told in the release that turns it, the newest first, never again. Misfires on
nothing, but changes near zero turn with any revision: raise `least` to what a reader would have called a change.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

from watchdog.detect.moved import Moved, months_in_both
from watchdog.detect.outcome import flagged, undecided
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Known, Situation
from watchdog.model.rule import Rule
from watchdog.model.series import Series
from watchdog.model.text_forms import AmountText
from watchdog.model.wording import amount


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineFlipParameters:
    """Changes below `least` are none; `months` are looked back at."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    least: AmountText | None = None
    months: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turned:
    month: Moved
    before: Decimal
    now: Decimal


def thresholds(parameters: HeadlineFlipParameters) -> tuple[str, ...]:
    """What may be tuned, where it is given."""
    return () if parameters.least is None else ("least",)


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Compare each earlier month's change with what it was in the release known before."""
    parameters = rule.of(HeadlineFlipParameters)
    months = months_in_both(parameters.series, situation)
    if isinstance(months, str):
        return [undecided(rule, situation, parameters.series, months)]
    series = situation.known.series[parameters.series]
    first = situation.release.period.shift(-parameters.months)
    ordered = sorted(months, key=lambda month: month.period)
    turned = [
        found
        for earlier, month in pairwise(ordered)
        if month.period >= first and (found := _turned(earlier, month, parameters, series)) is not None
    ]
    if not turned:
        message = f"{series.label}: no revision turned a rise into a fall, or back."
        return [flagged(rule, situation, series.key, situation.release.period.shift(-1), message, fires=False)]
    return [_finding(rule, situation, series, turned)]


def _turned(earlier: Moved, month: Moved, parameters: HeadlineFlipParameters, series: Series) -> _Turned | None:
    if earlier.period != month.period.shift(-1):
        return None
    changes = []
    for first, second in ((earlier.before, month.before), (earlier.now, month.now)):
        change = second.cell.value - first.cell.value
        if first.stamp.release != second.stamp.release or not _is_change(change, first, second, parameters, series):
            return None
        changes.append(change)
    before, now = changes
    return _Turned(month=month, before=before, now=now) if before * now < 0 else None


def _is_change(
    change: Decimal, first: Known, second: Known, parameters: HeadlineFlipParameters, series: Series
) -> bool:
    least = Decimal(0) if parameters.least is None else parameters.least.within(series.unit)
    return abs(change) > first.cell.rounding + second.cell.rounding and abs(change) >= least


def _finding(rule: Rule, situation: Situation, series: Series, turned: list[_Turned]) -> Finding:
    *others, newest = turned
    month = newest.month
    before, now = (amount(change, series.unit, signed=True, decimals=2) for change in (newest.before, newest.now))
    rest = f"; so did {', '.join(each.month.period.label for each in reversed(others))}" if others else ""
    message = f"{series.label}: the change of {month.period.label} turned from {before} to {now} {month.between}{rest}."
    return flagged(
        rule,
        situation,
        series.key,
        month.period,
        message,
        fires=True,
        provenance=month.now.cell.provenance,
        observed=newest.now,
        expected=newest.before,
        difference=newest.now - newest.before,
        evidence=month.evidence,
    )
