"""revision: an earlier month's figure moved by more than people want to know of, and whether that is unusual.

Of the months that this release and the one known before it print, the one that moved farthest is told at `regular` or
more. It is a warning only where it is also more than `unusual` = 3 usual revisions: the root mean square of those that
earlier releases made, of its age if 24 are known, else of every age (OECD, McKenzie and Gamba 2008); else it is for the
digest alone. Of `fewest` = 6, half a year's ordinary ones, chance exceeds 3 in one of forty cases (Student's t). With
fewer the amount alone decides. An annual revision has a limit of its own, for monthly ones say nothing of it. Misfires
after a change of sources, whose first revisions are larger than those before.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.moved import Moved, months_in_both
from watchdog.detect.outcome import flagged, outcome, undecided
from watchdog.detect.past_revisions import usual
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule
from watchdog.model.series import Series
from watchdog.model.text_forms import AmountText
from watchdog.model.wording import amount, billions

_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionParameters:
    """Told when a month known before moves by `regular` or more; by `annual` when the release of `annual_month`
    (1 to 12) has come out since. `unusual` counts root mean square revisions.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    regular: AmountText
    annual: AmountText
    annual_month: int = 4
    unusual: float = 3.0
    fewest: int = 6


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
    if not moved:
        message = f"{series.label}: no earlier month was revised."
        period = situation.release.period.shift(-1)
        return [outcome(rule, situation, series.key, period, Verdict.PASS, message, severity=Severity.INFO)]
    return [_finding(rule, situation, series, moved)]


def _is_annual(parameters: RevisionParameters, situation: Situation) -> bool:
    assert situation.before is not None  # noqa: S101 - the caller asked
    last = max(known.stamp.release for known in situation.before.history(parameters.series).known.values())
    releases = (last.shift(step) for step in range(1, situation.release.period.ordinal - last.ordinal + 1))
    return any(release.position == parameters.annual_month for release in releases)


def _finding(rule: Rule, situation: Situation, series: Series, moved: list[Moved]) -> Finding:
    parameters, release = rule.of(RevisionParameters), situation.release.period
    annual = _is_annual(parameters, situation)
    limit = (parameters.annual if annual else parameters.regular).within(series.unit)
    largest = max(moved, key=lambda one: (abs(one.by), one.period))
    known = situation.revisions.get(series.key)
    past = usual(known, release, largest.period, parameters.fewest) if known and not annual else None
    size = past.times(largest.by) if past else None
    said = f": {size:.1f} times {past.words(series.unit)}" if past and size is not None else ""
    others = sorted((one for one in moved if one is not largest), key=lambda one: one.period)
    message = (
        f"{series.label} of {largest.period.label} was revised by {amount(largest.by, series.unit, signed=True)}, "
        f"from {billions(largest.before.cell.value, series.unit)} in the release for "
        f"{largest.before.stamp.release.label} to {billions(largest.now.cell.value, series.unit)} "
        f"in the release for {release.label}{said}{_rest(others, series)}."
    )
    return flagged(
        rule,
        situation,
        series.key,
        largest.period,
        message,
        fires=abs(largest.by) >= limit,
        severity=rule.severity if size is None or size > parameters.unusual else Severity.INFO,
        provenance=largest.now.cell.provenance,
        observed=largest.now.cell.value,
        expected=largest.before.cell.value,
        difference=largest.by,
        limit=limit,
        score=size,
        evidence=largest.evidence,
    )


def _rest(others: list[Moved], series: Series) -> str:
    """What else was revised: in all where it is a year or less, for more nobody adds up."""
    if not others:
        return ""
    whole = sum((one.by for one in others), Decimal(0))
    if len(others) == 1:
        return f"; {others[0].period.label} was revised as well, by {amount(whole, series.unit, signed=True)}"
    whole, way = (whole, "in all") if len(others) <= _YEAR else (whole / len(others), "on average")
    months = f"{len(others)} other months between {others[0].period.label} and {others[-1].period.label}"
    return f"; {months} were revised as well, by {amount(whole, series.unit, signed=True)} {way}"
