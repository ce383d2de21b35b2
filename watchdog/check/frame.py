"""All figures of a release as one frame, a row each, with by how much each misses what its period must be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from watchdog.check.table import Demand
from watchdog.model.cell import Blank, Cell, Measure, Outlet
from watchdog.model.period import PER_YEAR, Frequency, Period
from watchdog.model.series import Series

# More than the ordinal of any month that a period can name, so that figures of two lines are never taken for one.
_SPAN = 12 * 10_000
_YEARLY = (Measure.YTD, Measure.YTD_CHANGE)

T = TypeVar("T")
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """The figures line by line, each line in the order of its periods; `order` is where each stood before."""

    order: Integers
    figure: Integers
    ordinal: Integers
    group: Integers  # the lines of one document, block, measure and frequency
    per_year: Integers
    is_yearly: Truths  # one figure a year: of the year to date
    is_first: Truths  # of its line
    outlet: Integers
    outlets: Sequence[Outlet]


def frame(
    cells: Sequence[Cell | Blank],
    release: Period,
    wanted: Mapping[Demand, frozenset[str]],
) -> tuple[pd.DataFrame, Integers]:
    """The frame, and where each row stood among `cells`; a demand counts only in the documents `wanted` of it."""
    lines = _lines(cells)
    columns = {"figure": lines.figure}
    for demand, missed in _missed(lines, release).items():
        named = np.array([outlet.document in wanted[demand] for outlet in lines.outlets])[lines.outlet]
        columns[str(demand)] = np.where(named, missed, 0).astype(np.int64)
    return pd.DataFrame(columns), lines.order


def _lines(cells: Sequence[Cell | Blank]) -> _Lines:
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
    return _Lines(
        order=order,
        figure=figure[order],
        ordinal=ordinal[order],
        group=group[order],
        per_year=np.array([PER_YEAR[each] for each in frequencies], dtype=np.int64)[frequency[order]],
        is_yearly=np.array([each in _YEARLY for each in measures])[measure[order]],
        is_first=np.diff(line[order], prepend=-1) != 0,
        outlet=outlet[order],
        outlets=outlets,
    )


def _missed(lines: _Lines, release: Period) -> dict[Demand, Integers]:
    """By how many periods each figure misses the demands on time."""
    step = np.where(lines.is_yearly, lines.per_year, 1)
    ends = np.full(int(lines.group.max()) + 1, -1)
    np.maximum.at(ends, lines.group, lines.ordinal)
    short = (ends[lines.group] - lines.ordinal) // step
    is_main = np.array([outlet.block == "main" for outlet in lines.outlets])[lines.outlet]
    begins_months = lines.is_first & ~lines.is_yearly & is_main & (lines.per_year == PER_YEAR[Frequency.MONTH])
    gap = np.maximum(np.diff(lines.ordinal, prepend=0) // step - 1, 0)
    months_each = PER_YEAR[Frequency.MONTH] // lines.per_year
    return {
        Demand.CONTINUITY: np.where(lines.is_first, 0, gap),
        Demand.COMPLETENESS: np.where(np.roll(lines.is_first, -1), short, 0),
        Demand.JANUARY: np.where(begins_months, lines.ordinal % lines.per_year, 0),
        Demand.IN_TIME: np.maximum((lines.ordinal + 1) * months_each - 1 - release.ordinal, 0),
    }


def _codes(things: Sequence[T]) -> tuple[Integers, list[T]]:
    """A number for each, equal ones alike, and what the numbers stand for; few objects stand for many figures."""
    places, found = pd.factorize(np.array([id(thing) for thing in things], dtype=np.int64))
    first = np.empty(len(found), dtype=np.int64)
    first[places[::-1]] = np.arange(len(things), dtype=np.int64)[::-1]
    codes: dict[T, int] = {}
    of_object = [codes.setdefault(things[at], len(codes)) for at in first.tolist()]
    return np.array(of_object, dtype=np.int64)[places], list(codes)


def never_negative(cells: Sequence[Cell | Blank], known: Mapping[str, Series], documents: Collection[str]) -> list[int]:
    """The places of the figures in these documents that are counted in one direction only."""
    return [
        place
        for place, cell in enumerate(cells)
        if isinstance(cell, Cell)
        and cell.key.outlet.document in documents
        and cell.key.measure.is_amount
        and known[cell.key.series].is_one_way
    ]
