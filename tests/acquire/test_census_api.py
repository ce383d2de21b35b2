"""The Census API: time series and international trade, in its format and with its misbehaviours."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.acquire.agencies import (
    GOLD,
    MONTHS,
    TOTALS,
    Asked,
    Misbehaviour,
    Reply,
    arrays,
    as_json,
)
from tests.acquire.asking import always, failure, read, rewritten
from watchdog.model.document import Reading


def test_the_time_series_api_gives_the_totals_exactly() -> None:
    reading = read("eits")
    levels = {(cell.key.series, str(cell.key.period)): cell.count for cell in reading.cells}

    assert {
        (f"{name}.total", month): figure
        for data_type, name in (("BAL", "balance"), ("EXP", "exports"), ("IMP", "imports"))
        for month, figure in zip(MONTHS, TOTALS[data_type], strict=True)
    } == levels


@pytest.mark.parametrize(
    ("misbehaviour", "words"),
    [
        (always((302, {"Location": "/data/missing_key.html"}, b"")), "does not accept the API key"),
        (always((200, {}, b"<div><h1>Invalid Key</h1></div>")), "does not accept the API key"),
        (always((400, {"X-DataWebAPI-KeyError": "true"}, b"")), "does not accept the API key"),
        (always((204, {}, b"")), "nothing to send (204): no row answers the query yet"),
        (always((200, {}, b"<html>We'll be back</html>")), "a web page with status 200"),
        (always((400, {}, b"error: unknown variable 'time'")), "It says: error: unknown variable 'time'"),
        (always((200, {}, b"error: error: unknown variable")), "reports an error with status 200: error: error"),
        (always((200, {}, b'[["cell_value","time"],\n["-1","2025-')), "cut short or damaged"),
        (always((200, {}, b"[" * 100_000)), "nested too deeply"),
        (always(as_json({"BOPGS": 1})), "expected an array of arrays"),
        (always(as_json([])), "expected an array of arrays"),
        (always(arrays([["cell_value", "time"]])), "no row of BOPGS BAL adjusted"),
        (rewritten(('"yes"', '"no"')), "BOPGS BAL is unadjusted here, and the layout wants the other: never mixed"),
        (rewritten(('"BOPGS"', '"BOPG"')), "no row of BOPGS BAL adjusted"),
        (rewritten(('"yes", "2025-09"', '"no", "2025-09"')), "the two columns seasonally_adj disagree"),
        (rewritten(('"seasonally_adj"', '"adj"')), "the answer has no column seasonally_adj"),
        (rewritten(('"time"', '"slot"')), "the answer has no column time"),
        (rewritten(('"2025-10"', '"2025-13"')), "'2025-13' is not a month"),
        (rewritten(('"2025-10"', '"2025"')), "'2025' is not a month"),
        (rewritten(('"2025-10"', '"2025-09"')), "which one holds?"),
        (rewritten(('"-29206"', '"-29,206"')), "at row 2: expected a figure in cell_value"),
        (rewritten(('"-29206"', '"-29206.5"')), "not a whole multiple"),
        (rewritten(('"-29206"', "-29206")), "expected text in cell_value"),
        (rewritten(('"-29206", ', "")), "expected 10 fields, found 9"),
        (rewritten(('"-29206"', "NaN")), "holds NaN, which is no number"),
    ],
)
def test_what_the_time_series_api_does_wrong_is_named(misbehaviour: Misbehaviour, words: str) -> None:
    assert words in str(failure("eits", misbehaviour))


def test_without_a_key_the_redirect_to_the_page_about_it_is_a_clear_failure() -> None:
    assert "wants an API key (the server redirects to a page that says so); give its source one under `keys`" in str(
        failure("eits", key=None)
    )


@pytest.mark.parametrize("marker", ["null", '"(NA)"', '""'])
def test_a_figure_that_is_not_published_is_blank_never_zero(marker: str) -> None:
    reading = read("eits", rewritten(('"-29206"', marker)))

    assert ["2025-10"] == [str(blank.key.period) for blank in reading.blanks]


def test_rows_of_sampling_errors_are_not_figures() -> None:
    reading = read("eits", rewritten(('["-29206", "BAL", "0", "no"', '["1.4", "BAL", "0", "yes"')))

    assert ["2025-10"] == [str(blank.key.period) for blank in reading.blanks]


@pytest.mark.parametrize(
    ("document", "code"), [("enduse_exports", "12260"), ("enduse_imports", "14270"), ("hs_exports", "12260")]
)
def test_the_trade_api_is_read_to_the_dollar_in_any_order_of_rows(document: str, code: str) -> None:
    reading = read(document)

    assert dict(zip(MONTHS, GOLD[code], strict=True)) == {str(cell.key.period): cell.count for cell in reading.cells}
    assert {Decimal(1)} == {cell.published_unit for cell in reading.cells}


def test_blocs_and_countries_beside_the_total_are_passed_over() -> None:
    def beside(_asked: Asked, reply: Reply) -> Reply:
        rows = json.loads(reply[2])
        partner = len(rows[0]) - 1 - rows[0][::-1].index("CTY_CODE")
        others = [
            [*row[:partner], other, *row[partner + 1 :]] for row in rows[1:] for other in ("0003", "5700", "1XXX")
        ]
        return arrays([*rows, *others])

    assert read("enduse_exports").cells == read("enduse_exports", beside).cells


@pytest.mark.parametrize(
    ("misbehaviour", "words"),
    [
        (
            rewritten(('"COMM_LVL"', '"SUMMARY_LVL"'), ('"about COMM_LVL", "-"', '"DET", "0003"')),
            "a bloc is not a country",
        ),
        (
            rewritten(('"COMM_LVL"', '"SUMMARY_LVL"'), ('"about COMM_LVL", "-"', '"CGP", "5700"')),
            "a bloc is not a country",
        ),
        (rewritten(('"CTY_CODE"', '"CTY"')), "the answer has no column CTY_CODE"),
        (rewritten(('"E_ENDUSE"', '"NAICS"')), "expected one column of E_COMMODITY"),
        (rewritten(('"ALL_VAL_MO"', '"ALL_VAL_YR"')), "the answer has no column ALL_VAL_MO"),
        (rewritten(('"12260"', '"12270"')), "no row of ALL_VAL_MO 12260 -"),
        (rewritten(('"14830219114"', '"14830219114.25"')), "not a whole multiple"),
        (rewritten(('"14830219114"', '"1.48E10"')), "expected a figure in ALL_VAL_MO"),
        (rewritten(('"2025-10"', '"2025-11"')), "which one holds?"),
        (always((204, {}, b"")), "no row answers the query yet"),
    ],
)
def test_what_the_trade_api_does_wrong_is_named(misbehaviour: Misbehaviour, words: str) -> None:
    assert words in str(failure("enduse_exports", misbehaviour))


@pytest.mark.specimens
@pytest.mark.parametrize(
    ("document", "flow", "figures"),
    [
        ("enduse_exports", "exports", [10245238600, 17845021304, 12864592819]),
        ("enduse_imports", "imports", [3104173931, 1736800364, 1130789705]),
    ],
)
def test_the_published_gold_is_read_among_all_the_lines_of_its_months(
    specimens: Path, document: str, flow: str, figures: list[int]
) -> None:
    (file,) = (specimens / "end_use").glob("*.csv")
    with file.open(encoding="utf-8", newline="") as opened:
        lines = [line for line in csv.DictReader(opened) if line["flow"] == flow]
    value, code = ("ALL_VAL_MO", "E_ENDUSE") if flow == "exports" else ("GEN_VAL_MO", "I_ENDUSE")
    rows: list[list[str | None]] = [
        [line["value"], line["code"], line["description"], line["level"], "-", line["code"], line["date"][:7]]
        for line in lines
    ]
    answer = arrays([[value, code, f"{code}_LDESC", "COMM_LVL", "CTY_CODE", code, "time"], *rows])

    assert figures == sorted_by_month(read(document, always(answer)))


def sorted_by_month(reading: Reading) -> list[int]:
    return [cell.count for cell in sorted(reading.cells, key=lambda cell: cell.key.period)]
