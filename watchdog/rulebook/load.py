"""The only reader of rules/: a folder, or stored texts, become a Rulebook, or an error that lists every mistake."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from watchdog.model.naming import SeriesByKey
from watchdog.model.rule import DigestText
from watchdog.plugins import RULE_KINDS
from watchdog.rulebook.book import Rulebook, SourceAddress
from watchdog.rulebook.build import Parts, build
from watchdog.rulebook.derived_sense import judge_derived
from watchdog.rulebook.packs import Pack, from_numbered, gather, numbered
from watchdog.rulebook.relation_sense import find_odd_relations
from watchdog.rulebook.sections import Sections, put_together
from watchdog.rulebook.sense import find_nonsense, judge_digest
from watchdog.yamlfile.tree import Mark, Mistakes, plain

_WORDS = frozenset({"synonyms"})
"""Sections that decide nothing, and so are no part of the hash, unless a rule reads press texts."""


def load(folder: Path) -> Rulebook:
    """Read the pack in `folder` with all it extends; ConfigurationError lists every mistake."""
    return assemble(gather(folder))


def from_files(files: Mapping[str, str]) -> Rulebook:
    """Make the rulebook again from the `files` of an earlier one."""
    return assemble(from_numbered(files))


def assemble(packs: Sequence[Pack]) -> Rulebook:
    """Make a rulebook of packs already read, base packs first; ConfigurationError lists every mistake."""
    return _assembled(tuple(packs))


@lru_cache(maxsize=2)  # a program and its early one; one command asks for the same rules several times
def _assembled(packs: tuple[Pack, ...]) -> Rulebook:
    mistakes = Mistakes()
    sections = put_together(packs, mistakes)
    parts = build(sections, mistakes)
    if sections.complete:  # else everything in the file that could not be parsed would seem to be missing
        nonsense = Mistakes()
        find_nonsense(parts, nonsense)
        judge_derived(parts, nonsense)
        find_odd_relations(parts, nonsense)
        judge_digest(parts, sections.program, nonsense)
        mistakes.add(*(each for each in nonsense.found if Mark(each.file, each.line, each.column) not in parts.guessed))
    mistakes.settle()
    return _book(parts, _hash(sections, parts), numbered(packs))


def _hash(sections: Sections, parts: Parts) -> str:
    rules = (placed.thing for placed in parts.rules)
    without = frozenset() if any(RULE_KINDS[rule.kind].texts(rule.parameters) for rule in rules) else _WORDS
    content = {
        "program": plain(sections.program) if sections.program else None,
        **{
            name: {key: plain(node) for key, node in nodes.items()}
            for name, nodes in sections.lists.items()
            if name not in without
        },
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _book(parts: Parts, content_hash: str, files: Mapping[str, str]) -> Rulebook:
    if parts.program is None:
        raise AssertionError("a pack without a program is a mistake that was settled before")
    layouts = tuple(placed.thing for placed in parts.layouts.values())
    sources = {
        name: SourceAddress(
            name=name,
            label=placed.thing.label,
            address=placed.thing.address,
            polled=tuple(
                layout.document for layout in layouts if layout.source == name and layout.document in parts.polled
            ),
            key=placed.thing.key,
            interval=placed.thing.interval,
            confirm=placed.thing.confirm,
        )
        for name, placed in parts.sources.items()
    }
    return Rulebook(
        program=parts.program.name,
        title=parts.program.title,
        agency=parts.program.agency,
        timezone=parts.program.timezone,
        series=SeriesByKey(parts.every_series, parts.templates),
        sources=sources,
        layouts=layouts,
        identities=tuple(placed.thing for placed in parts.identities),
        relations=tuple(placed.thing for placed in parts.relations),
        rules=tuple(placed.thing for placed in parts.rules),
        figures=tuple(placed.thing for placed in parts.figures),
        events=tuple(placed.thing for placed in parts.events),
        digest=parts.program.digest or DigestText(title=parts.program.title, headline="published", facts=()),
        calendar=tuple(sorted(parts.calendar, key=lambda planned: planned.at)),
        calendars=tuple(placed.thing for placed in parts.calendars),
        synonyms=tuple(placed.thing for placed in parts.synonyms),
        hash=content_hash,
        files=files,
    )
