"""What must hold for every parser: whatever the bytes, the only way out but a reading is NotUnderstood."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acquire.layouts import ALL, capture
from tests.acquire.texts import ECON_CSV, FRED_CSV, FTD_CSV, PRESS_CSV, TABLE_CSV, zipped
from tests.acquire.workbooks import exhibit_1
from watchdog.acquire.parsers import econ_export, exhibit, figures, fred_csv, ftd_bulk, monthly_table
from watchdog.errors import NotUnderstood
from watchdog.model.document import Reading
from watchdog.ports import Parser

PARSERS: dict[str, Parser] = {
    "exh1": exhibit.read,
    "ftd": ftd_bulk.read,
    "fred": fred_csv.read,
    "econ_export": econ_export.read,
    "press": figures.read,
    "ftd_table": monthly_table.read,
}
GENUINE = {
    "exh1": exhibit_1(),
    "ftd": FTD_CSV.encode(),
    "fred": FRED_CSV.encode(),
    "econ_export": ECON_CSV.encode(),
    "press": PRESS_CSV.encode(),
    "ftd_table": TABLE_CSV.encode(),
}
TYPICAL = st.sampled_from(
    [b"<html>", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"date,value\n", b"\xef\xbb\xbf", b""]
)


def outcome(document: str, body: bytes) -> Reading | None:
    layout = ALL[document]
    try:
        return PARSERS[document](capture(layout, body), layout)
    except NotUnderstood:
        return None


@pytest.mark.parametrize("document", PARSERS)
@settings(max_examples=60)
@given(start=TYPICAL, rest=st.binary(max_size=200))
def test_random_bytes_are_not_understood_and_nothing_else(document: str, start: bytes, rest: bytes) -> None:
    assert outcome(document, start + rest) is None


@pytest.mark.parametrize("document", [name for name in PARSERS if name != "exh1"])
@settings(max_examples=100)
@given(place=st.floats(0, 1, exclude_max=True), replacement=st.binary(max_size=3), length=st.integers(0, 6))
def test_a_damaged_text_is_read_as_it_stands_or_refused(
    document: str, place: float, replacement: bytes, length: int
) -> None:
    genuine = GENUINE[document]
    start = int(place * len(genuine))
    reading = outcome(document, genuine[:start] + replacement + genuine[start + length :])

    assert reading is None or reading.document == document


@pytest.mark.parametrize("document", ["exh1", "ftd"])
@settings(max_examples=40)
@given(keep=st.floats(0, 1, exclude_max=True))
def test_a_cut_archive_is_never_read(document: str, keep: float) -> None:
    body = GENUINE["exh1"] if document == "exh1" else zipped("FTD-mf.csv", FTD_CSV)

    assert outcome(document, body[: int(keep * len(body))]) is None


@pytest.mark.parametrize("document", PARSERS)
def test_the_same_bytes_always_give_the_same_reading(document: str) -> None:
    first, second = outcome(document, GENUINE[document]), outcome(document, GENUINE[document])

    assert first is not None
    assert first == second


@settings(max_examples=150)
@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
def test_a_flipped_byte_in_a_workbook_never_changes_a_figure(place: float, value: int) -> None:
    body = bytearray(GENUINE["exh1"])
    body[int(place * len(body))] = value
    reading, genuine = outcome("exh1", bytes(body)), outcome("exh1", GENUINE["exh1"])

    assert genuine is not None
    assert reading is None or reading.cells == genuine.cells
