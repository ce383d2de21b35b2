"""From a sheet whose rows are items to its parts: the columns that hold there, and every row that has figures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from watchdog.acquire.column_headings import Heading, headings
from watchdog.acquire.delimited import shown
from watchdog.acquire.entries import is_number, refuse_numbers
from watchdog.acquire.item_rows import Labelled, Place, places
from watchdog.acquire.period_labels import fold, is_note
from watchdog.acquire.table import check_preamble, preamble, section_at
from watchdog.acquire.workbook import Sheet
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Measure
from watchdog.model.layout import Layout, Row
from watchdog.model.period import MONTH_NAMES

_MAX_HEADER_ROWS = 8
_SEARCHED_ROWS = 30
_TITLE_YEAR = re.compile(r": (?:[A-Z][a-z]+ )?((?:19|20)\d\d)$")
_TITLE_MONTH = re.compile(rf": ({'|'.join(MONTH_NAMES)}) (?:19|20)\d\d$")
_YEARS = range(1900, 2100)
_CAPTION = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The heading rows of a table, its columns of figures, and the columns of labels to their left."""

    name: str
    header: range
    columns: tuple[Heading, ...]
    labels: range

    @property
    def figures(self) -> range:
        """From the first column of figures or marks to the last."""
        return range(self.labels.stop, self.columns[-1].column + 1 if self.columns else self.labels.stop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of a table, or a table that has no sections, and its rows."""

    table: Table
    section: str
    places: tuple[Place, ...]


def parts_of(sheet: Sheet, layout: Layout) -> tuple[Part, ...]:
    """The parts that have rows, from the top down to the notes, below which no number may stand."""
    start = _first_header_row(sheet, layout)
    check_preamble(sheet, layout, start)
    titles = preamble(sheet, start)
    years = {int(match[1]) for text in titles if (match := _TITLE_YEAR.search(text))}
    year = years.pop() if len(years) == 1 else None
    table, section = _table(sheet, layout, start, layout.row_heading, year), ""
    found: list[tuple[Table, str, list[Labelled]]] = [(table, section, [])]
    _check_month(sheet, table, {match[1] for text in titles if (match := _TITLE_MONTH.search(text))})
    row = table.header.stop
    while row < len(sheet.rows) and not is_note(sheet.text(row, 0)):
        opened, label = section_at(sheet, layout, row), _label(sheet, table, row)
        if opened is not None:
            _check_order(sheet, layout, row, section, opened)
            section = opened
            found.append((table, section, []))
        elif fold(label) in layout.tables and not sheet.is_blank(row, table.figures):
            table, section = _table(sheet, layout, row, fold(label), year), ""
            found.append((table, section, []))
            row = table.header.stop - 1
        elif not sheet.is_blank(row, range(sheet.width)) and not _is_caption(sheet, table, row, label):
            _check_row(sheet, layout, table, section, row, label)
            found[-1][2].append(Labelled(row=row, address=sheet.address(row, table.labels.start), label=label))
        row += 1
    for below in range(row, len(sheet.rows)):
        refuse_numbers(sheet, below)
    return tuple(
        Part(table=each, section=name, places=places(rows_of(layout, name), labelled))
        for each, name, labelled in found
        if labelled
    )


def _check_month(sheet: Sheet, table: Table, stated: Iterable[str]) -> None:
    """The month that the title says is the latest of the columns."""
    months = {h.period for h in table.columns if h.period.is_month and h.measure is Measure.LEVEL}
    for name in stated if months else ():
        if MONTH_NAMES[max(months).position - 1] != name:
            message = f"the headings go to {max(months).label}, but the title says {name}"
            raise sheet.refusal(table.header[0], table.labels.stop, message)


def _check_order(sheet: Sheet, layout: Layout, row: int, before: str, opened: str) -> None:
    """Sections that changed places may have lost their headings to each other."""
    if before and layout.sections.index(before) >= layout.sections.index(opened):
        raise sheet.refusal(row, 0, f"the section {opened!r} stands below {before!r}; its figures would be misread")


def rows_of(layout: Layout, section: str) -> tuple[Row, ...]:
    """The rows that the rules give the section."""
    return tuple(row for row in layout.rows if row.section in ("", section))


def _first_header_row(sheet: Sheet, layout: Layout) -> int:
    """The first row with a text beside the first column, where titles stand alone, or with the heading of the rows."""
    for row in range(min(len(sheet.rows), _SEARCHED_ROWS)):
        if fold(sheet.text(row, 0)) == layout.row_heading or not sheet.is_blank(row, range(1, sheet.width)):
            return row
    message = f"no headings of columns in the first {_SEARCHED_ROWS} rows"
    raise NotUnderstood(sheet.document, sheet.name, message)


def _table(sheet: Sheet, layout: Layout, start: int, row_heading: str, year: int | None) -> Table:
    """The table whose headings begin in row `start`, one of which is that of its labels."""
    searched = range(start, min(start + _MAX_HEADER_ROWS + 1, len(sheet.rows)))
    heading = next((row for row in searched if fold(sheet.text(row, 0)) == row_heading), None)
    if heading is None:
        found = "; ".join(text for row in searched if (text := sheet.text(row, 0)))
        raise sheet.refusal(start, 0, f"expected the heading {row_heading!r} of the rows, found {shown(found)}")
    shows = {row: next((c for c in range(1, sheet.width) if sheet.text(row, c)), None) for row in searched}
    last = next((row for row in searched if row >= heading and shows[row] is not None), heading)
    first_figure = min((c for row, c in shows.items() if row <= last and c is not None), default=1)
    labels = range(first_figure)
    stop = heading + 1
    while stop < len(sheet.rows) and _is_heading(sheet, layout, labels, stop, row_heading):
        stop += 1
    if stop - start > _MAX_HEADER_ROWS + 1:
        raise sheet.refusal(start, 0, f"more than {_MAX_HEADER_ROWS} rows of headings, or rows without labels")
    header = range(start, stop)
    _refuse_figures(sheet, header, first_figure)
    columns = headings(sheet, header, first_figure, year)
    return Table(name=row_heading, header=header, columns=columns, labels=labels)


def _refuse_figures(sheet: Sheet, header: range, first_figure: int) -> None:
    """Figures among the headings are those of a row whose label is not where it was."""
    for row, column in product(header, range(first_figure, sheet.width)):
        value = sheet.rows[row][column]
        if is_number(value) and (row, column) not in sheet.covered and value not in _YEARS:
            message = f"the number {shown(value)} stands among the headings: is a row missing below them, or its label?"
            raise sheet.refusal(row, column, message)


def _is_heading(sheet: Sheet, layout: Layout, labels: range, row: int, row_heading: str) -> bool:
    if section_at(sheet, layout, row) is not None:
        return False
    texts = {sheet.text(row, column) for column in labels if (row, column) not in sheet.covered}
    return texts <= {"", row_heading}


def _label(sheet: Sheet, table: Table, row: int) -> str:
    texts = [text for column in table.labels if (text := sheet.text(row, column))]
    if len(texts) > 1:
        raise sheet.refusal(row, table.labels.start, f"expected one label, found {shown(', '.join(texts))}")
    return texts[0] if texts else ""


def _is_caption(sheet: Sheet, table: Table, row: int, label: str) -> bool:
    """Whether the row only says in brackets of what kind the rows below it are."""
    return _CAPTION.fullmatch(label) is not None and sheet.is_blank(row, table.figures)


def _check_row(sheet: Sheet, layout: Layout, table: Table, section: str, row: int, label: str) -> None:
    if not label:
        raise sheet.refusal(row, table.labels.start, "figures stand in a row without a label")
    if layout.sections and not section:
        raise sheet.refusal(row, table.labels.start, f"{shown(label)} stands above the first section")
    allowed = (*table.labels, *table.figures)
    for column in range(sheet.width):
        if column not in allowed and sheet.text(row, column):
            what = "the number" if is_number(sheet.rows[row][column]) else "the text"
            raise sheet.refusal(row, column, f"{what} {shown(sheet.rows[row][column])} stands beside the table")
