"""year_to_date: whether a year runs above or below the year before, as a claim that the rest of the year can undo.

Compares January through the latest month with the same months a year earlier, both of one release, from `from_month`
on: earlier, the sign says little. Told once, and again when the sign turns, with a later month or with a revision of
the full year. Says nothing of why, and is weak where one month of either year was unusual.
"""

from dataclasses import dataclass, replace
from typing import ClassVar

from watchdog.detect.claims import tested_by, untold
from watchdog.detect.firmness import Firmness, standing, weaker
from watchdog.detect.outcome import outcome, undecided
from watchdog.detect.year_so_far import Compared, compared
from watchdog.detect.year_words import change, last_said, months, no_such, sentence, side
from watchdog.model.claim import Claim, Standing
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.retest import Retest
from watchdog.model.rule import Rule
from watchdog.model.wording import day

KIND = "year_to_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearToDateParameters:
    """`noun` names what is summed up ('deficit', for a balance); `from_month` (1 to 12) is the first month that is
    claimed of.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    noun: str
    from_month: int = 6


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Claim where the year stands, unless that is claimed already: then the claim is tested again instead."""
    parameters = rule.of(YearToDateParameters)
    period = situation.release.period
    if any(claim.rule == rule.name and claim.period.year == period.year for claim in situation.claims):
        return []
    if period.position < parameters.from_month:
        message = f"{rule.label}: too early in {period.year} to say where the year stands."
        year = Period.of_year(period.year)
        return [outcome(rule, situation, parameters.series, year, Verdict.PASS, message, severity=Severity.INFO)]
    found = compared(rule, parameters.series, parameters.noun, situation, period)
    if isinstance(found, str):
        return [undecided(rule, situation, parameters.series, found)]
    if none := no_such(found.claim, situation):
        return [undecided(rule, situation, parameters.series, none)]
    message = f"{sentence(found.claim, situation)}."
    return [replace(_finding(rule, situation, found, Verdict.WARN, message, KIND), claim=found.claim)]


def retest(claim: Claim, rule: Rule, situation: Situation) -> Retest:
    """Say whether the year still stands as claimed, by as many of its months as are known now."""
    year, parameters = claim.period.year, rule.of(YearToDateParameters)
    own = situation.release.period.year == year
    last = situation.release.period if own else Period.of_month(year, 12)
    found = compared(rule, parameters.series, parameters.noun, situation, max(last, claim.period))
    words = f"the {parameters.noun} of {year} is still {side(claim)} than that of the year before"
    if isinstance(found, str):
        return untold(claim, rule, situation, words, found, Period.of_year(year))
    now = found.claim
    if now.side is claim.side:
        firm = Firmness(now.robustness, now.grade)
        stands = standing(claim, now.margin, firm)
        is_weaker = stands is Standing.WEAKENED
        less = weaker(claim, now.margin, firm, ", by less than when it was made") if is_weaker else ""
        message = f"Still holds{less}: {sentence(found.claim, situation)}."
        finding = _finding(rule, situation, found, Verdict.PASS, message, "claim")
        return Retest(before=claim, now=claim.after(tested_by(now, stands)), finding=finding)
    replacement = None if no_such(now, situation) else now
    message = (
        f"The {parameters.noun} of {year} is no longer {side(claim)} than that of the year before: "
        f"{last_said(claim, situation)}, {change(now.value, now.runner_up_value)} {months(now.period)} in that of "
        f"{day(now.known_as_of, situation.zone)}."
    )
    finding = replace(_finding(rule, situation, found, Verdict.FAIL, message, "retraction"), claim=replacement)
    retracted = claim.after(tested_by(now, Standing.RETRACTED))
    return Retest(before=claim, now=retracted, finding=finding, replacement=replacement)


def _finding(rule: Rule, situation: Situation, found: Compared, verdict: Verdict, message: str, kind: str) -> Finding:
    claim = found.claim
    severity = Severity.WARNING if kind == "retraction" else rule.severity if verdict is Verdict.WARN else Severity.INFO
    return outcome(
        rule,
        situation,
        claim.series,
        Period.of_year(claim.period.year),
        verdict,
        f"{message[0].upper()}{message[1:]}",
        kind=kind,
        severity=severity,
        observed=claim.value,
        expected=claim.runner_up_value,
        difference=claim.value - claim.runner_up_value,
        evidence=found.evidence,
    )
