"""How the tests open what the samples write."""

import io

from python_calamine import CalamineSheet, CalamineWorkbook


def sheet_of(workbook: bytes) -> CalamineSheet:
    """The first sheet, as the parsers read it."""
    return CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0)
