"""What was known at a moment: of each figure the newest row by then, with the vintage that printed it last."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, literal, select, true, tuple_

from watchdog.errors import StoreError
from watchdog.formulas.derived import FORMULAS
from watchdog.model.cell import Cell, CellKey, Outlet
from watchdog.model.knowledge import Column, FirstPrints, Knowledge, Known, Stamp, column_of_first_print
from watchdog.model.period import Period
from watchdog.model.revisions import Reprint, Revisions, counted
from watchdog.model.series import Series
from watchdog.store.cell_rows import cell_of
from watchdog.store.columns import Moment
from watchdog.store.tables import cell_keys, cells, coverage, lines, vintages

Cut = Callable[[Table], ColumnElement[bool]]
"""Which rows of a table with `available_at` and `vintage` count as there already."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as known, and the seq of the vintage that printed it last."""

    known: Known
    vintage: int


def known(
    connection: Connection, as_of: datetime, series: Mapping[str, Series], program: str | None = None
) -> Knowledge:
    """All that was available at `as_of`, that moment included; of one program if named."""
    found = printed(connection, available_by(as_of), program=program)
    return Knowledge(as_of=as_of, series=series, cells=[each.known for each in found], derivation=FORMULAS)


def known_with(connection: Connection, vintage_id: str, series: Mapping[str, Series]) -> Knowledge:
    """All of its program that was available once this vintage was, and nothing that came with or after it later on."""
    program, available_at, seq = place(connection, vintage_id)
    found = printed(connection, through(available_at, seq), program=program)
    return Knowledge(as_of=available_at, series=series, cells=[each.known for each in found], derivation=FORMULAS)


def known_before(connection: Connection, vintage_id: str, series: Mapping[str, Series]) -> Knowledge | None:
    """All of its program that was available just before this vintage, as of the newest vintage among it; None where
    there is none.
    """
    program, available_at, seq = place(connection, vintage_id)
    found = [each.known for each in printed(connection, before(available_at, seq), program=program)]
    if not found:
        return None
    return Knowledge(
        as_of=max(each.stamp.available_at for each in found), series=series, cells=found, derivation=FORMULAS
    )


def revisions(connection: Connection, vintage_id: str, series: Collection[str]) -> dict[str, Revisions]:
    """What became of the figures of each of these series in its program from vintage to vintage, up to and with this
    one.
    """
    program, available_at, seq = place(connection, vintage_id)
    statement = (
        select(
            *(lines.c.series, lines.c.measure, lines.c.source, lines.c.document, lines.c.block),
            *(cell_keys.c.id, cell_keys.c.period, cells, cells.c.count.label("counted")),
            vintages.c.period.label("release"),
        )
        .select_from(cells)
        .join(cell_keys, cell_keys.c.id == cells.c.key)
        .join(lines, lines.c.id == cell_keys.c.line)
        .join(vintages, vintages.c.seq == cells.c.vintage)
        .where(lines.c.series.in_(series), vintages.c.program == program, through(available_at, seq)(cells))
        .order_by(cells.c.available_at, cells.c.vintage)
    )
    last: dict[CellKey, Cell] = {}
    reprints: list[tuple[datetime, int, CellKey, Reprint]] = []
    for row in connection.execute(statement):
        key = CellKey(row.series, row.period, row.measure, Outlet(row.source, row.document, row.block))
        now = None if row.counted is None else cell_of(row, key)
        reprint = Reprint(before=last.pop(key, None), now=now, release=row.release, available_at=row.available_at)
        if now is not None:
            last[key] = now
        reprints.append((row.available_at, row.vintage, key, reprint))
    reprints.sort(key=lambda each: each[:3])
    return counted({}, (reprint for *_, reprint in reprints))


def first_prints(connection: Connection, vintage_id: str, wanted: Collection[Column]) -> FirstPrints:
    """Of each of these columns of its program, the months as the release for that month printed them first, up to and
    with this vintage.
    """
    program, available_at, seq = place(connection, vintage_id)
    statement = (
        select(
            *(lines.c.series, lines.c.measure, lines.c.source, lines.c.document, lines.c.block),
            *(cell_keys.c.period, cells, cells.c.count.label("counted")),
            *(vintages.c.period.label("release"), vintages.c.available_at.label("public_at")),
        )
        .select_from(cells)
        .join(cell_keys, cell_keys.c.id == cells.c.key)
        .join(lines, lines.c.id == cell_keys.c.line)
        .join(vintages, vintages.c.seq == cells.c.vintage)
        .where(tuple_(lines.c.series, lines.c.document).in_(wanted), cells.c.count.is_not(None))
        .where(
            vintages.c.program == program, vintages.c.period == cell_keys.c.period, through(available_at, seq)(cells)
        )
        .order_by(cells.c.available_at, cells.c.vintage)
    )
    found: dict[Column, dict[Period, Known]] = {column: {} for column in wanted}
    for row in connection.execute(statement):
        key = CellKey(row.series, row.period, row.measure, Outlet(row.source, row.document, row.block))
        if column := column_of_first_print(key, row.release):
            found[column].setdefault(row.period, Known(cell_of(row, key), Stamp(row.release, row.public_at)))
    return found


