"""From a monthly exhibit workbook of the trade release to cells: its years, months, year-to-date and repeated rows.

Every cell of the table is read, or the sheet is refused with the cell that is not understood.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from watchdog.acquire.addresses import file_name
from watchdog.acquire.assembly import Printed, assemble
from watchdog.acquire.delimited import shown
from watchdog.acquire.period_labels import RowKind, RowLabel, row_label
from watchdog.acquire.table import Table, locate
from watchdog.acquire.workbook import Sheet, read_sheet
from watchdog.model.cell import Measure
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.model.period import MONTH_NAMES, Period

_LARGEST = 1e15  # beyond it a spreadsheet's number has lost its last digit
# "(-)" is the agency's zero or less than half a unit: a count of 0 says exactly that, half a unit of rounding included
_LESS_THAN_HALF = "(-)"
_WITHOUT_FIGURES = {RowKind.YEAR, RowKind.REPEATED_HEADING}


@dataclass(frozen=True, slots=True, kw_only=True)
class _FigureRow:
    row: int
    period: Period
    measure: Measure
    block: str = "main"
    revised: bool = False


def read(capture: Capture, layout: Layout) -> Reading:
    """All figures of the sheet; NotUnderstood names the first cell that is not as the layout says."""
    sheet = read_sheet(capture, file_name(layout))
    table = locate(sheet, layout)
    return assemble(capture, layout, _printed(sheet, table, layout))


def _printed(sheet: Sheet, table: Table, layout: Layout) -> Iterator[Printed]:
    for row in _figure_rows(sheet, table, layout.month_measure):
        for position, column in zip(table.columns, layout.columns, strict=True):
            figure = _figure(sheet, row.row, position)
            yield Printed(
                series=column.series,
                period=row.period,
                measure=row.measure,
                address=sheet.address(row.row, position),
                value=None if figure is None else figure * layout.scale,
                published_unit=layout.published_units[column.series],
                provenance=layout.provenance,
                block=row.block,
                revised=row.revised,
            )


def _figure_rows(sheet: Sheet, table: Table, month_measure: Measure) -> Iterator[_FigureRow]:
    """The rows with figures and the period of each, which depends on the rows above."""
    year: int | None = None
    month: Period | None = None
    latest: Period | None = None
    repeated = 0
    for row, label in _labelled_rows(sheet, table):
        if label.kind is RowKind.YEAR:
            year = _next_year(sheet, row, year, label.number)
        elif label.kind is RowKind.REPEATED_HEADING:
            repeated = label.number
        elif label.kind is RowKind.REPEATED:
            period = _repeated_month(sheet, row, repeated, latest)
            yield _FigureRow(row=row, period=period, measure=month_measure, block="as_published")
        elif year is None:
            raise sheet.refusal(row, table.label_column, "figures stand above the first year")
        elif label.kind is RowKind.MONTH:
            month = _next_month(sheet, row, month, Period.of_month(year, label.number))
            latest = latest if sheet.is_blank(row, table.columns) else month
            yield _FigureRow(row=row, period=month, measure=month_measure, revised=label.revised)
        elif label.kind is RowKind.ANNUAL:
            yield _FigureRow(row=row, period=Period.of_year(year), measure=Measure.LEVEL, revised=label.revised)
        else:
            to_date = Period.of_month(year, label.number)
            yield _FigureRow(row=row, period=to_date, measure=Measure.YTD, revised=label.revised)


def _labelled_rows(sheet: Sheet, table: Table) -> Iterator[tuple[int, RowLabel]]:
    """Every row of the table that says something, down to the notes, below which no number may stand."""
    previous = RowKind.YEAR
    for row in range(table.first_row, len(sheet.rows)):
        label = _label(sheet, table, row, previous)
        if previous is RowKind.NOTE or (label and label.kind is RowKind.NOTE):
            previous = RowKind.NOTE
            _refuse_numbers(sheet, row)
        elif label:
            previous = label.kind
            _refuse_strays(sheet, table, row, label.kind)
            yield row, label


def _label(sheet: Sheet, table: Table, row: int, previous: RowKind) -> RowLabel | None:
    text = sheet.text(row, table.label_column)
    if previous is RowKind.REPEATED_HEADING and not text:
        return RowLabel(RowKind.REPEATED)
    if previous is RowKind.REPEATED_HEADING:
        raise sheet.refusal(
            row, table.label_column, f"expected the unlabelled row of last month's figures, found {shown(text)}"
        )
    label = row_label(text)
    if label is None and previous is not RowKind.NOTE and (text or not sheet.is_blank(row, range(sheet.width))):
        raise sheet.refusal(row, table.label_column, f"the row label {shown(text)} is not one we know")
    return label


def _refuse_strays(sheet: Sheet, table: Table, row: int, kind: RowKind) -> None:
    """Nothing may stand beside the table, nor figures in a row that only opens a block."""
    allowed = () if kind in _WITHOUT_FIGURES else table.columns
    for column in range(sheet.width):
        if column != table.label_column and column not in allowed and sheet.text(row, column):
            raise sheet.refusal(row, column, f"{shown(sheet.text(row, column))} stands where the layout has no figure")


def _refuse_numbers(sheet: Sheet, row: int) -> None:
    for column in range(sheet.width):
        if not isinstance(sheet.rows[row][column], str):
            raise sheet.refusal(row, column, f"the number {shown(sheet.rows[row][column])} stands below the table")


def _next_year(sheet: Sheet, row: int, year: int | None, found: int) -> int:
    if year is not None and found != year + 1:
        raise sheet.refusal(row, 0, f"expected the year {year + 1}, found {found}")
    return found


def _next_month(sheet: Sheet, row: int, month: Period | None, found: Period) -> Period:
    if month is not None and found != month.shift(1):
        raise sheet.refusal(row, 0, f"expected {month.shift(1).label}, found {found.label}: a row is missing or moved")
    return found


def _repeated_month(sheet: Sheet, row: int, number: int, latest: Period | None) -> Period:
    if latest is None or latest.shift(-1).position != number:
        reference = latest.label if latest else "no month"
        message = f"{MONTH_NAMES[number - 1]} is repeated, but the table ends with {reference}"
        raise sheet.refusal(row - 1, 0, message)
    return latest.shift(-1)


def _figure(sheet: Sheet, row: int, column: int) -> Decimal | None:
    value = sheet.rows[row][column]
    if isinstance(value, str):
        if not value.strip():
            return None
        if value.strip() == _LESS_THAN_HALF:
            return Decimal(0)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST:
        return Decimal(str(value))
    raise sheet.refusal(row, column, f"expected a figure, found {shown(value)}")
