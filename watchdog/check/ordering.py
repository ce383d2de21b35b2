"""ordering: the lines below each head stand in the order of their changes, in the direction of the head's own change.

Rounding keeps the order of what it rounds, so lines ranked by their change are ranked in print too, without a bound.
A line that stands elsewhere has its figure, or its label, from another.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from watchdog.check.prints import Line, Prints
from watchdog.check.relations import Judged, Planned, RelationResult, broken, undecided
from watchdog.model.cell import Blank, Cell, Measure
from watchdog.model.finding import Verdict
from watchdog.model.period import Period
from watchdog.model.rule import Rule

if TYPE_CHECKING:
    from watchdog.check.columns import Figures
    from watchdog.check.statement import Absent

_NAMED = 3
_ROW_OF = re.compile(r"[A-Z]+([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderingParameters:
    """`heads` are the series below whose rows the ranked lines of `document` stand, each line below the nearest one."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    document: str
    heads: tuple[str, ...]
    soft: bool = False


class _Stated(NamedTuple):
    """The ranked lines of a document in one period: the number of each change that it prints, and the blank ones."""

    rule: Rule
    parameters: OrderingParameters
    period: Period
    changes: Sequence[int]
    unprinted: Mapping[str, "Absent"]


def plan(rules: Sequence[Rule], prints: Prints) -> Planned:
    """Each head with the lines below it."""
    stated = list(_all_stated(rules, prints))

    def judge(figures: "Figures") -> Judged:
        found = [result for each in stated for result in _judge_period(each, figures)]
        return Judged([result.verdict for result in found], found.__getitem__)

    return judge


def _all_stated(rules: Sequence[Rule], prints: Prints) -> Iterator[_Stated]:
    for rule in rules:
        parameters = rule.parameters
        assert isinstance(parameters, OrderingParameters)  # noqa: S101 - the rulebook built it by the kind's own table
        lines = prints.lines(parameters.document)
        changes = {line.series: periods for line, periods in lines.items() if line.measure is Measure.CHANGE}
        for period in sorted({period for periods in changes.values() for period in periods}):
            of_period = {key: periods[period] for key, periods in changes.items() if period in periods}
            absent = partial(prints.absent, parameters.document)
            yield _Stated(
                rule,
                parameters,
                period,
                [prints.numbers[id(printed)] for printed in of_period.values() if isinstance(printed, Cell)],
                {
                    key: absent(Line(key, Measure.CHANGE, "main"), period, blank if isinstance(blank, Blank) else None)
                    for key in parameters.heads
                    if not isinstance(blank := of_period.get(key), Cell)
                },
            )


def _judge_period(stated: _Stated, figures: "Figures") -> Iterator[RelationResult]:
    parameters = stated.parameters
    below: dict[str, tuple[Cell, list[Cell]]] = {}
    head = None
    for cell in sorted(map(figures.cell, stated.changes), key=_row):
        if cell.key.series in parameters.heads:
            head = cell.key.series
            below[head] = cell, []
        elif head is not None:
            below[head][1].append(cell)
    for key in parameters.heads:
        subject = f"{parameters.document}/{key}/{Measure.CHANGE}"
        if key in stated.unprinted:
            yield undecided(stated.rule, subject, stated.period, [stated.unprinted[key]])
        else:
            yield _judge_head(stated.rule, parameters, subject, *below[key])


def _judge_head(
    rule: Rule, parameters: OrderingParameters, subject: str, head: Cell, lines: Sequence[Cell]
) -> RelationResult:
    rising = _misplaced(lines, 1) if head.count <= 0 else None
    falling = _misplaced(lines, -1) if head.count >= 0 else None
    # the lines of a head that did not change may stand either way
    wrong = min((found for found in (rising, falling) if found is not None), key=len)
    named = "; ".join(
        f"{lower.key.series} ({lower.value:+,f}) stands below {upper.key.series} ({upper.value:+,f})"
        for upper, lower in wrong[:_NAMED]
    )
    more = f"; and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
    return RelationResult(
        rule=rule,
        subject=subject,
        period=head.key.period,
        verdict=broken(parameters.soft) if wrong else Verdict.PASS,
        reason=named + more if wrong else f"{len(lines)} lines in order",
        cells=tuple(dict.fromkeys(cell for pair in wrong[:_NAMED] for cell in pair)),
        faults=tuple(wrong),
    )


def _misplaced(lines: Sequence[Cell], direction: int) -> list[tuple[Cell, Cell]]:
    """Neighbours of which the lower one should stand above the other."""
    return [(upper, lower) for upper, lower in pairwise(lines) if direction * lower.value < direction * upper.value]


def _row(cell: Cell) -> int:
    return _row_of(cell.address.cell) if cell.address else -1


@lru_cache(maxsize=4096)
def _row_of(place: str) -> int:
    found = _ROW_OF.fullmatch(place)
    return int(found[1]) if found else -1
