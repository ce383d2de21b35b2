"""Turns YAML 1.2 text into a tree; no more of YAML than configuration needs, so that no file means more than it shows.

Anchors, tags and several documents are refused; size and depth are bounded; yes, no, on and 08:30 are text.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from watchdog.errors import ConfigurationError, Mistake
from watchdog.yamlfile.tree import Entry, Mark, Mistakes, Node, Scalar

LARGEST = 250_000  # characters; the largest packaged file has 13,000
DEEPEST = 20
_WORDS: Mapping[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?")
_NOT_FINITE = re.compile(r"[-+]?\.inf|\.nan", re.IGNORECASE)
_LEADING_ZERO = re.compile(r"[-+]?0\d+")


def decode(file: str, content: bytes) -> str:
    """The file's text; ConfigurationError where it is not UTF-8 or too large to be configuration."""
    if len(content) > LARGEST:
        raise ConfigurationError([_too_large(file)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        mistake = Mark(file, line, column).mistake("this byte is not UTF-8 text", "Save the file as UTF-8.")
        raise ConfigurationError([mistake]) from None


@lru_cache(maxsize=64)  # one changed file of a pack, or a pack that two others extend, costs no more than itself
def parse(file: str, text: str) -> Node:
    """Read one YAML document; an empty one is an empty mapping. ConfigurationError names every mistake."""
    if len(text) > LARGEST:
        raise ConfigurationError([_too_large(file)])
    reading = _Reading(file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reading.take(event)
    except ReaderError as error:
        line, start = text.count("\n", 0, error.position) + 1, text.rfind("\n", 0, error.position)
        mark = Mark(file, line, error.position - start)
        reading.mistakes.add(mark.mistake("a control character stands here", "Delete it."))
    except MarkedYAMLError as error:
        reading.mistakes.add(_syntax(file, error))
    except YAMLError as error:
        reading.mistakes.add(Mark(file, 1, 1).mistake(f"this is not YAML: {error}", "Correct the file."))
    reading.mistakes.settle()
    return reading.root if reading.root is not None else Node(Mark(file, 1, 1), {})


def _too_large(file: str) -> Mistake:
    return Mark(file, 1, 1).mistake(f"the file has more than {LARGEST:,} characters", "Split it, or check what it is.")


def _syntax(file: str, error: MarkedYAMLError) -> Mistake:
    mark = error.problem_mark or error.context_mark
    here = Mark(file, mark.line + 1, mark.column + 1) if mark else Mark(file, 1, 1)
    problem = " ".join(filter(None, [error.context, error.problem]))
    if "\\t" in problem:
        return here.mistake("a tab stands where YAML wants spaces", "Indent with spaces.")
    if "mapping values are not allowed" in problem:
        return here.mistake("a second ': ' on this line", "Put the text in quotes, or indent what follows.")
    return here.mistake(f"this is not YAML: {problem}", "Check quotes, brackets and indentation here and just above.")


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun; `key` waits for its value."""

    mark: Mark
    items: list[Node] | None
    entries: dict[str, Entry]
    key: tuple[str, Mark] | None = None


class _Reading:
    """Builds the tree from the parser's events without recursion, so that no nesting can exhaust the stack."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.mistakes = Mistakes()
        self.open: list[_Open] = []

    def take(self, event: Any) -> None:  # noqa: ANN401 - ruamel's events are not annotated
        kind = type(event).__name__
        mark = Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        self._refuse_cleverness(kind, event, mark)
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._begin(mark, is_list=kind == "SequenceStartEvent")
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            done = self.open.pop()
            self._place(Node(done.mark, done.entries if done.items is None else tuple(done.items)))
        elif kind == "ScalarEvent":
            self._place(self._scalar(event, mark))
        elif kind == "AliasEvent":
            self._place(Node(mark, None))

    def _refuse_cleverness(self, kind: str, event: Any, mark: Mark) -> None:  # noqa: ANN401 - as above
        if getattr(event, "anchor", None):
            self.mistakes.add(mark.mistake("anchors and aliases are not read", "Write the value out."))
        if getattr(event, "tag", None):
            self.mistakes.add(mark.mistake(f"the tag {event.tag} is not read", "Delete the tag."))
        if kind == "DocumentStartEvent" and self.root is not None:
            raise ConfigurationError([mark.mistake("a second document begins", "Keep one document in a file.")])
        if kind == "DocumentStartEvent" and event.version not in (None, (1, 2)):
            self.mistakes.add(mark.mistake("only YAML 1.2 is read", "Delete the %YAML line."))

    def _begin(self, mark: Mark, *, is_list: bool) -> None:
        if len(self.open) >= DEEPEST:
            raise ConfigurationError([mark.mistake(f"nested more than {DEEPEST} deep", "Flatten it.")])
        if self._awaits_a_key():
            raise ConfigurationError([mark.mistake("a key must be text", "Write the key as a single word.")])
        self.open.append(_Open(mark, [] if is_list else None, {}))

    def _awaits_a_key(self) -> bool:
        return bool(self.open) and self.open[-1].items is None and self.open[-1].key is None

    def _scalar(self, event: Any, mark: Mark) -> Node:  # noqa: ANN401 - as above
        one_line = event.start_mark.line == event.end_mark.line
        if self._awaits_a_key() or not event.implicit[0]:
            return Node(mark, event.value, 1 if one_line and event.style in ("'", '"') else None)
        value: Scalar = event.value
        if event.value.lower() in _WORDS:
            value = _WORDS[event.value.lower()]
        elif _LEADING_ZERO.fullmatch(event.value):
            self.mistakes.add(mark.mistake(f"{event.value} begins with a zero", "Drop the zero, or quote the text."))
        elif _INTEGER.fullmatch(event.value):
            value = int(event.value) if len(event.value) < 40 else math.inf
        elif _DECIMAL.fullmatch(event.value):
            value = float(event.value)
        if _NOT_FINITE.fullmatch(event.value) or value in (math.inf, -math.inf):
            self.mistakes.add(mark.mistake(f"{event.value[:40]} is not a finite number", "Write a number."))
            value = None
        return Node(mark, value, 0 if one_line else None)

    def _place(self, node: Node) -> None:
        if not self.open:
            self.root = node if node.value is not None else Node(node.mark, {})
            return
        parent = self.open[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = (str(node.value), node.mark)
        else:
            key, mark = parent.key
            if key in parent.entries:
                first = parent.entries[key].mark.line
                self.mistakes.add(mark.mistake(f"{key!r} stands here a second time", f"Line {first} has it too."))
            parent.entries[key] = Entry(mark, node)
            parent.key = None
