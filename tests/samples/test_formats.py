"""The text formats, line by line where their readers look."""

import io
import zipfile

from watchdog.samples.formats import econ_export, fred_csv, ftd_bulk
from watchdog.samples.tables import read_observations, read_totals


def sections(bulk: bytes) -> dict[str, list[str]]:
    """The sections of FTD-mf.csv by title."""
    with zipfile.ZipFile(io.BytesIO(bulk)) as archive:
        assert archive.namelist() == ["FTD-mf.csv"]
        text = archive.read("FTD-mf.csv").decode()
    blocks = [block.splitlines() for block in text.split("\r\n\r\n")]
    return {title: lines for title, *lines in blocks}


def test_fred_sends_a_line_for_each_month() -> None:
    lines = fred_csv(read_observations("2025-11")).decode().splitlines()

    assert ["observation_date,BOPGSTB", "1992-01-01,-2026"] == lines[:2]
    assert ["2025-10-01,-29206", "2025-11-01,-56825"] == lines[-2:]
    assert len(lines) == 1 + 407


def test_the_bulk_file_has_its_sections_in_order() -> None:
    titles = ["CATEGORIES", "DATA TYPES", "GEO LEVELS", "TIME PERIODS", "NOTES", "DATA UPDATED ON", "DATA"]
    found = sections(ftd_bulk(read_totals("2026-07")))

    assert titles == list(found)
    assert ["Thursday, 03-Sep-26 07:30:54 EDT"] == found["DATA UPDATED ON"]
    assert found["DATA"][0] == "per_idx,cat_idx,dt_idx,geo_idx,is_adj,val"


def test_the_bulk_file_carries_every_figure_once() -> None:
    totals = read_totals("2026-07")
    found = sections(ftd_bulk(totals))
    data = [line.split(",") for line in found["DATA"][1:]]
    periods = dict(line.split(",") for line in found["TIME PERIODS"][1:])
    balances = [(periods[line[0]], int(line[5])) for line in data if line[2] == "1"]

    assert sum(len(figures) for figures in totals.figures.values()) == len(data)
    assert ("Jan-1994", -6207) == balances[0]
    assert ("Jul-2026", -88576) == balances[-1]
    assert ("Oct-2025", -37376) in balances


def test_the_export_has_six_lines_above_its_table_and_says_what_is_not_published() -> None:
    lines = econ_export(read_totals("2026-07"), "BAL", range(2025, 2027)).decode().splitlines()

    assert lines[6] == "Period,Value"
    assert lines[7] == "Jan-2025,-124704"
    assert ["Jul-2026,-88576", "Aug-2026,NA"] == lines[25:27]
    assert len(lines) == 7 + 24
