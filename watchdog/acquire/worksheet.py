"""Walks the XML of a workbook's sheets before they are read, and refuses cells whose figure would be misread.

The reader of workbooks shows error values and formulas without their result as blank cells, cuts a value at a comment,
and lets the last of two cells with one address win, all without a word.
"""

import re
from typing import NoReturn
from xml.parsers import expat

from watchdog.acquire.delimited import no_figures
from watchdog.errors import NotUnderstood

# the root of a part stands here; a part that is no sheet, such as a link to another workbook, may be huge
_HEAD = 4096
_PLAIN_START = (b'<?xml version="1.0" encoding="UTF-8"', b"<worksheet")
_PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="[0-9]+")?(?: t="(?:s|n|str)")?(?:/>|>(?:<v>[^<&\s][^<&]*</v>)?</c>)'
)
_ANY_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c[\s/>]")
_ROW = re.compile(rb'<(?:[^\s<>/:]+:)?row\s[^>]*?\br="([0-9]+)"')
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class _OtherPart(Exception):
    """The part of the workbook that is walked is no sheet."""


def refuse_hollow_cells(document: str, part: str, content: bytes) -> None:
    """Refuse a sheet in which something is a figure only in appearance; a part that is no sheet passes."""
    if _is_plain(content):
        return
    walk = _Walk(document)
    try:
        walk.parser.Parse(content[:_HEAD], False)  # noqa: FBT003 - it takes no keyword
        walk.parser.Parse(content[_HEAD:], True)  # noqa: FBT003 - it takes no keyword
    except _OtherPart:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotUnderstood(document, part, f"the workbook cannot be read: its XML is broken ({error})") from error
    if walk.hollow:
        raise NotUnderstood(document, walk.hollow[0][0], no_figures(walk.hollow))


def column_letters(column: int) -> str:
    """The column's name in a workbook: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _is_plain(content: bytes) -> bool:
    """Whether every cell is written in the one way that cannot be misread: most sheets, and faster to see."""
    if b"<worksheet" not in content[:_HEAD] or not content.startswith(_PLAIN_START):
        return False
    if b"\0" in content or b"<!" in content or b"<?" in content[2:]:
        return False
    cells, rows = _PLAIN_CELL.findall(content), _ROW.findall(content)
    return len(cells) == len(set(cells)) == len(_ANY_CELL.findall(content)) and len(rows) == len(set(rows))


class _Walk:
    """The state of one walk: where it is, and what the cell that is open holds."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._is_sheet = self._in_table = False
        self._row = self._column = 0
        self._rows: set[int] = set()
        self._cells: set[str] = set()
        self._cell = self._kind = self._value = ""
        self._inside: list[str] = []
        self._has_formula = False
        self.hollow: list[tuple[str, str]] = []
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        parser.CommentHandler = self._odd
        parser.ProcessingInstructionHandler = self._odd
        parser.StartCdataSectionHandler = self._odd

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self._is_sheet:
            if name != "worksheet":
                raise _OtherPart
            self._is_sheet = True
        elif not self._in_table:
            self._in_table = name == "sheetData"
        elif self._cell:
            self._start_inside(name)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)

    def _start_row(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r", str(self._row + 1))
        if not (stated.isascii() and stated.isdigit()) or len(stated) > 7 or int(stated) in self._rows:
            self._refuse(f"row {stated[:20]}", "the row stands twice, or its number is none")
        self._row, self._column = int(stated), 0
        self._rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r")
        address = _ADDRESS.fullmatch(stated) if stated else None
        if stated and address is None:
            self._refuse(stated[:20], "this is not the address of a cell")
        self._column = _number(address[1]) if address else self._column + 1
        self._cell = stated or f"{column_letters(self._column - 1)}{self._row}"
        if self._cell in self._cells or (address and int(address[2]) != self._row):
            self._refuse(self._cell, "the cell stands twice, or in another's row")
        self._cells.add(self._cell)
        self._kind, self._value, self._has_formula = attributes.get("t", "n"), "", False
        if self._kind == "e":
            self.hollow.append((self._cell, "an error value"))

    def _start_inside(self, name: str) -> None:
        if "v" in self._inside or (name == "v" and self.parser.CharacterDataHandler):
            self._refuse(self._cell, "its value is not one plain text")
        self._inside.append(name)
        if name == "v":
            self.parser.CharacterDataHandler = self._text
        elif name == "f":
            self._has_formula = True

    def _end(self, tag: str) -> None:
        if self._inside:
            self._inside.pop()
        elif self._cell:
            self._end_cell()
        elif self._in_table and tag.rpartition(":")[2] == "sheetData":
            self._in_table = False

    def _end_cell(self) -> None:
        blank = not self._value.strip()
        if self._kind != "e" and blank and self._has_formula:
            self.hollow.append((self._cell, "a formula without its result"))
        elif self._kind not in ("e", "str") and blank and self._value:
            self.hollow.append((self._cell, "a value of blanks"))
        self._cell = ""
        self.parser.CharacterDataHandler = None

    def _text(self, text: str) -> None:
        if self._inside[-1:] == ["v"]:
            self._value += text

    def _odd(self, *_: str) -> None:
        if self._cell:
            self._refuse(self._cell, "a comment, a CDATA section or an instruction stands inside the cell")

    def _doctype(self, *_: object) -> None:
        self._refuse("", "the workbook declares a document type, as no program for workbooks does")

    def _refuse(self, where: str, message: str) -> NoReturn:
        raise NotUnderstood(self._document, where, message)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
