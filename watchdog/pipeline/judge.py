"""What check and detect say of one vintage, given what was known: pure, so a replay gives the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from watchdog.check.findings import findings as check_findings
from watchdog.check.report import CheckReport, check_release
from watchdog.detect.context import in_context
from watchdog.formulas.evaluate import Missing
from watchdog.formulas.figures import figure
from watchdog.model.claim import Claim
from watchdog.model.finding import Figure, Finding, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.release import Vintage
from watchdog.model.retest import Retest
from watchdog.model.rule import FigureRule, Rule
from watchdog.plugins import RELATION_KINDS, RULE_KINDS
from watchdog.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The identities, all findings, the claims tested again, and each figure or why it is missing. `untested` are the
    keys of the open claims that a vintage without tables says nothing new of.
    """

    report: CheckReport
    findings: tuple[Finding, ...]
    retests: tuple[Retest, ...]
    figures: Mapping[str, Figure | str]
    untested: frozenset[str] = frozenset()

    def claims_now(self) -> Iterator[Claim]:
        """Each tested claim as it stands, its replacement, and the claims made now that were not open before."""
        open_before = {retest.before.key for retest in self.retests} | self.untested
        for each in self.retests:
            yield each.now
            if each.replacement is not None:
                yield each.replacement
        for finding in self.findings:
            if finding.verdict is Verdict.WARN and finding.claim is not None and finding.claim.key not in open_before:
                yield finding.claim


def judge(rulebook: Rulebook, situation: Situation, vintage: Vintage) -> Judgement:
    """Check the identities, run the rules, test the open claims again, and compute the digest's figures."""
    polled = {document for source in rulebook.sources.values() for document in source.polled}
    report = check_release(
        rulebook.identities,
        situation,
        situation.blanks,
        relations=rulebook.relations,
        kinds=RELATION_KINDS,
        asked_for=polled,
    )
    rules = {rule.name: rule for rule in rulebook.rules}
    texts = {layout.document for layout in rulebook.layouts if layout.is_text}
    is_text = bool(vintage.documents) and all(version.document in texts for version in vintage.documents)
    retests = () if is_text else tuple(_retests(rules, situation))
    found = [found for rule in rules.values() for found in RULE_KINDS[rule.kind].judge(rule, situation)]
    return Judgement(
        report=report,
        findings=_one_a_key(
            [
                *check_findings(report, situation, vintage.drift),
                *in_context(found, rulebook.events),
                *(tested.finding for tested in retests),
            ]
        ),
        retests=retests,
        figures={rule.name: _figure_or_reason(rule, situation) for rule in rulebook.figures},
        untested=frozenset(claim.key for claim in situation.claims) if is_text else frozenset(),
    )


def _retests(rules: Mapping[str, Rule], situation: Situation) -> Iterator[Retest]:
    """The open claims of the rules in force, each tested by the kind that made it."""
    for claim in situation.claims:
        rule = rules.get(claim.rule)
        retest = RULE_KINDS[rule.kind].retest if rule is not None else None
        if rule is not None and retest is not None:
            yield retest(claim, rule, situation)


def _one_a_key(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """A claim of this very release is both judged and tested again: what takes it back comes first, then what flags."""
    chosen: dict[str, Finding] = {}
    for finding in findings:
        rival = chosen.get(finding.key)
        if rival is None or _weight(finding) > _weight(rival):
            chosen[finding.key] = finding
    return tuple(chosen.values())


def _weight(finding: Finding) -> tuple[bool, bool]:
    return finding.kind == "retraction", finding.verdict in (Verdict.WARN, Verdict.FAIL)


def _figure_or_reason(rule: FigureRule, situation: Situation) -> Figure | str:
    found = figure(rule, situation.release.period, situation.known)
    return found.reason if isinstance(found, Missing) else found
