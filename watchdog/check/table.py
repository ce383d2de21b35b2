"""table: what the figures of a release must be as a table, whatever they say: without gaps, complete, not of the future.

All figures become one frame, each with by how much it misses each demand, and one schema judges them. What a sheet as
a whole lacks (a row, a column) is told with its layout; here, what a line lacks that the sheet prints.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import ClassVar, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from watchdog.check.prints import Line, Prints
from watchdog.check.relations import RelationResult, broken, undecided
from watchdog.check.schema import failing, figures_schema
from watchdog.model.cell import Cell, Measure
from watchdog.model.finding import Verdict
from watchdog.model.period import PER_YEAR, Frequency
from watchdog.model.rule import Rule
from watchdog.model.series import Flow

_NAMED = 4
# More than the ordinal of any month that a period can name, so that figures of two lines are never taken for one.
_SPAN = 12 * 10_000
_YEARLY = (Measure.YTD, Measure.YTD_CHANGE)
_AMOUNTS = (Measure.LEVEL, Measure.YTD, Measure.MEAN3)

T = TypeVar("T")
Integers = NDArray[np.int64]


class Demand(StrEnum):
    """What may be asked of every figure of a document."""

    CONTINUITY = "continuity"  # no period is missing between two of a line
    COMPLETENESS = "completeness"  # a line goes on as long as its neighbours do, and no line is blank
    JANUARY = "january"  # a line of months begins with a year
    IN_TIME = "in_time"  # no period is later than the release's own
    SIGN = "sign"  # what is counted in one direction only is not below zero


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
    table, order = _table(cells, prints, wanted)
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


def _table(
    cells: Sequence[Cell], prints: Prints, wanted: Mapping[Demand, frozenset[str]]
) -> tuple[pd.DataFrame, Integers]:
    """The figures line by line in the order of their periods, and where each stood among `cells`."""
    keys = [cell.key for cell in cells]
    series, _ = pd.factorize(np.array([key.series for key in keys], dtype=object))
    measure, measures = _codes([key.measure for key in keys])
    outlet, outlets = _codes([key.outlet for key in keys])
    frequency, frequencies = _codes([key.period.frequency for key in keys])
    ordinal = np.array([key.period.ordinal for key in keys], dtype=np.int64)
    group = (outlet * len(measures) + measure) * len(frequencies) + frequency
    line = series * (int(group.max()) + 1) + group
    figure = line * _SPAN + ordinal
    order = np.argsort(figure, kind="stable")
    line, ordinal, group, outlet = line[order], ordinal[order], group[order], outlet[order]
    measure, frequency = measure[order], frequency[order]
    per_year = np.array([PER_YEAR[each] for each in frequencies], dtype=np.int64)[frequency]
    is_yearly = np.array([each in _YEARLY for each in measures])[measure]
    step = np.where(is_yearly, per_year, 1)
    is_first = np.diff(line, prepend=-1) != 0
    is_last = np.roll(is_first, -1)
    ends = np.full(int(group.max()) + 1, -1)
    np.maximum.at(ends, group, ordinal)
    months = 12 // per_year
    release = prints.situation.release.period.ordinal
    is_line_of_months = (
        is_first & (per_year == PER_YEAR[Frequency.MONTH]) & ~is_yearly & np.array([each.block == "main" for each in outlets])[outlet]
    )
    missed: Mapping[Demand, Integers] = {
        Demand.CONTINUITY: np.where(is_first, 0, np.maximum(np.diff(ordinal, prepend=0) // step - 1, 0)),
        Demand.COMPLETENESS: np.where(is_last, (ends[group] - ordinal) // step, 0),
        Demand.JANUARY: np.where(is_line_of_months, ordinal % per_year, 0),
        Demand.IN_TIME: np.maximum((ordinal + 1) * months - 1 - release, 0),
        Demand.SIGN: _below_zero(cells, prints)[order],
    }
    named = {
        demand: np.array([each.document in documents for each in outlets])[outlet]
        for demand, documents in wanted.items()
    }
    columns = {str(demand): np.where(named[demand], missed[demand], 0).astype(np.int64) for demand in Demand}
    return pd.DataFrame({"figure": figure[order], **columns}), order


def _codes(things: Sequence[T]) -> tuple[Integers, list[T]]:
    """A number for each, equal ones alike, and what the numbers stand for; few objects stand for many figures."""
    places, found = pd.factorize(np.array([id(thing) for thing in things], dtype=np.int64))
    first = np.empty(len(found), dtype=np.int64)
    first[places[::-1]] = np.arange(len(things), dtype=np.int64)[::-1]
    codes: dict[T, int] = {}
    of_object = [codes.setdefault(things[at], len(codes)) for at in first.tolist()]
    return np.array(of_object, dtype=np.int64)[places], list(codes)


def _below_zero(cells: Sequence[Cell], prints: Prints) -> Integers:
    known = prints.situation.known.series
    below = np.zeros(len(cells), dtype=np.int64)
    for place in [place for place, cell in enumerate(cells) if cell.count < 0]:
        key = cells[place].key
        series = known[key.series]
        below[place] = key.measure in _AMOUNTS and series.flow is not Flow.BALANCE and not series.signed
    return below


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
