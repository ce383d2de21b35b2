"""The figures of a system as they stand on their sheets, to find what stands beside a figure."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from watchdog.check.statement import Place
from watchdog.check.system import Integers, System
from watchdog.model.cell import Cell, CellKey

_CELL = re.compile(r"([A-Z]{1,3})(\d+)")
Sheet = tuple[str, str]


class Spot(NamedTuple):
    """Row and column on a sheet, from 1."""

    row: int
    column: int


class Sheets:
    """The printed cells by the system's columns, and which of them stands where; each index is made when it is asked
    for. `before` are the counts of the release before, by key.
    """

    def __init__(
        self,
        places: Sequence[Place],
        counts: Integers,
        columns: Sequence[int],
        find: Callable[[int], Cell],
        before: Mapping[CellKey, int] | None = None,
    ) -> None:
        self.places = places
        self.counts = counts
        self._columns = columns
        self.before = before or {}
        self._find = find
        self._cells: dict[int, Cell] = {}
        self._grids: dict[str, Mapping[Sheet, Mapping[Spot, int]]] = {}

    def cell(self, column: int) -> Cell:
        """The printed cell of a column of the system."""
        if column not in self._cells:
            self._cells[column] = self._find(column)
        return self._cells[column]

    def grids(self, document: str) -> Mapping[Sheet, Mapping[Spot, int]]:
        """What stands where on the sheets of a document; prints of the release before stand on none of them."""
        if document not in self._grids:
            found: dict[Sheet, dict[Spot, int]] = defaultdict(dict)
            for column in self._of_document[document]:
                address, spot = self.cell(column).address, self._spot(column)
                if address is not None and spot is not None:
                    found[address.document, address.sheet][spot] = column
            self._grids[document] = found
        return self._grids[document]

    def column_of(self, key: CellKey) -> int | None:
        """Where the system has a figure of this release."""
        return next((column for column in self._of_series[key.series] if self.places[column].key == key), None)

    def copies(self, column: int) -> list[str]:
        """What a figure equals that it could be a stale or shifted copy of."""
        key, here = self.places[column].key, self._spot(column)
        earlier, later = shifted(key, -1), shifted(key, 1)
        found = []
        for other in np.flatnonzero(self.counts == self.counts[column]).tolist():
            place = self.places[other]
            if place.prior:
                continue
            if place.key in (earlier, later):
                found.append(f"the figure of {place.key.period.label}")
            elif here and place.key.outlet.document == key.outlet.document:
                there = self._spot(other)
                away = there and (there.row - here.row, there.column - here.column)
                found += [f"the figure {_AROUND[away]}"] if away in _AROUND else []
        if self.before.get(key) == self.counts[column]:
            found.append("what the release before printed")
        return found

    def _spot(self, column: int) -> Spot | None:
        address = None if self.places[column].prior else self.cell(column).address
        return spot_of(address.cell) if address else None

    @cached_property
    def _of_series(self) -> Mapping[str, Sequence[int]]:
        return self._by(lambda key: key.series)

    @cached_property
    def _of_document(self) -> Mapping[str, Sequence[int]]:
        return self._by(lambda key: key.outlet.document)

    def _by(self, name: Callable[[CellKey], str]) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for column in self._columns:
            if not self.places[column].prior:
                found[name(self.places[column].key)].append(column)
        return found


def sheets_of(system: System, before: Mapping[CellKey, int] | None = None) -> Sheets:
    """Where the figures of this release stand."""
    columns = system.matrix.T.tocsr()

    def find(column: int) -> Cell:
        statement = system.statements[int(columns.indices[columns.indptr[column]])]
        return statement.cells[system.columns[column]]

    stated = np.flatnonzero(np.diff(columns.indptr)).tolist()
    return Sheets(system.columns, system.counts, stated, find, before)


def shifted(key: CellKey, by: int) -> CellKey:
    """The same figure of an earlier or later period."""
    return CellKey(key.series, key.period.shift(by), key.measure, key.outlet)


@lru_cache(maxsize=65536)
def spot_of(cell: str) -> Spot | None:
    """Where 'B310' is; None for a line of a text."""
    match = _CELL.fullmatch(cell)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return Spot(int(match[2]), column)


_AROUND = {(-1, 0): "above", (1, 0): "below", (0, -1): "to its left", (0, 1): "to its right"}
