"""Between cells and rows: the ids of lines and cell keys, the stretches that a document prints, a cell's columns."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, tuple_

from watchdog.model.cell import Address, Blank, Cell, CellKey, Measure
from watchdog.model.period import Frequency, Period
from watchdog.store.database import insert_new
from watchdog.store.tables import cell_keys, lines


class Line(NamedTuple):
    """One measure of one series in one block of one document, at one frequency: a column of a sheet, say."""

    source: str
    document: str
    block: str
    series: str
    measure: Measure
    frequency: Frequency


Runs = Mapping[Line, list[tuple[Period, Period]]]
"""From where to where each line is printed, in order."""


class Ids(NamedTuple):
    """The rows that stand for lines and for cell keys."""

    of_line: dict[Line, int]
    of_key: dict[CellKey, int]


def line_of(key: CellKey) -> Line:
    """The line that a cell stands in."""
    outlet = key.outlet
    return Line(outlet.source, outlet.document, outlet.block, key.series, key.measure, key.period.frequency)


def ids(connection: Connection, keys: Collection[CellKey]) -> Ids:
    """The row ids of these keys and of their lines, made where they are new."""
    line_of_key = {key: line_of(key) for key in keys}
    documents = {(line.source, line.document) for line in line_of_key.values()}
    of_line = _line_ids(connection, documents, set(line_of_key.values()))
    wanted = {key: (of_line[line], key.period) for key, line in line_of_key.items()}
    of_place = _place_ids(connection, documents, set(wanted.values()))
    return Ids(of_line, {key: of_place[place] for key, place in wanted.items()})


def _line_ids(connection: Connection, documents: set[tuple[str, str]], wanted: set[Line]) -> dict[Line, int]:
    columns = [lines.c[name] for name in Line._fields]
    statement = select(lines.c.id, *columns).where(tuple_(lines.c.source, lines.c.document).in_(documents))
    stored = {Line(*row[1:]): row.id for row in connection.execute(statement)}
    if missing := sorted(wanted - stored.keys()):
        insert_new(connection, lines, [line._asdict() for line in missing])
        stored = {Line(*row[1:]): row.id for row in connection.execute(statement)}
    return stored


def _place_ids(
    connection: Connection, documents: set[tuple[str, str]], wanted: set[tuple[int, Period]]
) -> dict[tuple[int, Period], int]:
    statement = (
        select(cell_keys.c.id, cell_keys.c.line, cell_keys.c.period)
        .join(lines, lines.c.id == cell_keys.c.line)
        .where(tuple_(lines.c.source, lines.c.document).in_(documents))
    )
    stored = {(row.line, row.period): row.id for row in connection.execute(statement)}
    if missing := sorted(wanted - stored.keys()):
        insert_new(connection, cell_keys, [{"line": line, "period": period} for line, period in missing])
        stored = {(row.line, row.period): row.id for row in connection.execute(statement)}
    return stored


def stretches(keys: Iterable[CellKey]) -> Runs:
    """From where to where each line is printed. Figures a year apart belong to two stretches: they are a comparison
    (January through November of this year and of the last), not the ends of a column with a hole in it.
    """
    periods: defaultdict[Line, list[Period]] = defaultdict(list)
    for key in keys:
        periods[line_of(key)].append(key.period)
    return {line: list(_runs(sorted(printed))) for line, printed in periods.items()}


def _runs(periods: list[Period]) -> Iterator[tuple[Period, Period]]:
    first = last = periods[0]
    for period in periods[1:]:
        if period.year_before() >= last:
            yield first, last
            first = period
        last = period
    yield first, last


def coverage_rows(runs: Runs, row_ids: Ids) -> Iterator[dict[str, Any]]:
    """A row for each stretch, without its vintage."""
    for line, stretch in runs.items():
        yield from ({"line": row_ids.of_line[line], "first": first, "last": last} for first, last in stretch)


def blank_row(blank: Blank, row_ids: Ids) -> dict[str, Any]:
    """A blank's columns, without its vintage."""
    address = blank.address
    place = {"file": address.document, "sheet": address.sheet, "cell": address.cell}
    return {"key": row_ids.of_key[blank.key], "found": blank.found} | place


def cell_of(row: Row[*tuple[Any, ...]], key: CellKey) -> Cell:
    """The cell under this key that the columns of a row make."""
    return Cell(
        key=key,
        count=row.counted,
        published_unit=row.published_unit,
        provenance=row.provenance,
        revised=row.revised,
        address=None if row.file is None else Address(row.file, row.sheet, row.cell),
    )


def cell_row(cell: Cell | None) -> dict[str, Any]:
    """A cell's columns; those of a figure that vanished for None."""
    if cell is None:
        return _VANISHED
    address = cell.address
    return {
        "count": cell.count,
        "published_unit": cell.published_unit,
        "provenance": cell.provenance,
        "revised": cell.revised,
        "file": address and address.document,
        "sheet": address and address.sheet,
        "cell": address and address.cell,
    }


_VANISHED: dict[str, Any] = dict.fromkeys(("count", "published_unit", "provenance", "file", "sheet", "cell")) | {
    "revised": False
}
