"""Prints rows to standard output as a table, JSON or CSV; control characters are shown, not obeyed."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence

from watchdog.cli.options import Format

Row = Mapping[str, object]


def print_rows(rows: Sequence[Row], columns: Sequence[str], output: Format, *, wide: bool = False) -> None:
    """All rows; the table shows `columns`, JSON and CSV every key. A `wide` table is wider than a terminal may be, and
    not folded: figures would fall apart.
    """
    if output is Format.JSON:
        sys.stdout.write(json.dumps(rows, indent=2, default=str, ensure_ascii=False) + "\n")
    elif output is Format.CSV:
        keys = list(dict.fromkeys(key for row in rows for key in row)) or list(columns)
        writer = csv.DictWriter(sys.stdout, keys, lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    else:
        _table(rows, columns, wide=wide)


def say(line: str) -> None:
    """One line for a person, to standard output."""
    sys.stdout.write(_plain(line) + "\n")


def warn(line: str) -> None:
    """One line that must not mix with rows, to standard error."""
    sys.stderr.write(_plain(line) + "\n")


def number(value: object) -> float | int | None:
    """A figure as JSON and CSV have it: whole where it is, None where there is none."""
    if value is None:
        return None
    plain = float(str(value))
    return int(plain) if plain.is_integer() else plain


def _table(rows: Sequence[Row], columns: Sequence[str], *, wide: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_plain(str(row.get(column, "")))) for column in columns))
    # a pipe has no width to fold to
    folded = sys.stdout.isatty() and not wide
    console = Console(width=None if folded else 240, soft_wrap=not folded)
    console.print(table)


def _cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula is disarmed; numbers stay numbers."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return json.dumps(value, default=str) if isinstance(value, list | dict) else value


def _plain(text: str) -> str:
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)
