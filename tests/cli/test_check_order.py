"""What `watchdog check` says first, which blank cells it names, and how it links a release to the one before."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # published without type information

from tests.acquire.workbooks import exhibit_1
from tests.cli.command import Command
from tests.exhibits import alter, erase
from watchdog.samples.exhibits import exhibit_workbook
from watchdog.samples.tables import read_exhibit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an exhibit 1 of invented figures that add up."""
    made = tmp_path / "release"
    made.mkdir()
    (made / "exh1.xlsx").write_bytes(exhibit_1())
    return made


@pytest.fixture
def two_releases(tmp_path: Path) -> tuple[Path, Path]:
    """Exhibit 1 of December 2025 and of January 2026, a folder each."""
    return _exhibit(tmp_path, "2025-12"), _exhibit(tmp_path, "2026-01")


def _exhibit(folder: Path, release: str) -> Path:
    made = folder / release
    made.mkdir()
    (made / "exh1.xlsx").write_bytes(exhibit_workbook(read_exhibit(1, release)))
    return made


def repeated(watchdog: Command, *paths: Path, code: int = 0) -> dict[str, str]:
    """The verdicts on last month's figures as January's release repeats them."""
    outcome = watchdog("check", *paths, "-o", "json")
    assert code == outcome.code, outcome.err
    return {
        row["rule"]: row["verdict"]
        for row in json.loads(outcome.out)
        if row["release"] == "ft900/2026-01" and row["rows"] == "as_published" and row["rule"].startswith("X1d")
    }


def test_what_is_broken_comes_first_and_what_holds_last(watchdog: Command, folder: Path) -> None:
    alter(folder / "exh1.xlsx", "E16", by=100)
    erase(folder / "exh1.xlsx", "B20")

    said = watchdog("check", folder).out.splitlines()
    rows = json.loads(watchdog("check", folder, "-o", "json").out)

    assert said[1].startswith("FAIL Most likely wrong: exh1.xlsx sheet 1 E16 ")
    verdicts = [row["verdict"] for row in rows]
    assert verdicts == sorted(verdicts, key=["fail", "warn", "undecided", "pass"].index)
    assert {"fail", "undecided", "pass"} == set(verdicts)
    table = [line for line in said if line.startswith("X1")]
    assert table[0].split()[0] == rows[0]["rule"]


def test_each_blank_cell_that_leaves_something_undecided_is_named(watchdog: Command, folder: Path) -> None:
    for cell in ("E16", "B20"):
        erase(folder / "exh1.xlsx", cell)

    said = [line for line in watchdog("check", folder).out.splitlines() if line.startswith("blank: ")]

    assert 2 == len(said)
    assert any("in exh1 at exh1.xlsx sheet 1 E16: leaves " in line for line in said)
    assert any("in exh1 at exh1.xlsx sheet 1 B20: leaves " in line for line in said)


def test_blank_cells_beyond_a_number_are_counted(watchdog: Command, folder: Path) -> None:
    for row in (10, 11, 12, 13, 16, 17, 18, 19):
        for column in "BCD":
            erase(folder / "exh1.xlsx", f"{column}{row}")

    said = [line for line in watchdog("check", folder).out.splitlines() if line.startswith("blank: ")]

    assert 6 == len(said)
    assert "blank: 19 more cells; -o json lists every one" == said[-1]


@pytest.mark.parametrize("order", [1, -1], ids=["oldest first", "newest first"])
def test_last_months_figures_are_compared_with_last_months_release_when_both_are_given(
    watchdog: Command, two_releases: tuple[Path, Path], order: int
) -> None:
    alone = repeated(watchdog, two_releases[1])
    together = repeated(watchdog, *two_releases[::order])

    assert ({"undecided"}, {"pass"}) == (set(alone.values()), set(together.values()))
    assert 9 == len(together)
    assert "ft900/2026-01: exh1; compared with ft900/2025-12" in watchdog("check", *two_releases).out


def test_a_figure_that_was_changed_silently_is_found_by_the_row_that_repeats_it(
    watchdog: Command, two_releases: tuple[Path, Path]
) -> None:
    before, after = two_releases
    month = next(row for row in _labels(before / "exh1.xlsx") if row[1] == "December")[0]
    for column, by in (("B", 7), ("E", 7), ("C", 7), ("F", 7)):
        alter(before / "exh1.xlsx", f"{column}{month}", by=by)

    found = repeated(watchdog, before, after, code=1)

    assert {"fail", "pass"} == set(found.values())


def _labels(workbook: Path) -> list[tuple[int, str]]:
    (sheet,) = load_workbook(workbook).worksheets
    return [(number, str(row[0].value).strip()) for number, row in enumerate(sheet.iter_rows(), 1)][::-1]
