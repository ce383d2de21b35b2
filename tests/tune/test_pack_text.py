"""The diff of a person's pack: their lines and comments stay, and what it makes is what was proposed."""

import subprocess
from pathlib import Path

import pytest

from tests.tune.made import rules_folder
from watchdog.detect.extreme import ExtremeParameters
from watchdog.detect.swing import SwingParameters
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules
from watchdog.tune.pack_text import Setting, diff

SWING = Setting(rule="headline-swing", parameters={"warn": "3.3", "critical": "4.4"}, why="was 3 and 4")
SMALLEST = Setting(rule="smallest-deficit-since", parameters={"at_least": "66 months"}, why="was 60 months")
PACKS = {
    "flow": "rules:\n  - {name: headline-swing, warn: 3.1, critical: 4.1} # ours\n",
    "flow without one": "rules:\n  - {name: headline-swing, warn: 3.1}\n",
    "block": "rules:\n  # ours\n  - name: headline-swing\n    warn: 3.1 # why\n    critical: 4.1\n",
    "block without one": "rules:\n  - name: headline-swing\n    warn: 3.1\n  - {name: gold-round-trip}\n",
    "another rule": "# ours\nrules:\n  - {name: gold-round-trip, gross: '9 billion USD'}\n",
    "indented less": "rules:\n- name: gold-round-trip\n  enabled: false\n",
    "no rules": "# nothing yet\n",
}


@pytest.mark.parametrize("text", PACKS.values(), ids=PACKS)
def test_a_pack_with_the_diff_applied_has_the_proposed_thresholds_and_all_else_as_before(
    tmp_path: Path, text: str
) -> None:
    folder = rules_folder(tmp_path / "rules", text)
    before = (folder / "pack.yaml").read_text()
    proposal = diff(folder, [SWING, SMALLEST])

    assert before == (folder / "pack.yaml").read_text()
    subprocess.run(["patch", "-p0", folder / "pack.yaml"], input=proposal, text=True, check=True, capture_output=True)
    parameters = {rule.name: rule.parameters for rule in load(folder).rules}
    swing, smallest = parameters["headline-swing"], parameters["smallest-deficit-since"]
    assert isinstance(swing, SwingParameters)
    assert isinstance(smallest, ExtremeParameters)
    assert (3.3, 4.4, 66) == (swing.warn, swing.critical, smallest.at_least)
    kept = [line for line in before.splitlines() if "headline-swing" not in line and "3.1" not in line]
    assert set(kept) - {"    critical: 4.1"} <= set((folder / "pack.yaml").read_text().splitlines())


def test_each_change_carries_its_reason(tmp_path: Path) -> None:
    proposal = diff(rules_folder(tmp_path / "rules", PACKS["flow"]), [SWING, SMALLEST])

    assert "+  # was 3 and 4\n+  - {name: headline-swing, warn: 3.3, critical: 4.4} # ours\n" in proposal
    assert "+  # was 60 months\n+  - {name: smallest-deficit-since, at_least: 66 months}\n" in proposal


def test_for_the_rules_that_came_with_us_a_new_pack_is_proposed_that_extends_them() -> None:
    proposal = diff(packaged_rules() / "us_trade", [SWING])

    assert proposal.startswith("--- /dev/null\n+++ rules/pack.yaml\n")
    assert "+extends: us_trade\n" in proposal
    assert "+  - {name: headline-swing, warn: 3.3, critical: 4.4}\n" in proposal
