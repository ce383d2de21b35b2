"""Published exhibits with one figure altered, taken away or cut off, as a wrong release would have it."""

from pathlib import Path

from openpyxl import load_workbook  # type: ignore[import-untyped]  # published without type information


def alter(workbook: Path, cell: str, by: int) -> None:
    """Change one figure of the sheet in place."""
    book = load_workbook(workbook)
    (sheet,) = book.worksheets
    sheet[cell] = sheet[cell].value + by
    book.save(workbook)


def erase(workbook: Path, cell: str) -> None:
    """Take one figure of the sheet away."""
    book = load_workbook(workbook)
    (sheet,) = book.worksheets
    sheet[cell] = None
    book.save(workbook)


def truncate(file: Path) -> None:
    """Keep the first half of the file, as a broken download does."""
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
