"""Writes out entries that stand for many: `for: {side: [exports, imports]}` gives one entry for each side.

A list gives words; a mapping gives words with a phrase for each, written {side} and {side.phrase}. `overrides` says
what differs for some of the entries: `{'exports.*': {warn: 2.5}}`, by their series or their names.
"""

import fnmatch
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from watchdog.errors import ConfigurationError
from watchdog.yamlfile.tree import Entry, Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean

MOST_MEMBERS = 1_000
_PLACE = re.compile(r"\{([a-z_.]*)\}")

Choice = Mapping[str, str]


def written_out(entry: Node) -> Iterator[Node]:
    """The members of a family, or the entry itself where it has no `for`."""
    family = entry.get("for")
    overrides = entry.get("overrides")
    if family is None:
        if overrides is not None:
            message = "overrides are for the entries of a `for`, and there is none here"
            raise ConfigurationError([overrides.mark.mistake(message, "Write the keys themselves, or add a `for`.")])
        yield entry
        return
    choices = [_choices(name, listed.node) for name, listed in family.entries().items()]
    members = list(itertools.islice(itertools.product(*choices), MOST_MEMBERS + 1))
    if not choices or len(members) > MOST_MEMBERS:
        message = f"for: expected lists of words that give 1 to {MOST_MEMBERS} entries"
        raise ConfigurationError([family.mark.mistake(message, "Write it like 'for: {side: [exports, imports]}'.")])
    rest = {key: listed for key, listed in entry.entries().items() if key not in ("for", "overrides")}
    written = []
    for member in members:
        words = {place: word for choice in member for place, word in choice.items()}
        mistakes = Mistakes()
        written.append(_filled(Node(entry.mark, rest), words, mistakes))
        mistakes.settle()
    yield from written if overrides is None else _overridden(written, overrides)


def _overridden(written: Sequence[Node], overrides: Node) -> list[Node]:
    """Each entry with the keys of all overrides that fit it; one that fits none is a mistake."""
    known = {name for node in written for name in _names(node)}
    mistakes = Mistakes()
    for pattern, entry in overrides.entries().items():
        if not entry.node.entries():
            mistakes.add(entry.mark.mistake(f"{pattern}: expected keys", f"Write it like '{pattern}: {{warn: 2.5}}'."))
        if not fnmatch.filter(known, pattern):
            mistakes.add(entry.mark.mistake(f"no entry here is of {pattern!r}", did_you_mean(pattern, known)))
    if not overrides.entries():
        fix = "Write it like 'overrides: {balance.goods: {warn: 2.5}}'."
        mistakes.add(overrides.mark.mistake("overrides: expected a mapping", fix))
    mistakes.settle()
    return [_with(node, [e.node for p, e in overrides.entries().items() if _fits(p, node)]) for node in written]


def _fits(pattern: str, node: Node) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for name in _names(node))


def _names(node: Node) -> tuple[str, ...]:
    return tuple(filter(None, (node.text(key) for key in ("name", "key", "series"))))


def _with(node: Node, changes: Sequence[Node]) -> Node:
    return Node(node.mark, {**node.entries(), **{key: each for one in changes for key, each in one.entries().items()}})


def _choices(name: str, listed: Node) -> list[Choice]:
    if listed.entries():
        pairs = [(word, entry.node.value) for word, entry in listed.entries().items()]
    else:
        pairs = [(item.value, "") for item in listed.items() if isinstance(item.value, str)]
    if not pairs or len(pairs) != len(listed.entries()) + len(listed.items()):
        message = f"{name}: expected a list of words, or words with a phrase for each"
        raise ConfigurationError([listed.mark.mistake(message, f"Write it like '{name}: [exports, imports]'.")])
    phrased = bool(listed.entries())
    return [{name: str(word), **({f"{name}.phrase": str(phrase)} if phrased else {})} for word, phrase in pairs]


def _filled(node: Node, words: Mapping[str, str], mistakes: Mistakes) -> Node:
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(_filled(item, words, mistakes) for item in node.value))
    if isinstance(node.value, Mapping):
        inner = {key: Entry(e.mark, _filled(e.node, words, mistakes)) for key, e in node.value.items()}
        return replace(node, value=inner)
    if not isinstance(node.value, str) or not _PLACE.search(node.value):
        return node

    def word(match: re.Match[str]) -> str:
        if match[1] not in words:
            mistakes.add(node.mark.mistake(f"no {match[0]} in `for`", did_you_mean(match[1], words)))
        return words.get(match[1], match[0])

    return replace(node, value=_PLACE.sub(word, node.value), text_at=None)
