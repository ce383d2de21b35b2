"""The workbooks stand as the published ones: the same sheet names, places and texts, in two readers."""

import io
from typing import Any

import openpyxl  # type: ignore[import-untyped] # published without type information
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples.reading import sheet_of
from watchdog.samples.exhibits import exhibit_workbook
from watchdog.samples.tables import read_exhibit
from watchdog.samples.workbook import workbook

CELLS = [
    (1, "2025-09", "B47", -52828),
    (1, "2025-09", "E47", None),
    (1, "2025-10", "B47", -48137),
    (1, "2025-11", "J49", 76336),
    (1, "2025-11", "A52", None),
    (1, "2025-12", "A5", "Period"),
    (1, "2025-12", "H5", "Imports"),
    (1, "2025-12", "J6", "Services"),
    (1, "2025-12", "A7", "2023"),
    (1, "2025-12", "A46", "October (R)"),
    (1, "2025-12", "B46", -28749),
    (1, "2025-12", "A49", "November data as published last month:"),
    (1, "2025-12", "B50", -56825),
    (1, "2026-01", "A40", "February"),
    (1, "2026-01", "B40", None),
    (12, "2025-11", "A9", "Jan. - Nov."),
    (12, "2025-11", "D5", "Exports"),
    (12, "2025-11", "E6", "Net Adjustments"),
    (12, "2025-11", "I52", 274190),
    (12, "2026-01", "C39", -74151),
]
VALUES = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), min_size=1).filter(str.strip),
)


@pytest.mark.parametrize(("number", "release", "address", "expected"), CELLS)
def test_a_cell_stands_where_the_published_sheet_has_it(
    number: int, release: str, address: str, expected: str | int | None
) -> None:
    written = exhibit_workbook(read_exhibit(number, release))
    row, column = int(address[1:]) - 1, ord(address[0]) - ord("A")
    read = sheet_of(written).to_python(skip_empty_area=False)[row][column]

    assert ("" if expected is None else expected) == read
    assert openpyxl.load_workbook(io.BytesIO(written))[str(number)][address].value == expected


@given(st.lists(st.lists(VALUES, min_size=1, max_size=26), min_size=1, max_size=5))
def test_whatever_is_written_is_read_back(rows: list[list[str | int | None]]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook("1", rows)))["1"]
    expected: dict[tuple[int, int], Any] = {
        (at, place): value for at, row in enumerate(rows, 1) for place, value in enumerate(row, 1) if value is not None
    }
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert expected == {(cell.row, cell.column): cell.value for cell in cells}


def test_the_same_exhibit_gives_the_same_bytes() -> None:
    assert exhibit_workbook(read_exhibit(12, "2026-01")) == exhibit_workbook(read_exhibit(12, "2026-01"))
