"""A running service takes over valid changes, keeps the last good rules otherwise, and says so once."""

from pathlib import Path

import pytest

from tests.rulebook.packs import PACK, RULES, extend, write
from watchdog.detect.swing import SwingParameters
from watchdog.errors import ConfigurationError
from watchdog.rulebook.reload import LiveRulebook, Refreshed


def test_nothing_happens_while_nothing_changes(tmp_path: Path) -> None:
    live = LiveRulebook(write(tmp_path))
    book = live.current()

    assert Refreshed() == live.refresh()
    assert book is live.current()


def test_a_valid_change_is_taken_over(tmp_path: Path) -> None:
    live = LiveRulebook(write(tmp_path))
    write(tmp_path, rules=RULES.replace("3.0", "3.5"))

    assert Refreshed(changed=True) == live.refresh()
    assert SwingParameters(series="balance.total", window=24, warn=3.5) == live.current().rules[0].parameters


def test_a_remark_is_not_a_change_of_the_rules(tmp_path: Path) -> None:
    live = LiveRulebook(write(tmp_path))
    write(tmp_path, rules="# a remark\n" + RULES)

    assert Refreshed(changed=False) == live.refresh()


def test_a_broken_change_keeps_the_last_good_rules_and_is_reported_once(tmp_path: Path) -> None:
    live = LiveRulebook(write(tmp_path))
    book = live.current()
    write(tmp_path, rules=RULES.replace("window", "windw"))
    first, second = live.refresh(), live.refresh()

    assert [(6, 5)] == [(mistake.line, mistake.column) for mistake in first.mistakes]
    assert Refreshed() == second
    assert book is live.current()


def test_another_breakage_is_reported_again(tmp_path: Path) -> None:
    live = LiveRulebook(write(tmp_path))
    write(tmp_path, rules=RULES.replace("window", "windw"))
    live.refresh()
    write(tmp_path, rules=RULES.replace("warn:", "wrn:"))

    assert 1 == len(live.refresh().mistakes)


def test_a_repaired_pack_is_taken_over_and_a_later_breakage_is_news(tmp_path: Path) -> None:
    live = LiveRulebook(write(tmp_path))
    broken = RULES.replace("window", "windw")
    write(tmp_path, rules=broken)
    live.refresh()
    write(tmp_path, rules=RULES.replace("3.0", "2.5"))

    assert Refreshed(changed=True) == live.refresh()
    write(tmp_path, rules=broken)
    assert 1 == len(live.refresh().mistakes)


def test_a_file_cut_off_anywhere_never_replaces_rules_by_an_error(tmp_path: Path) -> None:
    live = LiveRulebook(write(tmp_path))
    for length in range(0, len(PACK), 41):
        write(tmp_path, pack=PACK[:length])
        live.refresh()

        assert "toy" == live.current().program


def test_a_folder_that_vanishes_is_reported_once(tmp_path: Path) -> None:
    live = LiveRulebook(write(tmp_path / "toy"))
    (tmp_path / "toy").rename(tmp_path / "gone")

    assert ["no folder at"] == [mistake.message[:12] for mistake in live.refresh().mistakes]
    assert Refreshed() == live.refresh()


def test_a_change_of_the_extended_pack_is_noticed(tmp_path: Path) -> None:
    base = write(tmp_path / "base")
    live = LiveRulebook(extend(tmp_path / "mine", ""))
    write(base, rules=RULES.replace("3.0", "3.5"))

    assert Refreshed(changed=True) == live.refresh()


def test_there_must_be_good_rules_to_begin_with(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        LiveRulebook(write(tmp_path, pack="program: 3"))
