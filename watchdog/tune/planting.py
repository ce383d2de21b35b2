"""What is planted in a release to see whether it is found: each kind of slip as a matrix of changes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from random import Random

import numpy as np
from scipy.sparse import csr_array

from watchdog.check.localise.sheet import Sheets, Spot, shifted
from watchdog.check.statement import LARGEST
from watchdog.check.system import Integers
from watchdog.model.cell import CellKey


class Kind(StrEnum):
    """A way in which figures go wrong."""

    SWAP = "swap"
    UNIT = "unit"
    PERCENT = "percent"
    SIGN = "sign"
    SCALE = "scale"
    MONTH = "month"
    ROW = "row"
    COLUMN = "column"
    DELETED = "deleted"


MEANINGS = {
    Kind.SWAP: "two neighbouring digits swapped",
    Kind.UNIT: "one unit more, or less",
    Kind.PERCENT: "one percent more, or less",
    Kind.SIGN: "the sign turned",
    Kind.SCALE: "1,000 times too large, or too small",
    Kind.MONTH: "the figure of the period before in its place",
    Kind.ROW: "its column stands one row too low, from this figure on",
    Kind.COLUMN: "its column repeats the one to its left",
    Kind.DELETED: "no figure where one belongs",
}
LINES = (Kind.ROW, Kind.COLUMN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plantings:
    """Errors of one kind: each begins at the figure `at` (a column of the system), which it moves by its size; column n
    of `changes` is what the n-th one adds to each figure's count, or 1 at the figure that it deletes.
    """

    kind: Kind
    at: Integers
    sizes: Integers
    changes: csr_array


Move = tuple[int, int]


class Ground:
    """The figures of one document in which errors are planted: those that decided statements are about."""

    def __init__(self, sheets: Sheets, document: str, columns: Sequence[int]) -> None:
        self.columns = columns
        self._sheets = sheets
        self._document = document
        self._of_key: dict[CellKey, int] = {sheets.places[column].key: column for column in columns}

    def plantings(self, kind: Kind, chosen: Sequence[int], chance: Random) -> Plantings:
        """Errors of this kind that begin at the chosen figures; none where it would change nothing."""
        found: Iterable[tuple[int, list[Move]]]
        if kind is Kind.ROW:
            found = self._rows_down(chosen)
        elif kind is Kind.COLUMN:
            found = self._columns_stale(chosen)
        else:
            found = ((column, [(column, by)]) for column in chosen for by in self._changes(kind, column, chance))
        return self._written(kind, found)

    def _changes(self, kind: Kind, column: int, chance: Random) -> list[int]:
        """By how much a single figure is moved."""
        if kind is Kind.DELETED:
            return [1]
        if kind is Kind.MONTH:
            before = self._of_key.get(shifted(self._sheets.places[column].key, -1))
            by = 0 if before is None else self._difference(before, column)
            return [by] if by else []
        return changes_of(kind, int(self._sheets.counts[column]), chance)

    def _rows_down(self, chosen: Iterable[int]) -> Iterator[tuple[int, list[Move]]]:
        wanted = set(chosen)
        for spots in self._sheets.grids(self._document).values():
            for line in _lines(spots, lambda spot: (spot.column, spot.row)):
                moves = [(here, self._difference(above, here)) for above, here in pairwise(line)]
                for place, (column, by) in enumerate(moves):
                    if column in wanted and by:
                        yield column, moves[place:]

    def _columns_stale(self, chosen: Iterable[int]) -> Iterator[tuple[int, list[Move]]]:
        """One for each column, which begins at the first chosen figure that it changes."""
        wanted = set(chosen)
        for spots in self._sheets.grids(self._document).values():
            place = {column: spot.column for spot, column in spots.items()}
            moves: dict[int, list[Move]] = defaultdict(list)
            for line in _lines(spots, lambda spot: (spot.row, spot.column)):
                for left, here in pairwise(line):
                    if by := self._difference(left, here):
                        moves[place[here]].append((here, by))
            for changed in moves.values():
                first = next((column for column, _ in changed if column in wanted), None)
                if first is not None:
                    yield first, changed

    def _difference(self, source: int, column: int) -> int:
        """What is missing from one figure to another; of figures with the same unit only."""
        if self._sheets.cell(source).published_unit != self._sheets.cell(column).published_unit:
            return 0
        return int(self._sheets.counts[source]) - int(self._sheets.counts[column])

    def _written(self, kind: Kind, found: Iterable[tuple[int, list[Move]]]) -> Plantings:
        listed = list(found)
        entries = [(column, place, by) for place, (_, moves) in enumerate(listed) for column, by in moves if by]
        columns, places, by = np.array(entries, dtype=np.int64).reshape(-1, 3).T
        shape = (len(self._sheets.counts), len(listed))
        return Plantings(
            kind=kind,
            at=np.array([at for at, _ in listed], dtype=np.int64),
            sizes=np.array([next(by for column, by in moves if column == at) for at, moves in listed], dtype=np.int64),
            changes=csr_array((by, (columns, places)), shape=shape, dtype=np.int64),
        )


def changes_of(kind: Kind, printed: int, chance: Random) -> list[int]:
    """By how much a slip of a kind in `OF_COUNT` moves a printed count; nothing where it would not."""
    wrong = OF_COUNT[kind](printed, chance)
    return [count - printed for count in wrong if count != printed and abs(count) <= LARGEST]


def _lines(spots: Mapping[Spot, int], order: Callable[[Spot], tuple[int, int]]) -> Iterator[list[int]]:
    """The figures of a sheet line by line, each line in order."""
    lines: dict[int, list[int]] = defaultdict(list)
    for spot in sorted(spots, key=order):
        lines[order(spot)[0]].append(spots[spot])
    yield from lines.values()


def _swapped(printed: int, chance: Random) -> list[int]:
    """Two neighbouring digits that differ, the first kept from becoming zero."""
    digits = str(abs(printed))
    places = [p for p, (one, two) in enumerate(pairwise(digits)) if one != two and (p or two != "0")]
    if not places:
        return []
    place = chance.choice(places)
    wrong = int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
    return [wrong if printed > 0 else -wrong]


def _percent(printed: int, _: Random) -> list[int]:
    by = round(abs(printed) / 100)
    return [printed + by, printed - by]


OF_COUNT: Mapping[Kind, Callable[[int, Random], list[int]]] = {
    Kind.SWAP: _swapped,
    Kind.UNIT: lambda printed, _: [printed + 1, printed - 1],
    Kind.PERCENT: _percent,
    Kind.SIGN: lambda printed, _: [-printed],
    Kind.SCALE: lambda printed, _: [printed * 1000, round(printed / 1000)],
}
