"""From a document's entry to its columns and rows, and to the series that these give together."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from watchdog.model.layout import Column, Layout, Row
from watchdog.model.naming import BASE_YEAR, is_pattern, is_template, key_of, keys_of, series_of, words_in_keys
from watchdog.model.row_keys import row_key
from watchdog.model.series import Series
from watchdog.rulebook.entries import DocumentEntry
from watchdog.yamlfile.tree import Mistakes, Node

_DOLLARS = "USD"


class Known(Protocol):
    """A series that the rules declare."""

    @property
    def thing(self) -> Series:
        """The series itself."""
        ...


def columns_of(entry: DocumentEntry, node: Node, mistakes: Mistakes) -> tuple[Column, ...]:
    """The columns in the order of the sheet, once for each section; listed series are columns of their own name."""
    columns = tuple(_columns(node.get("columns"), (), mistakes))
    listed = tuple(Column(path=(key,), series=key) for key in entry.series)
    if not entry.sections:
        return columns + listed
    return listed + tuple(
        replace(column, series=_joined(column.series.replace("<section>", word)), section=heading)
        for heading, word in entry.sections.items()
        for column in columns
    )


def rows_of(node: Node, mistakes: Mistakes) -> tuple[Row, ...]:
    """The rows in the order of the sheet: nested lists of labels, by section where the sections differ."""
    rows = node.get("rows")
    if rows is None:
        return ()
    if not rows.entries():
        return tuple(Row(path=path) for path in _paths(rows, (), mistakes))
    by_section = rows.entries().items()
    return tuple(Row(path=p, section=name) for name, entry in by_section for p in _paths(entry.node, (), mistakes))


def templates_of(entry: DocumentEntry, columns: Iterable[Column], series: Mapping[str, Known]) -> dict[str, Series]:
    """The templates that the columns name, with the document's own step for dollars; for chained dollars the series of
    the base year that is expected, which those of another one are like.
    """
    keys = (c.series.replace(BASE_YEAR, entry.base_year or "") for c in columns if is_pattern(c.series))
    named = {key: series[key].thing for key in keys if key in series}
    return {
        key: replace(one, published_unit=entry.published_unit)
        if entry.published_unit is not None and one.unit.of == _DOLLARS
        else one
        for key, one in named.items()
    }


def printed_series(columns: Iterable[Column], series: Iterable[str]) -> Iterator[str]:
    """The declared series that the columns give, whatever the base year."""
    names = frozenset(series)
    for column in columns:
        if column.series in names and not is_template(column.series):
            yield column.series
        elif BASE_YEAR in column.series:
            yield from sorted(filter(_of_any_base(column.series).fullmatch, names))


def generated(layout: Layout, templates: Mapping[str, Series]) -> Iterator[tuple[str, Series]]:
    """The series of every row in every column that names a template, under the key that it is known by."""
    columns = [(column, templates[column.series]) for column in layout.columns if column.series in templates]
    for row in layout.rows if columns else ():
        words = words_in_keys(layout, row.path)
        for column, template in columns:
            if row.section in ("", column.section):
                key = key_of(layout, column, words)
                yield key, series_of(template, key, row.path, words)


def paths_of(layout: Layout) -> dict[str, str]:
    """The series of every row that the rules know, by the key that sets off its path."""
    return {
        row_key(column.series, words): key_of(layout, column, words)
        for row in layout.rows
        for words in [words_in_keys(layout, row.path)]
        for column in layout.columns
        if is_template(column.series) and row.section in ("", column.section)
    }


def places(layout: Layout, series: str) -> Iterator[str]:
    """Where the document prints the series: its column, and its row in a table whose rows are items."""
    for column in layout.columns:
        heading = " / ".join(part for part in (column.section, *column.path) if part)
        if column.series == series or _of_any_base(column.series).fullmatch(series):
            yield f"column {heading}"
        for row in layout.rows if _may_give(layout, column, series) else ():
            of_row = row.section in ("", column.section) and key_of(layout, column, words_in_keys(layout, row.path))
            if of_row == series:
                yield f"row {' / '.join(row.path)}" + (f", column {heading}" if heading else "")


def _may_give(layout: Layout, column: Column, series: str) -> bool:
    """Whether a row could make the column's template this series; to try every row takes long."""
    if not is_template(column.series):
        return False
    spelt_otherwise = series in layout.same.values() or any(not word or "." in word for word in layout.words.values())
    return spelt_otherwise or keys_of(column.series).fullmatch(series) is not None


def _columns(node: Node | None, path: tuple[str, ...], mistakes: Mistakes) -> Iterator[Column]:
    """The leaves of the nested headings, each with the headings above it; '' adds no heading."""
    if node is None:
        return
    if isinstance(node.value, str):
        yield Column(path=path, series=node.value)
    for heading, entry in node.entries().items():
        below = (*path, heading) if heading else path
        if isinstance(entry.node.value, str) or entry.node.entries():
            yield from _columns(entry.node, below, mistakes)
        else:
            mistakes.add(entry.node.mark.mistake(f"{heading}: expected a series, or headings", "Name a series."))


def _paths(node: Node, above: tuple[str, ...], mistakes: Mistakes) -> Iterator[tuple[str, ...]]:
    """Each label with those above it; a group is a mapping of its label to the list of its members."""
    for item in node.items():
        if isinstance(item.value, str):
            yield (*above, item.value)
        elif item.entries():
            for label, entry in item.entries().items():
                yield (*above, label)
                yield from _paths(entry.node, (*above, label), mistakes)
        else:
            mistakes.add(item.mark.mistake("rows: expected a label, or a group with its labels", "Put it in quotes."))


def _joined(key: str) -> str:
    return ".".join(part for part in key.split(".") if part)


def _of_any_base(key: str) -> re.Pattern[str]:
    return re.compile(re.escape(key).replace(BASE_YEAR, "[12][0-9]{3}"))
