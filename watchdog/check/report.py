"""What the identities say of a release: a result for each statement, and the release's quality in one line."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from watchdog.check.plan import PLANS
from watchdog.check.relations import RelationResult
from watchdog.check.results import Result, Results, missing, tally
from watchdog.check.statement import Absent
from watchdog.check.system import System
from watchdog.model.alert import Quality
from watchdog.model.cell import Blank
from watchdog.model.finding import Verdict
from watchdog.model.identity import Identity
from watchdog.model.knowledge import Situation

__all__ = ["CheckReport", "Result", "check_release"]

_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """All results, and the documents that are not at hand, so that their identities were not stated at all; `relations`
    are those of what must hold beside the identities. `system` holds the decided statements as compiled, None where
    there are none.
    """

    results: Sequence[Result]
    not_at_hand: tuple[str, ...]
    relations: tuple[RelationResult, ...] = ()
    system: System | None = None

    @property
    def quality(self) -> Quality:
        """Counts of the four verdicts, and why the undecided ones are, the most frequent reason first."""
        counts = tally(self.results)
        counts += Counter(relation.verdict for relation in self.relations)
        wanted = [*missing(self.results), *(relation.missing for relation in self.relations)]
        unclear = Counter(
            relation.reason
            for relation in self.relations
            if relation.verdict is Verdict.UNDECIDED and not relation.missing
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
        for cause in {(each.document, each.why.rstrip(",")) for each in absent}:
            statements_of[cause] += 1
        for each in absent:
            series_of[each.document, each.why.rstrip(",")][each.series] = None
    for (document, why), count in statements_of.most_common():
        names = list(series_of[document, why])
        listed = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        yield f"{count} because a figure of {document} {why} ({listed})"


def check_release(
    identities: Sequence[Identity],
    situation: Situation,
    blanks: Sequence[Blank] = (),
    *,
    relations: Iterable[RelationResult] = (),
    asked_for: Collection[str] | None = None,
) -> CheckReport:
    """Compare the two sides of every identity that the release prints; `relations` are what was found beside them. Of
    the documents that it does not print, those are told whose figures any release brought or that are `asked_for`;
    without `asked_for`, all.
    """
    filled = PLANS.filled(identities, situation, blanks)
    asked = dict.fromkeys(identity.document for identity in identities)
    if asked_for is not None:
        asked = {document: None for document in asked if document in filled.plan.met or document in asked_for}
    return CheckReport(
        results=Results(filled),
        not_at_hand=tuple(document for document in asked if document not in filled.plan.documents),
        relations=tuple(relations),
        system=filled.system,
    )
