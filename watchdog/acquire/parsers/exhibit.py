"""From a monthly exhibit workbook of the trade release to cells: its years, months, year-to-date and repeated rows.

Every cell of the table is read, or the sheet is refused with the cell that is not understood.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain

from watchdog.acquire.addresses import file_name
from watchdog.acquire.assembly import Printed, assemble
from watchdog.acquire.delimited import shown
from watchdog.acquire.entries import Entries, refuse_numbers
from watchdog.acquire.month_rows import FigureRow, dated_rows, row_drift
from watchdog.acquire.period_labels import RowKind, RowLabel, row_label
from watchdog.acquire.table import Table, locate, section_at
from watchdog.acquire.workbook import Sheet, read_sheet
from watchdog.model.document import Capture, Drift, DriftKind, Reading
from watchdog.model.layout import Column, Layout
from watchdog.model.naming import BASE_YEAR, of_base_year
from watchdog.model.series import Series

_WITHOUT_FIGURES = {RowKind.SECTION, RowKind.YEAR, RowKind.REPEATED_HEADING}

_NOT_OUT = frozenset({""})  # of the months to come; in these tables every other figure is printed


def read(capture: Capture, layout: Layout) -> Reading:
    """All figures of the sheet; NotUnderstood names the cells that are not as the layout says."""
    sheet = read_sheet(capture, file_name(layout))
    table = locate(sheet, layout)
    beyond = {series.key: series for series in _beyond_the_rules(sheet, table, layout)}
    steps = {**layout.published_units, **{key: series.published_unit for key, series in beyond.items()}}
    sections = list(_sections(sheet, table, layout))
    printed = _printed(sheet, table, layout, steps, chain.from_iterable(sections))
    drift = chain(_drift(sheet, table, layout), *(row_drift(sheet, table.columns, rows) for rows in sections))
    return assemble(capture, layout, printed, drift=tuple(drift), series=tuple(beyond.values()))


def _printed(
    sheet: Sheet, table: Table, layout: Layout, steps: Mapping[str, Decimal], rows: Iterable[FigureRow]
) -> Iterator[Printed]:
    columns = {name: [c for c in layout.columns if c.section == name] for name in layout.sections or ("",)}
    entries = Entries(sheet, _NOT_OUT)
    for row in rows:
        for position, column in zip(table.columns, columns[row.section], strict=True):
            figure, series = entries.at(row.row, position), _key(column, table.base_year)
            yield Printed(
                series=series,
                period=row.period,
                measure=row.measure,
                address=sheet.address(row.row, position),
                value=None if figure.value is None else figure.value * layout.scale,
                published_unit=figure.unit(steps[series], layout),
                provenance=layout.provenance,
                block=row.block,
                revised=row.revised,
            )
    entries.refuse()


def _key(column: Column, base_year: str) -> str:
    return column.series.replace(BASE_YEAR, base_year)


def _beyond_the_rules(sheet: Sheet, table: Table, layout: Layout) -> Iterator[Series]:
    """The series in dollars of a base year that the rules do not know, like those of the one that they expect."""
    for column in layout.columns:
        if _key(column, table.base_year) in layout.published_units:
            continue
        like = layout.templates.get(_key(column, layout.base_year))
        if like is None:
            message = f"the rules have no series {_key(column, table.base_year)}, nor one like it; declare it"
            raise sheet.refusal(table.first_row, table.label_column, message)
        yield of_base_year(like, layout.base_year, table.base_year)


def _drift(sheet: Sheet, table: Table, layout: Layout) -> tuple[Drift, ...]:
    if table.base_year == layout.base_year:
        return ()
    message = f"figures are in chained ({table.base_year}) dollars, where the rules have {layout.base_year}"
    stated = next(
        sheet.address(row, column)
        for row in range(table.first_row)
        for column in range(sheet.width)
        if f"({table.base_year})" in sheet.text(row, column)
    )
    return (Drift(kind=DriftKind.BASE_YEAR, subject=table.base_year, message=message, address=stated),)


def _sections(sheet: Sheet, table: Table, layout: Layout) -> Iterator[list[FigureRow]]:
    """The rows with figures of each section in turn."""
    rows = list(_labelled_rows(sheet, table, layout))
    opened = [place for place, (_, label) in enumerate(rows) if label.kind is RowKind.SECTION]
    if not layout.sections:
        yield dated_rows(sheet, table.columns, rows, "", layout.month_measure)
        return
    found = [section_at(sheet, layout, rows[place][0]) for place in opened]
    if tuple(found) != layout.sections or (opened[0] if opened else 1):
        message = f"expected the sections {', '.join(layout.sections)}, found {', '.join(map(str, found)) or 'none'}"
        raise sheet.refusal(table.first_row, table.label_column, message)
    for name, start, end in zip(layout.sections, opened, [*opened[1:], len(rows)], strict=True):
        yield dated_rows(sheet, table.columns, rows[start + 1 : end], name, layout.month_measure)


def _labelled_rows(sheet: Sheet, table: Table, layout: Layout) -> Iterator[tuple[int, RowLabel]]:
    """Every row of the table that says something, down to the notes, below which no number may stand."""
    previous = RowKind.YEAR
    for row in range(table.first_row, len(sheet.rows)):
        opens = section_at(sheet, layout, row) is not None and previous is not RowKind.NOTE
        label = RowLabel(RowKind.SECTION) if opens else _label(sheet, table, row, previous)
        if previous is RowKind.NOTE or (label and label.kind is RowKind.NOTE):
            previous = RowKind.NOTE
            refuse_numbers(sheet, row)
        elif label:
            previous = label.kind
            if label.kind is not RowKind.SECTION:
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
