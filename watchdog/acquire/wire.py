"""What passes between us and the child that reads documents: JSON lines, and bodies as they are. Nothing is unpickled.

What comes back may be forged by a hostile document: only figures and places are taken from it, and each is checked.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from watchdog.errors import NotUnderstood
from watchdog.model.calendar import CalendarLine, CalendarReading, Listed
from watchdog.model.cell import Address, Blank, Cell, CellKey, Measure, Outlet, Provenance
from watchdog.model.document import Capture, Drift, DriftKind, Reading
from watchdog.model.layout import Column, Layout, Row, TableKind, TableShape
from watchdog.model.period import Period
from watchdog.model.series import Basis, Flow, Series
from watchdog.model.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A capture to read, its layout, and the parser as 'module:function'."""

    capture: Capture
    layout: Layout
    parser: str


def encode_job(job: Job) -> bytes:
    """One line that says what to do, then the body."""
    capture, layout = job.capture, job.layout
    order = {
        "parser": job.parser,
        "capture": {
            "source": capture.source,
            "document": capture.document,
            "url": capture.url,
            "sha256": capture.sha256,
            "fetched_at": capture.fetched_at.isoformat(),
        },
        "layout": {
            **{name: getattr(layout, name) for name in _LAYOUT_TEXTS},
            "columns": [[column.path, column.series, column.section] for column in layout.columns],
            "published_units": {series: str(unit) for series, unit in layout.published_units.items()},
            "units": {series: str(unit) for series, unit in layout.units.items()},
            "scale": str(layout.scale),
            "dash_unit": layout.dash_unit and str(layout.dash_unit),
            "templates": [_series_texts(template) for template in layout.templates.values()],
            "rows": [[row.path, row.section] for row in layout.rows],
            "table": asdict(layout.table) if layout.table else None,
        },
        "length": len(capture.body),
    }
    return json.dumps(order).encode() + b"\n" + capture.body


_LAYOUT_TEXTS = (
    *("document", "source", "file", "parser", "title", "part", "unit_line", "row_heading"),
    *("month_measure", "provenance", "sections", "base_year", "unrounded", "ranked", "words", "same", "periods"),
    *("tables", "prior_year", "zone", "time_of_day", "link"),
)


def decode_jobs(stream: BinaryIO) -> Iterator[Job]:
    """The jobs of a stream, to its end."""
    for line in iter(stream.readline, b""):
        order = json.loads(line)
        body = stream.read(order["length"])
        fetched_at = datetime.fromisoformat(order["capture"].pop("fetched_at"))
        capture = Capture(**order["capture"], fetched_at=fetched_at, body=body)
        yield Job(capture=capture, layout=_layout(order["layout"]), parser=order["parser"])


def _layout(texts: dict[str, Any]) -> Layout:
    typed = {
        "columns": tuple(Column(path=tuple(path), series=key, section=where) for path, key, where in texts["columns"]),
        "published_units": {series: Decimal(unit) for series, unit in texts["published_units"].items()},
        "units": {series: Unit.parse(unit) for series, unit in texts["units"].items()},
        "scale": Decimal(texts["scale"]),
        "dash_unit": texts["dash_unit"] and Decimal(texts["dash_unit"]),
        "templates": {each[0]: _series(*each) for each in texts["templates"]},
        "rows": tuple(Row(path=tuple(path), section=section) for path, section in texts["rows"]),
        "sections": tuple(texts["sections"]),
        "periods": tuple(texts["periods"]),
        "month_measure": Measure(texts["month_measure"]),
        "provenance": Provenance(texts["provenance"]),
        "table": _table(texts["table"]) if texts["table"] else None,
    }
    return Layout(**{**texts, **typed})


def _table(texts: dict[str, Any]) -> TableShape:
    return TableShape(**{**texts, "kind": TableKind(texts["kind"]), "missing": tuple(texts["missing"])})


def encode_answer(answer: Reading | CalendarReading | NotUnderstood) -> bytes:
    """One line: the reading, or why there is none."""
    if isinstance(answer, NotUnderstood):
        return json.dumps({"where": answer.where, "refused": _bare_message(answer)}).encode() + b"\n"
    if isinstance(answer, CalendarReading):
        return (
            json.dumps({"lines": [_calendar_row(line) for line in answer.lines], "notes": answer.notes}).encode()
            + b"\n"
        )
    content = {
        "reference": str(answer.reference),
        "stamped_at": answer.stamped_at.isoformat() if answer.stamped_at else None,
        "cells": [[*_key(cell.key), *_figure(cell)] for cell in answer.cells],
        "blanks": [[*_key(blank.key), *_place(blank.address), blank.found] for blank in answer.blanks],
        "drift": [[drift.kind, drift.subject, drift.message, *_place(drift.address)] for drift in answer.drift],
        "series": [_series_texts(series) for series in answer.series],
    }
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


