"""revision: an earlier month's figure moved by more than revisions usually do.

Compares the months that both this release and the one known before it print; this is the one comparison that crosses
vintages, and its sentence says so. A flat limit misfires on annual revisions, so those have their own.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.moved import Moved, months_in_both
from watchdog.detect.outcome import flagged, outcome, undecided
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule
from watchdog.model.series import Series
from watchdog.model.text_forms import AmountText
from watchdog.model.wording import amount, billions


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionParameters:
    """Told when a month known before moves by `regular` or more; by `annual` when the release of `annual_month`
    (1 to 12) has come out since.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    regular: AmountText
    annual: AmountText
    annual_month: int = 4


def thresholds(_: RevisionParameters) -> tuple[str, ...]:
    """What may be tuned."""
    return ("regular", "annual")


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Compare what this release prints of earlier months with what was known before it."""
    parameters = rule.of(RevisionParameters)
    months = months_in_both(parameters.series, situation)
    if isinstance(months, str):
        return [undecided(rule, situation, parameters.series, months)]
    moved = [month for month in months if month.is_revision]
    series = situation.known.series[parameters.series]
    limit = _limit(parameters, situation, series)
    if not moved:
        message = f"{series.label}: no earlier month was revised."
        period = situation.release.period.shift(-1)
        return [outcome(rule, situation, series.key, period, Verdict.PASS, message, severity=Severity.INFO)]
    return [_finding(rule, situation, series, moved, limit)]


def _limit(parameters: RevisionParameters, situation: Situation, series: Series) -> Decimal:
    assert situation.before is not None  # noqa: S101 - the caller asked
    last = max(known.stamp.release for known in situation.before.history(series.key).known.values())
    releases = (last.shift(step) for step in range(1, situation.release.period.ordinal - last.ordinal + 1))
    annual = any(release.position == parameters.annual_month for release in releases)
    return (parameters.annual if annual else parameters.regular).within(series.unit)


def _finding(rule: Rule, situation: Situation, series: Series, moved: list[Moved], limit: Decimal) -> Finding:
    largest = max(moved, key=lambda one: (abs(one.by), one.period))
    fires = abs(largest.by) >= limit
    others = [one for one in moved if one is not largest]
    rest = (
        f"; {_rest(len(others))} {amount(sum((one.by for one in others), Decimal(0)), series.unit, signed=True)}"
        if others
        else ""
    )
    now = situation.release.period.label
    message = (
        f"{series.label} of {largest.period.label} was revised by {amount(largest.by, series.unit, signed=True)}, "
        f"from {billions(largest.before.cell.value, series.unit)} in the release for "
        f"{largest.before.stamp.release.label} to {billions(largest.now.cell.value, series.unit)} "
        f"in the release for {now}{rest}."
    )
    return flagged(
        rule,
        situation,
        series.key,
        largest.period,
        message,
        fires=fires,
        provenance=largest.now.cell.provenance,
        observed=largest.now.cell.value,
        expected=largest.before.cell.value,
        difference=largest.by,
        limit=limit,
        evidence=largest.evidence,
    )


def _rest(count: int) -> str:
    return f"the revisions of {count} other months add up to" if count > 1 else "one other month was revised by"
