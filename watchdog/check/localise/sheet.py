"""The figures of a system as they stand on their sheets, to find what stands beside a figure."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from watchdog.check.system import System
from watchdog.model.cell import Address, Cell, CellKey

_CELL = re.compile(r"([A-Z]{1,3})(\d+)")
Sheet = tuple[str, str]


class Spot(NamedTuple):
    """Row and column on a sheet, from 1."""

    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The printed cells in the order of the system's columns, and which of them stands where; `before` are the counts
    of the release before, by key.
    """

    cells: Sequence[Cell]
    spots: Mapping[Sheet, Mapping[Spot, int]]
    by_key: Mapping[CellKey, int]
    before: Mapping[CellKey, int]

    def copies(self, column: int) -> dict[str, int]:
        """What a figure could be a stale or shifted copy of: the counts beside it, by what they are."""
        cell = self.cells[column]
        found = {}
        earlier = self.by_key.get(shifted(cell.key, -1))
        if earlier is not None:
            found[f"the figure of {cell.key.period.shift(-1).label}"] = self.cells[earlier].count
        address = cell.address
        spot = spot_of(address) if address else None
        if address is not None and spot is not None:
            grid = self.spots[address.document, address.sheet]
            for words, (down, right) in _AROUND.items():
                other = grid.get(Spot(spot.row + down, spot.column + right))
                if other is not None and other != earlier:
                    found[f"the figure {words}"] = self.cells[other].count
        stale = self.before.get(cell.key)
        if stale is not None:
            found["what the release before printed"] = stale
        return found


def sheets_of(system: System, before: Mapping[CellKey, int]) -> Sheets:
    """Where the figures of this release stand; those of another have no place on its sheets."""
    found = {place: cell for statement in system.statements for place, cell in statement.cells.items()}
    spots: dict[Sheet, dict[Spot, int]] = defaultdict(dict)
    by_key = {}
    for column, place in enumerate(system.columns):
        address = found[place].address
        spot = spot_of(address) if address and not place.prior else None
        if address is not None and spot is not None:
            spots[address.document, address.sheet][spot] = column
        if not place.prior:
            by_key[place.key] = column
    return Sheets(cells=[found[place] for place in system.columns], spots=spots, by_key=by_key, before=before)


def shifted(key: CellKey, by: int) -> CellKey:
    """The same figure of an earlier or later period."""
    return CellKey(key.series, key.period.shift(by), key.measure, key.outlet)


@lru_cache(maxsize=65536)
def spot_of(address: Address) -> Spot | None:
    """Where 'B310' is; None for a line of a text."""
    match = _CELL.fullmatch(address.cell)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return Spot(int(match[2]), column)


_AROUND = {"above": (-1, 0), "below": (1, 0), "to its left": (0, -1), "to its right": (0, 1)}
