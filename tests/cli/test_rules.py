"""The rules, looked at from outside: mistakes with their place, names, words and the schema."""

import json
from pathlib import Path

import pytest

from tests.cli.command import Command


@pytest.mark.parametrize(
    ("rule", "column", "words"),
    [
        ("{name: headline-swing, wran: 3.0}", 28, "wran"),
        ("{name: headline-swing, warn: three}", 34, "three"),
        ("{name: headline-swing, warn: 5.0, critical: 4.0}", 0, "warn"),
        ("{name: headlin-swing, warn: 3.0}", 0, "headline-swing"),
    ],
)
def test_lint_names_file_line_column_and_fix_and_exits_with_2(
    watchdog: Command, tmp_path: Path, rule: str, column: int, words: str
) -> None:
    (tmp_path / "pack.yaml").write_text(f"extends: us_trade\nrules:\n  - {rule}\n")

    outcome = watchdog("rules", "lint", tmp_path)

    assert 2 == outcome.code
    place = f"{tmp_path / 'pack.yaml'}:3:{column or ''}"
    assert outcome.out.startswith(place), outcome.out
    assert words in outcome.out
    assert "no mistakes" not in outcome.out


def test_lint_reports_every_mistake_at_once(watchdog: Command, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        "extends: us_trade\nrules:\n  - {name: headline-swing, wran: 3.0}\n  - {name: gold-round-trip, grss: 1}\n"
    )

    lines = watchdog("rules", "lint", tmp_path).out.splitlines()

    assert [3, 4] == sorted(int(line.split(":")[1]) for line in lines)


def test_a_folder_that_is_not_there_is_a_mistake(watchdog: Command, tmp_path: Path) -> None:
    outcome = watchdog("rules", "lint", tmp_path / "nowhere")

    assert 2 == outcome.code
    assert "no folder at" in outcome.out


def test_a_broken_pack_is_told_by_every_command_that_needs_it(watchdog: Command, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("extends: us_trade\nrules:\n  - {name: headline-swing, wran: 3.0}\n")

    outcome = watchdog("rules", "list", tmp_path)

    assert (2, "") == (outcome.code, outcome.out)
    assert f"{tmp_path / 'pack.yaml'}:3:" in outcome.err


def test_the_list_is_the_same_in_every_format(watchdog: Command) -> None:
    rows = json.loads(watchdog("rules", "list", "-o", "json").out)
    table = watchdog("rules", "list").out.splitlines()
    csv = watchdog("rules", "list", "-o", "csv").out.splitlines()

    assert "X1a.total" in {row["name"] for row in rows}
    assert len(rows) + 1 == len(table) == len(csv)


def test_the_list_says_for_which_documents_a_rule_waits_that_nobody_polls(watchdog: Command, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(
        'store: {url: "sqlite:///watchdog.db"}\nsources: {ft900: {pack: rules/us_trade, documents: [exh1, press]}}\n'
    )

    def waits(*more: str | Path) -> dict[str, str]:
        rows = json.loads(watchdog("rules", "list", "-o", "json", *more).out)
        return {row["name"]: row["waits_for"] for row in rows if row["waits_for"]}

    assert {} == waits()
    assert {"services-exports-lines": "exh3", "services-imports-lines": "exh4"} == waits("--config", config)


def test_an_unknown_name_is_answered_with_one_that_begins_alike_and_never_with_thousands(watchdog: Command) -> None:
    assert "'X14z'. Did you mean 'X14" in watchdog("rules", "explain", "X14z").err
    assert len(watchdog("rules", "explain", "zzzz").err) < 2_000


def test_a_rule_is_explained_in_words(watchdog: Command) -> None:
    outcome = watchdog("rules", "explain", "headline-swing")

    assert 0 == outcome.code
    assert "A monthly change far outside the last five years' own changes" in outcome.out
    assert "__" not in outcome.out


def test_the_schema_is_json_schema_2020_12(watchdog: Command) -> None:
    schema = json.loads(watchdog("rules", "schema").out)

    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]


@pytest.mark.specimens
def test_explain_names_the_cells_of_an_identity_in_files_at_hand(watchdog: Command, specimens: Path) -> None:
    exhibit = specimens / "ft900" / "release_2021-08" / "exh14.xlsx"
    outcome = watchdog("rules", "explain", "X14b.exports", "--files", exhibit)

    assert 0 == outcome.code
    assert "X14b.exports, ytd of August 2021: pass, off by -1, rounding explains 4.5" in outcome.out
    assert "-1 x -44  exports.goods.timing_adjustments.nsa  exh14.xlsx sheet 14 I67" in outcome.out
