"""Prints rows to standard output as a table, JSON or CSV; control characters are shown, not obeyed."""

import csv
import io
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from watchdog.cli.options import Format
from watchdog.cli.table import laid_out

Row = Mapping[str, object]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_SHORTENED = {"id": 12, "vintage": 12}


def print_rows(rows: Sequence[Row], columns: Sequence[str], output: Format, *, wide: bool = False) -> None:
    """All rows; the table shows `columns`, JSON and CSV every key. A `wide` table may be wider than the terminal and
    is not folded to it: figures would fall apart.
    """
    if output is Format.JSON:
        print_document(rows)
    elif output is Format.CSV:
        _write(_csv(rows, columns))
    elif rows:
        _write(_table(rows, columns, wide=wide))
    else:
        warn("nothing to list")


def print_document(document: object) -> None:
    """JSON, in ASCII, so that no character of a label can act on a terminal."""
    _write(json.dumps(document, indent=2, default=_as_json) + "\n")


def write_text(text: str) -> None:
    """Text of ours, as it is, to standard output."""
    _write(text)


def say(line: str) -> None:
    """One line for a person, to standard output; on a terminal it is broken between words, in a pipe it stays whole."""
    text = _plain(line)
    width = shutil.get_terminal_size().columns
    if sys.stdout.isatty() and len(text) > width:
        indent = " " * (len(text) - len(text.lstrip()))
        text = textwrap.fill(text.lstrip(), width, initial_indent=indent, subsequent_indent=f"{indent}  ")
    _write(f"{text}\n")


def warn(line: str) -> None:
    """One line that must not mix with rows, to standard error."""
    sys.stderr.write(_plain(line) + "\n")


def number(value: Decimal | float | None) -> float | int | None:
    """The number as JSON has it: whole ones without a fraction, None where there is none."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _write(text: str) -> None:
    """When the reader has left (`| head`), go on silently: the work and the exit code must not depend on readers."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    text = io.StringIO()
    keys = list(dict.fromkeys(key for row in rows for key in row)) or list(columns)
    writer = csv.DictWriter(text, keys, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


def _table(rows: Sequence[Row], columns: Sequence[str], *, wide: bool) -> str:
    texts = [{column: _shown(column, row.get(column, "")) for column in columns} for row in rows]
    # in a pipe nothing is folded to a width that nobody has
    return laid_out(texts, columns, shutil.get_terminal_size().columns if sys.stdout.isatty() and not wide else None)


def _shown(column: str, value: object) -> str:
    """A cell of a table for people: times to the minute, and of long ids the beginning."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%MZ}"
    return _plain(str(value))[: _SHORTENED.get(column)]


def _cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula is disarmed; numbers stay numbers."""
    if isinstance(value, str):
        return _plain(f"'{value}" if value.startswith(_FORMULA_STARTS) else value)
    if isinstance(value, list | dict):
        return json.dumps(value, default=_as_json)
    return _as_json(value) if isinstance(value, Decimal | datetime) else value


def _as_json(value: object) -> object:
    """Numbers are numbers, times RFC 3339 in UTC, everything else its text."""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def _plain(text: str) -> str:
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)
