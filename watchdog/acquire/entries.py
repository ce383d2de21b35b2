"""From what a cell of a table shows to a figure: a number, '(-)', or one of the ways to say that there is none."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeGuard

from watchdog.acquire.delimited import no_figures, shown
from watchdog.acquire.workbook import Sheet
from watchdog.model.layout import Layout

_LARGEST = 1e15  # beyond it a spreadsheet's number has lost its last digit
# "(-)" is the agency's zero or less than half a unit: a count of 0 says exactly that, half a unit of rounding included
_LESS_THAN_HALF = "(-)"
NONE = frozenset({"", "(X)", "n.a."})


@dataclass(frozen=True, slots=True)
class Entry:
    """The figure, None where none is printed, and the words that stand in its place."""

    value: Decimal | None
    words: str = ""

    def unit(self, step: Decimal, layout: Layout) -> Decimal:
        """What the figure is a whole number of, when those of its column are of `step`."""
        if self.words == _LESS_THAN_HALF:
            return layout.dash_unit or step
        exponent = self.value.as_tuple().exponent if self.value is not None and layout.unrounded else 0
        return min(step, Decimal(1).scaleb(exponent)) if isinstance(exponent, int) else step


class Entries:
    """The entries of a sheet, and the cells that give none: they are refused together, so that one look mends them."""

    def __init__(self, sheet: Sheet, none: frozenset[str] = NONE) -> None:
        self._sheet = sheet
        self._none = none
        self._unread: list[tuple[int, int]] = []

    def at(self, row: int, column: int) -> Entry:
        """What the cell gives; none where it holds what is no figure, nor among the words for none: see `refuse`."""
        value = self._sheet.rows[row][column]
        if isinstance(value, str):
            words = value.strip()
            if words in self._none:
                return Entry(None, words)
            if words == _LESS_THAN_HALF:
                return Entry(Decimal(0), words)
        elif is_number(value) and abs(value) < _LARGEST:
            return Entry(Decimal(str(value)))
        self._unread.append((row, column))
        return Entry(None)

    def refuse(self) -> None:
        """A refusal that names every cell that gave no entry, up to ten of them."""
        places = list(dict.fromkeys(self._unread))
        found = [(self._sheet.address(*at).cell, shown(self._sheet.rows[at[0]][at[1]])) for at in places]
        if found:
            raise self._sheet.refusal(*places[0], no_figures(found))


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether the cell holds a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def refuse_numbers(sheet: Sheet, row: int) -> None:
    """Nothing but words may stand in a row of notes."""
    for column in range(sheet.width):
        if not isinstance(sheet.rows[row][column], str):
            raise sheet.refusal(row, column, f"the number {shown(sheet.rows[row][column])} stands below the table")
