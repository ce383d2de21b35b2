"""The commands that copy the store and put it back."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acquire.workbooks import exhibit_1
from tests.cli.command import Command
from tests.store.test_backup import filled, tables


@pytest.fixture
def config(tmp_path: Path) -> Path:
    filled(tmp_path / "watchdog.db")
    file = tmp_path / "config.yaml"
    file.write_text('store: {url: "sqlite:///watchdog.db"}\nsources: {ft900: {pack: rules/us_trade}}\n')
    return file


def test_there_and_back(watchdog: Command, config: Path, tmp_path: Path) -> None:
    before = tables(tmp_path / "watchdog.db")
    saved = watchdog("backup", tmp_path / "copy.db", "--config", config)
    refused = watchdog("restore", tmp_path / "copy.db", "--config", config)
    (tmp_path / "watchdog.db").unlink()
    restored = watchdog("restore", tmp_path / "copy.db", "--config", config)

    assert (0, 2, 0) == (saved.code, refused.code, restored.code)
    assert f"wrote {tmp_path / 'copy.db'}, " in saved.out
    assert "is there already; with --force it is replaced, and kept beside it" in refused.err
    assert before == tables(tmp_path / "watchdog.db")


def test_with_force_the_store_is_replaced_and_kept(watchdog: Command, config: Path, tmp_path: Path) -> None:
    watchdog("backup", tmp_path / "copy.db", "--config", config)
    outcome = watchdog("restore", "--force", tmp_path / "copy.db", "--config", config)

    assert 0 == outcome.code
    assert f"what was there is kept as {tmp_path}/watchdog.db.replaced-" in outcome.out


def test_a_file_that_is_there_is_replaced_only_when_told_to_and_the_store_itself_never(
    watchdog: Command, config: Path, tmp_path: Path
) -> None:
    (tmp_path / "copy.db").write_text("mine")

    assert 2 == watchdog("backup", tmp_path / "copy.db", "--config", config).code
    assert "mine" == (tmp_path / "copy.db").read_text()
    assert 0 == watchdog("backup", "--force", tmp_path / "copy.db", "--config", config).code
    assert 2 == watchdog("backup", "--force", tmp_path / "watchdog.db", "--config", config).code
    assert 0 == watchdog("alerts", "list", "--config", config).code


def test_a_store_on_a_server_is_not_ours_to_copy(watchdog: Command, config: Path, tmp_path: Path) -> None:
    config.write_text(config.read_text().replace("sqlite:///watchdog.db", "postgresql://u:hunter2@localhost/x"))
    outcome = watchdog("backup", tmp_path / "copy.db", "--config", config)

    assert 2 == outcome.code
    assert "pg_dump" in outcome.err
    assert "hunter2" not in outcome.err


OPENINGS = """
import json, sys
from contextlib import suppress
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from watchdog.cli.main import run
config, commands = sys.argv[1], json.loads(sys.argv[2])
for command in commands:
    sys.argv = ["watchdog", *command, "--config", config]
    with suppress(SystemExit):
        run()
print([path for path in opened if path.endswith("watchdog.db")])
"""


def test_no_command_opens_the_database_but_through_sqlite(config: Path, tmp_path: Path) -> None:
    """Closing a file that SQLite has open too would drop SQLite's locks, and lose what it has acknowledged."""
    source = "documents: [exh1], calendars: [], addresses: {census: '.'}"
    config.write_text(config.read_text().replace("rules/us_trade", f"rules/us_trade, {source}"))
    (tmp_path / "exh1.xlsx").write_bytes(exhibit_1())
    copy = str(tmp_path / "copy.db")
    commands = [["once"], ["alerts", "list"], ["doctor"], ["backup", copy], ["restore", "--force", copy], ["once"]]
    done = subprocess.run(
        [sys.executable, "-c", OPENINGS, str(config), json.dumps(commands)], capture_output=True, text=True, check=True
    )

    assert "[]" == done.stdout.splitlines()[-1], done.stdout
    assert "new: census/exh1" in done.stdout
    assert f"restored {tmp_path / 'watchdog.db'}" in done.stdout
