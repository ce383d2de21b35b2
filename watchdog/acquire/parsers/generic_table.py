"""From a plain table that YAML alone describes (CSV, workbook, JSON, Parquet; a row a month) to the series it names."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from watchdog.acquire.assembly import assemble, number
from watchdog.acquire.delimited import shown
from watchdog.acquire.observations import Observation, printed
from watchdog.acquire.records import Path, Record, records
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout, TableShape
from watchdog.model.period import Period
from watchdog.model.period_form import period_in

_LARGEST_EXPONENT = 20


def read(capture: Capture, layout: Layout) -> Reading:
    """The named columns; rows may come in any order, and a month that none of them gives is missing."""
    if layout.table is None:
        raise NotUnderstood(capture.name, "", "the document's entry in the rules has no `table`; describe it there")
    return assemble(
        capture, layout, printed(capture, layout, _observations(capture, layout, layout.table), layout.table.sheet)
    )


def _observations(capture: Capture, layout: Layout, shape: TableShape) -> Iterator[Observation]:
    only: Mapping[Path, str] = {(name,): text for name, text in shape.only.items()}
    columns = [column.path for column in layout.columns]
    for record in records(capture, shape, dict.fromkeys([(shape.period,), *only, *columns])):
        if any(str(record.fields[path]) != text for path, text in only.items()) or _is_beside(record, shape):
            continue
        period = _period(capture, record, shape)
        for column in layout.columns:
            found = record.fields[column.path]
            where = record.places[column.path]
            value = _figure(capture, found, where, shape)
            yield Observation(column=column, period=period, value=value, where=where, found=str(found or ""))


def _is_beside(record: Record, shape: TableShape) -> bool:
    """Whether the row is empty, or one of those that the layout says are no months: years, notes."""
    label = str(record.fields[shape.period,]).strip()
    if shape.skip and re.fullmatch(shape.skip, label):
        return True
    return all(field is None or not str(field).strip() for field in record.fields.values())


def _period(capture: Capture, record: Record, shape: TableShape) -> Period:
    path = (shape.period,)
    found = record.fields[path]
    if isinstance(found, date):
        return Period.of_month(found.year, found.month)
    period = period_in(str(found).strip(), shape.period_form)
    if period is None:
        message = f"{shown(found)} is not a month written as {shape.period_form!r}"
        raise NotUnderstood(capture.name, record.places[path], message)
    return period


def _figure(capture: Capture, found: object, where: str, shape: TableShape) -> Decimal | None:
    if found is None or str(found).strip() in ("", *shape.missing):
        return None
    value = number(_plain(found, shape))
    if value is None:
        raise NotUnderstood(capture.name, where, f"expected a figure, found {shown(found)}")
    return value


def _plain(found: object, shape: TableShape) -> str:
    """The number as digits without grouping or exponent; '' for what is no number at all."""
    if isinstance(found, bool) or not isinstance(found, int | float | Decimal | str):
        return ""
    if isinstance(found, str):
        text = found.strip()
        return text.replace(shape.thousands, "") if shape.thousands else text
    exact = Decimal(str(found))
    return f"{exact:f}" if exact.is_finite() and abs(exact.adjusted()) <= _LARGEST_EXPONENT else ""
