"""The 31 workbooks as the releases of other months and years lay them out: all figures read, under the right period."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.acquire.layouts import capture
from tests.acquire.other_months import of_month
from tests.acquire.parsers.test_workbooks import BOOK, COUNTS, EXPLAINED, body, parsed, published
from watchdog.acquire.entries import is_number
from watchdog.acquire.workbook import read_sheet
from watchdog.model.cell import Cell, Measure
from watchdog.model.document import DriftKind, Reading
from watchdog.model.period import Frequency, Period

pytestmark = pytest.mark.specimens

BY_MONTH = [document for document in COUNTS if BOOK.layout(document).parser == "exhibit"]
BY_ITEM = [document for document in COUNTS if document not in BY_MONTH]
TRIED = [
    *((document, 1, 4) for document in COUNTS),
    *((document, 12, 0) for document in BY_MONTH),
    # every month of the year, each with a few of them
    *((document, number % 12 + 1, 0) for number, document in enumerate(COUNTS)),
]

_MADE: dict[tuple[str, int, int], tuple[bytes, Reading]] = {}


def tried(*documents: str) -> pytest.MarkDecorator:
    chosen = [each for each in TRIED if each[0] in documents]
    names = [f"{name}-{2021 + later}-{month:02d}" for name, month, later in chosen]
    return pytest.mark.parametrize(("document", "month", "later"), chosen, ids=names)


def read(specimens: Path, document: str, month: int, later: int) -> tuple[bytes, Reading]:
    if (document, month, later) not in _MADE:
        made = of_month(body(specimens, document), BOOK.layout(document), month, later)
        _MADE[document, month, later] = made, parsed(document, made)
    return _MADE[document, month, later]


def rounded(cell: Cell) -> Decimal:
    """Its value without the last digits of a binary number, which the writer of the workbook may change."""
    return round(cell.value, 6)


@tried(*COUNTS)
def test_every_number_is_read_or_explained_and_nothing_is_said_to_differ(
    specimens: Path, document: str, month: int, later: int
) -> None:
    made, reading = read(specimens, document, month, later)
    sheet = read_sheet(capture(BOOK.layout(document), made), f"{document}.xlsx")
    numbers = {
        sheet.address(row, column): sheet.rows[row][column]
        for row in range(len(sheet.rows))
        for column in range(sheet.width)
        if is_number(sheet.rows[row][column])
    }
    cells = {cell.address: cell for cell in reading.cells}
    told = [drift for drift in EXPLAINED.get(document, []) if drift[0] is DriftKind.BASE_YEAR]

    assert told == [(drift.kind, drift.subject) for drift in reading.drift]
    assert {2019 + later, 2020 + later, 2021 + later} >= {numbers[place] for place in numbers.keys() - cells.keys()}
    assert {place: round(Decimal(str(numbers[place])), 6) for place in numbers.keys() & cells.keys()} == {
        place: rounded(cells[place]) for place in numbers.keys() & cells.keys()
    }


@tried(*BY_ITEM)
def test_the_figures_of_items_are_of_the_period_that_their_heading_names(
    specimens: Path, document: str, month: int, later: int
) -> None:
    _, reading = read(specimens, document, month, later)

    def moved(period: Period) -> Period:
        """What the period of the genuine sheet has become: as far from the latest one as before."""
        if period.frequency is Frequency.MONTH:
            return period.shift(12 * later + month - 8)
        return period.shift(4 * later + month // 3 - 2 if period.frequency is Frequency.QUARTER else later)

    assert [
        (c.address, c.key.series, c.key.measure, moved(c.key.period), rounded(c))
        for c in published(specimens, document).cells
    ] == [(c.address, c.key.series, c.key.measure, c.key.period, rounded(c)) for c in reading.cells]


@tried(*BY_MONTH)
def test_the_figures_of_months_are_of_the_month_of_their_row(
    specimens: Path, document: str, month: int, later: int
) -> None:
    _, reading = read(specimens, document, month, later)
    now = Period.of_month(2021 + later, month)
    genuine, found = months_of(published(specimens, document), 12 * later), months_of(reading)
    to_date = {cell.key.period.position for cell in reading.cells if cell.key.measure is Measure.YTD}
    repeated = {cell.key.period for cell in reading.cells if cell.key.outlet.block == "as_published"}

    assert now == reading.reference == max(period for _, period in found)
    assert {key: value for key, value in genuine.items() if key[1] <= now} == {
        key: value for key, value in found.items() if key in genuine
    }
    assert to_date <= ({month} if month < 12 else set())
    assert repeated <= {now.shift(-1)}


def months_of(reading: Reading, later: int = 0) -> dict[tuple[str, Period], Decimal]:
    return {
        (cell.key.series, cell.key.period.shift(later)): rounded(cell)
        for cell in reading.cells
        if cell.key.period.is_month and cell.key.measure is not Measure.YTD and cell.key.outlet.block == "main"
    }
