"""seasonal_factor: the factor between a figure adjusted for season and the same one unadjusted, outside its own range.

factor = 100 * unadjusted / adjusted, in per cent, both of one release; told where it lies more than `beyond` = 2
percentage points outside the range of the factors of the same calendar month in the last `years` = 5, of which at least
`fewest` = 3 must be known. A clash of the signs of the two changes says nothing, and is never told. Misfires where
Easter, the new year of Asia or a leap day moves, and in the release that estimates all factors anew.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.outcome import flagged, undecided
from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule
from watchdog.model.wording import number


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonalFactorParameters:
    """Two series that differ in nothing but their adjustment."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    adjusted: str
    unadjusted: str
    beyond: float = 2.0
    years: int = 5
    fewest: int = 3


def thresholds(_: SeasonalFactorParameters) -> tuple[str, ...]:
    """What may be tuned."""
    return ("beyond",)


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """The factor of the release's own month against those of the same month of earlier years."""
    parameters, period = rule.of(SeasonalFactorParameters), situation.release.period
    formula = parse(f"share({parameters.unadjusted}, {parameters.adjusted})")
    now = evaluate(formula, period, situation.known)
    if isinstance(now, Missing) or now.releases != {period}:
        reason = now.reason if isinstance(now, Missing) else "the figures are of another release"
        return [undecided(rule, situation, parameters.unadjusted, reason)]
    months = [period.shift(-12 * year) for year in range(1, parameters.years + 1)]
    known = [(month, evaluate(formula, month, situation.known)) for month in months]
    past = {month: found for month, found in known if isinstance(found, Bounded)}
    if len(past) < parameters.fewest:
        reason = f"the factors of {parameters.fewest} earlier years are needed, {len(past)} are known"
        return [undecided(rule, situation, parameters.unadjusted, reason)]
    low, high = (end(past.values(), key=lambda found: found.value) for end in (min, max))
    beyond, error = max(low.value - now.value, now.value - high.value), now.error + max(low.error, high.error)
    years = f"{min(past).year} to {max(past).year}"
    series = situation.known.series[parameters.unadjusted]
    message = (
        f"{series.label}: {number(now.value)} % of the adjusted figure in {period.label}; between "
        f"{number(low.value)} and {number(high.value)} % in the same month of {years}, as last printed."
    )
    return [
        flagged(
            rule,
            situation,
            series.key,
            period,
            message,
            fires=beyond - error > Decimal(str(parameters.beyond)),
            provenance=now.provenance,
            observed=now.value,
            expected=low.value if now.value < low.value else high.value,
            difference=max(beyond, Decimal(0)),
            limit=Decimal(str(parameters.beyond)),
            evidence=now.evidence,
        )
    ]
