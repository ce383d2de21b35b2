"""A parameter of a rule that names a CSV beside the rules becomes the list of its rows, each value with its place."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from watchdog.plugins import RULE_KINDS
from watchdog.yamlfile.tree import Entry, Mark, Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean

PLACE = "place"
"""The key under which each entry keeps where it stands: 'consensus.csv line 12'."""


def with_tables(node: Node, texts: Mapping[str, tuple[str, str]], mistakes: Mistakes) -> Node:
    """The rule with its tables read; `texts` are a file's path and content by its name."""
    kind = RULE_KINDS.get(node.text("kind"))
    entries = dict(node.entries())
    for parameter in kind.tables if kind is not None else ():
        named = node.get(parameter)
        if named is None or not isinstance(named.value, str):
            continue
        if named.value not in texts:
            fix = did_you_mean(named.value, texts) if texts else "Put the CSV into the folder of these rules."
            mistakes.add(named.mark.mistake(f"{parameter}: there is no file {named.value!r} beside the rules", fix))
            del entries[parameter]
            continue
        rows = Node(named.mark, tuple(_rows(named.value, *texts[named.value], mistakes)))
        entries[parameter] = replace(entries[parameter], node=rows)
    return replace(node, value=entries)


def _rows(name: str, path: str, text: str, mistakes: Mistakes) -> Iterator[Node]:
    reader = csv.reader(text.splitlines(), strict=True)
    heading: list[str] = []
    try:
        for row in reader:
            if not heading:
                heading = [column.strip() for column in row]
            elif len(row) == len(heading):
                yield _row(name, Mark(path, reader.line_num, 1), dict(zip(heading, row, strict=True)))
            elif row:
                message = f"{len(row)} values in this line, {len(heading)} columns in the heading"
                mistakes.add(Mark(path, reader.line_num, 1).mistake(message, "Give each column one value."))
    except csv.Error as error:
        mistakes.add(Mark(path, reader.line_num, 1).mistake(f"this is not CSV: {error}", "Correct the line."))


def _row(name: str, mark: Mark, values: Mapping[str, str]) -> Node:
    entries: dict[str, Entry] = {}
    column = 1
    for key, value in values.items():
        at = Mark(mark.file, mark.line, column)
        entries[key] = Entry(at, Node(at, value.strip()))
        column += len(value) + 1
    entries[PLACE] = Entry(mark, Node(mark, f"{Path(name).name} line {mark.line}"))
    return Node(mark, entries)
