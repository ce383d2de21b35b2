"""Archives, revision triangles and series as of a moment, from the command line."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Command

FILES = {
    "BOPGSTB_asof_2026-01-07.csv": {"2025-08": -59_265, "2025-09": -52_828},
    "BOPGSTB_asof_2026-01-08.csv": {"2025-08": -55_629, "2025-09": -48_137, "2025-10": -29_350},
    "BOPGSTB_asof_2026-02-01.csv": {"2025-09": -48_137, "2025-10": -29_206, "2025-11": -56_825},
    "BOPGSTB_asof_2026-03-15.csv": {"2025-10": -31_102, "2025-11": -56_026, "2025-12": -72_900, "2026-01": -54_455},
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with a store that holds nothing yet, beside an archive."""
    (tmp_path / "archive").mkdir()
    for name, figures in FILES.items():
        rows = [f"{month}-01,{value}" for month, value in figures.items()]
        (tmp_path / "archive" / name).write_text("\n".join(["date,value", *rows, ""]))
    path = tmp_path / "config.yaml"
    path.write_text('store: {url: "sqlite:///watchdog.db"}\nsources: {ft900: {pack: rules/us_trade}}\n')
    return path


def imported(watchdog: Command, config: Path, *more: str) -> list[dict[str, Any]]:
    outcome = watchdog("releases", "import", config.parent / "archive", "--config", config, "-o", "json", *more)
    assert (0, "") == (outcome.code, outcome.err)
    rows: list[dict[str, Any]] = json.loads(outcome.out)
    return rows


def test_an_archive_is_imported_once_and_looked_at_as_often_as_one_likes(watchdog: Command, config: Path) -> None:
    looked = imported(watchdog, config, "--dry-run")
    first, second = imported(watchdog, config), imported(watchdog, config)

    assert [{"would be taken in"}, {"taken in"}, {"known already"}] == [
        {row["outcome"] for row in rows} for rows in (looked, first, second)
    ]
    assert ["2025-12-11T13:30:00Z", "2026-01-08T13:30:00Z", "2026-01-29T13:30:00Z", "2026-03-12T12:30:00Z"] == [
        row["available_at"] for row in first
    ]


def test_a_file_that_was_not_read_is_worth_exit_code_2(watchdog: Command, config: Path) -> None:
    (config.parent / "archive" / "BOPGSTB_asof_2026-01-09.csv").write_text("<html>")
    outcome = watchdog("releases", "import", config.parent / "archive", "--config", config)

    assert 2 == outcome.code
    assert 4 == outcome.out.count("taken in")
    assert "not read" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("releases", "import", "nowhere"), "there is no nowhere"),
        (("releases", "import", ".", "--document", "exh0"), "the rules have no document exh0"),
        (("releases", "revisions", "balance.totl"), "the rules have no series 'balance.totl'"),
        (("releases", "revisions", "balance.total", "--as-of", "soon"), "--as-of: 'soon' is not a moment"),
        (("releases", "observations", "balance.total", "--period", "soon"), "'soon' is not a reference period"),
    ],
)
def test_a_mistake_is_named(watchdog: Command, config: Path, arguments: tuple[str, ...], words: str) -> None:
    outcome = watchdog(*arguments, "--config", config)

    assert (2, "") == (outcome.code, outcome.out)
    assert words in outcome.err


def triangle(watchdog: Command, config: Path, *more: str) -> dict[str, list[str]]:
    """What follows the first word of each line, of the first line that begins so."""
    outcome = watchdog("releases", "revisions", "balance.total", "--config", config, *more)
    assert (0, "") == (outcome.code, outcome.err)
    lines = [line.split() for line in reversed(outcome.out.splitlines())]
    return {line[0]: line[1:] for line in lines if line}


def test_the_triangle_has_a_row_a_month_and_dots_where_a_release_is_not_kept(watchdog: Command, config: Path) -> None:
    imported(watchdog, config)
    lines = triangle(watchdog, config)

    assert ["-29,350", "-29,206", "...", "-31,102", "-29,350", "-1,752"] == lines["2025-10"]
    assert "2025-08" not in lines, "its first print is not kept"
    assert ["2025-09", "2025-10", "2025-11", "...", "2026-01", "first", "print", "revised", "by"] == lines["period"]
    assert ["on", "2025-12-11", "2026-01-08", "2026-01-29", "2026-03-12"] == lines["public"]
    assert ["to", "2nd", "2", "2417.5", "2417.5", "3318.6", "+4,691", "2025-09"] == lines["1st"][:8]


def test_the_triangle_as_of_a_day_knows_nothing_later(watchdog: Command, config: Path) -> None:
    imported(watchdog, config)
    lines = triangle(watchdog, config, "--as-of", "2026-02-01")

    assert ["-29,350", "-29,206", "-29,350", "+144"] == lines["2025-10"]


