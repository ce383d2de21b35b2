"""Puts the files of all packs together: one tree for each series, document, identity, rule and figure by its name.

A later pack changes the entries of an earlier one by name, key by key; what it does not name stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from watchdog.rulebook.families import written_out
from watchdog.rulebook.packs import Pack
from watchdog.rulebook.tables import with_tables
from watchdog.yamlfile.read import parse
from watchdog.yamlfile.tree import Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean


@dataclass(frozen=True, slots=True)
class Section:
    """A list of entries: the key that names an entry, the word for one, and a key that no whole entry lacks."""

    named_by: str
    noun: str
    defining: str


SECTIONS: Mapping[str, Section] = {
    "series": Section("key", "series", "basis"),
    "derived": Section("key", "derived series", "formula"),
    "sources": Section("name", "source", "name"),
    "documents": Section("name", "document", "parser"),
    "identities": Section("name", "identity", "holds"),
    "relations": Section("name", "relation", "kind"),
    "rules": Section("name", "rule", "kind"),
    "figures": Section("name", "figure", "formula"),
    "events": Section("name", "event", "label"),
    "calendar": Section("period", "release", "at"),
    "calendars": Section("name", "calendar", "parser"),
    "synonyms": Section("name", "synonym", "words"),
}
TOP_LEVEL = ("program", "extends", *SECTIONS)


@dataclass(frozen=True, slots=True)
class Sections:
    """`program` is None where no file has it; `lists` holds every section's entries by name, in reading order.
    `complete` says that every file could be parsed, so that a name not found is a mistake of its own.
    """

    first: Node
    program: Node | None
    lists: Mapping[str, Mapping[str, Node]]
    complete: bool

    def names(self, section: str) -> frozenset[str]:
        """The names that the section declares and does not switch off, well-formed or not."""
        return frozenset(name for name, node in self.lists[section].items() if not _is_off(node))


@dataclass(slots=True)
class _Merging:
    program: Node | None = None
    lists: dict[str, dict[str, Node]] = field(default_factory=lambda: {name: {} for name in SECTIONS})


def put_together(packs: Sequence[Pack], mistakes: Mistakes) -> Sections:
    """Read every file and merge the packs; files with mistakes are left out, so that the rest is still judged."""
    merging = _Merging()
    first: Node | None = None
    parsed = 0
    for depth, pack in enumerate(packs):
        base = {name: frozenset(entries) for name, entries in merging.lists.items()} if depth else None
        fresh: set[tuple[str, str]] = set()
        for file, text in pack.texts.items():
            with mistakes.collecting():
                tree = parse(file, text)
                parsed += 1
                first = first or tree
                _take_file(tree, merging, base, fresh, mistakes)
    complete = parsed == sum(len(pack.texts) for pack in packs)
    tables = {Path(name).name: (name, text) for pack in packs for name, text in pack.tables.items()}
    rules = merging.lists["rules"]
    rules.update({name: with_tables(node, tables, mistakes) for name, node in rules.items()})
    return Sections(first or parse("rules", ""), merging.program, merging.lists, complete)


def _is_off(node: Node) -> bool:
    enabled = node.get("enabled")
    return enabled is not None and enabled.value is False


def _take_file(
    tree: Node,
    merging: _Merging,
    base: Mapping[str, frozenset[str]] | None,
    fresh: set[tuple[str, str]],
    mistakes: Mistakes,
) -> None:
    if not isinstance(tree.value, Mapping):
        mistakes.add(tree.mark.mistake("a rules file is a mapping", f"Begin with one of: {', '.join(TOP_LEVEL)}."))
    for key, entry in tree.entries().items():
        if key not in TOP_LEVEL:
            mistakes.add(entry.mark.mistake(f"unknown key {key!r}", did_you_mean(key, TOP_LEVEL)))
        elif key == "program":
            merging.program = _merged(merging.program, entry.node)
        elif key in SECTIONS and not isinstance(entry.node.value, tuple):
            mistakes.add(entry.node.mark.mistake(f"{key}: expected a list", "Begin each entry with '- '."))
        elif key in SECTIONS:
            for item in entry.node.items():
                with mistakes.collecting():
                    for member in written_out(item):
                        _take_entry(key, member, merging, base, fresh, mistakes)


def _take_entry(
    section: str,
    entry: Node,
    merging: _Merging,
    base: Mapping[str, frozenset[str]] | None,
    fresh: set[tuple[str, str]],
    mistakes: Mistakes,
) -> None:
    shape = SECTIONS[section]
    name = entry.text(shape.named_by)
    if not name:
        message = f"this {shape.noun} has no {shape.named_by!r}"
        mistakes.add(entry.mark.mistake(message, f"Add '{shape.named_by}: ...' as text."))
        return
    place = entry.entries()[shape.named_by].node.mark
    if (section, name) in fresh:
        mistakes.add(place.mistake(f"a second {shape.noun} named {name!r}", "Rename one of them, or delete it."))
    elif base is not None and name not in base[section] and entry.get(shape.defining) is None:
        fix = did_you_mean(name, base[section])
        mistakes.add(place.mistake(f"the extended pack has no {shape.noun} {name!r} to change", fix))
    else:
        merging.lists[section][name] = _merged(merging.lists[section].get(name), entry)
    fresh.add((section, name))


def _merged(base: Node | None, over: Node) -> Node:
    if base is None:
        return over
    return Node(over.mark, {**base.entries(), **over.entries()})
