"""Labels and acknowledgements: given by id or key, listed, and counted by what replays the archive."""

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Command
from tests.demo.replay import Story
from tests.store.made import MORNING
from tests.tune.made import grown, keep, months, rules_folder, walk
from watchdog.model.review import Label, Review
from watchdog.store import reviews
from watchdog.store.database import open_store

SWING = "headline-swing:balance.total:2025-11"


@pytest.fixture
def config(story: Story, tmp_path: Path) -> Path:
    """The demo's store, to be written to."""
    shutil.copytree(story.folder, tmp_path / "demo")
    return tmp_path / "demo" / "config.yaml"


def listed(watchdog: Command, config: Path) -> dict[str, dict[str, Any]]:
    outcome = watchdog("anomalies", "list", "--config", config, "-o", "json")
    return {row["finding"]: row for row in json.loads(outcome.out)}


def test_an_anomaly_is_labelled_by_its_id_or_key_and_listed_so(watchdog: Command, config: Path) -> None:
    identifier = listed(watchdog, config)[SWING]["id"]
    by_id = watchdog("anomalies", "label", identifier, "true", "--note", "gold", "--by", "desk", "--config", config)
    row = listed(watchdog, config)[SWING]

    assert (0, f"{SWING}: labelled true\n") == (by_id.code, by_id.out)
    assert ("true", "gold", "desk") == (row["label"], row["note"], row["reviewed_by"])
    assert 0 == watchdog("anomalies", "label", SWING, "expected", "--config", config).code
    assert "expected" == listed(watchdog, config)[SWING]["label"]


def test_an_acknowledgement_keeps_the_label(watchdog: Command, config: Path) -> None:
    watchdog("anomalies", "label", SWING, "false", "--config", config)
    outcome = watchdog("anomalies", "ack", SWING, "--note", "asked the agency", "--by", "desk", "--config", config)
    row = listed(watchdog, config)[SWING]

    assert f"{SWING}: acknowledged\n" == outcome.out
    assert ("false", "asked the agency") == (row["label"], row["note"])


def test_what_people_said_of_an_anomaly_is_shown_with_what_every_vintage_did(watchdog: Command, config: Path) -> None:
    watchdog("anomalies", "label", SWING, "true", "--note", "gold", "--by", "desk", "--config", config)
    outcome = watchdog("anomalies", "show", SWING, "--config", config)

    assert "robust z -4.18" in outcome.out
    assert "labelled true by desk on" in outcome.out
    assert ": gold" in outcome.out


@pytest.mark.parametrize("identifier", ["headline", "", "evt_", "nobody"])
def test_an_id_that_names_no_single_finding_is_refused(watchdog: Command, config: Path, identifier: str) -> None:
    outcome = watchdog("anomalies", "label", identifier, "true", "--config", config)

    assert 2 == outcome.code
    assert "`watchdog anomalies list -o json` shows them" in outcome.err


def test_a_backtest_counts_labels_and_says_what_a_change_would_lose(watchdog: Command, config: Path) -> None:
    watchdog("anomalies", "label", SWING, "true", "--config", config)
    asked = ("backtest", "--set", "headline-swing.warn=5", "--set", "headline-swing.critical=6", "--config", config)
    outcome = watchdog(*asked, "-o", "json")
    document = json.loads(outcome.out)

    assert 0 == outcome.code
    assert [SWING] == document["missed"]
    lost = {row["finding"] for row in document["alerts"] if row["change"] == "lost"}
    assert SWING in lost
    assert {"headline-swing"} == {finding.partition(":")[0] for finding in lost}
    assert (0, len(lost)) == (document["gained"], document["lost"])
    assert ["ft900/2025-09", "ft900/2026-07"] == [document["releases"][at]["release"] for at in (0, -1)]
    assert "Against the other rules: 0 gained, 2 lost." in watchdog(*asked).out


def test_what_a_backtest_counts_as_told_agrees_with_its_rows(watchdog: Command, config: Path) -> None:
    """The reversal of November 2025 is within the item of its swing, and is no item of its own in the count either."""
    document = json.loads(watchdog("backtest", "--config", config, "-o", "json").out)
    ways = Counter(row["told"].partition(" ")[0] for row in document["alerts"])
    carried = [(row["rule"], row["period"], row["told"]) for row in document["alerts"] if row["within"]]

    assert [("headline-reversal", "2025-11", "within headline-swing")] == carried
    assert (ways["item"], ways["within"]) == (document["routing"]["headlines"], document["routing"]["within"])
    assert ways.total() == document["routing"]["found"] == sum(each["alerts"] for each in document["releases"])
    table = watchdog("backtest", "--config", config).out
    assert f"Told as items: {ways['item']} of {ways.total()}; 0 silenced, 1 within another item, 0 over" in table
    first = document["undecided_reasons"][0]
    assert first["count"] == sum(first["by_rule"].values())
    assert f"Not decided, and why:\n  {first['reason']}: {first['count']} ({', '.join(first['by_rule'])})\n" in table


