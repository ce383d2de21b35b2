"""extreme: the largest or smallest value since when, as a claim that later vintages test again.

The claim names the last earlier period that was at least as extreme, the runner-up between, and its margin. It rests on
one release throughout: where older rows were last printed by an earlier release it is undecided, not guessed. Misfires
where the early history is of another definition. 'Since' is never 'record': that is a statement on the whole history.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.claim_words import describe, is_none, since_words
from watchdog.detect.firmness import firmness
from watchdog.detect.outcome import Details, outcome, undecided
from watchdog.model.claim import Claim, Side
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.rule import Rule
from watchdog.model.text_forms import MonthsText


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtremeParameters:
    """Told when nothing as extreme was published for `at_least`; `noun` names the extreme ('smallest deficit')."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    side: Side
    noun: str
    at_least: MonthsText = 60


def thresholds(_: ExtremeParameters) -> tuple[str, ...]:
    """What may be tuned."""
    return ("at_least",)


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Test the release's own month."""
    parameters = rule.of(ExtremeParameters)
    claim = claim_at(rule, parameters, situation, situation.release.period)
    if isinstance(claim, str):
        return [undecided(rule, situation, parameters.series, claim)]
    return [_finding(rule, parameters, situation, claim)]


def claim_at(rule: Rule, parameters: ExtremeParameters, situation: Situation, period: Period) -> Claim | str:
    """What is true of the value at `period` in the latest release; a sentence where that cannot be told."""
    history = situation.known.history(parameters.series)
    run = history.of_one_release_through(period)
    if len(run) < 2:
        return f"{period} and the months before it are not printed by one release"
    values = {month: history.known[month].cell.value for month in run}
    value = values[period]
    if none := is_none(value, parameters.noun, period.label, history.series):
        return none
    since = next((earlier for earlier in reversed(run[:-1]) if not _beyond(value, values[earlier], parameters)), None)
    if since is None and run[0].shift(-1) in history.known:
        return f"the months before {run[0]} were last printed by an earlier release, and could hold one as extreme"
    if since is None and run[0] > min(history.known):
        return f"the month before {run[0]} is not published, and could be as extreme"
    between = [earlier for earlier in run[:-1] if since is None or earlier > since]
    closest = min(between or [run[-2]], key=lambda earlier: abs(values[earlier] - value))
    margin = abs(values[closest] - value)
    firm = firmness(margin, parameters.series, situation)
    return Claim(
        rule=rule.name,
        noun=parameters.noun,
        series=parameters.series,
        period=period,
        side=parameters.side,
        value=value,
        since=since,
        since_value=None if since is None else values[since],
        runner_up=closest,
        runner_up_value=values[closest],
        margin=margin,
        history_start=run[0],
        unit=str(history.series.unit),
        release=situation.release,
        vintage=situation.vintage,
        known_as_of=situation.known.as_of,
        sentence=since_words(parameters.noun, since, run[0]),
        robustness=firm.robustness,
        grade=firm.grade,
    )


def is_worth_telling(claim: Claim, rule: Rule) -> bool:
    """Whether nothing as extreme was published for as long as the rule asks."""
    earliest = claim.since or claim.history_start
    parameters = rule.parameters
    return isinstance(parameters, ExtremeParameters) and (
        claim.period.ordinal - earliest.ordinal >= parameters.at_least
    )


def _finding(rule: Rule, parameters: ExtremeParameters, situation: Situation, claim: Claim) -> Finding:
    fires = is_worth_telling(claim, rule)
    known = situation.known.history(parameters.series).known[claim.period]
    details: Details = {
        "severity": rule.severity if fires else Severity.INFO,
        "provenance": known.cell.provenance,
        "observed": claim.value,
        "expected": claim.runner_up_value,
        "difference": claim.value - claim.runner_up_value,
        "evidence": (known.cell.address,) if known.cell.address else (),
    }
    if fires:
        details["claim"] = claim
    verdict = Verdict.WARN if fires else Verdict.PASS
    return outcome(rule, situation, claim.series, claim.period, verdict, describe(claim, situation), **details)


def _beyond(value: Decimal, other: Decimal, parameters: ExtremeParameters) -> bool:
    return value > other if parameters.side is Side.HIGH else value < other
