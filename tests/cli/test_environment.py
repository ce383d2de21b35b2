"""Looking needs no secret; whoever is about to ask or to tell wants every variable that the configuration names."""

from pathlib import Path

import pytest

from tests.acquire.workbooks import exhibit_1
from tests.cli.command import Command


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration whose secrets nobody has set, and exhibits to check."""
    (tmp_path / "exhibits").mkdir()
    (tmp_path / "exhibits" / "exh1.xlsx").write_bytes(exhibit_1())
    file = tmp_path / "config.yaml"
    file.write_text(
        'store: {url: "sqlite:///a.db"}\n'
        'sources: {ft900: {pack: rules/us_trade, keys: {fred-api: "${env.WATCHDOG_TEST_KEY}"}}}\n'
        'channels: {hook: {kind: webhook, url: "http://127.0.0.1:9/", secret: "${env.WATCHDOG_TEST_ABSENT}"}}\n'
        "route: {channel: hook}\n"
    )
    return file


@pytest.mark.parametrize(
    "command",
    [
        ("rules", "lint"),
        ("rules", "list"),
        ("claims", "list"),
        ("anomalies", "list"),
        ("alerts", "list"),
        ("releases", "list"),
        ("releases", "schedule"),
        ("releases", "observations", "balance.total"),
    ],
)
def test_commands_that_only_look_work_without_secrets(
    watchdog: Command, config: Path, command: tuple[str, ...]
) -> None:
    outcome = watchdog(*command, "--config", config)

    assert (0, False) == (outcome.code, "WATCHDOG_TEST" in outcome.err)


def test_files_are_checked_without_secrets(watchdog: Command, config: Path) -> None:
    assert 0 == watchdog("check", config.parent / "exhibits", "--config", config).code


@pytest.mark.parametrize("command", [("run",), ("once",), ("once", "--dry-run"), ("notify", "test", "hook")])
def test_commands_that_ask_or_tell_refuse_with_every_name_that_is_missing(
    watchdog: Command, config: Path, command: tuple[str, ...]
) -> None:
    outcome = watchdog(*command, "--config", config)

    assert 2 == outcome.code
    assert [f"{config}:2:58:", f"{config}:3:70:"] == [line.split()[0] for line in outcome.err.splitlines()]
    assert "WATCHDOG_TEST_KEY is not set" in outcome.err
    assert "WATCHDOG_TEST_ABSENT is not set" in outcome.err
    assert not (config.parent / "a.db").exists()
