"""Vintages, append-only: when each came, what it printed, and the cells that it changed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, true, tuple_

from watchdog.model.cell import Address, Blank, Cell, CellKey, Outlet
from watchdog.model.knowledge import Change, Known, Print, Stamp
from watchdog.model.release import DocumentVersion, Release, Vintage
from watchdog.store.cell_rows import Runs, blank_row, cell_row, coverage_rows, ids, line_of, stretches
from watchdog.store.database import insert_new
from watchdog.store.knowledge import available_by, printed, printings, through, unknown_vintage
from watchdog.store.schedule import note_arrival
from watchdog.store.tables import blanks, cell_keys, cells, coverage, lines, vintage_documents, vintages


@dataclass(frozen=True, slots=True, kw_only=True)
class VintageEntry:
    """A stored vintage without its cells, and what it was judged by when it came. `seq` counts in order of arrival."""

    seq: int
    id: str
    release: Release
    available_at: datetime
    first_seen_at: datetime
    stamped_at: datetime | None
    scheduled_at: datetime | None
    documents: tuple[DocumentVersion, ...]
    rules_hash: str
    code_version: str

    def vintage(self, *, cells: tuple[Cell, ...], blanks: tuple[Blank, ...]) -> Vintage:
        """The vintage with what its documents show."""
        return Vintage(
            id=self.id,
            release=self.release,
            available_at=self.available_at,
            first_seen_at=self.first_seen_at,
            documents=self.documents,
            cells=cells,
            blanks=blanks,
            stamped_at=self.stamped_at,
            scheduled_at=self.scheduled_at,
        )

    def has_printed(self, known: Known) -> bool:
        """Whether the figure's stamp is of this vintage and its document one of those that came with it."""
        outlet = known.cell.key.outlet
        return known.stamp == Stamp(self.release.period, self.available_at) and any(
            (version.source, version.document) == (outlet.source, outlet.document) for version in self.documents
        )


def add(connection: Connection, vintage: Vintage, *, rules_hash: str, code_version: str) -> bool:
    """Keep a vintage, the stretches that it prints, and the cells that it changes (figure, mark or place); False, and
    nothing done, when it is kept already. A figure that vanished from a stretch becomes a row without a count.
    """
    if connection.execute(select(vintages.c.seq).where(vintages.c.id == vintage.id)).one_or_none():
        return False
    earlier = _earlier(connection, vintage)
    runs = _runs(vintage)
    changes = _changes(vintage, earlier, runs)
    seq = _add_entry(connection, vintage, rules_hash, code_version)
    row_ids = ids(connection, {*changes, *(cell.key for cell in vintage.cells), *(b.key for b in vintage.blanks)})
    place = {"available_at": vintage.available_at, "vintage": seq}
    insert_new(connection, cells, [place | {"key": row_ids.of_key[k]} | cell_row(c) for k, c in changes.items()])
    insert_new(connection, coverage, [place | row for row in coverage_rows(runs, row_ids)])
    insert_new(connection, blanks, [{"vintage": seq} | blank_row(blank, row_ids) for blank in vintage.blanks])
    _restate(connection, vintage, {row_ids.of_key[key]: earlier.get(key) for key in changes})
    return True


def changes(connection: Connection, vintage: Vintage) -> tuple[Change, ...]:
    """What a vintage that is not kept yet changes of the cells that its documents printed by then; marks and places
    count too.
    """
    earlier = _earlier(connection, vintage)
    changed = _changes(vintage, earlier, _runs(vintage))
    columns = {line_of(key) for key in earlier}
    return tuple(
        Change(key=key, before=earlier.get(key), now=changed[key], in_new_column=line_of(key) not in columns)
        for key in sorted(changed)
    )


def _earlier(connection: Connection, vintage: Vintage) -> dict[CellKey, Cell]:
    found = printed(connection, available_by(vintage.available_at), _documents(vintage))
    return {each.known.cell.key: each.known.cell for each in found}


def _runs(vintage: Vintage) -> Runs:
    return stretches([*(cell.key for cell in vintage.cells), *(blank.key for blank in vintage.blanks)])


def _documents(vintage: Vintage) -> list[tuple[str, str]]:
    return [(version.source, version.document) for version in vintage.documents]


def _changes(vintage: Vintage, earlier: Mapping[CellKey, Cell], runs: Runs) -> dict[CellKey, Cell | None]:
    shown = {cell.key: cell for cell in vintage.cells}
    changes: dict[CellKey, Cell | None] = {key: cell for key, cell in shown.items() if earlier.get(key) != cell}
    for key in earlier.keys() - shown.keys():
        if any(first <= key.period <= last for first, last in runs.get(line_of(key), ())):
            changes[key] = None
    return changes


