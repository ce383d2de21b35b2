"""`watchdog check`: genuine files pass, a wrong figure is named by its cell, what cannot be told is never fine."""

import json
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.acquire.workbooks import exhibit_1
from tests.cli.command import Command
from tests.exhibits import alter, erase, truncate
from tests.pipeline.agency import RELEASES, body_of
from watchdog.plugins import RELATION_KINDS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an exhibit 1 of invented figures that add up."""
    made = tmp_path / "release"
    made.mkdir()
    (made / "exh1.xlsx").write_bytes(exhibit_1())
    return made


def rows(watchdog: Command, *paths: Path, code: int = 0) -> list[dict[str, Any]]:
    outcome = watchdog("check", *paths, "-o", "json")
    assert code == outcome.code, outcome.err
    listed: list[dict[str, Any]] = json.loads(outcome.out)
    return listed


def verdicts(listed: list[dict[str, Any]]) -> Counter[str]:
    return Counter(row["verdict"] for row in listed)


def test_figures_that_add_up_pass(watchdog: Command, folder: Path) -> None:
    outcome = watchdog("check", folder)

    assert 0 == outcome.code
    assert "ft900/2025-08: exh1" in outcome.out
    assert "0 broken, 0 doubtful" in outcome.out
    assert {"pass", "undecided"} == set(verdicts(rows(watchdog, folder)))


def test_a_wrong_figure_fails_and_is_named_by_exhibit_and_cell(watchdog: Command, folder: Path) -> None:
    alter(folder / "exh1.xlsx", "E16", by=100)

    outcome = watchdog("check", folder)

    assert 1 == outcome.code
    assert "FAIL Most likely wrong: exh1.xlsx sheet 1 E16 (" in outcome.out
    assert "most of all Exhibit 1: " in outcome.out
    assert any(row["verdict"] == "fail" for row in rows(watchdog, folder, code=1))


def test_findings_are_said_beside_json_and_not_in_it(watchdog: Command, folder: Path) -> None:
    alter(folder / "exh1.xlsx", "E16", by=100)

    outcome = watchdog("check", folder, "-o", "json")

    assert "exh1.xlsx sheet 1 E16" in outcome.err
    assert {"identity", *RELATION_KINDS} >= {row["kind"] for row in json.loads(outcome.out)}


def test_a_missing_figure_is_undecided_and_not_passed(watchdog: Command, folder: Path) -> None:
    before = {(row["rule"], row["rows"], row["period"]): row["verdict"] for row in rows(watchdog, folder)}
    erase(folder / "exh1.xlsx", "E16")

    after = {(row["rule"], row["rows"], row["period"]): row["verdict"] for row in rows(watchdog, folder)}

    changed = {key: verdict for key, verdict in after.items() if verdict != before[key]}
    assert {"undecided"} == set(changed.values())
    assert {"X1a.total", "X1b.exports", "X1c.exports.total"} <= {rule for rule, _, _ in changed}


@pytest.mark.parametrize(("threshold", "code"), [("fail", 0), ("undecided", 1), ("warn", 1)])
def test_fail_on_says_from_which_verdict_on_the_exit_code_is_1(
    watchdog: Command, folder: Path, threshold: str, code: int
) -> None:
    assert code == watchdog("check", folder, "--fail-on", threshold).code


def test_a_truncated_workbook_beside_good_ones_is_one_message_and_exit_code_2(
    watchdog: Command, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    truncate(other / "exh1.xlsx")

    outcome = watchdog("check", folder, other)

    assert 2 == outcome.code
    (message,) = outcome.err.splitlines()
    assert message.startswith(f"{other / 'exh1.xlsx'}: census/exh1: ")
    assert "the archive is cut short or damaged" in message
    assert "ft900/2025-08: exh1" in outcome.out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "found an empty file"),
        (b"<!DOCTYPE html><p>Maintenance</p>", "found an HTML or XML page"),
        (b"%PDF-1.7", "found a PDF"),
        (b"\x00\x01garbage", "found bytes that begin"),
    ],
)
def test_what_is_no_workbook_is_one_message_that_says_what_was_found(
    watchdog: Command, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "exh1.xlsx").write_bytes(content)

    outcome = watchdog("check", tmp_path / "exh1.xlsx")

    assert (2, "") == (outcome.code, outcome.out)
    assert 1 == len(outcome.err.splitlines())
    assert words in outcome.err


def test_a_file_that_the_rules_do_not_describe_is_never_passed_over(watchdog: Command, folder: Path) -> None:
    (folder / "exh77.xlsx").write_bytes(b"whatever it holds")

    in_folder = watchdog("check", folder)
    by_name = watchdog("check", folder / "exh1.xlsx", folder / "exh77.xlsx")

    assert 0 == in_folder.code
    assert "not checked, for want of a document of that name in the rules: exh77.xlsx" in in_folder.err
    assert 2 == by_name.code
    assert f"{folder / 'exh77.xlsx'}: no file there has the name of a document of the rules" in by_name.err


@pytest.mark.parametrize("below", ["", "ft900/"])
def test_a_zip_is_checked_like_a_folder(watchdog: Command, folder: Path, tmp_path: Path, below: str) -> None:
    with zipfile.ZipFile(tmp_path / "release.zip", "w") as archive:
        archive.write(folder / "exh1.xlsx", f"{below}exh1.xlsx")
        archive.writestr(f"__MACOSX/{below}._exh1.xlsx", b"what a Mac leaves there")

    assert rows(watchdog, folder) == rows(watchdog, tmp_path / "release.zip")


@pytest.mark.parametrize("kind", ["folder", "zip", "files"])
def test_a_document_of_another_month_than_the_rest_fails(watchdog: Command, tmp_path: Path, kind: str) -> None:
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    for name, month in (("exh1", "2025-10"), ("exh12", "2025-11")):
        (mixed / f"{name}.xlsx").write_bytes(body_of(name, RELEASES[month].documents[name]))
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", mixed))
    paths = {"folder": [mixed], "zip": [packed], "files": sorted(mixed.iterdir())}[kind]
    outcome = watchdog("check", *paths)
    found = [row for row in rows(watchdog, *paths, code=1) if row["rule"] == "one-release"]

    assert 1 == outcome.code
    assert "FAIL exh1 shows October 2025, while exh12 shows November 2025: not one release." in outcome.out
    assert [("fail", "consistency", "2025-11")] == [(row["verdict"], row["kind"], row["period"]) for row in found]


def test_one_document_of_two_months_is_two_releases_and_no_fault(watchdog: Command, tmp_path: Path) -> None:
    for month in ("2025-10", "2025-11"):
        (tmp_path / month).mkdir()
        (tmp_path / month / "exh1.xlsx").write_bytes(body_of("exh1", RELEASES[month].documents["exh1"]))

    outcome = watchdog("check", *tmp_path.glob("*/exh1.xlsx"))

    assert 0 == outcome.code
    assert "these files are of different releases, each checked by itself" in outcome.err


def test_a_damaged_zip_is_named_and_the_others_are_checked(watchdog: Command, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"no archive")

    outcome = watchdog("check", tmp_path / "bad.zip", folder)

    assert 2 == outcome.code
    assert outcome.err.startswith(f"{tmp_path / 'bad.zip'}: expected a ZIP archive")
    assert "ft900/2025-08: exh1" in outcome.out


def test_two_copies_of_one_document_are_not_mixed(watchdog: Command, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)

    outcome = watchdog("check", folder / "exh1.xlsx", other / "exh1.xlsx")

    assert (2, "") == (outcome.code, outcome.out)
    assert "are both exh1 of August 2025; check one at a time" in outcome.err


def test_two_files_that_could_be_one_document_are_not_guessed_between(watchdog: Command, folder: Path) -> None:
    (folder / "exh1.xlsx").rename(folder / "exh1.xls")
    shutil.copy(folder / "exh1.xls", folder / "exh1.xlsm")

    outcome = watchdog("check", folder)

    assert 2 == outcome.code
    assert "found several: exh1.xls" in outcome.err


def test_what_is_not_there_is_a_mistake_in_usage(watchdog: Command, tmp_path: Path) -> None:
    outcome = watchdog("check", tmp_path / "nowhere")

    assert (2, f"there is no {tmp_path / 'nowhere'}\n") == (outcome.code, outcome.err)


def test_every_statement_is_in_the_csv_with_the_cells_it_touches(watchdog: Command, folder: Path) -> None:
    lines = watchdog("check", folder, "-o", "csv").out.splitlines()

    assert "release,rule,kind,class,rows,period,verdict,observed,expected,difference,limit,message,evidence" == lines[0]
    assert len(rows(watchdog, folder)) + 1 == len(lines)
    assert any('""cell"": ""E10""' in line for line in lines)


@pytest.mark.specimens
@pytest.mark.parametrize("release", ["2021-08", "2025-11", "2025-12", "2026-01"])
def test_genuine_releases_have_no_failure_and_at_most_two_warnings(
    watchdog: Command, specimens: Path, release: str
) -> None:
    listed = rows(watchdog, specimens / "ft900" / f"release_{release}")

    counts = verdicts(listed)
    assert 0 == counts["fail"]
    assert counts["warn"] <= 2
    assert counts["pass"] >= 160
    assert all(row["message"] for row in listed if row["verdict"] == "undecided")


@pytest.mark.specimens
@pytest.mark.parametrize(
    ("file", "cell", "by"),
    [
        ("exh1.xlsx", "F46", 1000),  # a month of exports of goods
        ("exh1.xlsx", "I52", 50),  # the row that repeats last month's figures
        ("exh12.xlsx", "H28", 7),
    ],
)
def test_one_altered_figure_of_a_genuine_release_is_found_and_named(
    watchdog: Command, specimens: Path, tmp_path: Path, file: str, cell: str, by: int
) -> None:
    release = tmp_path / "release_2021-08"
    shutil.copytree(specimens / "ft900" / release.name, release)
    alter(release / file, cell, by)

    outcome = watchdog("check", release)

    assert 1 == outcome.code
    named = f"{file} sheet {file.removeprefix('exh').removesuffix('.xlsx')} {cell}"
    failures = [line for line in outcome.out.splitlines() if line.startswith(("FAIL", "     "))]
    assert any(named in line for line in failures), "\n".join(failures)


@pytest.mark.specimens
def test_one_erased_figure_of_a_genuine_release_is_undecided(
    watchdog: Command, specimens: Path, tmp_path: Path
) -> None:
    release = tmp_path / "release_2025-12"
    shutil.copytree(specimens / "ft900" / release.name, release)
    before = verdicts(rows(watchdog, release))
    erase(release / "exh12.xlsx", "E20")

    after = verdicts(rows(watchdog, release))

    assert 0 == after["fail"]
    assert before["pass"] - after["pass"] == after["undecided"] - before["undecided"] > 0


@pytest.mark.specimens
def test_a_truncated_exhibit_of_a_genuine_release_leaves_the_others_checked(
    watchdog: Command, specimens: Path, tmp_path: Path
) -> None:
    release = tmp_path / "release_2025-12"
    shutil.copytree(specimens / "ft900" / release.name, release)
    truncate(release / "exh1.xlsx")

    outcome = watchdog("check", release)

    assert 2 == outcome.code
    assert 1 == len(outcome.err.splitlines())
    assert "ft900/2025-12: 189 of 215 statements hold, 0 broken" in outcome.out
