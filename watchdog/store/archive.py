"""All that is kept, turned page by page in the order of availability: what was known with each vintage, and before it.

The tables are read once; `knowledge` answers the same question for one moment at a time.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, select

from watchdog.formulas.derived import FORMULAS
from watchdog.model.cell import Cell, CellKey, Outlet
from watchdog.model.knowledge import Change, Knowledge, Known, Stamp
from watchdog.model.release import Release, Vintage
from watchdog.model.series import Series
from watchdog.store.cell_rows import Line, cell_of, line_of
from watchdog.store.tables import cell_keys, cells, coverage, lines
from watchdog.store.vintages import VintageEntry, blanks_of, listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One vintage as it came: what it printed and changed, all that was known with it, and all that was known before
    the first vintage of its release.
    """

    entry: VintageEntry
    vintage: Vintage
    changes: tuple[Change, ...]
    known: Knowledge
    before: Knowledge | None


def pages(connection: Connection, program: str, series: Mapping[str, Series]) -> Iterator[Page]:
    """A page for every vintage of the program; what other programs print is not known to its rules."""
    entries = listing(connection, program)
    last_of = {entry.release: entry.seq for entry in entries}
    book = _Book(connection)
    figure = (cells.c.count.label("counted"), cells.c.published_unit, cells.c.provenance, cells.c.revised)
    place = (cells.c.file, cells.c.sheet, cells.c.cell)
    changed = _by_vintage(connection, select(cells.c.vintage, cells.c.key, *figure, *place), cells)
    stretch = (coverage.c.line, coverage.c.first, coverage.c.last)
    printed = _by_vintage(connection, select(coverage.c.vintage, *stretch), coverage)
    known: Knowledge | None = None
    before: dict[Release, Knowledge | None] = {}
    for entry in entries:
        stamp = Stamp(entry.release.period, entry.available_at)
        changes = book.change(changed.get(entry.seq, ()), stamp)
        shown = book.stamp(printed.get(entry.seq, ()), stamp)
        before.setdefault(entry.release, known)
        known = Knowledge(as_of=entry.available_at, series=series, cells=book.known.values(), derivation=FORMULAS)
        vintage = entry.vintage(cells=shown, blanks=blanks_of(connection, entry.seq))
        yield Page(entry=entry, vintage=vintage, changes=changes, known=known, before=before[entry.release])
        if last_of[entry.release] == entry.seq:
            del before[entry.release]


def _by_vintage(connection: Connection, rows_of: Select[Any], table: Table) -> dict[int, Sequence[Row[Any]]]:
    rows = connection.execute(rows_of.order_by(table.c.vintage)).all()
    return {seq: list(of_vintage) for seq, of_vintage in groupby(rows, key=attrgetter("vintage"))}


class _Book:
    """What is known so far, by the number of its cell key."""

    def __init__(self, connection: Connection) -> None:
        self.known: dict[int, Known] = {}
        self._keys: dict[int, CellKey] = {}
        self._in_line: Counter[Line] = Counter()
        self._of_line: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        columns = (lines.c.series, lines.c.measure, lines.c.source, lines.c.document, lines.c.block)
        keys = select(cell_keys.c.id, cell_keys.c.line, cell_keys.c.period, *columns).join(
            lines, lines.c.id == cell_keys.c.line
        )
        outlets: dict[tuple[str, str, str], Outlet] = {}
        for row in connection.execute(keys):
            name = (row.source, row.document, row.block)
            outlet = outlets.setdefault(name, Outlet(*name))
            self._keys[row.id] = CellKey(row.series, row.period, row.measure, outlet)
            self._of_line[row.line].append((row.period.ordinal, row.id))
        for places in self._of_line.values():
            places.sort()

    def change(self, rows: Sequence[Row[Any]], stamp: Stamp) -> tuple[Change, ...]:
        """Take in what a vintage changed; a row without a count is a figure that vanished."""
        changes = []
        for row in rows:
            key = self._keys[row.key]
            before = self.known.pop(row.key, None)
            now = None if row.counted is None else cell_of(row, key)
            if now is not None:
                self.known[row.key] = Known(now, stamp)
            is_new = not self._in_line[line_of(key)]
            changes.append(
                Change(key=key, before=None if before is None else before.cell, now=now, in_new_column=is_new)
            )
        for change in changes:
            self._in_line[line_of(change.key)] += (change.now is not None) - (change.before is not None)
        return tuple(sorted(changes, key=lambda change: change.key))

    def stamp(self, rows: Sequence[Row[Any]], stamp: Stamp) -> tuple[Cell, ...]:
        """Mark what a vintage printed, changed or not; a stretch covers every figure of its line between its ends."""
        shown = []
        for row in rows:
            places = self._of_line[row.line]
            start, end = (bisect_left(places, (at, 0)) for at in (row.first.ordinal, row.last.ordinal + 1))
            for _, number in places[start:end]:
                if (known := self.known.get(number)) is not None:
                    self.known[number] = Known(known.cell, stamp)
                    shown.append(known.cell)
        return tuple(sorted(shown, key=lambda cell: cell.key))
