"""Every embedded figure against the published file it was retyped from."""

import csv
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.samples.reading import sheet_of
from watchdog.model.period import Period
from watchdog.samples.exhibits import exhibit_workbook
from watchdog.samples.tables import read_exhibit, read_observations, read_totals, table_text

pytestmark = pytest.mark.specimens

DOWNLOADED = {
    "2025-09": "2026-01-07",
    "2025-10": "2026-01-08",
    "2025-11": "2026-02-01",
    "2025-12": "2026-02-22",
    "2026-01": "2026-03-15",
}
BEFORE = {"2025-09": "2025-11-20", "2025-10": DOWNLOADED["2025-09"], "2025-11": DOWNLOADED["2025-10"]}
RELEASED = {"2025-09": "2025-12-11", "2025-10": "2026-01-08", "2025-11": "2026-01-29"}
COUNTRIES = {"european_union": "eu"}


def fred_file(specimens: Path, downloaded: str) -> dict[Period, int]:
    """One downloaded vintage."""
    with (specimens / "vintages" / f"BOPGSTB_asof_{downloaded}.csv").open(encoding="utf-8") as lines:
        return {Period.parse(day[:7]): int(float(figure)) for day, figure in list(csv.reader(lines))[1:]}


def folded(rows: list[list[Any]]) -> list[list[Any]]:
    """Cell contents without the published sheets' doubled and trailing spaces."""
    return [[" ".join(cell.split()) if isinstance(cell, str) else cell for cell in row] for row in rows]


@pytest.mark.parametrize(("release", "downloaded"), DOWNLOADED.items())
def test_each_vintage_is_the_downloaded_one(specimens: Path, release: str, downloaded: str) -> None:
    assert fred_file(specimens, downloaded) == dict(read_observations(release).figures)


def test_the_bulk_figures_are_the_published_ones(specimens: Path) -> None:
    with (specimens / "vintages" / "ftd_bopgs_sa_vintage_2026-09-03.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for code, column in (("EXP", "exports"), ("IMP", "imports"), ("BAL", "balance")):
        published = {Period.parse(row["period"]): int(row[column]) for row in rows if row[column]}

        assert published == read_totals("2026-07").figures[code]


@pytest.mark.parametrize(
    ("release", "number"), [("2025-11", 12), ("2025-12", 1), ("2025-12", 12), ("2026-01", 1), ("2026-01", 12)]
)
def test_a_complete_exhibit_is_the_published_sheet_cell_by_cell(specimens: Path, release: str, number: int) -> None:
    path = specimens / "ft900" / f"release_{release}" / f"exh{number}.xlsx"
    published = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    sheet = sheet_of(exhibit_workbook(read_exhibit(number, release)))

    assert str(number) == sheet.name
    assert folded(published) == folded(sheet.to_python(skip_empty_area=False))


@pytest.mark.parametrize("release", list(BEFORE))
def test_an_incomplete_exhibit_marks_what_differs_from_the_vintage_before(specimens: Path, release: str) -> None:
    before, now = (fred_file(specimens, downloaded) for downloaded in (BEFORE[release], DOWNLOADED[release]))
    revised = {f"{period.label.split()[0]} (R)" for period in before if before[period] != now[period]}
    rows = read_exhibit(1, release).rows
    repeated = next(row for row in rows if row.figures and not row.label)

    assert revised == {row.label for row in rows if row.label.endswith("(R)")}
    assert repeated.figures == (before[Period.parse(release).shift(-1)], *[None] * 8)


@pytest.mark.parametrize("release", list(BEFORE))
def test_years_taken_from_a_later_workbook_balance_as_in_the_vintage(specimens: Path, release: str) -> None:
    rows = read_exhibit(1, release).rows
    current = next(at for at, row in enumerate(rows) if row.label == "2025")
    balances = [row.figures[0] for row in rows[:current] if row.figures and not row.label.startswith("Jan.")]
    known = fred_file(specimens, DOWNLOADED[release])

    assert [known[Period.of_month(2023, 1).shift(step)] for step in range(24)] == balances


@pytest.mark.parametrize("release", list(RELEASED))
def test_every_press_figure_was_printed(specimens: Path, release: str) -> None:
    with (specimens / "press" / "published_figures.csv").open(encoding="utf-8") as lines:
        printed = [row for row in csv.DictReader(lines) if row["release_date"] == RELEASED[release]]
    table = csv.DictReader(line for line in table_text(f"press_{release}.csv").splitlines() if not line.startswith("#"))
    for row in table:
        if "level less change" in row["source"] or row["period"] != release:
            continue
        level = "_".join(COUNTRIES.get(word, word) for word in row["series"].split("."))
        measure = level if row["measure"] == "level" else f"{level}_{row['measure']}"
        values = {float(line["value"]) for line in printed if line["measure"] == measure}
        notes = [line["vintage_note"] for line in printed if line["measure"] == level]

        assert float(row["value"]) in values or any(row["value"].lstrip("-") in note for note in notes), row


def test_october_in_novembers_table_is_novembers_level_less_its_change(specimens: Path) -> None:
    with (specimens / "press" / "published_figures.csv").open(encoding="utf-8") as lines:
        jec = {row["measure"]: float(row["value"]) for row in csv.DictReader(lines) if row["source"].startswith("JEC")}

    assert round(jec["exports_total"] - jec["exports_total_change"], 2) == 302.92
    assert round(jec["imports_total"] - jec["imports_total_change"], 2) == 332.13
    for series, figure in (("exports", "302.92"), ("imports", "332.13")):
        assert f"{series}.total,2025-10,level,{figure},billion USD,0.01," in table_text("press_2025-11.csv")
