"""revision_window and revision_mark: which months a release may change, and that what it marks as revised has changed.

A month outside the window that changed is not proved wrong, since an agency may open a window that only its text
announces; it is worth a look unless the release itself marks the month as revised.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import Field

from watchdog.check.prints import Line, Prints
from watchdog.check.relations import RelationResult, undecided
from watchdog.model.cell import Cell, Measure
from watchdog.model.finding import Verdict
from watchdog.model.period import MONTH_NAMES, Period
from watchdog.model.rule import Rule

_NAMED = 4
_MAIN = "main"
_ANY = "any figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """The release for the month `release` of a year (1 to 12) may change the `months` before it."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    release: Annotated[int, Field(ge=1, le=12)]
    months: Annotated[int, Field(ge=1, le=600)]

    def __str__(self) -> str:
        return f"{self.months} months in the release for {MONTH_NAMES[self.release - 1]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionWindowParameters:
    """The monthly figures of `documents` may change in the `months` before the release's own, or as `reopens` says."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    documents: tuple[str, ...]
    months: Annotated[int, Field(ge=1, le=600)] = 1
    reopens: tuple[Reopening, ...] = field(default=())

    def first_open(self, release: Period) -> Period:
        """The earliest month that the release for `release` may change."""
        of_month = {each.release: each.months for each in self.reopens}
        return release.shift(-of_month.get(release.position, self.months))


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionMarkParameters:
    """In `documents`, a period is marked as revised when one of its figures differs from last month's release."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    documents: tuple[str, ...]


@dataclass(slots=True)
class _Row:
    """The figures of one period, those that the release before printed otherwise, and whether it is marked."""

    measure: Measure
    period: Period
    cells: list[Cell] = field(default_factory=list)
    changed: list[tuple[Cell, Cell]] = field(default_factory=list)
    is_marked: bool = False


def judge_windows(rules: Sequence[Rule], prints: Prints) -> Iterator[RelationResult]:
    """Each document at hand: the months before its window, as the release before printed them."""
    for rule in rules:
        parameters = rule.parameters
        assert isinstance(parameters, RevisionWindowParameters)  # noqa: S101 - the rulebook built it by the kind's own table
        first = parameters.first_open(prints.situation.release.period)
        for document in prints.at_hand(parameters.documents):
            rows = _rows(document, prints)
            final = [row for row in rows if row.measure is Measure.LEVEL and row.period.is_month and row.period < first]
            wrong = [(_described(*pair), pair[1]) for row in final if not row.is_marked for pair in row.changed]
            fits = f"no month before {first.label} has changed without being marked as revised"
            words = f"months before {first.label} were to stay as they were"
            yield _result(rule, document, prints, rows, wrong, fits, words)


def judge_marks(rules: Sequence[Rule], prints: Prints) -> Iterator[RelationResult]:
    """Each document at hand: its marks against the figures of the release before."""
    for rule in rules:
        parameters = rule.parameters
        assert isinstance(parameters, RevisionMarkParameters)  # noqa: S101 - the rulebook built it by the kind's own table
        for document in prints.at_hand(parameters.documents):
            rows = _rows(document, prints)
            silent = [(_described(*pair), pair[1]) for row in rows if not row.is_marked for pair in row.changed]
            idle = [
                (f"nothing of {row.period.label} has changed", row.cells[0])
                for row in rows
                if row.is_marked and not row.changed
            ]
            fits = "all that is marked as revised has changed, and nothing else"
            yield _result(rule, document, prints, rows, silent + idle, fits, "its mark of revision says otherwise")


def _rows(document: str, prints: Prints) -> list[_Row]:
    """The periods that the release before printed too; none where it is not at hand."""
    known, release = prints.situation.before, prints.situation.release.period
    rows: dict[tuple[Measure, Period], _Row] = {}
    for cell in prints.documents[document] if known is not None else ():
        key = cell.key
        if known is None or key.outlet.block != _MAIN or key.period == release:
            continue
        before = known.cells.get(key)
        if before is not None and before.stamp.release == release.shift(-1):
            row = rows.setdefault((key.measure, key.period), _Row(key.measure, key.period))
            row.cells.append(cell)
            row.is_marked = row.is_marked or cell.revised
            if cell.value != before.cell.value:
                row.changed.append((before.cell, cell))
    return list(rows.values())


def _result(
    rule: Rule,
    document: str,
    prints: Prints,
    rows: Sequence[_Row],
    wrong: Sequence[tuple[str, Cell]],
    fits: str,
    words: str,
) -> RelationResult:
    release = prints.situation.release.period
    if not rows:
        why = f"was printed by no release for {release.shift(-1)} that is at hand"
        line = Line(_ANY, Measure.LEVEL, _MAIN)
        return undecided(rule, document, release, [prints.absent(document, line, release, why=why)])
    named = "; ".join(what for what, _ in wrong[:_NAMED])
    more = f"; and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
    return RelationResult(
        rule=rule,
        subject=document,
        period=release,
        verdict=Verdict.WARN if wrong else Verdict.PASS,
        reason=f"{named}{more}: {words}" if wrong else fits,
        cells=tuple(cell for _, cell in wrong[:_NAMED]),
        faults=tuple((cell,) for _, cell in wrong),
    )


def _described(before: Cell, now: Cell) -> str:
    return f"{now.key.series} of {now.key.period.label} is {now.value:,f}, was {before.value:,f}"
