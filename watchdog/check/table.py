"""table: what figures must be as a table, whatever they say: without gaps, complete, in time, not below zero.

All figures become one frame, each with by how much it misses each demand, and one schema judges them. What a sheet as
a whole lacks (a row, a column) is told with its layout; here, what a line lacks that the sheet prints.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from watchdog.check.prints import Line, Prints
from watchdog.check.relations import RelationResult, broken, undecided
from watchdog.model.cell import Blank, Cell
from watchdog.model.finding import Verdict
from watchdog.model.rule import Rule

_NAMED = 4

if TYPE_CHECKING:
    from watchdog.check.statement import Absent


class Demand(StrEnum):
    """What may be asked of every figure of a document."""

    CONTINUITY = "continuity"  # no period is missing between two of a line
    COMPLETENESS = "completeness"  # a line goes on as long as its neighbours do, and nothing is blank
    JANUARY = "january"  # a line of months begins with a year
    IN_TIME = "in_time"  # no period is later than the release's own
    SIGN = "sign"  # what is counted in one direction only is not below zero


@dataclass(frozen=True, slots=True, kw_only=True)
class TableParameters:
    """What `demand` asks of the figures of `documents`."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    demand: Demand
    documents: tuple[str, ...]
    soft: bool = False


def judge(rules: Sequence[Rule], prints: Prints) -> Iterator[RelationResult]:
    """Every demand on every document at hand."""
    # the frames and their schema are imported with the first release that is judged, not by everybody who reads rules
    from watchdog.check.frame import frame
    from watchdog.check.schema import failing, figures_schema

    asked = {rule.name: _parameters(rule) for rule in rules}
    documents = prints.at_hand(tuple(dict.fromkeys(chain(*(each.documents for each in asked.values())))))
    if not documents:
        return
    printed = [each for at in documents for each in (*prints.documents.get(at, ()), *prints.blanks.get(at, ()))]
    wanted = {
        demand: frozenset(chain(*(each.documents for each in asked.values() if each.demand is demand)))
        for demand in Demand
    }
    situation = prints.situation
    table, order = frame(printed, situation.known.series, situation.release.period, wanted)
    wrong = failing(figures_schema(tuple(Demand)), table, tuple(Demand))
    for rule in rules:
        demand = asked[rule.name].demand
        by_document: dict[str, list[int]] = {}
        for row in sorted(wrong[demand]):
            by_document.setdefault(printed[order[row]].key.outlet.document, []).append(row)
        for document in prints.at_hand(asked[rule.name].documents):
            rows = by_document.get(document, [])
            found = [(printed[order[row]], int(table[demand].iloc[row])) for row in rows]
            found.sort(key=lambda missed: missed[0].key)
            yield _result(rule, asked[rule.name], document, found, prints)


def _parameters(rule: Rule) -> TableParameters:
    parameters = rule.parameters
    assert isinstance(parameters, TableParameters)  # noqa: S101 - the rulebook built it by the kind's own table
    return parameters


def _result(
    rule: Rule, parameters: TableParameters, document: str, found: Sequence[tuple[Cell | Blank, int]], prints: Prints
) -> RelationResult:
    release = prints.situation.release.period
    if not found and parameters.demand is Demand.COMPLETENESS and (blanks := prints.blanks.get(document)):
        return undecided(rule, document, release, [_absent(blank, document, prints) for blank in blanks])
    named = "; ".join(_SAID[parameters.demand](cell, by) for cell, by in found[:_NAMED])
    more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return RelationResult(
        rule=rule,
        subject=document,
        period=release,
        verdict=broken(parameters.soft) if found else Verdict.PASS,
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