def test_a_backtest_of_a_folder_leaves_the_store_alone(watchdog: Command, config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    rows = [
        f"{year}-{month:02d}-01,{-60_000 - 7 * year - month}" for year in range(2020, 2026) for month in range(1, 13)
    ]
    (folder / "BOPGSTB_asof_2026-02-01.csv").write_text("\n".join(["observation_date,BOPGSTB", *rows[:-1], ""]))
    before = (config.parent / "watchdog.db").read_bytes()
    outcome = watchdog("backtest", "--archive", folder, "--config", config, "-o", "json")

    assert ["ft900/2025-11"] == [each["release"] for each in json.loads(outcome.out)["releases"]]
    assert before == (config.parent / "watchdog.db").read_bytes()


def test_a_backtest_of_releases_that_are_not_kept_says_so(watchdog: Command, config: Path) -> None:
    outcome = watchdog("backtest", "--from", "2031-01", "--config", config)

    assert 2 == outcome.code
    assert "releases import" in outcome.err


def test_tuning_refuses_to_conclude_from_a_few_releases_and_labels(watchdog: Command, config: Path) -> None:
    outcome = watchdog("tune", "--budget", "12", "--config", config)

    assert 2 == outcome.code
    assert "6 releases are kept, at least 24 are needed; 0 findings" in outcome.err


def test_tuning_prints_a_diff_that_patches_the_pack_and_writes_nothing_itself(
    watchdog: Command, tmp_path: Path
) -> None:
    pack = rules_folder(tmp_path / "rules", "\nrules:\n  - {name: headline-swing, warn: 3.0} # ours\n") / "pack.yaml"
    config = tmp_path / "config.yaml"
    config.write_text('store: {url: "sqlite:///w.db"}\nsources: {ft900: {pack: rules}}\n')
    store = open_store(f"sqlite:///{tmp_path / 'w.db'}")
    keep(store, grown("2018-01", jumpy(), 36))
    said = [Review(finding=key, label=Label.FALSE, note="", by="desk", at=MORNING) for key in first_two_years()]
    with store.writing() as connection:
        reviews.add(connection, said)
    store.close()
    before = pack.read_text()
    outcome = watchdog("tune", "--budget", "12", "--config", config)
    document = json.loads(watchdog("tune", "--budget", "12", "--config", config, "-o", "json").out)

    assert 0 == outcome.code
    assert before == pack.read_text()
    assert "12 later ones, 2024-07 to 2025-06, had no part in it" in outcome.out
    lost = [row["finding"] for row in document["alerts"] if row["change"] == "lost"]
    assert lost
    assert all(f": ft900/{key[-7:]} {key}" in outcome.out for key in lost)
    assert document["parts"]["later"]["proposed"]["alerts"] < document["parts"]["later"]["as_it_is"]["alerts"]
    subprocess.run(["patch", "-p0", pack], input=outcome.out, text=True, check=True, capture_output=True)
    assert f"warn: {document['rules'][0]['proposed']['warn']}" in pack.read_text()


def first_two_years() -> list[str]:
    return [f"headline-swing:balance.total:{month}" for month in map(str, months("2022-07", 24))]


def jumpy() -> list[int]:
    """A balance that jumps every third month, by turns a little and a lot."""
    values = walk(90, 5, step=1_000)
    for place in range(54, 90, 3):
        values[place] += (12_000 if place % 2 else 4_500) * (-1 if place % 4 else 1)
    return values


def test_an_anomaly_is_assigned_and_a_label_leaves_it_so(watchdog: Command, config: Path) -> None:
    outcome = watchdog("anomalies", "assign", SWING, "trade desk", "--by", "chief", "--config", config)
    watchdog("anomalies", "label", SWING, "true", "--config", config)
    row = listed(watchdog, config)[SWING]

    assert f"{SWING}: assigned to trade desk\n" == outcome.out
    assert ("trade desk", "true") == (row["assignee"], row["label"])
    assert "assigned to trade desk by chief on" in watchdog("anomalies", "show", SWING, "--config", config).out
    assert 2 == watchdog("anomalies", "assign", SWING, " ", "--config", config).code


def test_who_did_what_is_kept_with_what_it_changed(watchdog: Command, config: Path) -> None:
    watchdog("anomalies", "label", SWING, "true", "--by", "desk", "--config", config)
    watchdog("anomalies", "label", SWING, "false", "--config", config)
    watchdog("anomalies", "ack", SWING, "--by", "desk", "--config", config)
    acts = json.loads(watchdog("audit", "--config", config, "-o", "json").out)
    done = [(act["action"], act["subject"], act["before"], act["after"]) for act in acts[-3:]]

    assert [("label", SWING, "", "true"), ("label", SWING, "true", "false"), ("acknowledge", SWING, "", "")] == done
    assert ["desk", "desk"] == [acts[-3]["by"], acts[-1]["by"]]
    assert all(":" in act["origin"] and act["at"] and act["by"] for act in acts)
