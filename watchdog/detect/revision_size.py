"""revision_size: a month moved by more than revisions of its maturity usually do, each maturity by its own past.

Maturity m = m-th revision of a month, by the m-th release after its own. Of the past revisions of one maturity (zeros
too, only between releases that follow each other): median, bias (mean), MAR (mean absolute), RMSR (root mean square);
told at |revision| > `warn` = 3 RMSR. At least `fewest` = 24 of them must be known; where `years` = 10 years of that
calendar month are, these alone are compared, for annual revisions and seasons have their months (McKenzie and Gamba,
OECD 2008). Misfires where a source is replaced, and on the first annual revision that is kept.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.maturity import Summary, summary
from watchdog.detect.moved import Moved, months_in_both
from watchdog.detect.outcome import flagged, undecided
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.revisions import Revisions
from watchdog.model.rule import Rule
from watchdog.model.series import Series
from watchdog.model.wording import amount


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionSizeParameters:
    """`maturities` are looked at: 12 is a year of releases after a month's own."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    warn: float = 3.0
    fewest: int = 24
    years: int = 10
    maturities: int = 12


def thresholds(_: RevisionSizeParameters) -> tuple[str, ...]:
    """What may be tuned."""
    return ("warn",)


@dataclass(frozen=True, slots=True)
class _Sized:
    month: Moved
    past: Summary
    median: float

    @property
    def size(self) -> float:
        """The revision in root mean square ones of the past."""
        usual = self.past.root_mean_square
        return abs(float(self.month.by)) / usual if usual else 0.0


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """The month that this release moved farthest, for its maturity."""
    parameters, release = rule.of(RevisionSizeParameters), situation.release.period
    both = months_in_both(parameters.series, situation)
    if isinstance(both, str):
        return [undecided(rule, situation, parameters.series, both)]
    months = [month for month in both if 1 <= release.ordinal - month.period.ordinal <= parameters.maturities]
    steps = situation.revisions.get(parameters.series, Revisions()).steps(release, parameters.maturities)
    moved = [month for month in months if month.is_revision and month.before.stamp.release.shift(1) == release]
    found = [_sized(month, steps.get(release.ordinal - month.period.ordinal, ()), parameters) for month in moved]
    sized = [one for one in found if one is not None]
    short = len(found) - len(sized)
    series = situation.known.series[parameters.series]
    if sized:
        return [_finding(rule, situation, series, max(sized, key=lambda one: (one.size, one.month.period)), short)]
    if short:
        reason = f"{parameters.fewest} past revisions of one maturity are needed"
        return [undecided(rule, situation, parameters.series, reason)]
    message = f"{series.label}: no month that the release before printed was revised."
    return [flagged(rule, situation, series.key, release.shift(-1), message, fires=False)]


def _sized(month: Moved, known: Sequence[tuple[Period, Decimal]], parameters: RevisionSizeParameters) -> _Sized | None:
    """Against its calendar month's past where that is long, else against its maturity's; None where that is short."""
    alike = [step for step in known if step[0].position == month.period.position]
    past = alike if len(alike) >= parameters.years else known if len(known) >= parameters.fewest else ()
    return _Sized(month, summary("", past), float(statistics.median(by for _, by in past))) if past else None


def _finding(rule: Rule, situation: Situation, series: Series, one: _Sized, short: int) -> Finding:
    month, parameters = one.month, rule.of(RevisionSizeParameters)
    past = one.past

    def shown(value: float, *, signed: bool = False) -> str:
        return amount(Decimal(str(value)), series.unit, decimals=2, signed=signed)

    rest = f"; {short} other months have too few to compare with" if short else ""
    message = (
        f"{series.label} of {month.period.label} was revised by {shown(float(month.by), signed=True)} {month.between}: "
        f"{one.size:.1f} times the root mean square of {past.count} past revisions of that maturity "
        f"({shown(past.root_mean_square)}; median {shown(one.median, signed=True)}, bias "
        f"{shown(past.mean, signed=True)}, mean absolute {shown(past.mean_absolute)}){rest}."
    )
    return flagged(
        rule,
        situation,
        series.key,
        month.period,
        message,
        fires=one.size > parameters.warn,
        kind="revision",
        provenance=month.now.cell.provenance,
        observed=month.now.cell.value,
        expected=month.before.cell.value,
        difference=month.by,
        limit=Decimal(str(round(parameters.warn * past.root_mean_square, 6))),
        score=one.size,
        evidence=month.evidence,
    )
