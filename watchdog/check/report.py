"""What the identities say of a release: a result for each statement, and the release's quality in one line."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from watchdog.check.plan import PLANS, Wanted
from watchdog.check.relations import RelationKind, RelationResults
from watchdog.check.results import Result, Results, missing, of_unknown, tally
from watchdog.check.statement import Absent
from watchdog.check.system import System
from watchdog.check.wording import listed
from watchdog.model.alert import Quality
from watchdog.model.cell import Blank
from watchdog.model.finding import Verdict
from watchdog.model.identity import Identity
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule

__all__ = ["CheckReport", "Result", "check_release", "judge_relations"]

_UNKNOWN = "{} has rows that the rules do not know, and the sum holds only without them"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """All results, and the documents that are not at hand, so that their identities were not stated at all; `relations`
    are those of what must hold beside the identities. `system` holds the decided statements as compiled, None where
    there are none.
    """

    results: Sequence[Result]
    not_at_hand: tuple[str, ...]
    relations: RelationResults = field(default_factory=lambda: RelationResults(()))
    system: System | None = None

    @property
    def quality(self) -> Quality:
        """Counts of the four verdicts, and why the undecided ones are, the most frequent reason first."""
        counts = tally(self.results)
        counts += self.relations.tally()
        undecided = self.relations.of_verdict(Verdict.UNDECIDED)
        wanted = [*missing(self.results), *(relation.missing for relation in undecided)]
        unclear = Counter(relation.reason for relation in undecided if not relation.missing)
        unclear.update(
            _UNKNOWN.format(document) for result in of_unknown(self.results) for document, _ in result.unknown[:1]
        )
        return Quality(
            passed=counts[Verdict.PASS],
            warned=counts[Verdict.WARN],
            failed=counts[Verdict.FAIL],
            undecided=counts[Verdict.UNDECIDED],
            undecided_reasons=(
                *_reasons(wanted),
                *(f"{count} because {reason}" for reason, count in unclear.most_common()),
            ),
            not_stated=self.not_at_hand,
        )


def _reasons(wanted: Iterable[Sequence[Absent]]) -> Iterator[str]:
    """One line for each document and cause: how many statements, and of which series."""
    statements_of: Counter[tuple[str, str]] = Counter()
    series_of: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for absent in wanted:
        for cause in dict.fromkeys((each.document, each.why.rstrip(",")) for each in absent):
            statements_of[cause] += 1
        for each in absent:
            series_of[each.document, each.why.rstrip(",")][each.series] = None
    for (document, why), count in statements_of.most_common():
        names = list(series_of[document, why])
        yield f"{count} because a figure of {document} {why} ({listed(names)})"


def check_release(
    identities: Sequence[Identity],
    situation: Situation,
    blanks: Sequence[Blank] = (),
    *,
    relations: Sequence[Rule] = (),
    kinds: Mapping[str, RelationKind] | None = None,
    asked_for: Collection[str] | None = None,
) -> CheckReport:
    """Compare the two sides of every identity that the release prints, and judge the relations of these kinds beside
    them. Of the documents that it does not print, those are told whose figures any release brought or that are
    `asked_for`; without `asked_for`, all.
    """
    wanted = Wanted(identities=tuple(identities), relations=tuple(relations), kinds=kinds or {})
    filled = PLANS.filled(wanted, situation, blanks)
    documents = dict.fromkeys(identity.document for identity in identities)
    if asked_for is not None:
        documents = {each: None for each in documents if each in filled.plan.met or each in asked_for}
    return CheckReport(
        results=Results(filled),
        not_at_hand=tuple(document for document in documents if document not in filled.plan.documents),
        relations=filled.relations,
        system=filled.system,
    )


def judge_relations(
    relations: Sequence[Rule], kinds: Mapping[str, RelationKind], situation: Situation, blanks: Sequence[Blank] = ()
) -> RelationResults:
    """What every relation says of the release, kind by kind."""
    return PLANS.filled(Wanted(identities=(), relations=tuple(relations), kinds=kinds), situation, blanks).relations
