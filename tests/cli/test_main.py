"""What holds for every command: help, exit codes, and readers that leave early."""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from tests.cli.command import Command
from watchdog.cli.main import app

SCRIPT = Path(sysconfig.get_path("scripts")) / "watchdog"
HEAVY = ("alembic", "apscheduler", "numpy", "pandas", "pandera", "pydantic", "requests", "rich", "scipy", "sqlalchemy")


def commands() -> list[str]:
    """Every command as people type it."""
    top = get_command(app())
    groups = getattr(top, "commands", {})
    found = []
    for name, command in groups.items():
        below = getattr(command, "commands", None)
        found += [f"{name} {each}" for each in below] if below else [name]
    return sorted(found)


def test_the_commands_are_those_that_scripts_rely_on() -> None:
    assert [
        "alerts list",
        "alerts resend",
        "alerts show",
        "anomalies ack",
        "anomalies assign",
        "anomalies label",
        "anomalies list",
        "anomalies show",
        "audit",
        "backtest",
        "backup",
        "check",
        "claims list",
        "demo",
        "doctor",
        "init",
        "notify test",
        "once",
        "plot",
        "power",
        "releases import",
        "releases list",
        "releases observations",
        "releases revisions",
        "releases schedule",
        "releases show",
        "replay",
        "restore",
        "routes test",
        "rules explain",
        "rules lint",
        "rules list",
        "rules schema",
        "rules try",
        "run",
        "service-unit",
        "silence add",
        "silence expire",
        "silence list",
        "tune",
        "verify",
    ] == commands()


@pytest.mark.parametrize("command", commands())
def test_every_command_explains_itself(watchdog: Command, command: str) -> None:
    outcome = watchdog(*command.split(), "--help")

    assert 0 == outcome.code
    assert f"Usage: watchdog {command}" in outcome.out
    assert "--help" in outcome.out


def test_the_list_of_commands_cuts_no_sentence_short(watchdog: Command) -> None:
    outcome = watchdog("--help")

    assert 0 == outcome.code
    assert "..." not in outcome.out.partition("Commands:")[2]


def test_help_loads_nothing_heavy() -> None:
    """So that it answers at once; a time would depend on the machine."""
    script = (
        "import sys; sys.argv = ['watchdog', '--help']\n"
        "from watchdog.cli.main import run\n"
        "try: run()\n"
        f"finally: print(sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)

    assert "[]\n" == answer.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("barks",),
        ("check",),
        ("check", "--fail-on", "maybe", "x.xlsx"),
        ("alerts", "show"),
        ("rules", "list", "-o", "xml"),
        ("claims", "list", "--config", "nowhere.yaml"),
        ("rules", "explain", "no-such-rule"),
        ("releases", "show", "yesterday"),
    ],
)
def test_a_mistake_in_usage_is_said_on_standard_error_and_exits_with_2(
    watchdog: Command, arguments: tuple[str, ...]
) -> None:
    outcome = watchdog(*arguments)

    assert 2 == outcome.code
    assert "" == outcome.out
    assert outcome.err
    assert "Traceback" not in outcome.err


def test_an_error_cannot_act_on_a_terminal(watchdog: Command, tmp_path: Path) -> None:
    outcome = watchdog("claims", "list", "--config", tmp_path / "\x1b]0;owned\x07.yaml")

    assert 2 == outcome.code
    assert "\\x1b]0;owned\\x07.yaml" in outcome.err
    assert "\x1b" not in outcome.err


def test_a_mistake_in_the_configuration_is_named_with_its_place(watchdog: Command, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text('store: {url: "sqlite:///a.db"}\nsuorces: {}\n')

    outcome = watchdog("claims", "list", "--config", config)

    assert 2 == outcome.code
    assert f"{config}:2:1: " in outcome.err
    assert "sources" in outcome.err


def test_a_database_that_cannot_be_used_exits_with_3(watchdog: Command, tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"this is no database, whatever its name says" * 100)
    config = tmp_path / "config.yaml"
    config.write_text('store: {url: "sqlite:///broken.db"}\nsources: {ft900: {pack: rules/us_trade}}\n')

    outcome = watchdog("claims", "list", "--config", config)

    assert 3 == outcome.code
    assert "broken.db" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_defect_of_ours_exits_with_3_and_not_with_the_code_of_findings(
    watchdog: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defective(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(typer.Typer, "__call__", defective)

    outcome = watchdog("claims", "list")

    assert 3 == outcome.code
    assert "ZeroDivisionError: a defect" in outcome.err
    assert "this is a defect of release-watchdog" in outcome.err


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_reader_that_leaves_early_changes_neither_the_work_nor_the_exit_code(form: str) -> None:
    with subprocess.Popen(
        [SCRIPT, "rules", "list", "-o", form], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()

        assert 0 == process.wait(timeout=60)
    assert b"" == complaint


def test_the_console_script_gives_pure_json_on_standard_output(tmp_path: Path) -> None:
    answer = subprocess.run(
        [SCRIPT, "rules", "list", "-o", "json"], capture_output=True, check=True, cwd=tmp_path, timeout=60
    )

    assert b"" == answer.stderr
    assert {"name", "kind", "severity", "label", "waits_for"} == set(json.loads(answer.stdout)[0])
    assert [] == list(tmp_path.iterdir())
