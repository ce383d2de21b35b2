"""ranking: the ranks that a table prints are those of the figures beside them, 1 for the first and none twice.

Equal figures may stand either way, and so may figures that rounding can have exchanged.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from watchdog.check.prints import Prints
from watchdog.check.relations import Judged, Planned, RelationResult, broken, slack, undecided, value
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import Rows
from watchdog.model.period import Period
from watchdog.model.rule import Rule

if TYPE_CHECKING:
    from watchdog.check.columns import Figures, Floats, Numbers
    from watchdog.check.statement import Absent

_NAMED = 3
_ERROR = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingParameters:
    """The ranks in the printed `rows` of `document`, each with what it ranks, from the greatest or from the least."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    document: str
    rows: tuple[Rows, ...]
    greatest_first: Mapping[str, str] = field(default_factory=dict, hash=False)
    least_first: Mapping[str, str] = field(default_factory=dict, hash=False)
    soft: bool = False


class _Column(NamedTuple):
    """The ranks of one column and what they rank, by number; `sign` is 1 where the least comes first."""

    sign: int
    pairs: Sequence[tuple[int, int]]
    ranks: "Numbers"
    figures: "Numbers"


class _Stated(NamedTuple):
    """All columns of a document in one period, and the figures that ranks are printed for and that are not there."""

    rule: Rule
    document: str
    period: Period
    columns: Sequence[_Column]
    missing: "Sequence[Absent]"


class _Ranked(NamedTuple):
    """A rank with what it ranks."""

    rank: Cell
    figure: Cell

    @property
    def words(self) -> str:
        """How people are told of it."""
        return f"{self.figure.key.series} ({self.figure.value:,f}) has rank {self.rank.value:f}"


def plan(rules: Sequence[Rule], prints: Prints) -> Planned:
    """Every ranked table in every period."""
    stated = [each for rule in rules for each in _all_stated(rule, prints)]

    def judge(figures: "Figures") -> Judged:
        found = [_judged(each, figures) for each in stated]
        return Judged([each.verdict for each in found], found.__getitem__)

    return judge


def _all_stated(rule: Rule, prints: Prints) -> Iterator[_Stated]:
    import numpy as np  # with the first release that is judged, not by everybody who reads rules

    parameters = rule.parameters
    assert isinstance(parameters, RankingParameters)  # noqa: S101 - the rulebook built it by the kind's own table
    columns: defaultdict[Period, list[_Column]] = defaultdict(list)
    missing: defaultdict[Period, list[Absent]] = defaultdict(list)
    for sign, formulas in ((-1, parameters.greatest_first), (1, parameters.least_first)):
        for rank, of in formulas.items():
            pairs: defaultdict[Period, list[tuple[int, int]]] = defaultdict(list)
            for place in prints.places(rank, parameters.document, parameters.rows):
                (ranked, _), (figures, absent) = prints.figures(rank, place), prints.figures(of, place)
                missing[place.period] += absent
                pairs[place.period] += [(ranked[0].number, figure.number) for figure in figures]
            for period, of_period in pairs.items():
                numbers = np.array(of_period, dtype=np.int64).reshape(-1, 2).T
                columns[period].append(_Column(sign, of_period, numbers[0], numbers[1]))
    for period in sorted(columns):
        yield _Stated(rule, parameters.document, period, columns[period], missing[period])


def _judged(stated: _Stated, figures: "Figures") -> RelationResult:
    wrong = [each for column in stated.columns for each in _wrong(column, figures)]
    if stated.missing and not wrong:
        return undecided(stated.rule, stated.document, stated.period, stated.missing)
    assert isinstance(stated.rule.parameters, RankingParameters)  # noqa: S101 - as above
    more = f"; and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
    named = "; ".join(words for words, _ in wrong[:_NAMED])
    return RelationResult(
        rule=stated.rule,
        subject=stated.document,
        period=stated.period,
        verdict=broken(stated.rule.parameters.soft) if wrong else Verdict.PASS,
        reason=named + more if wrong else f"{sum(len(each.pairs) for each in stated.columns):,} ranks in order",
        cells=tuple(dict.fromkeys(cell for _, cells in wrong[:_NAMED] for cell in cells)),
        faults=tuple(cells for _, cells in wrong),
    )


def _wrong(column: _Column, figures: "Figures") -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Ranks that are no place of their own, and neighbours of which the lower one should have the higher rank."""
    ranks, values = figures.values, column.sign * figures.values
    if _is_plain(column, ranks, values):
        return
    ordered = sorted(column.pairs, key=lambda pair: ranks[pair[0]])
    times = Counter(round(float(ranks[rank]), 6) for rank, _ in ordered)
    for rank, figure in ordered:
        place = round(float(ranks[rank]), 6)
        if times[place] > 1 or not (1 <= place <= len(ordered) and place.is_integer()):
            one = _Ranked(figures.cell(rank), figures.cell(figure))
            yield f"{one.words}, which is no place of its own among {len(ordered):,}", (one.rank,)
    for (upper, above), (lower, below) in pairwise(ordered):
        if values[above] > values[below]:
            first = _Ranked(figures.cell(upper), figures.cell(above))
            second = _Ranked(figures.cell(lower), figures.cell(below))
            if abs(value(first.figure) - value(second.figure)) > slack(first.figure) + slack(second.figure):
                yield f"{first.words}, {second.words}", (first.rank, first.figure, second.rank, second.figure)


def _is_plain(column: _Column, ranks: "Floats", values: "Floats") -> bool:
    """Whether the ranks are 1, 2, 3 ... and what they rank never falls, all at once."""
    printed = ranks[column.ranks]
    order = printed.argsort()
    ranked, counted = values[column.figures[order]], printed[order]
    starts = abs(counted[:1] - 1) < _ERROR
    follows = abs(counted[1:] - counted[:-1] - 1) < _ERROR
    return bool(starts.all() and follows.all() and (ranked[1:] >= ranked[:-1]).all())