def test_the_triangle_in_the_long_form(watchdog: Command, config: Path) -> None:
    imported(watchdog, config)
    outcome = watchdog("releases", "revisions", "balance.total", "--period", "2025-Q4", "--config", config, "-o", "csv")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))

    assert [("2025-10", "1", "-29350", ""), ("2025-10", "2", "-29206", "144"), ("2025-10", "4", "-31102", "-1896")] == [
        (row["period"], row["maturity"], row["value"], row["revision"]) for row in rows[:3]
    ]
    assert {"2025-10", "2025-11", "2025-12"} == {row["period"] for row in rows}


def test_only_how_far_figures_moved(watchdog: Command, config: Path) -> None:
    imported(watchdog, config)
    outcome = watchdog(
        "releases", "revisions", "balance.total", "--maturity", "--since", "2025-08", "--config", config, "-o", "json"
    )
    steps = {row["step"]: row for row in json.loads(outcome.out)}

    assert (2, 4163.5, 4163.5) == tuple(steps["2025-09 to 2025-10"][name] for name in ("n", "MR", "MAR"))


@pytest.mark.parametrize(
    ("as_of", "value", "available_at"),
    [
        ("2026-01-28", -29350, "2026-01-08T13:30:00Z"),
        ("2026-02-01", -29206, "2026-01-29T13:30:00Z"),
        ("2026-03-15", -31102, "2026-03-12T12:30:00Z"),
        ("2026-01-29 08:29", -29350, "2026-01-08T13:30:00Z"),
        ("2026-01-29 08:30", -29206, "2026-01-29T13:30:00Z"),
    ],
)
def test_an_observation_is_what_was_known_then(
    watchdog: Command, config: Path, as_of: str, value: int, available_at: str
) -> None:
    imported(watchdog, config)
    arguments = ("--as-of", as_of, "--period", "2025-10", "--config", config, "-o", "json")
    (row,) = json.loads(watchdog("releases", "observations", "balance.total", *arguments).out)

    assert (value, available_at) == (row["value"], row["available_at"])
    assert 64 == len(row["vintage"])


@pytest.mark.specimens
def test_the_published_vintages_give_the_published_rows(watchdog: Command, config: Path, specimens: Path) -> None:
    watchdog("releases", "import", specimens / "vintages", "--config", config)
    lines = triangle(watchdog, config)

    assert ["-29,350", "-29,206", "-28,749", "-31,102", "...", "-37,376", "-29,350", "-8,026"] == lines["2025-10"]


@pytest.fixture
def undated(tmp_path: Path, config: Path) -> Path:
    """The archive with one more file, of a month that no calendar knows."""
    release = tmp_path / "archive" / "release_2021-08"
    release.mkdir()
    (release / "fred.csv").write_text("date,value\n2021-07-01,-70303\n2021-08-01,-73252\n")
    return config


@pytest.mark.parametrize(
    ("more", "moment", "words"),
    [
        ((), "2021-12-01T04:59:59.999999Z", "its day of release is not known; by then it was surely out"),
        (("--available", "2021-10-05"), "2021-10-06T03:59:59.999999Z", "the end of its day"),
    ],
)
def test_a_month_that_no_calendar_knows_is_placed_late_or_as_one_says(
    watchdog: Command, undated: Path, more: tuple[str, ...], moment: str, words: str
) -> None:
    (row,) = (row for row in imported(watchdog, undated, *more) if row["release"] == "ft900/2021-08")

    assert ("taken in", moment) == (row["outcome"], row["available_at"])
    assert words in row["why"]


def test_a_day_that_is_none_is_a_mistake_in_usage(watchdog: Command, undated: Path) -> None:
    outcome = watchdog("releases", "import", undated.parent / "archive", "--config", undated, "--available", "October")

    assert (2, "--available October is not a day such as 2021-10-05\n") == (outcome.code, outcome.err)


@pytest.mark.specimens
def test_the_workbooks_of_a_release_are_imported_from_a_folder_named_by_its_month(
    watchdog: Command, config: Path, specimens: Path
) -> None:
    folder = specimens / "ft900" / "release_2021-08"
    outcome = watchdog("releases", "import", folder, "--available", "2021-10-05", "--config", config, "-o", "json")
    rows = json.loads(outcome.out)

    assert (0, "", 31) == (outcome.code, outcome.err, len(rows))
    assert {("taken in", "ft900/2021-08")} == {(row["outcome"], row["release"]) for row in rows}


def test_a_derived_series_is_shown_as_it_was_known_then(watchdog: Command, config: Path) -> None:
    imported(watchdog, config)
    command = ["releases", "observations", "balance.total.quarter_to_date", "--config", config, "-o", "json"]
    asked = [watchdog(*command, "--period", "2025-11", *more) for more in ([], ["--as-of", "2026-02-01"])]
    (now,), (then,) = (json.loads(outcome.out) for outcome in asked)

    assert (-43_564.0, "2026-01", "rules/derived") == (now["value"], now["release"], now["outlet"])
    assert (-43_015.5, "2025-11", "derived") == (then["value"], then["release"], then["provenance"])
    assert now["vintage"] != then["vintage"]
