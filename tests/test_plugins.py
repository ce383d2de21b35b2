"""The tables of plug-ins are complete, and cheap to import."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import watchdog
from watchdog.plugins import CALENDAR_PARSERS, CHANNELS, PARSERS, RULE_KINDS

ROOM = Path(watchdog.__path__[0])


@pytest.mark.parametrize(
    ("folder", "table"),
    [
        ("acquire/parsers", PARSERS),
        ("acquire/calendars", CALENDAR_PARSERS),
        ("notify/channels", CHANNELS),
        ("detect", RULE_KINDS),
    ],
)
def test_a_plug_in_is_the_module_of_its_name(folder: str, table: Mapping[str, object]) -> None:
    modules = {file.stem for file in (ROOM / folder).glob("*.py")}

    assert set() == set(table) - modules


@pytest.mark.parametrize(
    ("folder", "table", "limit"), [("detect", RULE_KINDS, 120), ("notify/channels", CHANNELS, 100)]
)
def test_a_plug_in_stays_small_enough_to_be_read_at_once(folder: str, table: Mapping[str, object], limit: int) -> None:
    lines = {name: len((ROOM / folder / f"{name}.py").read_text("utf-8").splitlines()) for name in table}

    assert {} == {name: count for name, count in lines.items() if count >= limit}


def test_every_parser_is_in_the_table() -> None:
    assert {file.stem for file in (ROOM / "acquire/parsers").glob("[a-z]*.py")} == set(PARSERS)


def test_importing_them_brings_in_nothing_heavy() -> None:
    heavy = ("pandas", "scipy", "sqlalchemy")
    probe = f"import sys, watchdog.plugins; print([name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)

    assert "[]" == answer.stdout.strip()
