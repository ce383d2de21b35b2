"""An identity at one period: what it asks for, the figures that it gets, and how exactly these can be taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from watchdog.model.cell import Address, Cell, CellKey, Measure
from watchdog.model.identity import Identity, Rows
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period

# Counts up to here are exact in every array, and weighted sums of them stay within 64 bits.
LARGEST = 2**53
TOO_LARGE = "is larger than can be checked"

# How a sheet says that there is no such figure, as opposed to one that is not available ("n.a.").
INAPPLICABLE = "(X)"
# A spreadsheet's number holds 15 digits; and sums of figures down to this step stay within 64 bits.
_SIGNIFICANT = 15
FINEST = Decimal("1e-9")


class Place(NamedTuple):
    """A figure's key, and whether it is the print of the release before: the two prints are two figures."""

    key: CellKey
    prior: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A figure that a statement asks for and does not get: which, and why in a few words ('is blank').

    `is_inapplicable` where the sheet says that there can be none: a sum of rows does without.
    """

    document: str
    series: str
    measure: Measure
    period: Period
    why: str
    address: Address | None = None
    is_inapplicable: bool = False

    def __str__(self) -> str:
        where = f" at {self.address}" if self.address else ""
        return f"{self.series} ({self.measure}) of {self.period} {self.why} in {self.document}{where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One identity at one period, written out: `weights` of the left figures less those of the right."""

    identity: Identity
    rows: Rows
    period: Period
    weights: Mapping[Place, Fraction]
    cells: Mapping[Place, Cell]
    left: Fraction
    missing: tuple[Absent, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where its figures stand."""
        return tuple(self.cells)


Figure = Callable[[Place], Cell]
"""The printed cell of a place, as it can be checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A statement without its figures, which holds for every print of the same structure; `left` are the weights of the
    left side alone.
    """

    identity: Identity
    rows: Rows
    period: Period
    weights: Mapping[Place, Fraction]
    left: Mapping[Place, Fraction]
    places: tuple[Place, ...]
    missing: tuple[Absent, ...] = ()

    def filled(self, figure: Figure) -> Statement:
        """The statement of these figures."""
        cells = {place: figure(place) for place in self.places}
        return Statement(
            identity=self.identity,
            rows=self.rows,
            period=self.period,
            weights=self.weights,
            cells=cells,
            left=sum((weight * Fraction(cells[place].value) for place, weight in self.left.items()), Fraction(0)),
            missing=self.missing,
        )


def figures_of(situation: Situation) -> Figure:
    """Finds the figures that statements are of."""

    def figure(place: Place) -> Cell:
        knowledge = situation.before if place.prior else situation.known
        assert knowledge is not None  # noqa: S101 - a place of the release before is of a figure found there
        return without_noise(knowledge.cells[place.key].cell)

    return figure


def without_noise(cell: Cell) -> Cell:
    """The figure to the digits that a spreadsheet's number can hold; those beyond are the noise of its arithmetic."""
    if cell.published_unit >= FINEST or not cell.count:
        return cell
    count, unit = meant(cell)
    return replace(cell, count=count, published_unit=unit)


def meant(cell: Cell) -> tuple[int, Decimal]:
    """The count and the unit that are left of it then."""
    if cell.published_unit >= FINEST or not cell.count:
        return cell.count, cell.published_unit
    coarser, times = _coarsened(cell.published_unit, max(len(str(abs(cell.count))) - _SIGNIFICANT, 0))
    if not isinstance(times, int):
        return round(cell.count / times), coarser
    count, rest = divmod(cell.count, times)
    return count + (2 * rest > times or (2 * rest == times and count % 2 == 1)), coarser


@lru_cache(maxsize=256)
def _coarsened(unit: Decimal, digits: int) -> tuple[Decimal, int | Fraction]:
    """The unit without the last digits, but none below the finest, and how many times the given one it is."""
    coarser = max(unit.scaleb(digits), FINEST)
    times = Fraction(coarser) / Fraction(unit)
    return coarser, int(times) if times.denominator == 1 else times
