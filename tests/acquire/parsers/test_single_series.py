"""FRED's and the Census export's CSV of one series."""

from pathlib import Path

import pytest

from tests.acquire.layouts import ECON, FRED, capture, cell
from tests.acquire.texts import ECON_CSV, FRED_CSV, spoilt
from watchdog.acquire.parsers import econ_export, fred_csv
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address
from watchdog.model.period import Period


@pytest.mark.parametrize("heading", ["observation_date,BOPGSTB", "DATE,BOPGSTB", "date,value"])
def test_each_heading_style_of_fred_reads_the_same(heading: str) -> None:
    body = spoilt(FRED_CSV, [("observation_date,BOPGSTB", heading)])
    reading = fred_csv.read(capture(FRED, body), FRED)
    october = cell(reading, "balance.total", "2025-10")

    assert (-29206, Address("fredgraph.csv", "", "line 3")) == (october.count, october.address)
    assert Period.parse("2025-11") == reading.reference


@pytest.mark.specimens
@pytest.mark.parametrize(
    ("file", "months", "reference", "october"),
    [
        ("BOPGSTB_asof_2025-11-20.csv", 404, "2025-08", None),
        ("BOPGSTB_asof_2026-01-08.csv", 406, "2025-10", -29350),
        ("BOPGSTB_asof_2026-02-01.csv", 407, "2025-11", -29206),
        ("BOPGSTB_asof_2026-03-15.csv", 409, "2026-01", -31102),
    ],
)
def test_published_vintages_are_read_whole(
    specimens: Path, file: str, months: int, reference: str, october: int | None
) -> None:
    reading = fred_csv.read(capture(FRED, (specimens / "vintages" / file).read_bytes()), FRED)
    counts = [found.count for found in reading.cells if found.key.period == Period.parse("2025-10")]

    assert (months, Period.parse(reference)) == (len(reading.cells), reading.reference)
    assert ([] if october is None else [october]) == counts


@pytest.mark.parametrize("missing", [".", ""])
def test_a_missing_month_of_fred_is_blank_and_the_latest_one_is_not_out_yet(missing: str) -> None:
    body = spoilt(FRED_CSV, [("-29206", missing)]) + b"2025-12-01,.\n"
    reading = fred_csv.read(capture(FRED, body), FRED)

    assert ["2025-10"] == [str(blank.key.period) for blank in reading.blanks]


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ("BOPGSTB", "BOPGTB", "line 1", "expected observation_date,BOPGSTB"),
        ("2025-10-01", "2025-10-15", "line 3", "not the first of a month"),
        ("2025-10-01", "2025-13-01", "line 3", "not the first of a month"),
        ("2025-10-01", "2025-08-01", "line 3", "expected October 2025, found August 2025"),
        ("2025-10-01,-29206\n", "", "line 3", "expected October 2025, found November 2025"),
        ("-29206", "n.a.", "line 3", "expected a figure"),
        ("-29206", "-29206.5", "line 3", "not a whole multiple"),
        ("-29206", "-29206,1", "line 3", "expected 2 fields, found 3"),
        ("2025-10-01,-29206", "2025-10-01", "line 3", "expected 2 fields, found 1"),
        ("-29206", '"-29206', "line 3", "not a CSV line"),
        (FRED_CSV, "date,value\n", "", "no figure of any month"),
    ],
)
def test_fred_refuses_with_the_line(old: str, new: str, where: str, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason) as refusal:
        fred_csv.read(capture(FRED, spoilt(FRED_CSV, [(old, new)])), FRED)

    assert where == refusal.value.where


def test_the_census_export_is_read_below_its_six_lines() -> None:
    reading = econ_export.read(capture(ECON, ECON_CSV.encode()), ECON)
    november = cell(reading, "balance.total", "2025-11")

    assert (-56825, Address("econ_export", "", "line 9")) == (november.count, november.address)
    assert (Period.parse("2025-11"), 2, ()) == (reading.reference, len(reading.cells), reading.blanks)


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ('"Foreign Trade"\n', "", "line 7", "expected Period,Value"),
        ("Foreign Trade", "Retail Trade", "lines 1 to 6", "'Foreign Trade' is not said"),
        (
            "Balance of Payments Goods",
            "BOPG: Goods",
            "lines 1 to 6",
            "the category is BOPG, where the rules have BOPGS",
        ),
        ("Adjusted Balance", "Adjusted Exports", "lines 1 to 6", "the data type is EXP, where the rules have BAL"),
        ('"Seasonally', '"Not Seasonally', "lines 1 to 6", "the adjustment is unadjusted, where the rules have adj"),
        (
            "[Millions of",
            "[Billions of",
            "lines 1 to 6",
            "counted in 'Billions of Dollars', where the rules count in m",
        ),
        ("[Millions of Dollars]", "[Index]", "lines 1 to 6", "BOPGS BAL adjusted is counted in 'Index'"),
        ("Oct-2025", "October 2025", "line 8", "not a month"),
        ("Nov-2025", "Oct-2025", "line 9", "expected November 2025, found October 2025"),
        ("-29206", "(NA)", "line 8", "expected a figure"),
        ("Period,Value", "Period,Value,Note", "line 7", "expected Period,Value"),
    ],
)
def test_the_census_export_refuses_with_the_line(old: str, new: str, where: str, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason) as refusal:
        econ_export.read(capture(ECON, spoilt(ECON_CSV, [(old, new)])), ECON)

    assert where == refusal.value.where


def test_what_the_census_export_does_not_say_of_itself_is_told() -> None:
    bare = spoilt(ECON_CSV, [("Seasonally Adjusted Balance [Millions of Dollars]", "Monthly")])
    reading = econ_export.read(capture(ECON, bare), ECON)

    assert ["data type", "adjustment", "unit"] == [drift.subject for drift in reading.drift]
    assert "the lines above the figures do not say their unit; they are read as BOPGS BAL adjusted" in (
        reading.drift[-1].message
    )
