"""year_to_date: whether a year runs above or below the year before, as a claim that the rest of the year can undo.

Compares January through the latest month with the same months a year earlier, both of one release, from `from_month`
on: earlier, the sign says little. Told once, and again when the sign turns, with a later month or with a revision of
the full year. Says nothing of why, and is weak where one month of either year was unusual.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.claims import tested_by, untold
from watchdog.detect.firmness import Firmness, firmness, standing
from watchdog.detect.outcome import outcome, undecided
from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
from watchdog.model.cell import Address
from watchdog.model.claim import Claim, Side, Standing
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.retest import Retest
from watchdog.model.rule import Rule
from watchdog.model.series import Flow
from watchdog.model.wording import amount, day, number

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
    parameters = rule.parameters
    assert isinstance(parameters, YearToDateParameters)  # noqa: S101 - the rulebook built it by the kind's own table
    period = situation.release.period
    if any(claim.rule == rule.name and claim.period.year == period.year for claim in situation.claims):
        return []
    if period.position < parameters.from_month:
        message = f"{rule.label}: too early in {period.year} to say where the year stands."
        year = Period.of_year(period.year)
        return [outcome(rule, situation, parameters.series, year, Verdict.PASS, message, severity=Severity.INFO)]
    found = _compared(rule, parameters, situation, period)
    if isinstance(found, str):
        return [undecided(rule, situation, parameters.series, found)]
    message = f"{_sentence(found, situation)}."
    return [replace(_finding(rule, situation, found, Verdict.WARN, message, KIND), claim=found.claim)]


def retest(claim: Claim, rule: Rule, situation: Situation) -> Retest:
    """Say whether the year still stands as claimed, by as many of its months as are known now."""
    year, parameters = claim.period.year, rule.parameters
    assert isinstance(parameters, YearToDateParameters)  # noqa: S101 - the claim is of this rule
    own = situation.release.period.year == year
    last = situation.release.period if own else Period.of_month(year, 12)
    found = _compared(rule, parameters, situation, max(last, claim.period))
    words = f"the {parameters.noun} of {year} is still {_side(claim)} than that of the year before"
    if isinstance(found, str):
        return untold(claim, rule, situation, words, found, Period.of_year(year))
    now = found.claim
    if now.side is claim.side:
        stands = standing(claim, now.margin, Firmness(now.robustness, now.grade))
        weaker = ", by less than when it was made" if stands is Standing.WEAKENED else ""
        message = f"Still holds{weaker}: {_sentence(found, situation)}."
        finding = _finding(rule, situation, found, Verdict.PASS, message, "claim")
        return Retest(before=claim, now=claim.after(tested_by(now, stands)), finding=finding)
    message = (
        f"The {parameters.noun} of {year} is no longer {_side(claim)} than that of the year before: "
        f"{_last_said(claim, situation)}, {_change(now.value, now.runner_up_value)} {_months(now.period)} in that of "
        f"{day(now.known_as_of, situation.zone)}."
    )
    finding = replace(_finding(rule, situation, found, Verdict.FAIL, message, "retraction"), claim=now)
    retracted = claim.after(tested_by(now, Standing.RETRACTED))
    return Retest(before=claim, now=retracted, finding=finding, replacement=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """The claim that the release allows, and where its figures are printed."""

    claim: Claim
    evidence: tuple[Address, ...]


def _compared(rule: Rule, parameters: YearToDateParameters, situation: Situation, last: Period) -> _Compared | str:
    """January through `last` against the year before, or a sentence where one release does not tell."""
    flow = situation.known.series[parameters.series].flow
    formula = parse(f"ytd({'-' if flow is Flow.BALANCE else ''}{parameters.series})")
    sums: list[Bounded] = []
    for month in (last, last.year_before()):
        found = evaluate(formula, month, situation.known)
        if isinstance(found, Missing):
            return found.reason
        if found.releases != {situation.release.period}:
            return f"{month.label} and the months before it were last printed by an earlier release"
        sums.append(found)
    now, before = sums
    if abs(now.value - before.value) <= now.error + before.error:
        return f"January through {last.label} is as large as a year earlier"
    return _Compared(claim=_claim(rule, parameters, situation, last, now, before), evidence=now.evidence)


def _claim(
    rule: Rule, parameters: YearToDateParameters, situation: Situation, last: Period, now: Bounded, before: Bounded
) -> Claim:
    margin, year_ago = abs(now.value - before.value), last.year_before()
    firm = firmness(margin, parameters.series, situation, months=last.position)
    side = Side.HIGH if now.value > before.value else Side.LOW
    return Claim(
        kind=KIND,
        rule=rule.name,
        noun=parameters.noun,
        series=parameters.series,
        period=last,
        side=side,
        value=now.value,
        since=year_ago,
        since_value=before.value,
        runner_up=year_ago,
        runner_up_value=before.value,
        margin=margin,
        history_start=Period.of_month(year_ago.year, 1),
        unit=str(situation.known.series[parameters.series].unit),
        release=situation.release,
        vintage=situation.vintage,
        known_as_of=situation.known.as_of,
        sentence=f"a {'larger' if side is Side.HIGH else 'smaller'} {parameters.noun} than in the same months of "
        f"{year_ago.year}",
        robustness=firm.robustness,
        grade=firm.grade,
    )


def _sentence(found: _Compared, situation: Situation) -> str:
    claim, unit = found.claim, situation.known.series[found.claim.series].unit
    other = f"the same months of {claim.period.year - 1}"
    grade = f" (grade {claim.grade}: {claim.robustness} usual revisions of that many months)" if claim.grade else ""
    return (
        f"{_months(claim.period)}, the {claim.noun} was {_side(claim)} than in {other}: "
        f"{amount(claim.value, unit)} against {amount(claim.runner_up_value, unit)}, "
        f"{_change(claim.value, claim.runner_up_value)}{grade}, vintage of "
        f"{day(claim.known_as_of, situation.zone)}"
    )


def _last_said(claim: Claim, situation: Situation) -> str:
    """The figures with which the claim held last."""
    test = claim.tested
    if test is None or test.value is None or test.runner_up is None or test.runner_up_value is None:
        value, rival, month, known = claim.value, claim.runner_up_value, claim.period, claim.known_as_of
    else:
        value, rival, month, known = test.value, test.runner_up_value, test.runner_up.shift(12), test.known_as_of
    return f"{_change(value, rival)} {_months(month)} in the vintage of {day(known, situation.zone)}"


def _side(claim: Claim) -> str:
    return "larger" if claim.side is Side.HIGH else "smaller"


def _months(last: Period) -> str:
    return f"in all of {last.year}" if last.position == 12 else f"from January through {last.label}"


def _change(value: Decimal, before: Decimal) -> str:
    """In per cent, of two sums of one sign; else there is none."""
    if before <= 0 or value <= 0:
        return "across zero"
    return f"{number(100 * (value - before) / before, signed=True)} %"


def _finding(rule: Rule, situation: Situation, found: _Compared, verdict: Verdict, message: str, kind: str) -> Finding:
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
