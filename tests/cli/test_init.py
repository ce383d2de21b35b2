"""A configuration and rules to start from, that work as they stand and overwrite nothing."""

from pathlib import Path

from tests.cli.command import Command
from watchdog.rulebook.load import load as load_rules
from watchdog.settings import load as load_settings


def test_it_writes_a_configuration_and_rules_that_work(watchdog: Command, tmp_path: Path) -> None:
    outcome = watchdog("init", tmp_path / "desk")

    assert 0 == outcome.code
    settings = load_settings(tmp_path / "desk" / "config.yaml", {})
    assert tmp_path / "desk" / "rules" == settings.sources["ft900"].pack
    assert "headline-swing" in {rule.name for rule in load_rules(settings.sources["ft900"].pack).rules}
    lint = watchdog("rules", "lint", "--config", tmp_path / "desk" / "config.yaml")
    assert (0, "no mistakes\n") == (lint.code, lint.out)


def test_a_second_time_overwrites_nothing(watchdog: Command, tmp_path: Path) -> None:
    watchdog("init", tmp_path)
    (tmp_path / "config.yaml").write_text("mine")

    outcome = watchdog("init", tmp_path)

    assert 2 == outcome.code
    assert "nothing was written" in outcome.err
    assert "mine" == (tmp_path / "config.yaml").read_text()


def test_where_one_file_is_there_already_the_other_is_not_written(watchdog: Command, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("mine")

    assert 2 == watchdog("init", tmp_path).code
    assert ["config.yaml"] == [path.name for path in tmp_path.iterdir()]


def test_a_folder_that_cannot_be_written_is_one_clear_message(watchdog: Command, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    outcome = watchdog("init", tmp_path / "taken")

    assert 2 == outcome.code
    assert f"{tmp_path / 'taken' / 'config.yaml'} cannot be written" in outcome.err
