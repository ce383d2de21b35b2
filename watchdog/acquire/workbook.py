"""From the bytes of a workbook to its one sheet, with the true address of every cell."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from watchdog.acquire import worksheet
from watchdog.acquire.archive import member, open_archive
from watchdog.acquire.worksheet import column_letters
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address
from watchdog.model.document import Capture

Value = int | float | str | bool | date | time | timedelta

_MAX_ROWS = 20_000
_MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The only sheet of a document; rows and columns count from 0 at its upper left cell, A1. `covered` are the cells
    that lie under a merged one: what they hold, nobody sees.
    """

    document: str
    file: str
    name: str
    rows: Sequence[Sequence[Value]]
    covered: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    @property
    def width(self) -> int:
        """How many columns its rows have."""
        return len(self.rows[0]) if self.rows else 0

    def text(self, row: int, column: int) -> str:
        """What the cell shows, stripped; '' for a blank one."""
        return str(self.rows[row][column]).strip()

    def is_blank(self, row: int, columns: range) -> bool:
        """Whether none of these cells of the row shows anything."""
        return not any(self.text(row, column) for column in columns)

    def address(self, row: int, column: int) -> Address:
        """The cell as a person finds it."""
        return Address(self.file, self.name, f"{column_letters(column)}{row + 1}")

    def refusal(self, row: int, column: int, message: str) -> NotUnderstood:
        """The error that names the cell."""
        return NotUnderstood(self.document, f"{self.name}!{column_letters(column)}{row + 1}", message)


def read_sheet(capture: Capture, file: str) -> Sheet:
    """The document's one sheet; refuses several sheets, absurd sizes, and whatever is no workbook."""
    refuse_hollow_cells(capture)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(capture.body))
        if len(workbook.sheet_names) != 1:
            message = f"expected one sheet, found {len(workbook.sheet_names)}: {', '.join(workbook.sheet_names[:5])}"
            raise NotUnderstood(capture.name, "", message)
        sheet = workbook.get_sheet_by_index(0)
        rows = values_of(capture, sheet)
        return Sheet(document=capture.name, file=file, name=sheet.name, rows=rows, covered=_covered(sheet, rows))
    except (CalamineError, OSError, ValueError) as error:
        raise NotUnderstood(capture.name, "", f"the workbook cannot be read: {error}") from error


def refuse_hollow_cells(capture: Capture) -> None:
    """Refuse what is in a sheet only in appearance, wherever in the workbook the sheet stands."""
    with open_archive(capture.body, capture.name) as archive:
        for name in archive.namelist():
            if name.lower().endswith(".xml"):
                worksheet.refuse_hollow_cells(capture.name, name, member(archive, name, capture.name))


def values_of(capture: Capture, sheet: CalamineSheet) -> list[list[Value]]:
    """All cells from A1 on; refuses absurd sizes before they are laid out."""
    columns, rows = sheet.total_width + 1, sheet.total_height + 1
    if columns > _MAX_COLUMNS or rows > _MAX_ROWS:
        message = f"the sheet spans {rows} rows and {columns} columns; at most {_MAX_ROWS} and {_MAX_COLUMNS} are read"
        raise NotUnderstood(capture.name, f"{sheet.name}!{column_letters(columns - 1)}{rows}", message)
    # without empty areas skipped, row and column numbers are those of the sheet
    values: list[list[Value]] = sheet.to_python(skip_empty_area=False)
    return values


def _covered(sheet: CalamineSheet, rows: list[list[Value]]) -> frozenset[tuple[int, int]]:
    height, width = len(rows), len(rows[0]) if rows else 0
    return frozenset(
        (row, column)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        for row in range(top, min(bottom + 1, height))
        for column in range(left, min(right + 1, width))
        if (row, column) != (top, left)
    )
