"""A sheet whose rows are items, changed in one place and read, for the tests of its parser."""

from collections.abc import Callable
from decimal import Decimal

from tests.acquire.items import BY_COUNTRY, Worksheet, by_country
from tests.acquire.layouts import capture
from watchdog.acquire.parsers.exhibit_rows import read
from watchdog.model.cell import CellKey
from watchdog.model.document import DriftKind, Reading
from watchdog.model.layout import Layout

Change = Callable[[Worksheet], None]


def reading(change: Change | None = None, layout: Layout = BY_COUNTRY) -> Reading:
    return read(capture(layout, by_country(change)), layout)


def told(read_so: Reading) -> list[tuple[DriftKind, str]]:
    return [(drift.kind, drift.subject) for drift in read_so.drift]


def figures_of(read_so: Reading) -> dict[CellKey, Decimal]:
    return {each.key: each.value for each in read_so.cells}


def put(place: str, value: object) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet[place] = value

    return change


def insert(row: int, values: list[object]) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(row)
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value

    return change


def move(row: int, to: int) -> Change:
    def change(sheet: Worksheet) -> None:
        values = [sheet.cell(row, column).value for column in range(1, 14)]
        sheet.delete_rows(row)
        insert(to, values)(sheet)

    return change


def swap(left: str, right: str) -> Change:
    def change(sheet: Worksheet) -> None:
        for row in range(6, 16):
            here, there = sheet[f"{left}{row}"], sheet[f"{right}{row}"]
            here.value, there.value = there.value, here.value

    return change
