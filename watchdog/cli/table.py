"""Lays rows out as a table for people: nothing is cut; what has no room beside the others stands below its row."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

_SENTENCES = (
    "claim", "deliveries", "detail", "documents", "headline", "label", "message", "reading", "reason", "why",
)  # fmt: skip
_READABLE = 30
_GAP = 2

Texts = Mapping[str, str]


def laid_out(rows: Sequence[Texts], columns: Sequence[str], width: int | None) -> str:
    """Lines of at most `width` characters but for longer words, or with None as wide as they are. Sentences are broken
    between words; where that leaves them less than 30 characters they follow below their row, and so does every column
    without room.
    """
    natural = {column: max([len(_title(column)), *(_length(row[column]) for row in rows)]) for column in columns}
    least = {column: min(own, _READABLE) if column in _SENTENCES else own for column, own in natural.items()}
    if width is None or _together(least.values()) <= width:
        return "".join(f"{line}\n" for line in _lines(rows, columns, width))
    short = [column for column in columns if column not in _SENTENCES or natural[column] <= _READABLE] or columns
    room = sum(_together(natural[each] for each in short[:count]) <= width for count in range(1, len(short) + 1))
    beside = short[: max(1, room)]
    below = [column for column in columns if column not in beside]
    heading, *heads = _lines(rows, beside, None)
    text = [heading]
    for head, row in zip(heads, rows, strict=True):
        text += [head, *_below(row, below, width)]
    return "".join(f"{line}\n" for line in text)


def _below(row: Texts, columns: Sequence[str], width: int) -> Iterator[str]:
    for column in columns:
        if row[column]:
            line = f"{_title(column)}: {row[column]}"
            yield from textwrap.wrap(
                line,
                width,
                initial_indent="  ",
                subsequent_indent="    ",
                break_long_words=False,
                break_on_hyphens=False,
            )


def _lines(rows: Sequence[Texts], columns: Sequence[str], width: int | None) -> list[str]:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(_title(column), overflow="fold", no_wrap=width is None or column not in _SENTENCES)
    for row in rows:
        table.add_row(*(Text(row[column]) for column in columns))
    console = Console(width=10_000 if width is None else width)
    with console.capture() as captured:
        console.print(table)
    return [line.rstrip() for line in captured.get().splitlines()]


def _title(column: str) -> str:
    return column.replace("_", " ")


def _together(widths: Iterable[int]) -> int:
    own = list(widths)
    return sum(own) + _GAP * (len(own) - 1)


def _length(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
