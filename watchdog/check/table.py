"""table: what figures must be as a table, whatever they say: without gaps, complete, in time, not below zero.

All figures become one frame, each with by how much it misses each demand, and one schema judges them. What a sheet as
a whole lacks (a row, a column) is told with its layout; here, what a line lacks that the sheet prints.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from watchdog.check.prints import Line, Prints
from watchdog.check.relations import Judged, Planned, RelationResult, broken, undecided
from watchdog.model.cell import Blank, Cell
from watchdog.model.finding import Verdict
from watchdog.model.rule import Rule

_NAMED = 4

if TYPE_CHECKING:
    from watchdog.check.columns import Figures
    from watchdog.check.statement import Absent


class Demand(StrEnum):
    """What may be asked of every figure of a document."""

    CONTINUITY = "continuity"  # no period is missing between two of a line
    COMPLETENESS = "completeness"  # a line goes on as long as its neighbours do, and nothing is blank
    JANUARY = "january"  # a line of months begins with a year
    IN_TIME = "in_time"  # no period is later than the release's own
    SIGN = "sign"  # what is counted in one direction only is not below zero


ON_TIME = tuple(demand for demand in Demand if demand is not Demand.SIGN)
"""What is asked of when figures are of, whatever they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableParameters:
    """What `demand` asks of the figures of `documents`."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    demand: Demand
    documents: tuple[str, ...]
    soft: bool = False


class _Stated(NamedTuple):
    """A demand on one document, and by how much which of its figures and blanks (by number) miss it in any print."""

    rule: Rule
    parameters: TableParameters
    document: str
    missed: Sequence[tuple[int, int]]


def plan(rules: Sequence[Rule], prints: Prints) -> Planned:
    """Every demand on every document at hand: those on what is printed are judged with the structure, and only what
    must not be below zero with each print.
    """
    # the frames and their schema are imported with the first release that is judged, not by everybody who reads rules
    import numpy as np

    from watchdog.check.frame import frame, never_negative
    from watchdog.check.schema import below_zero, failing, figures_schema

    asked = {rule.name: _parameters(rule) for rule in rules}
    documents = prints.at_hand(tuple(dict.fromkeys(chain(*(each.documents for each in asked.values())))))
    if not documents:
        return lambda _: Judged((), list[RelationResult]().__getitem__)
    printed = [each for at in documents for each in (*prints.documents.get(at, ()), *prints.blanks.get(at, ()))]
    wanted = {
        demand: frozenset(chain(*(each.documents for each in asked.values() if each.demand is demand)))
        for demand in Demand
    }
    situation = prints.situation
    table, order = frame(printed, situation.release.period, wanted)
    wrong = failing(figures_schema(ON_TIME), table, ON_TIME)
    stated = [
        _Stated(
            rule,
            asked[rule.name],
            document,
            [
                (int(order[row]), int(table[demand].iloc[row]))
                for row in sorted(wrong.get(demand, ()))
                if printed[order[row]].key.outlet.document == document
            ],
        )
        for rule in rules
        for demand in [asked[rule.name].demand]
        for document in prints.at_hand(asked[rule.name].documents)
    ]
    numbers = [prints.numbers.get(id(each), -1) for each in printed]
    one_way = never_negative(printed, situation.known.series, wanted[Demand.SIGN])
    one_way_numbers = np.array([numbers[place] for place in one_way], dtype=np.int64)

    blank = {
        number: _result(each, (), prints)
        for number, each in enumerate(stated)
        if _verdict(each, each.missed, prints) is Verdict.UNDECIDED
    }

    def judge(figures: "Figures") -> Judged:
        negative: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row in below_zero(figures.counts[one_way_numbers]) if one_way else ():
            negative[printed[one_way[row]].key.outlet.document].append((one_way[row], 0))

        def found(each: _Stated) -> Sequence[tuple[int, int]]:
            return negative.get(each.document, ()) if each.parameters.demand is Demand.SIGN else each.missed

        def written(number: int) -> RelationResult:
            if number in blank:
                return blank[number]
            each = stated[number]
            missed: list[tuple[Cell | Blank, int]] = [
                (figures.now.cells[numbers[place]] if numbers[place] >= 0 else printed[place], by)
                for place, by in found(each)
            ]
            return _result(each, sorted(missed, key=lambda one: one[0].key), prints)

        return Judged([_verdict(each, found(each), prints) for each in stated], written)

    return judge


def _verdict(stated: _Stated, found: Sequence[object], prints: Prints) -> Verdict:
    if found:
        return broken(stated.parameters.soft)
    is_unclear = stated.parameters.demand is Demand.COMPLETENESS and prints.blanks.get(stated.document)
    return Verdict.UNDECIDED if is_unclear else Verdict.PASS


def _parameters(rule: Rule) -> TableParameters:
    parameters = rule.parameters
    assert isinstance(parameters, TableParameters)  # noqa: S101 - the rulebook built it by the kind's own table
    return parameters


def _result(stated: _Stated, found: Sequence[tuple[Cell | Blank, int]], prints: Prints) -> RelationResult:
    parameters, document, release = stated.parameters, stated.document, prints.situation.release.period
    verdict = _verdict(stated, found, prints)
    if verdict is Verdict.UNDECIDED:
        blanks = prints.blanks[document]
        return undecided(stated.rule, document, release, [_absent(blank, document, prints) for blank in blanks])
    named = "; ".join(_SAID[parameters.demand](cell, by) for cell, by in found[:_NAMED])
    more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return RelationResult(
        rule=stated.rule,
        subject=document,
        period=release,
        verdict=verdict,
        reason=named + more if found else f"{len(prints.documents.get(document, ())):,} figures",
        cells=tuple(cell for cell, _ in found[:_NAMED] if isinstance(cell, Cell)),
        faults=tuple((cell,) for cell, _ in found if isinstance(cell, Cell) and parameters.demand is Demand.SIGN),
    )


def _absent(blank: Blank, document: str, prints: Prints) -> "Absent":
    key = blank.key
    return prints.absent(document, Line(key.series, key.measure, key.outlet.block), key.period, blank)


def _of(cell: Cell | Blank) -> str:
    return f"{cell.key.series} ({cell.key.measure}) of {cell.key.period}"


def _amount(cell: Cell | Blank) -> str:
    return f"{cell.value:,f}" if isinstance(cell, Cell) else "blank"


_SAID: Mapping[Demand, Callable[[Cell | Blank, int], str]] = {
    Demand.CONTINUITY: lambda cell, by: f"{by} missing before {_of(cell)}",
    Demand.COMPLETENESS: lambda cell, by: f"{by} missing after {_of(cell)}",
    Demand.JANUARY: lambda cell, by: f"{by} missing before {_of(cell)}, the first of its line",
    Demand.IN_TIME: lambda cell, by: f"{_of(cell)} is {by} months later than the release",
    Demand.SIGN: lambda cell, _: f"{_of(cell)} is {_amount(cell)}, below zero",
}
