"""Finds the files of a rules folder and of the packs that it extends, as texts, base packs first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from watchdog.errors import ConfigurationError, UsageError
from watchdog.yamlfile.packaged import packaged
from watchdog.yamlfile.read import decode, parse
from watchdog.yamlfile.tree import Mark, Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean

MOST_FILES = 100
LONGEST_CHAIN = 8
_MENTION = re.compile(r"^[^#\n]*\bextends\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pack:
    """One folder of rules: the text of each file, under the name that messages give it; `tables` are its CSV files."""

    texts: Mapping[str, str]
    tables: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Of all that it holds, so that what was made of a pack can be found again."""
        return hash((frozenset(self.texts.items()), frozenset(self.tables.items())))


def packaged_rules() -> Path:
    """The folder of the packs that come with the program."""
    return packaged("rules")


def gather(folder: Path) -> tuple[Pack, ...]:
    """The pack in `folder` and those it extends, the most basic first."""
    chain: list[Pack] = []
    seen: list[Path] = []
    place: Path | None = folder
    asked: Node | None = None
    while place is not None:
        _require_new(place, seen, asked)
        seen.append(place.resolve())
        pack = _read(place, asked)
        chain.append(pack)
        asked = _extended(pack)
        place = _resolved(asked, place) if asked is not None else None
    return tuple(reversed(chain))


def numbered(packs: Sequence[Pack]) -> dict[str, str]:
    """All texts under names that keep the packs' order and say nothing of this machine: '0/us_trade/pack.yaml'."""
    return {
        f"{place}/{'/'.join(Path(name).parts[-2:])}": text
        for place, pack in enumerate(packs)
        for name, text in {**pack.texts, **pack.tables}.items()
    }


def from_numbered(texts: Mapping[str, str]) -> tuple[Pack, ...]:
    """The packs that `numbered` wrote down."""
    packs: dict[int, dict[str, str]] = {}
    for name, text in sorted(texts.items()):
        place, _, _ = name.partition("/")
        if not place.isdigit():
            raise UsageError(f"{name!r} is not a stored rules file: its name must begin with the number of its pack")
        packs.setdefault(int(place), {})[name] = text
    return tuple(_pack(packs[place]) for place in sorted(packs))


def _pack(files: Mapping[str, str]) -> Pack:
    is_table = {name: name.endswith(".csv") for name in files}
    return Pack(*({name: text for name, text in files.items() if is_table[name] is table} for table in (False, True)))


def _require_new(place: Path, seen: Sequence[Path], asked: Node | None) -> None:
    if asked is not None and (place.resolve() in seen or len(seen) >= LONGEST_CHAIN):
        message = "this pack extends itself" if place.resolve() in seen else f"more than {LONGEST_CHAIN} packs in a row"
        raise ConfigurationError([asked.mark.mistake(message, "Extend another pack, or none.")])


def _read(place: Path, asked: Node | None) -> Pack:
    names = sorted(place.glob("*.yaml")) if place.is_dir() else []
    tables = sorted(place.glob("*.csv")) if names else []
    if not names or len(names) + len(tables) > MOST_FILES:
        found = (
            "no folder" if not place.is_dir() else "no *.yaml file" if not names else f"more than {MOST_FILES} files"
        )
        mark = asked.mark if asked is not None else Mark(str(place), 1, 1)
        packaged = [each.name for each in packaged_rules().iterdir() if each.is_dir()]
        is_bare = asked is not None and place.parent == packaged_rules()
        fix = did_you_mean(place.name, packaged) if is_bare else "Name the folder of a rules pack."
        raise ConfigurationError([mark.mistake(f"{found} at {place}", fix)])
    mistakes = Mistakes()
    texts: dict[str, str] = {}
    for name in (*names, *tables):
        with mistakes.collecting():
            texts[str(name)] = decode(str(name), _content(name))
    mistakes.settle()
    return _pack(texts)


def _content(name: Path) -> bytes:
    try:
        return name.read_bytes()
    except OSError as error:
        mistake = Mark(str(name), 1, 1).mistake(f"cannot be read: {error.strerror}", "Check its permissions.")
        raise ConfigurationError([mistake]) from error


def _extended(pack: Pack) -> Node | None:
    """Where `extends` stands in the pack; a file with mistakes is left for the full reading to report."""
    return next((found for name, text in pack.texts.items() if (found := _extends(name, text)) is not None), None)


@lru_cache(maxsize=MOST_FILES)
def _extends(name: str, text: str) -> Node | None:
    """Asked of every file whenever a running service looks whether its rules have changed."""
    if not _MENTION.search(text):
        return None
    try:
        return parse(name, text).get("extends")
    except ConfigurationError:
        return None


def _resolved(asked: Node, place: Path) -> Path:
    """A bare name is a packaged pack; anything else is a path from the folder that names it."""
    if not isinstance(asked.value, str):
        raise ConfigurationError([asked.mark.mistake("extends: expected text", "Name a packaged pack, or a folder.")])
    if "/" in asked.value or asked.value.startswith("."):
        return place / asked.value
    return packaged_rules() / asked.value
