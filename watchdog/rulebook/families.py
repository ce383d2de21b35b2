"""Writes out entries that stand for many: `for: {side: [exports, imports]}` gives one entry for each side.

A list gives words; a mapping gives words with a phrase for each, written {side} and {side.phrase}.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
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
    if family is None:
        yield entry
        return
    choices = [_choices(name, listed.node) for name, listed in family.entries().items()]
    members = list(itertools.islice(itertools.product(*choices), MOST_MEMBERS + 1))
    if not choices or len(members) > MOST_MEMBERS:
        message = f"for: expected lists of words that give 1 to {MOST_MEMBERS} entries"
        raise ConfigurationError([family.mark.mistake(message, "Write it like 'for: {side: [exports, imports]}'.")])
    rest = {key: listed for key, listed in entry.entries().items() if key != "for"}
    for member in members:
        words = {place: word for choice in member for place, word in choice.items()}
        mistakes = Mistakes()
        yield _filled(Node(entry.mark, rest), words, mistakes)
        mistakes.settle()


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
