"""What check and detect say of one vintage, given what was known: pure, so a replay gives the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from watchdog.check.findings import findings as check_findings
from watchdog.check.report import CheckReport, check_release
from watchdog.detect.claims import Retest, retest
from watchdog.formulas.evaluate import Missing
from watchdog.formulas.figures import figure
from watchdog.model.claim import Claim
from watchdog.model.finding import Figure, Finding, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.release import Vintage
from watchdog.model.rule import FigureRule
from watchdog.plugins import RULE_KINDS
from watchdog.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The identities, all findings, the claims tested again, and each figure or why it is missing."""

    report: CheckReport
    findings: tuple[Finding, ...]
    retests: tuple[Retest, ...]
    figures: Mapping[str, Figure | str]

    def claims_now(self) -> Iterator[Claim]:
        """Each tested claim as it stands, its replacement, and the claims made now that were not open before."""
        tested = {retest.before.key for retest in self.retests}
        for each in self.retests:
            yield each.now
            if each.replacement is not None:
                yield each.replacement
        for finding in self.findings:
            if finding.kind == "extreme" and finding.claim is not None and finding.claim.key not in tested:
                yield finding.claim


def judge(rulebook: Rulebook, situation: Situation, vintage: Vintage) -> Judgement:
    """Check the identities, run the rules, test the open claims again, and compute the digest's figures."""
    report = check_release(rulebook.identities, situation, vintage.blanks)
    rules = {rule.name: rule for rule in rulebook.rules if rule.enabled}
    retests = tuple(retest(claim, rules[claim.rule], situation) for claim in situation.claims if claim.rule in rules)
    retested = {tested.finding.key for tested in retests}
    found = [found for rule in rules.values() for found in RULE_KINDS[rule.kind].judge(rule, situation)]
    return Judgement(
        report=report,
        findings=(
            *check_findings(report, situation),
            *(each for each in found if each.verdict is Verdict.WARN or each.key not in retested),
            *(tested.finding for tested in retests),
        ),
        retests=retests,
        figures={rule.name: _figure_or_reason(rule, situation) for rule in rulebook.figures},
    )


def _figure_or_reason(rule: FigureRule, situation: Situation) -> Figure | str:
    found = figure(rule, situation.release.period, situation.known)
    return found.reason if isinstance(found, Missing) else found
