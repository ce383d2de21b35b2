"""What must hold for every parser: whatever the bytes, the only way out but a reading is NotUnderstood."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell import MergedCell  # type: ignore[import-untyped]  # published without type information

from tests.acquire.asking import BOOK, asked_for
from tests.acquire.items import BY_COUNTRY, Worksheet, by_country
from tests.acquire.layouts import ALL, capture
from tests.acquire.texts import ECON_CSV, FRED_CSV, FTD_CSV, PRESS_CSV, TABLE_CSV, zipped
from tests.acquire.workbooks import bea_series, exhibit_1
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.plugins import PARSERS as BUILT_IN

KEYED = ("eits", "enduse_exports", "hs_imports", "fred_api")
LAYOUTS = {**ALL, "exh14": BY_COUNTRY, **{document: BOOK.layout(document) for document in (*KEYED, "bea_series")}}


def answered(document: str) -> bytes:
    """What the agency's stand-in sends."""
    outcome, _ = asked_for(document)
    assert isinstance(outcome, Capture)
    return outcome.body


GENUINE = {
    "exh1": exhibit_1(),
    "exh14": by_country(),
    "ftd": FTD_CSV.encode(),
    "fred": FRED_CSV.encode(),
    "econ_export": ECON_CSV.encode(),
    "press": PRESS_CSV.encode(),
    "ftd_table": TABLE_CSV.encode(),
    **{document: answered(document) for document in KEYED},
    "bea_series": bea_series(),
}
PARSERS = tuple(GENUINE)
WORKBOOKS = ("exh1", "exh14", "bea_series")
TYPICAL = st.sampled_from(
    [b"<html>", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"date,value\n", b"\xef\xbb\xbf", b""]
)


def outcome(document: str, body: bytes) -> Reading | None:
    layout = LAYOUTS[document]
    try:
        return BUILT_IN[layout.parser](capture(layout, body), layout)
    except NotUnderstood:
        return None


@pytest.mark.parametrize("document", PARSERS)
@settings(max_examples=60)
@given(start=TYPICAL, rest=st.binary(max_size=200))
def test_random_bytes_are_not_understood_and_nothing_else(document: str, start: bytes, rest: bytes) -> None:
    assert outcome(document, start + rest) is None


@pytest.mark.parametrize("document", [name for name in PARSERS if name not in WORKBOOKS])
@settings(max_examples=100)
@given(place=st.floats(0, 1, exclude_max=True), replacement=st.binary(max_size=3), length=st.integers(0, 6))
def test_a_damaged_text_is_read_as_it_stands_or_refused(
    document: str, place: float, replacement: bytes, length: int
) -> None:
    genuine = GENUINE[document]
    start = int(place * len(genuine))
    reading = outcome(document, genuine[:start] + replacement + genuine[start + length :])

    assert reading is None or reading.document == document


@pytest.mark.parametrize("document", ["ftd", "fred", "econ_export", "ftd_table"])
def test_a_text_cut_anywhere_in_its_last_figures_is_refused(document: str) -> None:
    genuine = GENUINE[document]
    whole = outcome(document, genuine)
    assert whole is not None
    values = {each.key: each.value for each in whole.cells}

    for length in range(len(genuine)):
        cut = outcome(document, genuine[:length])
        assert cut is None or all(values[each.key] == each.value for each in cut.cells), genuine[:length][-20:]


@pytest.mark.parametrize("document", [*WORKBOOKS, "ftd"])
@settings(max_examples=40)
@given(keep=st.floats(0, 1, exclude_max=True))
def test_a_cut_archive_is_never_read(document: str, keep: float) -> None:
    body = GENUINE[document] if document in WORKBOOKS else zipped("FTD-mf.csv", FTD_CSV)

    assert outcome(document, body[: int(keep * len(body))]) is None


@pytest.mark.parametrize("document", PARSERS)
def test_the_same_bytes_always_give_the_same_reading(document: str) -> None:
    first, second = outcome(document, GENUINE[document]), outcome(document, GENUINE[document])

    assert first is not None
    assert first == second


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["2025-10", "-5"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["observations", "date", "value", "count", "offset", "x"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("document", KEYED)
@settings(max_examples=100)
@given(content=JSON)
def test_any_json_is_not_understood_and_nothing_else(document: str, content: object) -> None:
    assert outcome(document, json.dumps(content).encode("utf-8", "replace")) is None


@pytest.mark.parametrize("document", KEYED)
@settings(max_examples=100)
@given(content=JSON, data=st.data())
def test_a_field_replaced_by_anything_is_read_as_it_stands_or_refused(
    document: str, content: object, data: st.DataObject
) -> None:
    genuine = json.loads(GENUINE[document])
    holders = list(_holders(genuine))
    holder, key = data.draw(st.sampled_from(holders))
    holder[key] = content
    reading = outcome(document, json.dumps(genuine).encode("utf-8", "replace"))

    assert reading is None or reading.document == document


def _holders(content: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - whatever JSON holds
    """Every place in it where something else could stand."""
    keys = content if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ()
    for key in keys:
        yield content, key
        yield from _holders(content[key])


@pytest.mark.parametrize("document", WORKBOOKS)
@settings(max_examples=150)
@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
def test_a_flipped_byte_in_a_workbook_never_changes_a_figure(document: str, place: float, value: int) -> None:
    body = bytearray(GENUINE[document])
    body[int(place * len(body))] = value
    reading, genuine = outcome(document, bytes(body)), outcome(document, GENUINE[document])

    assert genuine is not None
    assert reading is None or reading.cells == genuine.cells


CELL = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=8),
    st.sampled_from(
        ["(-)", "(X)", "(R)", "Item", "Balance", "August\n2025", "Year-to-Date\n2025", "NOTE: ", "Other", "2025"]
    ),
)


@settings(max_examples=200, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(1, 20), st.integers(1, 16), CELL), max_size=6))
def test_a_table_by_items_with_anything_in_its_cells_is_read_or_refused(
    changes: list[tuple[int, int, object]],
) -> None:
    def change(sheet: Worksheet) -> None:
        for row, column, value in changes:
            if not isinstance(sheet.cell(row, column), MergedCell):
                sheet.cell(row, column).value = value

    reading = outcome("exh14", by_country(change))

    assert reading is None or reading.document == "exh14"
