"""Relations over a few printed figures, judged by the kind that they are of."""

from collections.abc import Iterable, Sequence

from tests.model.made import printed, situation
from watchdog.check.relations import RelationResult
from watchdog.check.report import judge_relations
from watchdog.model.cell import Blank, Cell
from watchdog.model.finding import Severity
from watchdog.model.knowledge import Knowledge
from watchdog.model.rule import Rule
from watchdog.plugins import RELATION_KINDS


def relation(kind: str, parameters: object) -> Rule:
    """A relation of this kind, named after it."""
    return Rule(
        name=kind,
        kind=kind,
        label=kind,
        why="By definition.",
        severity=Severity.CRITICAL,
        since="",
        parameters=parameters,
    )


def judged(
    rule: Rule,
    cells: Iterable[Cell],
    *,
    release: str = "2025-11",
    before: Knowledge | None = None,
    blanks: Sequence[Blank] = (),
) -> list[RelationResult]:
    """What the relation says of a release that prints these figures."""
    now = situation(release, *printed(release, cells), before=before)
    return list(judge_relations([rule], RELATION_KINDS, now, blanks))


def only(results: Sequence[RelationResult]) -> RelationResult:
    """The one result."""
    (result,) = results
    return result
