"""table: what figures must be as a table, whatever they say: without gaps, complete, in time, not below zero.

All figures become one frame, each with by how much it misses each demand, and one schema judges them. What a sheet as
a whole lacks (a row, a column) is told with its layout; here, what a line lacks that the sheet prints.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

from watchdog.check.frame import Demand, frame
from watchdog.check.prints import Line, Prints
from watchdog.check.relations import RelationResult, broken, undecided
from watchdog.check.schema import failing, figures_schema
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.rule import Rule

_NAMED = 4
_SCHEMA = figures_schema(tuple(Demand))


@dataclass(frozen=True, slots=True, kw_only=True)
class TableParameters:
    """What `demand` asks of the figures of `documents`."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    demand: Demand
    documents: tuple[str, ...]
    soft: bool = False


def judge(rules: Sequence[Rule], prints: Prints) -> Iterator[RelationResult]:
    """Every demand on every document at hand."""
    asked = {rule.name: _parameters(rule) for rule in rules}
    documents = prints.at_hand(tuple(dict.fromkeys(chain(*(each.documents for each in asked.values())))))
    if not documents:
        return
    cells = [cell for document in documents for cell in prints.documents[document]]
    wanted = {
        demand: frozenset(chain(*(each.documents for each in asked.values() if each.demand is demand)))
        for demand in Demand
    }
    situation = prints.situation
    table, order = frame(cells, situation.known.series, situation.release.period, wanted)
    wrong = failing(_SCHEMA, table, tuple(Demand))
    for rule in rules:
        demand = asked[rule.name].demand
        by_document: dict[str, list[int]] = {}
        for row in sorted(wrong[demand]):
            by_document.setdefault(cells[order[row]].key.outlet.document, []).append(row)
        for document in prints.at_hand(asked[rule.name].documents):
            rows = by_document.get(document, [])
            found = [(cells[order[row]], int(table[demand].iloc[row])) for row in rows]
            yield _result(rule, asked[rule.name], document, found, prints)


def _parameters(rule: Rule) -> TableParameters:
    parameters = rule.parameters
    assert isinstance(parameters, TableParameters)  # noqa: S101 - the rulebook built it by the kind's own table
    return parameters


def _result(
    rule: Rule, parameters: TableParameters, document: str, found: Sequence[tuple[Cell, int]], prints: Prints
) -> RelationResult:
    release = prints.situation.release.period
    blanks = prints.blanks[document]
    if not found and parameters.demand is Demand.COMPLETENESS and blanks:
        # within a line a blank would have been found, so these are of lines of which nothing is printed
        lines = {Line(each.key.series, each.key.measure, each.key.outlet.block): each for each in blanks}
        absent = [prints.absent(document, line, blank.key.period, blank) for line, blank in lines.items()]
        return undecided(rule, document, release, absent)
    named = "; ".join(_SAID[parameters.demand](cell, by) for cell, by in found[:_NAMED])
    more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return RelationResult(
        rule=rule,
        subject=document,
        period=release,
        verdict=broken(parameters.soft) if found else Verdict.PASS,
        reason=named + more if found else f"{len(prints.documents[document]):,} figures",
        cells=tuple(cell for cell, _ in found[:_NAMED]),
    )


def _of(cell: Cell) -> str:
    return f"{cell.key.series} ({cell.key.measure}) of {cell.key.period}"


_SAID: Mapping[Demand, Callable[[Cell, int], str]] = {
    Demand.CONTINUITY: lambda cell, by: f"{by} missing before {_of(cell)}",
    Demand.COMPLETENESS: lambda cell, by: f"{by} missing after {_of(cell)}",
    Demand.JANUARY: lambda cell, by: f"{by} missing before {_of(cell)}, the first of its line",
    Demand.IN_TIME: lambda cell, by: f"{_of(cell)} is {by} months later than the release",
    Demand.SIGN: lambda cell, _: f"{_of(cell)} is {cell.value:,f}, below zero",
}
