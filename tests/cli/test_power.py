"""`watchdog power`: what it says of released figures, and that a check of the wrong workbook says the same."""

import csv
import io
import json
import shutil
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # published without type information

from tests.acquire.workbooks import exhibit_1
from tests.cli.command import Command
from tests.tune.made import packaged_book
from watchdog.check.localise.alone import sole_suspects
from watchdog.check.localise.causes import causes
from watchdog.check.localise.puzzle import puzzle_of
from watchdog.check.report import CheckReport
from watchdog.files import CheckedRelease, check_files
from watchdog.model.finding import Verdict
from watchdog.tune.bench import Bench
from watchdog.tune.planting import LINES, Ground, Kind, Plantings

NOW = datetime(2026, 3, 12, 13, 0, tzinfo=UTC)
Named = set[tuple[str, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "release"
    made.mkdir()
    (made / "exh1.xlsx").write_bytes(exhibit_1())
    return made


def test_each_exhibit_has_its_rates(watchdog: Command, folder: Path) -> None:
    outcome = watchdog("power", folder)
    header, row = (line.split() for line in outcome.out.splitlines()[1:3])

    assert 0 == outcome.code
    assert [
        "exhibit",
        "figures",
        "covered",
        *Kind,
        "beyond",
        "smaller",
        "named",
        "alone",
        "ceiling",
        "smallest",
    ] == header
    assert "exh1" == row[0]
    assert "100" == dict(zip(header, row, strict=True))["beyond"]


def test_only_the_kinds_that_are_named_are_planted(watchdog: Command, folder: Path) -> None:
    outcome = watchdog("power", folder, "--kinds", "sign, deleted", "--sample", "7", "--seed", "3", "-o", "csv")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))

    assert ["sign", "deleted"] == [row["kind"] for row in rows]
    assert "7" == rows[1]["planted"]


def test_an_unknown_kind_is_refused_with_those_there_are(watchdog: Command, folder: Path) -> None:
    outcome = watchdog("power", folder, "--kinds", "swap,typo")

    assert 2 == outcome.code
    assert "there is no typo" in outcome.err
    assert "deleted" in outcome.err


def test_json_lists_exhibits_identities_and_what_is_not_covered(watchdog: Command, folder: Path) -> None:
    (release,) = json.loads(watchdog("power", folder, "-o", "json").out)["releases"]
    (exhibit,) = release["exhibits"]

    assert exhibit["figures"] == exhibit["covered"] + sum(len(each["figures"]) for each in release["not_covered"])
    assert list(Kind) == list(exhibit["kinds"])
    assert {"X1a.total", "X1b.exports"} <= {each["name"] for each in release["identities"]}


def test_without_files_and_without_a_store_the_embedded_releases_are_taken(
    watchdog: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = watchdog("power", "--sample", "5", "-o", "json")

    assert "embedded" in outcome.err
    assert ["ft900/2025-09", "ft900/2025-10", "ft900/2025-11", "ft900/2025-12", "ft900/2026-01"] == [
        each["release"] for each in json.loads(outcome.out)["releases"]
    ]
    assert [] == list(tmp_path.iterdir())


def test_the_releases_of_the_store_are_taken(watchdog: Command, folder: Path, tmp_path: Path) -> None:
    watchdog("init", tmp_path / "desk")
    config = tmp_path / "desk" / "config.yaml"
    shutil.copytree(folder, tmp_path / "archive" / "release_2025-08")
    watchdog("releases", "import", tmp_path / "archive", "--config", config)
    (kept,) = json.loads(watchdog("power", "--config", config, "-o", "json").out)["releases"]
    (read,) = json.loads(watchdog("power", folder, "-o", "json").out)["releases"]

    assert read["exhibits"] == kept["exhibits"]


def test_files_without_any_identity_are_an_error(watchdog: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no exhibit")

    assert 2 == watchdog("power", tmp_path).code


def check(folder: Path) -> CheckedRelease:
    (files,) = check_files([folder], packaged_book(), NOW)
    (release,) = files.releases
    return release


def of_verdict(report: CheckReport, verdict: Verdict) -> Named:
    return {
        (result.statement.identity.name, str(result.statement.rows), str(result.statement.period))
        for result in report.results
        if result.verdict is verdict
    }


def write(workbook: Path, bench: Bench, plantings: Plantings, number: int) -> None:
    """Put the error into the workbook itself."""
    changes = plantings.changes[:, [number]].tocoo()
    book = load_workbook(workbook)
    for column, by in zip(changes.row.tolist(), changes.data.tolist(), strict=True):
        cell = bench.sheets.cell(column)
        assert cell.address is not None
        value = Decimal(int(bench.system.counts[column]) + by) * cell.published_unit
        book.worksheets[0][cell.address.cell].value = None if plantings.kind is Kind.DELETED else float(value)
    book.save(workbook)


@pytest.mark.specimens
@pytest.mark.parametrize(
    ("release", "document", "kinds"),
    [("2026-01", "exh1", tuple(Kind)), ("2021-08", "exh7", (Kind.SWAP, Kind.ROW, Kind.DELETED))],
)
def test_a_workbook_with_the_error_in_it_is_judged_alike_by_a_check(
    specimens: Path, tmp_path: Path, release: str, document: str, kinds: tuple[Kind, ...]
) -> None:
    folder = tmp_path / "genuine"
    folder.mkdir()
    shutil.copy(specimens / "ft900" / f"release_{release}" / f"{document}.xlsx", folder)
    genuine = check(folder)
    assert genuine.report.system is not None
    bench, undecided = Bench(genuine.report.system), of_verdict(genuine.report, Verdict.UNDECIDED)
    chance = Random(f"{release}/{document}")  # noqa: S311 - a repeatable sample
    ground = Ground(bench.sheets, document, bench.sheets.stated)
    for kind in kinds:
        plantings = ground.plantings(kind, bench.sheets.stated, chance)
        number = chance.randrange(len(plantings.at))
        judged = bench.judge(plantings)
        rows = judged.rows[(judged.plantings == number) & (judged.fails | (kind is Kind.DELETED))].tolist()
        statements = [bench.system.statements[row] for row in rows]
        wrong = shutil.copytree(folder, tmp_path / kind)
        write(wrong / f"{document}.xlsx", bench, plantings, number)
        report = check(wrong).report
        said = of_verdict(report, Verdict.UNDECIDED if kind is Kind.DELETED else Verdict.FAIL)

        assert {(s.identity.name, str(s.rows), str(s.period)) for s in statements} == said - undecided, kind
        if kind is not Kind.DELETED and kind not in LINES:
            column = int(plantings.at[number])
            suspects = sole_suspects(puzzle_of(bench.system), column, int(plantings.sizes[number]))

            assert {bench.system.columns[each].key for each in suspects} == {
                suspect.place.key
                for breach in causes(report).breaches
                for each in breach.explanations
                for suspect in each.suspects
            }, kind