def decode_answer(line: bytes, capture: Capture) -> Reading | NotUnderstood:
    """The answer about this capture; ValueError, TypeError or KeyError where the line is not one."""
    content = json.loads(line)
    if "refused" in content:
        return NotUnderstood(capture.name, str(content["where"]), str(content["refused"]))
    stamped_at = content["stamped_at"]
    return Reading(
        source=capture.source,
        document=capture.document,
        sha256=capture.sha256,
        reference=Period.parse(content["reference"]),
        cells=tuple(_cell(capture, *row) for row in content["cells"]),
        blanks=tuple(_blank(capture, *row) for row in content["blanks"]),
        stamped_at=datetime.fromisoformat(stamped_at) if stamped_at else None,
        drift=tuple(_drift(*row) for row in content["drift"]),
        series=tuple(_series(*row) for row in content["series"]),
    )


def decode_calendar(line: bytes, capture: Capture) -> CalendarReading | NotUnderstood:
    """The answer about this calendar; ValueError, TypeError or KeyError where the line is not one."""
    content = json.loads(line)
    if "refused" in content:
        return NotUnderstood(capture.name, str(content["where"]), str(content["refused"]))
    return CalendarReading(
        source=capture.source,
        document=capture.document,
        sha256=capture.sha256,
        lines=tuple(_calendar_line(*row) for row in content["lines"]),
        notes=tuple(str(note) for note in content["notes"]),
    )


def _calendar_row(line: CalendarLine) -> list[str]:
    at, period = line.at.isoformat() if line.at else "", str(line.period or "")
    return [at, period, line.listed, line.said, *_place(line.address)]


def _calendar_line(at: str, period: str, listed: str, said: str, document: str, sheet: str, cell: str) -> CalendarLine:
    stated = datetime.fromisoformat(at).astimezone(UTC) if at else None
    return CalendarLine(
        at=stated,
        period=Period.parse(period) if period else None,
        listed=Listed(listed),
        said=str(said),
        address=Address(str(document), str(sheet), str(cell)),
    )


def _bare_message(error: NotUnderstood) -> str:
    """The message without the document and place that the error puts before it."""
    return str(error).removeprefix(f"{error.document}: ").removeprefix(f"at {error.where}: ")


def _key(key: CellKey) -> tuple[str, str, str, str]:
    return key.series, str(key.period), key.measure, key.outlet.block


def _place(address: Address | None) -> tuple[str, str, str]:
    return (address.document, address.sheet, address.cell) if address else ("", "", "")


def _figure(cell: Cell) -> tuple[int, str, str, bool, str, str, str]:
    return cell.count, str(cell.published_unit), cell.provenance, cell.revised, *_place(cell.address)


def _cell_key(capture: Capture, series: str, period: str, measure: str, block: str) -> CellKey:
    outlet = Outlet(capture.source, capture.document, str(block))
    return CellKey(str(series), Period.parse(period), Measure(measure), outlet)


def _cell(capture: Capture, *row: Any) -> Cell:  # noqa: ANN401 - checked field by field here, where JSON enters
    series, period, measure, block, count, published_unit, provenance, revised, document, sheet, cell = row
    return Cell(
        key=_cell_key(capture, series, period, measure, block),
        count=int(count),
        published_unit=Decimal(published_unit),
        provenance=Provenance(provenance),
        address=Address(str(document), str(sheet), str(cell)),
        revised=bool(revised),
    )


def _blank(capture: Capture, *row: Any) -> Blank:  # noqa: ANN401 - checked field by field here, where JSON enters
    series, period, measure, block, document, sheet, cell, found = row
    key = _cell_key(capture, series, period, measure, block)
    return Blank(key=key, address=Address(str(document), str(sheet), str(cell)), found=str(found))


def _drift(kind: str, subject: str, message: str, document: str, sheet: str, cell: str) -> Drift:
    address = Address(str(document), str(sheet), str(cell)) if cell else None
    return Drift(kind=DriftKind(kind), subject=str(subject), message=str(message), address=address)


def _series_texts(series: Series) -> tuple[str, ...]:
    basis, unit, step = str(series.basis), str(series.unit), str(series.published_unit)
    return series.key, series.label, series.flow, series.item, basis, unit, step, series.partner


def _series(key: str, label: str, flow: str, item: str, basis: str, unit: str, step: str, partner: str) -> Series:
    return Series(
        key=str(key),
        label=str(label),
        flow=Flow(flow),
        item=str(item),
        basis=Basis.parse(basis),
        unit=Unit.parse(unit),
        published_unit=Decimal(step),
        partner=str(partner),
    )