def _restate(connection: Connection, vintage: Vintage, earlier: Mapping[int, Cell | None]) -> None:
    """Where a later vintage was here first and printed a changed cell as it stood before this one, write that down:
    it had no reason to do so when it came.
    """
    later = printings().where(coverage.c.available_at > vintage.available_at)
    soonest = later.order_by(coverage.c.available_at, coverage.c.vintage).limit(1).correlate(cell_keys)
    statement = (
        select(cell_keys.c.id, vintages.c.available_at, vintages.c.seq, cells.c.vintage.label("stated"))
        .select_from(cell_keys)
        .join(lines, lines.c.id == cell_keys.c.line)
        .join(vintages, vintages.c.seq == soonest.scalar_subquery())
        .outerjoin(cells, (cells.c.key == cell_keys.c.id) & (cells.c.vintage == vintages.c.seq))
        .where(tuple_(lines.c.source, lines.c.document).in_(_documents(vintage)))
    )
    rows = [
        {"key": row.id, "available_at": row.available_at, "vintage": row.seq} | cell_row(earlier[row.id])
        for row in connection.execute(statement)
        if row.stated is None and row.id in earlier
    ]
    insert_new(connection, cells, rows)


def _add_entry(connection: Connection, vintage: Vintage, rules_hash: str, code_version: str) -> int:
    release = {"program": vintage.release.program, "period": vintage.release.period}
    seen = {"scheduled_at": vintage.scheduled_at, "first_seen_at": vintage.first_seen_at}
    note_arrival(connection, vintage.release, vintage.first_seen_at)
    statement = insert(vintages).values(
        **release,
        **seen,
        id=vintage.id,
        available_at=vintage.available_at,
        stamped_at=vintage.stamped_at,
        rules_hash=rules_hash,
        code_version=code_version,
    )
    (seq,) = connection.execute(statement.returning(vintages.c.seq)).one()
    documents = [
        {"vintage": seq, "source": version.source, "document": version.document, "sha256": version.sha256}
        for version in vintage.documents
    ]
    insert_new(connection, vintage_documents, documents)
    return int(seq)


def get(connection: Connection, vintage_id: str) -> Vintage:
    """A vintage with all the cells that its documents show; StoreError where it is not kept."""
    entry = entry_of(connection, vintage_id)
    cut = through(entry.available_at, entry.seq)
    documents = [(version.source, version.document) for version in entry.documents]
    found = printed(connection, cut, documents)
    shown = sorted((p.known.cell for p in found if p.vintage == entry.seq), key=lambda cell: cell.key)
    return entry.vintage(cells=tuple(shown), blanks=blanks_of(connection, entry.seq))


def blanks_of(connection: Connection, seq: int) -> tuple[Blank, ...]:
    """The places that a vintage left empty."""
    statement = (
        select(lines, cell_keys.c.period, blanks.c.file, blanks.c.sheet, blanks.c.cell, blanks.c.found)
        .join(cell_keys, cell_keys.c.id == blanks.c.key)
        .join(lines, lines.c.id == cell_keys.c.line)
        .where(blanks.c.vintage == seq)
        .order_by(blanks.c.key)
    )
    return tuple(
        Blank(
            key=CellKey(row.series, row.period, row.measure, Outlet(row.source, row.document, row.block)),
            address=Address(row.file, row.sheet, row.cell),
            found=row.found,
        )
        for row in connection.execute(statement)
    )


def prints(
    connection: Connection, series: str, as_of: datetime | None = None, program: str | None = None
) -> Iterator[Print]:
    """What each vintage, of one program if named, printed of a series, whatever the outlet and measure, in order of
    availability; only vintages that were available at `as_of` if given.
    """
    for entry in listing(connection, program):
        if as_of is None or entry.available_at <= as_of:
            cut = through(entry.available_at, entry.seq)
            for each in printed(connection, cut, series=series):
                if each.vintage == entry.seq:
                    yield Print(cell=each.known.cell, stamp=each.known.stamp, vintage=entry.id)


def entry_of(connection: Connection, vintage_id: str) -> VintageEntry:
    """What is on record of a vintage besides its cells; StoreError where it is not kept."""
    found = _entries(connection, vintages.c.id == vintage_id)
    if not found:
        raise unknown_vintage(vintage_id)
    return found[0]


def listing(connection: Connection, program: str | None = None) -> tuple[VintageEntry, ...]:
    """Every vintage kept, of one program if named, in the order in which they became available."""
    return _entries(connection, true() if program is None else vintages.c.program == program)


def _entries(connection: Connection, which: ColumnElement[bool]) -> tuple[VintageEntry, ...]:
    rows = connection.execute(select(vintages).where(which).order_by(vintages.c.available_at, vintages.c.seq)).all()
    versions: defaultdict[int, list[DocumentVersion]] = defaultdict(list)
    for row in connection.execute(select(vintage_documents).join(vintages).where(which)):
        versions[row.vintage].append(DocumentVersion(row.source, row.document, row.sha256))
    return tuple(_entry(row, sorted(versions[row.seq])) for row in rows)


def _entry(row: Row[Any], documents: list[DocumentVersion]) -> VintageEntry:
    return VintageEntry(
        seq=row.seq,
        id=row.id,
        release=Release(row.program, row.period),
        available_at=row.available_at,
        first_seen_at=row.first_seen_at,
        stamped_at=row.stamped_at,
        scheduled_at=row.scheduled_at,
        documents=tuple(documents),
        rules_hash=row.rules_hash,
        code_version=row.code_version,
    )
