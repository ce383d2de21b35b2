"""An alert is proved again from the store that a demo left; what was tampered with is named with its cause."""

import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.demo.replay import Story

OCTOBER, NOVEMBER = "October 2025: deficit $29.4 billion", "November 2025: deficit $56.8 billion"
RETRACTED = "October 2025 is now only the smallest deficit since November 2019"


@pytest.fixture
def config(story: Story, tmp_path: Path) -> Path:
    """The demo's store, to be tampered with."""
    shutil.copytree(story.folder, tmp_path / "demo")
    return tmp_path / "demo" / "config.yaml"


def alert_of(watchdog: Command, config: Path, headline: str) -> str:
    """The id of the one alert that says this in its headline."""
    rows = json.loads(watchdog("alerts", "list", "--config", config, "-o", "json").out)
    (found,) = [row["id"] for row in rows if headline in row["headline"]]
    return str(found)


def tamper(config: Path, statement: str, *values: object) -> None:
    """Change the store behind the service's back."""
    with closing(sqlite3.connect(config.parent / "watchdog.db")) as database, database:
        assert database.execute(statement, values).rowcount > 0


def rows_of(config: Path) -> Iterator[str]:
    with closing(sqlite3.connect(config.parent / "watchdog.db")) as database:
        yield from database.iterdump()


@pytest.mark.parametrize("headline", [NOVEMBER, RETRACTED])
def test_an_alert_comes_out_again_as_it_was_told_and_the_store_stays_as_it_was(
    watchdog: Command, config: Path, headline: str
) -> None:
    before = list(rows_of(config))
    outcome = watchdog("replay", alert_of(watchdog, config, headline), "--config", config, "-o", "json")
    (row,) = json.loads(outcome.out)

    assert 0 == outcome.code
    assert row["proved"]
    assert [] == row["differences"]
    assert min(row["figures"], row["findings"]) > 10
    assert before == list(rows_of(config))


def test_a_document_whose_bytes_changed_is_the_data(watchdog: Command, config: Path) -> None:
    (sha256,) = {
        line.split()[-1]
        for line in watchdog("replay", alert_of(watchdog, config, OCTOBER), "--config", config).out.splitlines()
        if "census/exh1," in line
    }
    tamper(config, "UPDATE blobs SET body = ?, compressed = 1 WHERE sha256 = ?", zlib.compress(b"other"), sha256)
    outcome = watchdog("replay", alert_of(watchdog, config, OCTOBER), "--config", config)

    assert 1 == outcome.code
    assert "data: census/exh1: the document" in outcome.out
    assert "Not proved" in outcome.out


def test_a_kept_figure_that_is_not_the_documents_is_the_data(watchdog: Command, config: Path) -> None:
    tamper(config, "UPDATE cells SET count = -29351 WHERE count = -29350")
    outcome = watchdog("replay", alert_of(watchdog, config, OCTOBER), "--config", config)

    assert 1 == outcome.code
    assert "data: balance.total 2025-10 level" in outcome.out
    assert "-29351" in outcome.out


def test_stored_rules_that_changed_are_the_rules(watchdog: Command, config: Path) -> None:
    tamper(config, "UPDATE rule_sets SET files = replace(files, 'warn: 3.0', 'warn: 3.1')")
    outcome = watchdog("replay", alert_of(watchdog, config, OCTOBER), "--config", config)

    assert 1 == outcome.code
    assert "  rules: the stored rules" in outcome.out


def test_another_outcome_from_the_same_bytes_and_rules_is_the_code(watchdog: Command, config: Path) -> None:
    said = "UPDATE findings SET finding = replace(finding, 'robust z +3.20', 'robust z +3.30')"
    tamper(config, f"{said} WHERE rule = 'headline-swing'")
    outcome = watchdog("replay", alert_of(watchdog, config, OCTOBER), "--config", config)

    assert 1 == outcome.code
    assert "code: headline-swing:balance.total:2025-10: was warn" in outcome.out


def test_an_id_that_no_alert_has_is_refused(watchdog: Command, config: Path) -> None:
    outcome = watchdog("replay", "alr_nothing", "--config", config)

    assert 2 == outcome.code
    assert "`watchdog alerts list` shows them" in outcome.err


def test_a_message_that_died_goes_out_again_under_its_id_when_asked_for(watchdog: Command, config: Path) -> None:
    alert = alert_of(watchdog, config, NOVEMBER)
    bytes_of = "SELECT id, body FROM deliveries WHERE alert = ? AND channel = 'hook'"
    tamper(config, "UPDATE deliveries SET state = 'dead' WHERE alert = ? AND channel = 'hook'", alert)
    with closing(sqlite3.connect(config.parent / "watchdog.db")) as database:
        before = database.execute(bytes_of, (alert,)).fetchall()
        outcome = watchdog("alerts", "resend", alert[:12], "--config", config)
        after = database.execute(bytes_of, (alert,)).fetchall()
        states = dict(database.execute("SELECT channel, state FROM deliveries WHERE alert = ?", (alert,)))

    assert 0 == outcome.code
    assert "hook to " in outcome.out
    assert before == after
    assert "pending" == states.pop("hook")
    assert {"sent"} == set(states.values())
    assert "requested again, by" in watchdog("alerts", "show", alert, "--config", config).out


def test_what_everybody_took_is_sent_again_only_with_all(watchdog: Command, config: Path) -> None:
    alert = alert_of(watchdog, config, NOVEMBER)
    nothing = watchdog("alerts", "resend", alert, "--config", config)
    everything = watchdog("alerts", "resend", alert, "--all", "--config", config)

    assert "nothing of it is undelivered" in nothing.err
    assert "due now" not in nothing.out
    assert 3 <= everything.out.count("due now")


def test_nothing_is_sent_again_by_a_channel_that_was_removed(watchdog: Command, config: Path) -> None:
    alert = alert_of(watchdog, config, NOVEMBER)
    tamper(config, "UPDATE deliveries SET state = 'dead' WHERE alert = ? AND channel <> 'anomaly-log'", alert)
    (line,) = (line for line in config.read_text().splitlines() if line.startswith("  hook:"))
    config.write_text(config.read_text().replace(f"{line}\n", "").replace("[desk-mail, hook]", "desk-mail"))
    outcome = watchdog("alerts", "resend", alert, "--config", config)
    with closing(sqlite3.connect(config.parent / "watchdog.db")) as database:
        states = dict(database.execute("SELECT channel, state FROM deliveries WHERE alert = ?", (alert,)))

    assert 4 == outcome.code
    assert "the configuration has no channel hook; put it back first" in outcome.err
    assert ("dead", "pending") == (states["hook"], states["desk-mail"])


def test_what_is_sent_again_to_a_disabled_target_is_said_to_wait(watchdog: Command, config: Path) -> None:
    alert = alert_of(watchdog, config, NOVEMBER)
    tamper(config, "UPDATE deliveries SET state = 'dead' WHERE alert = ? AND channel = 'hook'", alert)
    tamper(config, "UPDATE targets SET disabled_at = '2026-01-29 13:30:00.000000' WHERE channel = 'hook'")
    outcome = watchdog("alerts", "resend", alert, "--config", config)

    assert 0 == outcome.code
    assert "but it is disabled: `watchdog notify test hook` enables it" in outcome.out
