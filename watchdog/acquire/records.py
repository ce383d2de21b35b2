"""From a plain table (CSV, workbook, JSON, Parquet) to its records: what each row holds in the columns asked for."""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from watchdog.acquire.delimited import lines_of, rows_of, shown
from watchdog.acquire.json_text import at_pointer, json_of
from watchdog.acquire.workbook import refuse_hollow_cells, values_of
from watchdog.acquire.worksheet import column_letters
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture
from watchdog.model.layout import TableKind, TableShape

Path = tuple[str, ...]
_SEARCHED_ROWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row; `places` says for each column where its field stands."""

    fields: Mapping[Path, object]
    places: Mapping[Path, str]


Reader = Callable[[Capture, TableShape, Collection[Path]], Iterator[Record]]


def records(capture: Capture, shape: TableShape, wanted: Collection[Path]) -> Iterator[Record]:
    """Each row with the wanted columns, all of which must be there, and once."""
    return _READERS[shape.kind](capture, shape, wanted)


def _from_csv(capture: Capture, shape: TableShape, wanted: Collection[Path]) -> Iterator[Record]:
    """The table begins at the first line that names the wanted columns; what stands above is about it."""
    lines = lines_of(capture, capture.body)
    headers = ((place, _names(line)) for place, line in enumerate(lines[:_SEARCHED_ROWS], start=1))
    place, header = next(((place, names) for place, names in headers if (shape.period,) in names), (0, []))
    if not header:
        raise NotUnderstood(capture.name, "", f"no line of the first {_SEARCHED_ROWS} names the column {shape.period}")
    columns = _columns(capture, header, wanted, f"line {place}")
    for line_number, fields in rows_of(capture, lines[place:], len(header), place + 1):
        where = f"line {line_number}"
        found = {path: fields[column] for path, column in columns.items()}
        yield Record(fields=found, places=dict.fromkeys(columns, where))


def _names(line: str) -> list[Path]:
    try:
        return [(name.strip(),) for name in next(csv.reader([line], strict=True), [])]
    except csv.Error:
        return []


def _from_workbook(capture: Capture, shape: TableShape, wanted: Collection[Path]) -> Iterator[Record]:
    refuse_hollow_cells(capture)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(capture.body))
        if shape.sheet not in workbook.sheet_names:
            message = f"there is no sheet {shape.sheet!r}; there are {', '.join(workbook.sheet_names[:10])}"
            raise NotUnderstood(capture.name, "", message)
        rows = values_of(capture, workbook.get_sheet_by_name(shape.sheet))
    except (CalamineError, OSError, ValueError) as error:
        raise NotUnderstood(capture.name, "", f"the workbook cannot be read: {error}") from error
    heading = _heading(capture, shape, rows)
    last = heading + shape.header_rows - 1
    columns = _columns(capture, _paths(rows[heading : last + 1], shape), wanted, f"{shape.sheet}!A{heading + 1}")
    for place, row in enumerate(rows[last + 1 :], start=last + 2):
        yield Record(
            fields={path: row[column] for path, column in columns.items()},
            places={path: f"{column_letters(column)}{place}" for path, column in columns.items()},
        )


def _heading(capture: Capture, shape: TableShape, rows: Sequence[Sequence[object]]) -> int:
    found = [
        place for place, row in enumerate(rows[:_SEARCHED_ROWS]) if shape.period in (str(cell).strip() for cell in row)
    ]
    if len(found) != 1:
        message = f"expected the heading {shape.period!r} in one of the first {_SEARCHED_ROWS} rows, found {len(found)}"
        raise NotUnderstood(capture.name, shape.sheet, message)
    return found[0]


def _paths(header: Sequence[Sequence[object]], shape: TableShape) -> list[Path]:
    """Each column's headings from the top; a group's name stands in its first column only."""
    groups = [""] * (len(header) - 1)
    paths = []
    for column in range(len(header[0]) if header else 0):
        texts = [" ".join(str(row[column]).split()) for row in header]
        groups = [text or group for text, group in zip(texts, groups, strict=False)]
        is_period = shape.period in texts
        paths.append((shape.period,) if is_period else tuple(part for part in (*groups, texts[-1]) if part))
        groups = [""] * len(groups) if is_period else groups
    return paths


def _from_json(capture: Capture, shape: TableShape, wanted: Collection[Path]) -> Iterator[Record]:
    """The records are objects, or arrays below one that names the columns."""
    try:
        rows = at_pointer(json_of(capture), shape.rows)
    except KeyError:
        raise NotUnderstood(capture.name, shape.rows, "there is nothing in the JSON text") from None
    if not isinstance(rows, list):
        raise NotUnderstood(capture.name, shape.rows, f"expected a list of records, found {shown(rows)}")
    if rows and isinstance(rows[0], list):
        columns = _columns(capture, [(str(name),) for name in rows[0]], wanted, f"{shape.rows}/0")
        pointers = {path: f"/{column}" for path, column in columns.items()}
        rows, first = rows[1:], 1
    else:
        pointers, first = {path: _pointer(path) for path in wanted}, 0
    for place, row in enumerate(rows, start=first):
        where = f"{shape.rows}/{place}"
        try:
            fields = {path: at_pointer(row, pointer) for path, pointer in pointers.items()}
        except KeyError as error:
            raise NotUnderstood(capture.name, where, f"the record has no {error.args[0]}: {shown(row)}") from None
        yield Record(fields=fields, places={path: f"{where}{pointer}" for path, pointer in pointers.items()})


def _pointer(path: Path) -> str:
    (name,) = path
    return name if name.startswith("/") else f"/{name.replace('~', '~0').replace('/', '~1')}"


def _from_parquet(capture: Capture, _shape: TableShape, wanted: Collection[Path]) -> Iterator[Record]:
    try:
        from pyarrow import ArrowException, BufferReader, parquet
    except ImportError:
        message = "reading Parquet needs the package pyarrow, which is not installed: pip install pyarrow"
        raise NotUnderstood(capture.name, "", message) from None
    try:
        table = parquet.read_table(BufferReader(capture.body))
        columns = _columns(capture, [(name,) for name in table.column_names], wanted, "")
        rows = table.select(list(columns.values())).to_pylist()
    except (ArrowException, OSError, ValueError, UnicodeDecodeError) as error:
        raise NotUnderstood(capture.name, "", f"the Parquet file cannot be read: {str(error)[:200]}") from error
    for place, row in enumerate(rows, start=1):
        yield Record(fields={(name,): row[name] for (name,) in columns}, places=dict.fromkeys(columns, f"row {place}"))


def _columns(capture: Capture, header: list[Path], wanted: Collection[Path], where: str) -> dict[Path, int]:
    columns = {}
    for path in wanted:
        if header.count(path) != 1:
            message = f"the column {' / '.join(path)!r} is there {header.count(path)} times among {shown(header)}"
            raise NotUnderstood(capture.name, where, message)
        columns[path] = header.index(path)
    return columns


_READERS: Mapping[TableKind, Reader] = {
    TableKind.CSV: _from_csv,
    TableKind.XLSX: _from_workbook,
    TableKind.JSON: _from_json,
    TableKind.PARQUET: _from_parquet,
}
