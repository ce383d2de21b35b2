"""revision_window and revision_mark: which months a release may change, and that what it marks as revised has changed.

A month outside the window that changed is not proved wrong, since an agency may open a window that only its text
announces; it is worth a look unless the release itself marks the month as revised.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

from pydantic import Field

from watchdog.check.prints import Line, Prints
from watchdog.check.relations import Judged, Planned, RelationResult, undecided
from watchdog.model.cell import Cell, Measure
from watchdog.model.finding import Verdict
from watchdog.model.period import MONTH_NAMES, Period
from watchdog.model.release import Release
from watchdog.model.rule import Rule

if TYPE_CHECKING:
    from watchdog.check.columns import Figures
    from watchdog.check.system import Integers

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
    first: Cell
    changed: list[tuple[Cell, Cell]] = field(default_factory=list)
    is_marked: bool = False


class _Compared(NamedTuple):
    """The figures of a document that the release before printed too: their numbers then and now, and their periods."""

    rule: Rule
    document: str
    before: "Integers"
    now: "Integers"
    rows: Sequence[tuple[Measure, Period]]


class _Said(NamedTuple):
    """What of some rows is wrong, how it is said when nothing is, and when something is."""

    wrong: Sequence[tuple[str, Cell]]
    fits: str
    words: str


_Answer = Callable[[_Compared, Sequence[_Row], Period], _Said]


def plan_windows(rules: Sequence[Rule], prints: Prints) -> Planned:
    """Each document at hand: the months before its window, as the release before printed them."""
    return _plan(rules, prints, _outside)


def plan_marks(rules: Sequence[Rule], prints: Prints) -> Planned:
    """Each document at hand: its marks against the figures of the release before."""
    return _plan(rules, prints, _unmarked)


def _plan(rules: Sequence[Rule], prints: Prints, answer: _Answer) -> Planned:
    """One answer for all documents that can be compared, since a release opens one window for all of them."""
    release = prints.situation.release
    line = Line(_ANY, Measure.LEVEL, _MAIN)
    why = f"was printed by no release for {release.period.shift(-1)} that is at hand"
    compared, alone = list[tuple[Rule, list[_Compared]]](), list[RelationResult]()
    for rule in rules:
        of_rule = [_compared(rule, document, prints) for document in prints.at_hand(_parameters(rule).documents)]
        compared.append((rule, [each for each in of_rule if len(each.now)]))
        for each in of_rule:
            if not len(each.now):
                absent = prints.absent(each.document, line, release.period, why=why)
                alone.append(undecided(rule, each.document, release.period, [absent]))

    def judge(figures: "Figures") -> Judged:
        found = [
            _result(rule, release, [answer(each, _rows(each, figures), release.period) for each in documents])
            for rule, documents in compared
            if documents
        ]
        results = [*found, *alone]
        return Judged([result.verdict for result in results], results.__getitem__)

    return judge


def _parameters(rule: Rule) -> RevisionWindowParameters | RevisionMarkParameters:
    parameters = rule.parameters
    # the rulebook built it by the kind's own table
    assert isinstance(parameters, RevisionWindowParameters | RevisionMarkParameters)  # noqa: S101
    return parameters


def _compared(rule: Rule, document: str, prints: Prints) -> _Compared:
    """None where the release before is not at hand."""
    import numpy as np  # with the first release that is judged, not by everybody who reads rules

    known, release = prints.situation.before, prints.situation.release.period
    found: list[tuple[int, int]] = []
    rows: list[tuple[Measure, Period]] = []
    for cell in prints.documents.get(document, ()) if known is not None else ():
        key = cell.key
        if known is None or key.outlet.block != _MAIN or key.period == release:
            continue
        before = known.cells.get(key)
        if before is not None and before.stamp.release == release.shift(-1):
            found.append((prints.numbers_before[key], prints.numbers[id(cell)]))
            rows.append((key.measure, key.period))
    before_and_now = np.array(found, dtype=np.int64).reshape(-1, 2).T
    return _Compared(rule, document, before_and_now[0], before_and_now[1], rows)


def _rows(compared: _Compared, figures: "Figures") -> list[_Row]:
    """The periods that the release before printed too."""
    rows: dict[tuple[Measure, Period], _Row] = {}
    differs = figures.differs(compared.before, compared.now).tolist()
    pairs = zip(compared.before.tolist(), compared.now.tolist(), differs, compared.rows, strict=True)
    for then, number, is_other, place in pairs:
        now = figures.now.cells[number]
        row = rows.get(place)
        if row is None:
            row = rows[place] = _Row(*place, now)
        row.is_marked = row.is_marked or now.revised
        if is_other and (before := figures.cell_before(then)).value != now.value:
            row.changed.append((before, now))
    return list(rows.values())


def _outside(compared: _Compared, rows: Sequence[_Row], release: Period) -> _Said:
    parameters = compared.rule.parameters
    assert isinstance(parameters, RevisionWindowParameters)  # noqa: S101 - the rulebook built it by the kind's own table
    first = parameters.first_open(release)
    final = [row for row in rows if row.measure is Measure.LEVEL and row.period.is_month and row.period < first]
    wrong = [(_described(*pair), pair[1]) for row in final if not row.is_marked for pair in row.changed]
    fits = f"no month before {first.label} has changed without being marked as revised"
    return _Said(wrong, fits, f"months before {first.label} were to stay as they were")


def _unmarked(_: _Compared, rows: Sequence[_Row], __: Period) -> _Said:
    silent = [(_described(*pair), pair[1]) for row in rows if not row.is_marked for pair in row.changed]
    idle = [
        (f"nothing of {row.period.label} has changed", row.first) for row in rows if row.is_marked and not row.changed
    ]
    fits = "all that is marked as revised has changed, and nothing else"
    return _Said(silent + idle, fits, "its mark of revision says otherwise")


def _result(rule: Rule, release: Release, answers: Sequence[_Said]) -> RelationResult:
    wrong = [each for said in answers for each in said.wrong]
    named = "; ".join(what for what, _ in wrong[:_NAMED])
    more = f"; and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
    return RelationResult(
        rule=rule,
        subject=release.program,
        period=release.period,
        verdict=Verdict.WARN if wrong else Verdict.PASS,
        reason=f"{named}{more}: {answers[0].words}" if wrong else answers[0].fits,
        cells=tuple(cell for _, cell in wrong[:_NAMED]),
        faults=tuple((cell,) for _, cell in wrong),
    )


def _described(before: Cell, now: Cell) -> str:
    return f"{now.key.series} of {now.key.period.label} is {now.value:,f}, was {before.value:,f}"
