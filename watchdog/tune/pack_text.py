"""The text of a person's own pack with other thresholds: their lines stay, what changes is commented."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from watchdog.rulebook.load import assemble
from watchdog.rulebook.packs import Pack, gather, packaged_rules
from watchdog.yamlfile.read import parse
from watchdog.yamlfile.tree import Node

_RAW = re.compile(r"\"[^\"]*\"|'[^']*'|[^,}#\n]*?(?=\s*(?:[,}#]|$))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Parameters of a rule as YAML writes them, and why."""

    rule: str
    parameters: Mapping[str, str]
    why: str


def diff(folder: Path, settings: Sequence[Setting]) -> str:
    """A unified diff of the pack in `folder`; of a new pack that extends it where it is one that came with us."""
    own = gather(folder)[-1]
    if folder.resolve().is_relative_to(packaged_rules().resolve()):
        name, text = "rules/pack.yaml", ""
        changed = f"extends: {folder.name}\n\nrules:\n" + "".join(map(_entry, settings))
    else:
        name, text = _file(own)
        changed = _changed(name, text, settings)
        base = gather(folder)[:-1]
        assemble([*base, replace(own, texts={**own.texts, name: changed})])  # what cannot be read must not be proposed
    lines = difflib.unified_diff(
        text.splitlines(keepends=True),
        changed.splitlines(keepends=True),
        fromfile=name if text else "/dev/null",
        tofile=name,
    )
    return "".join(lines)


def _file(pack: Pack) -> tuple[str, str]:
    """The file of the pack that has rules, else its first."""
    named = [(name, text) for name, text in pack.texts.items() if parse(name, text).get("rules") is not None]
    return (named or list(pack.texts.items()))[0]


def _changed(name: str, text: str, settings: Sequence[Setting]) -> str:
    rules = parse(name, text).get("rules")
    entries = {item.text("name"): item for item in rules.items()} if rules is not None else {}
    edits: list[tuple[int, int, int, str]] = []
    lines = text.splitlines(keepends=True)
    fresh = [setting for setting in settings if setting.rule not in entries]
    for setting in settings:
        if setting.rule in entries:
            edits += _edits(entries[setting.rule], setting, lines)
    for line, start, end, new in sorted(edits, reverse=True):
        old = lines[line]
        lines[line] = old[:start] + new + old[end:]
    if fresh and rules is not None and rules.items():
        first = rules.items()[0].mark
        indent = " " * (first.column - 3)
        at = first.line - 1
        lines[at:at] = [_indented(_entry(setting), indent) for setting in fresh]
    elif fresh:
        lines.append("\nrules:\n" + "".join(map(_entry, fresh)))
    return "".join(lines)


def _edits(item: Node, setting: Setting, lines: Sequence[str]) -> list[tuple[int, int, int, str]]:
    """What to put where: line, from, to, text; counted from 0."""
    edits = []
    top = item.mark.line - 1
    dash = lines[top].find("-")
    edits.append((top, 0, 0, f"{' ' * dash}# {setting.why}\n"))
    for parameter, value in setting.parameters.items():
        there = item.get(parameter)
        place = (there or item.entries()["name"].node).mark
        line, column = place.line - 1, place.column - 1
        raw = _RAW.match(lines[line], column)
        end = raw.end() if raw else len(lines[line].rstrip("\n"))
        if there is not None:
            edits.append((line, column, end, value))
        elif lines[top][item.mark.column - 1 :].startswith("{"):
            edits.append((line, end, end, f", {parameter}: {value}"))
        else:
            indent = " " * (item.entries()["name"].mark.column - 1)
            rest = len(lines[line].rstrip("\n"))
            edits.append((line, rest, rest, f"\n{indent}{parameter}: {value}"))
    return edits


def _entry(setting: Setting) -> str:
    parameters = ", ".join(f"{name}: {value}" for name, value in setting.parameters.items())
    return f"  # {setting.why}\n  - {{name: {setting.rule}, {parameters}}}\n"


def _indented(entry: str, indent: str) -> str:
    return "".join(f"{indent}{line[2:]}" for line in entry.splitlines(keepends=True))
