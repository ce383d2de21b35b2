"""What the advance pack makes of its documents: each figure under its series, and by name what is not there."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.acquire.agencies import arrays
from tests.packs import advance
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.period import Period
from watchdog.plugins import PARSERS
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules

BOOK = load(packaged_rules() / "us_trade_advance")
MONTH = Period.of_month(2025, 11)


def read(document: str, body: bytes) -> Reading:
    layout = BOOK.layout(document)
    capture = Capture(
        source=layout.source,
        document=document,
        url="made up",
        body=body,
        sha256="0" * 64,
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return PARSERS[layout.parser](capture, layout)


def levels(reading: Reading, month: Period = MONTH) -> dict[str, int]:
    return {
        cell.key.series: cell.count
        for cell in reading.cells
        if cell.key.period == month and cell.key.measure == "level"
    }


def test_the_bulk_file_and_the_interface_give_the_same_totals() -> None:
    bulk = read("bulk", advance.bulk(MONTH))
    api = read("api", arrays(advance.api_rows(MONTH))[2])
    exports, imports = advance.flows(MONTH)

    assert levels(bulk) == levels(api)
    assert (exports - imports, exports, imports) == tuple(
        levels(bulk)[f"{side}.goods.census"] for side in ("balance", "exports", "imports")
    )
    assert advance.unadjusted(MONTH)[0] == levels(bulk)["exports.goods.census.nsa"]
    assert MONTH == bulk.reference == api.reference


def test_fred_gives_its_one_month() -> None:
    reading = read("fred", advance.fred(MONTH))

    assert [MONTH] == [cell.key.period for cell in reading.cells]


@pytest.mark.parametrize("document", ["bulk", "api"])
def test_another_category_code_is_refused_by_the_name_of_what_is_missing(document: str) -> None:
    body = advance.bulk(MONTH, "GOODS") if document == "bulk" else arrays(advance.api_rows(MONTH, "GOODS"))[2]

    with pytest.raises(NotUnderstood, match="no row of CBG BAL adjusted"):
        read(document, body)


def test_table_1_gives_the_six_categories_of_both_flows_adjusted_and_not() -> None:
    reading = read("report", advance.table_1(MONTH))
    found = levels(reading)
    exports, imports = advance.flows(MONTH)

    assert () == reading.drift
    assert 30 == len(found)
    assert exports == found["exports.goods.census"]
    assert advance.parts(imports)[2] == found["imports.capital_goods"]
    assert advance.parts(advance.unadjusted(MONTH)[1])[5] == found["imports.other_goods.nsa"]
    assert {MONTH, MONTH.shift(-1), MONTH.shift(-12)} == {cell.key.period for cell in reading.cells}


def test_a_category_that_table_1_names_otherwise_is_told_and_not_taken_for_another() -> None:
    def rename(rows: list[list[Any]]) -> None:
        rows[6][0] = "Industrial Materials"

    reading = read("report", advance.table_1(MONTH, rename))

    assert any("'Exports / Industrial Materials'" in drift.message for drift in reading.drift)
    assert "exports.industrial_supplies" not in levels(reading)


def test_a_sheet_without_the_heading_of_table_1_is_refused() -> None:
    def behead(rows: list[list[Any]]) -> None:
        rows[0][0] = "Category"

    with pytest.raises(NotUnderstood, match="expected the heading 'Item'"):
        read("report", advance.table_1(MONTH, behead))


def test_exhibit_5_of_the_full_report_is_read_as_in_us_trade() -> None:
    found = levels(read("full_exh5", advance.exhibit_5(MONTH, {})))
    exports, imports = advance.full(MONTH, {})

    assert (exports, imports) == (found["exports.goods.census"], found["imports.goods.census"])
