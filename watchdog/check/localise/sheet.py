"""The figures of a system as they stand on their sheets, to find what stands beside a figure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from watchdog.check.system import Place, System
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
        columns: Sequence[int],
        find: Callable[[int], Cell],
        before: Mapping[CellKey, int] | None = None,
    ) -> None:
        self.places = places
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
                address = self.cell(column).address
                spot = spot_of(address.cell) if address else None
                if address is not None and spot is not None:
                    found[address.document, address.sheet][spot] = column
            self._grids[document] = found
        return self._grids[document]

    def column_of(self, key: CellKey) -> int | None:
        """Where the system has a figure of this release."""
        return next((column for column in self._of_series[key.series] if self.places[column].key == key), None)

    def copies(self, column: int) -> dict[str, int]:
        """What a figure could be a stale or shifted copy of: the counts beside it, by what they are."""
        key = self.places[column].key
        earlier = self.column_of(shifted(key, -1))
        found = {} if earlier is None else {f"the figure of {key.period.shift(-1).label}": self.cell(earlier).count}
        for words, other in self._around(column):
            if other != earlier:
                found[f"the figure {words}"] = self.cell(other).count
        if key in self.before:
            found["what the release before printed"] = self.before[key]
        return found

    def _around(self, column: int) -> Iterator[tuple[str, int]]:
        address = self.cell(column).address
        spot = spot_of(address.cell) if address else None
        if address is None or spot is None or self.places[column].prior:
            return
        grid = self.grids(self.places[column].key.outlet.document)[address.document, address.sheet]
        for words, (down, right) in _AROUND.items():
            other = grid.get(Spot(spot.row + down, spot.column + right))
            if other is not None:
                yield words, other

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
    return Sheets(system.columns, stated, find, before)


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


_AROUND = {"above": (-1, 0), "below": (1, 0), "to its left": (0, -1), "to its right": (0, 1)}
