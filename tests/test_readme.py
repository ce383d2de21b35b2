"""README.md names all that there is, and its example does what it says."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import typer

from tests.acquire.servers import page, raw_server
from tests.cli.command import Command, watchdog
from watchdog.cli.main import app
from watchdog.plugins import CHANNELS, RULE_KINDS
from watchdog.samples.exhibits import exhibit_workbook
from watchdog.samples.tables import read_exhibit
from watchdog.settings import _File

__all__ = ["watchdog"]

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
DUTIES = """{"data": [
    {"month": "2026-08", "amount": {"value": 27500}},
    {"month": "2026-09", "amount": {"value": 28000}}
]}"""
RELEASES = ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01")


def commands(group: Any, *words: str) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - typer brings its own kind of group
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *words, name)
        else:
            yield (*words, name)


def keys(*shapes: object) -> set[str]:
    """The names of the fields of dataclasses, and of those that they hold."""
    names: set[str] = set()
    seen: list[object] = []
    waiting = list(shapes)
    while waiting:
        shape = waiting.pop()
        if shape in seen:
            continue
        seen.append(shape)
        waiting += get_args(shape)
        if isinstance(shape, type) and is_dataclass(shape):
            waiting += get_type_hints(shape).values()
            names |= {field.name.removesuffix("_") for field in fields(shape) if not field.name.startswith("_")}
    return names


def section(title: str) -> str:
    """The text below a heading of the second order."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def example(name: str) -> str:
    """The block of code below the comment that names it."""
    return README.partition(f"<!-- example: {name} -->\n")[2].partition("\n")[2].partition("```")[0]


@pytest.mark.parametrize("words", list(commands(typer.main.get_command(app()))), ids=" ".join)
def test_every_command_is_named(words: tuple[str, ...]) -> None:
    *group, name = words
    lines = [line for line in section("Commands").splitlines() if f"`watchdog {' '.join(words[:1])}" in line]

    assert any(re.search(rf"(watchdog {' '.join([*group, name])}|`{name})\b", line) for line in lines)


@pytest.mark.parametrize("key", sorted(keys(_File, *(kind.settings for kind in CHANNELS.values()))))
def test_every_setting_is_named(key: str) -> None:
    named = "".join(re.findall(r"`[^`]*`", section("Configuration")))

    assert re.search(rf"\b{key}\b", named)


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_every_kind_of_rule_is_named(kind: str) -> None:
    assert f"\n| `{kind}` | " in section("How it judges")


@pytest.mark.parametrize("kind", CHANNELS)
def test_every_kind_of_channel_is_named(kind: str) -> None:
    assert f"\n| `{kind}` | " in section("Configuration")


def test_the_example_of_a_rule_and_an_identity_says_what_it_shows(
    watchdog: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for release in RELEASES:
        folder = tmp_path / "archive" / f"release_{release}"
        folder.mkdir(parents=True)
        (folder / "exh1.xlsx").write_bytes(exhibit_workbook(read_exhibit(1, release)))
    watchdog("init", tmp_path)
    (tmp_path / "rules" / "mine.yaml").write_text(example("rules/mine.yaml"))
    monkeypatch.chdir(tmp_path)

    for shown in example("hits").split("$ ")[1:]:
        line, _, expected = shown.partition("\n")
        command, _, wanted = line.removeprefix("watchdog ").partition(" | grep ")
        printed = watchdog(*command.split()).out
        found = [_folded(each) for each in printed.splitlines() if wanted.removeprefix("-c ").strip('"') in each]

        assert list(map(_folded, expected.splitlines())) == ([str(len(found))] if wanted.startswith("-c") else found)


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_the_example_of_another_agency_is_all_that_its_table_needs(
    watchdog: Command, tmp_path: Path, kind: str
) -> None:
    pack, served = example("office/pack.yaml"), {"/api/duties.json": page(DUTIES.encode())}
    if kind == "csv":
        as_csv = {"kind: json, rows: /data": "kind: csv", "duties.json": "duties.csv", "/amount/value:": "amount:"}
        for old, new in as_csv.items():
            pack = pack.replace(old, new)
        served = {"/api/duties.csv": page(b"month,amount\n2026-08,27500\n2026-09,28000\n")}
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "pack.yaml").write_text(pack)
    with raw_server(served) as server:
        source = f"{{pack: office, poll: release-calendar, addresses: {{office: {server.address}/}}}}"
        config = tmp_path / "config.yaml"
        config.write_text(f"store: {{url: 'sqlite:///watchdog.db'}}\nsources: {{office: {source}}}\n")
        polled = watchdog("once", "--config", config)
    shown = watchdog("releases", "observations", "imports.duties", "--config", config, "-o", "csv")

    assert (0, 0) == (watchdog("rules", "lint", tmp_path / "office").code, polled.code)
    rows = csv.DictReader(io.StringIO(shown.out))
    assert [("2026-08", "27500"), ("2026-09", "28000")] == [(row["period"], row["value"]) for row in rows]


def _folded(line: str) -> str:
    """Columns are as wide as what else stands in the table."""
    return " ".join(line.split())
