"""The Census bulk file, zipped and bare."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.acquire.layouts import FTD, capture, cell
from tests.acquire.texts import FTD_CSV, archive, spoilt, zipped
from watchdog.acquire.parsers.ftd_bulk import read
from watchdog.errors import NotUnderstood
from watchdog.model.cell import Address
from watchdog.model.period import Period


def test_the_named_series_are_read_from_the_archive_and_others_passed_over() -> None:
    reading = read(capture(FTD, zipped("FTD-mf.csv", FTD_CSV)), FTD)
    october = cell(reading, "balance.total", "2025-10")

    assert (-29206, Address("FTD-mf.csv", "", "line 38")) == (october.count, october.address)
    assert {"balance.total", "exports.total"} == {found.key.series for found in reading.cells}
    assert (6, ()) == (len(reading.cells), reading.blanks)
    assert Period.parse("2025-11") == reading.reference


def test_the_bare_text_reads_the_same_with_windows_line_ends_and_byte_order_mark() -> None:
    bare = read(capture(FTD, FTD_CSV.encode()), FTD)
    marked = read(capture(FTD, b"\xef\xbb\xbf" + FTD_CSV.replace("\n", "\r\n").encode()), FTD)

    assert bare.cells == marked.cells


def test_the_agencys_own_stamp_is_kept_in_utc() -> None:
    reading = read(capture(FTD, FTD_CSV.encode()), FTD)

    assert datetime(2026, 1, 29, 13, 31, 41, tzinfo=UTC) == reading.stamped_at


@pytest.mark.parametrize("stamp", ["some day", "Thursday, 99-Jan-26 08:31:41 EST", ""])
def test_an_illegible_stamp_is_no_stamp(stamp: str) -> None:
    body = spoilt(FTD_CSV, [("Thursday, 29-Jan-26 08:31:41 EST", stamp)])

    assert read(capture(FTD, body), FTD).stamped_at is None


@pytest.mark.parametrize("row", ["", "2,1,2,1,1,NA\n"])
def test_a_listed_month_without_a_figure_is_blank_and_not_zero(row: str) -> None:
    reading = read(capture(FTD, spoilt(FTD_CSV, [("2,1,2,1,1,302927\n", row)])), FTD)

    assert [("exports.total", Period.parse("2025-10"))] == [(b.key.series, b.key.period) for b in reading.blanks]


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ("per_idx,cat_idx,dt_idx,geo_idx", "per_idx,cat_idx,dt_idx,et_idx,geo_idx", "line 36", "expected per_idx"),
        ("TIME PERIODS\n", "", "", "no section TIME PERIODS"),
        ("NOTES\n", "DATA\n", "line 35", "the section DATA comes twice"),
        ("Oct-2025", "Oct 2025", "line 22", "not a month"),
        ("1,1,1,1,1,-48141", "1,1,1,1,1,n.a.", "line 37", "expected a figure"),
        ("1,1,1,1,1,-48141", "1,1,1,1,1,1E5", "line 37", "expected a figure"),
        ("1,1,1,1,1,-48141", "1,1,1,1,1,0.5", "line 37", "not a whole multiple"),
        ("1,1,1,1,1,-48141", "1,1,1,1,1", "line 37", "expected 6 fields, found 5"),
        ("1,1,1,1,1,-48141", "1,1,1,1,1,-48,141", "line 37", "expected 6 fields, found 7"),
        ("1,1,1,1,1,-48141", "9,1,1,1,1,-48141", "line 37", "do not list"),
        ("1,1,1,1,1,-48141", "2,1,1,1,1,-48141", "line 38", "comes twice"),
        ("1,BOPGS,", "1,BOPGT,", "DATA", "no row of BOPGS BAL adjusted"),
        ("1,BAL,", "2,BAL,", "line 10", "DATA TYPES lists '2' twice"),
        (
            "2,EXP,Exports,MLN$",
            "2,EXP,Exports,BLN$",
            "line 10",
            r"BOPGS EXP adjusted is counted in 'BLN\$', where the rules",
        ),
        (
            "2,EXP,Exports,MLN$",
            "2,EXP,Exports,PCT",
            "line 10",
            "is counted in 'PCT', where the rules count in million USD",
        ),
        ("2,EXP,Exports,MLN$", "2,EXP,Exports,", "line 10", "is counted in ''"),
        ("2,EXP,", "2,EXPO,", "DATA", "no row of BOPGS EXP adjusted"),
    ],
)
def test_what_is_not_as_documented_is_refused_with_its_line(old: str, new: str, where: str, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason) as refusal:
        read(capture(FTD, spoilt(FTD_CSV, [(old, new)])), FTD)

    assert where == refusal.value.where


def test_the_unit_of_what_is_not_read_does_not_matter() -> None:
    assert read(capture(FTD, FTD_CSV.encode()), FTD).cells == (
        read(capture(FTD, spoilt(FTD_CSV, [("3,IMP,Imports,MLN$", "3,IMP,Imports,PCT")])), FTD).cells
    )


def test_a_file_in_another_unit_is_read_where_the_rules_reckon_with_it() -> None:
    layout = replace(FTD, scale=Decimal(1000))
    reading = read(capture(layout, spoilt(FTD_CSV, [(",MLN$", ",BLN$")])), layout)

    assert -56_825_000 == cell(reading, "balance.total", "2025-11").count


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (archive({"a.csv": b"x", "b.csv": b"y"}), "expected one .csv"),
        (zipped("FTD-mf.csv", FTD_CSV)[:-200], "cut short or damaged"),
        (b"<html>down for maintenance</html>", "no section CATEGORIES"),
        (b"", "empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_another_kind_of_body_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason):
        read(capture(FTD, body), FTD)
