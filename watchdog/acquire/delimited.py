"""From the bytes of a text file to numbered lines and rows of the promised width, or a refusal that names the line."""

import csv
from collections.abc import Iterator, Sequence

from watchdog.acquire.addresses import file_name
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address
from watchdog.model.document import Capture
from watchdog.model.layout import Layout

_MOST_OTHERS = 9

Row = tuple[int, list[str]]
"""A row of fields with the number of its line, from 1."""


def lines_of(capture: Capture, body: bytes) -> list[str]:
    """The lines of a UTF-8 text, with or without byte order mark."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the text is not UTF-8 ({error.reason}); it is kept, and not guessed at"
        raise NotUnderstood(capture.name, f"byte {error.start}", message) from error
    if not text.strip():
        raise NotUnderstood(capture.name, "", "the text is empty")
    return text.replace("\r\n", "\n").rstrip("\n").split("\n")


def check_ends(capture: Capture, body: bytes, lines: Sequence[str]) -> None:
    """Refuse a text whose last line does not end: nobody can tell its figure from half of one."""
    if not body.endswith(b"\n"):
        message = f"the last line does not end and may be cut: {shown(lines[-1])}; if it is whole, end it"
        raise NotUnderstood(capture.name, f"line {len(lines)}", message)


def rows_of(capture: Capture, lines: Sequence[str], width: int, first: int = 1) -> Iterator[Row]:
    """Each line as exactly `width` fields; `first` is the number of the first line."""
    for line_number, line in enumerate(lines, start=first):
        try:
            fields = next(csv.reader([line], strict=True), [])
        except csv.Error as error:
            raise NotUnderstood(
                capture.name, f"line {line_number}", f"not a CSV line ({error}): {shown(line)}"
            ) from error
        if len(fields) != width:
            message = f"expected {width} fields, found {len(fields)}: {shown(line)}"
            raise NotUnderstood(capture.name, f"line {line_number}", message)
        yield line_number, fields


def line_address(layout: Layout, line_number: int, file: str = "") -> Address:
    """Where a figure of a text file stands; `file` is its name where the layout does not know it."""
    return Address(file or file_name(layout), "", f"line {line_number}")


def shown(text: object) -> str:
    """What was found, short enough for a message."""
    words = repr(text)
    return words if len(words) <= 60 else f"{words[:57]}..."


def no_figures(found: Sequence[tuple[str, str]]) -> str:
    """That cells hold no figure, each with what it holds: the first, which the refusal names, and up to nine others."""
    (_, held), *others = found
    named = [f"{cell} ({each})" for cell, each in others[:_MOST_OTHERS]]
    more = [f"{len(others) - len(named)} more cells"] if len(others) > len(named) else []
    likewise = f"; likewise at {', '.join([*named, *more])}" if others else ""
    return f"expected a figure, found {held}{likewise}"
