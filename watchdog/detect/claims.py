"""Tests every open claim against the latest release: confirmed with its margin, undecided, or retracted."""

from dataclasses import dataclass, replace

from watchdog.detect.extreme import ExtremeParameters, claim_at, describe, is_worth_telling, size
from watchdog.detect.outcome import outcome
from watchdog.model.claim import Claim, Standing
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Retest:
    """An open claim, what it is now (its `standing` says), the finding to tell, and the claim that replaces it."""

    before: Claim
    now: Claim
    finding: Finding
    replacement: Claim | None = None


def retest(claim: Claim, rule: Rule, situation: Situation) -> Retest:
    """Say of a claim made earlier whether the latest release bears it out."""
    found = claim_at(rule, _parameters(claim), situation, claim.period)
    if isinstance(found, str):
        return Retest(
            before=claim,
            now=claim.with_standing(Standing.UNDECIDED),
            finding=_untold(rule, situation, claim, found),
        )
    if not _still_holds(claim, found):
        return _retracted(claim, found, rule, situation)
    now = replace(found, since=claim.since, since_value=claim.since_value, sentence=claim.sentence)
    message = f"Still holds: {describe(found, situation)}"
    finding = _finding(rule, situation, claim, now, Verdict.PASS, message, kind="claim", severity=Severity.INFO)
    return Retest(before=claim, now=now, finding=finding)


def _untold(rule: Rule, situation: Situation, claim: Claim, reason: str) -> Finding:
    message = f"Whether {claim.period.label} is still {claim.sentence} could not be judged: {reason}."
    return outcome(rule, situation, claim.series, claim.period, Verdict.UNDECIDED, message, severity=Severity.INFO)


def _still_holds(claim: Claim, found: Claim) -> bool:
    """Nothing between `since` and the period may be as extreme now; a since that moved further back is no harm."""
    if claim.since is None:
        return found.since is None
    return found.since is None or found.since <= claim.since


def _retracted(claim: Claim, found: Claim, rule: Rule, situation: Situation) -> Retest:
    series = situation.known.series[claim.series]
    replacement = found if is_worth_telling(found, rule) else None
    now = f"Now: {describe(replacement, situation)}" if replacement else "It no longer stands out."
    message = (
        f"{claim.period.label} is no longer {claim.sentence}: {size(claim.value, series)} in the release for "
        f"{claim.release.period.label}, {size(found.value, series)} in that for {situation.release.period.label}. "
        f"{now}"
    )
    finding = _finding(
        rule, situation, claim, found, Verdict.FAIL, message, kind="retraction", severity=Severity.CRITICAL
    )
    retracted = replace(
        claim.with_standing(Standing.RETRACTED),
        vintage=situation.vintage,
        release=situation.release,
        known_as_of=situation.known.as_of,
    )
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