def place(connection: Connection, vintage_id: str) -> tuple[str, datetime, int]:
    """Of a vintage, the program and where it stands in time: those of one moment follow each other as added."""
    statement = select(vintages.c.program, vintages.c.available_at, vintages.c.seq).where(vintages.c.id == vintage_id)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise unknown_vintage(vintage_id)
    return row.program, row.available_at, row.seq


def unknown_vintage(vintage_id: str) -> StoreError:
    """The error for a vintage that is not kept."""
    return StoreError(f"no vintage {vintage_id} is kept; `watchdog releases list` shows those that are")


def available_by(as_of: datetime) -> Cut:
    """The rows of the vintages that were available at this moment, itself included."""
    return lambda table: table.c.available_at <= as_of


def before(available_at: datetime, seq: int) -> Cut:
    """The rows of the vintages ahead of this place."""
    return lambda table: _position(table) < tuple_(literal(available_at, Moment), literal(seq))


def through(available_at: datetime, seq: int) -> Cut:
    """The rows of the vintages up to this place."""
    return lambda table: _position(table) <= tuple_(literal(available_at, Moment), literal(seq))


def _position(table: Table) -> Any:  # noqa: ANN401 - a row value has no type of its own in SQLAlchemy
    return tuple_(table.c.available_at, table.c.vintage)


def printed(
    connection: Connection,
    cut: Cut,
    documents: Collection[tuple[str, str]] | None = None,
    *,
    series: str | None = None,
    program: str | None = None,
) -> Iterator[Printed]:
    """The figures known within the cut that had not vanished; only those of `documents` (source, name), of one series
    and of one program, if given.
    """
    # Materialized, for without statistics SQLite would rather look at every row ever written.
    newest = _newest(cut, documents, series).cte("newest").prefix_with("MATERIALIZED")
    statement = (
        select(
            *(lines.c.series, lines.c.measure, lines.c.source, lines.c.document, lines.c.block, newest.c.period),
            *(cells.c.count.label("counted"), cells.c.published_unit, cells.c.provenance, cells.c.revised),
            *(cells.c.file, cells.c.sheet, cells.c.cell),
            *(vintages.c.seq, vintages.c.period.label("release"), vintages.c.available_at),
        )
        .select_from(newest)
        .join(lines, lines.c.id == newest.c.line)
        .join(cells, (cells.c.key == newest.c.id) & (cells.c.vintage == newest.c.changed))
        .join(vintages, vintages.c.seq == newest.c.printed)
        .where(cells.c.count.is_not(None), true() if program is None else vintages.c.program == program)
    )
    outlets: dict[tuple[str, str, str], Outlet] = {}
    for row in connection.execute(statement):
        name = (row.source, row.document, row.block)
        outlet = outlets.get(name) or outlets.setdefault(name, Outlet(*name))
        cell = cell_of(row, CellKey(row.series, row.period, row.measure, outlet))
        yield Printed(Known(cell, Stamp(row.release, row.available_at)), row.seq)


def _newest(cut: Cut, documents: Collection[tuple[str, str]] | None, series: str | None) -> Select[*tuple[Any, ...]]:
    """Of each cell key, the vintages that changed it last and that printed it last."""
    rows = select(cells.c.vintage).where(cells.c.key == cell_keys.c.id, cut(cells))
    changed = rows.order_by(cells.c.available_at.desc(), cells.c.vintage.desc()).limit(1)
    stretches = printings().where(cut(coverage))
    printed_last = stretches.order_by(coverage.c.available_at.desc(), coverage.c.vintage.desc()).limit(1)
    statement = select(
        *(cell_keys.c.id, cell_keys.c.line, cell_keys.c.period),
        changed.correlate(cell_keys).scalar_subquery().label("changed"),
        printed_last.correlate(cell_keys).scalar_subquery().label("printed"),
    )
    if documents is not None:
        theirs = select(lines.c.id).where(tuple_(lines.c.source, lines.c.document).in_(documents))
        statement = statement.where(cell_keys.c.line.in_(theirs))
    if series is not None:
        statement = statement.where(cell_keys.c.line.in_(select(lines.c.id).where(lines.c.series == series)))
    return statement


def printings() -> Select[int]:
    """The vintages that print the period of the `cell_keys` row at hand, for a subquery."""
    return select(coverage.c.vintage).where(
        coverage.c.line == cell_keys.c.line,
        coverage.c.first <= cell_keys.c.period,
        coverage.c.last >= cell_keys.c.period,
    )
