"""Tests an open claim of an extreme against the latest release: confirmed or weakened, undecided, or retracted."""

from dataclasses import replace

from watchdog.detect.claim_words import describe, grounds, size
from watchdog.detect.extreme import ExtremeParameters, claim_at, is_worth_telling
from watchdog.detect.firmness import Firmness, standing, weaker
from watchdog.detect.outcome import outcome
from watchdog.model.claim import Claim, Standing, Test
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.retest import Retest
from watchdog.model.rule import Rule
from watchdog.model.wording import amount


def retest(claim: Claim, rule: Rule, situation: Situation) -> Retest:
    """Say of a claim made earlier whether the latest release bears it out."""
    found = claim_at(rule, _parameters(claim), situation, claim.period)
    if isinstance(found, str):
        return untold(claim, rule, situation, f"{claim.period.label} is still {claim.sentence}", found)
    if not _still_holds(claim, found):
        return _retracted(claim, found, rule, situation)
    firm = Firmness(found.robustness, found.grade)
    stands = standing(claim, found.margin, firm)
    now = claim.after(tested_by(found, stands))
    less = ""
    if stands is Standing.WEAKENED:
        unit = situation.known.series[claim.series].unit
        less = f", by less than the {amount(claim.margin, unit, decimals=2)} that it had when it was made"
        less = weaker(claim, found.margin, firm, less)
    message = f"Still holds{less}: {describe(found, situation)}"
    finding = _finding(rule, situation, claim, found, Verdict.PASS, message, kind="claim", severity=Severity.INFO)
    return Retest(before=claim, now=now, finding=finding)


def tested_by(found: Claim, stands: Standing) -> Test:
    """What a vintage says of a claim, from the claim that could be made in it now."""
    return Test(
        standing=stands,
        release=found.release,
        vintage=found.vintage,
        known_as_of=found.known_as_of,
        value=found.value,
        runner_up=found.runner_up,
        runner_up_value=found.runner_up_value,
        margin=found.margin,
        robustness=found.robustness,
        grade=found.grade,
    )


def untold(
    claim: Claim, rule: Rule, situation: Situation, claimed: str, reason: str, period: Period | None = None
) -> Retest:
    """The claim stays open: the release does not tell whether what was `claimed` is true."""
    message = f"Whether {claimed} could not be judged: {reason}."
    test = Test(
        standing=Standing.UNDECIDED,
        release=situation.release,
        vintage=situation.vintage,
        known_as_of=situation.known.as_of,
    )
    about = period or claim.period
    finding = outcome(rule, situation, claim.series, about, Verdict.UNDECIDED, message, severity=Severity.INFO)
    return Retest(before=claim, now=claim.after(test), finding=finding)


def _still_holds(claim: Claim, found: Claim) -> bool:
    """Nothing between `since` and the period may be as extreme now; a since that moved further back is no harm."""
    if claim.since is None:
        return found.since is None
    return found.since is None or found.since <= claim.since


def _retracted(claim: Claim, found: Claim, rule: Rule, situation: Situation) -> Retest:
    series = situation.known.series[claim.series]
    replacement = found if is_worth_telling(found, rule) else None
    values = [(claim.value, claim.release)]
    if claim.tested is not None and claim.tested.value is not None:
        values.append((claim.tested.value, claim.tested.release))
    values.append((found.value, situation.release))
    told = ", ".join(
        f"{size(value, claim.noun, series)} in the release for {release.period.label}" for value, release in values
    )
    rest = (
        f"By this release it was {replacement.sentence}{grounds(replacement, situation)}"
        if replacement
        else "It no longer stands out."
    )
    message = f"{claim.period.label} is no longer {claim.sentence}: {told}. {rest}"
    finding = _finding(
        rule, situation, claim, found, Verdict.FAIL, message, kind="retraction", severity=Severity.CRITICAL
    )
    retracted = claim.after(tested_by(found, Standing.RETRACTED))
    return Retest(before=claim, now=retracted, finding=finding, replacement=replacement)


def _finding(
    rule: Rule,
    situation: Situation,
    claim: Claim,
    found: Claim,
    verdict: Verdict,
    message: str,
    *,
    kind: str,
    severity: Severity,
) -> Finding:
    known = situation.known.history(claim.series).known[claim.period]
    finding = outcome(
        rule,
        situation,
        claim.series,
        claim.period,
        verdict,
        message,
        kind=kind,
        severity=severity,
        provenance=known.cell.provenance,
        observed=found.value,
        expected=claim.value,
        difference=found.value - claim.value,
        evidence=(known.cell.address,) if known.cell.address else (),
    )
    return replace(finding, claim=found if is_worth_telling(found, rule) else None)


def _parameters(claim: Claim) -> ExtremeParameters:
    return ExtremeParameters(series=claim.series, side=claim.side, noun=claim.noun)
