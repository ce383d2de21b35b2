"""The tree of a YAML file: every value with its place, and the mistakes found in it, which are reported together."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from watchdog.errors import ConfigurationError, Mistake

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, counted from 1."""

    file: str
    line: int
    column: int

    def mistake(self, message: str, fix: str, *, along: int = 0) -> Mistake:
        """A mistake at this place, or `along` columns to the right of it."""
        return Mistake(file=self.file, line=self.line, column=self.column + along, message=message, fix=fix)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a mapping: where its key stands, and its value."""

    mark: Mark
    node: "Node"


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place. `text_at` is how far right of `mark` a one-line text begins (1 after a quotation mark),
    None where columns of the text are not columns of the file. `hidden` text is never repeated in a message. `unset`
    are the variables of the environment that it wants and that have no value.
    """

    mark: Mark
    value: "Scalar | tuple[Node, ...] | Mapping[str, Entry]"
    text_at: int | None = None
    hidden: bool = False
    unset: tuple[Mistake, ...] = ()

    def entries(self) -> Mapping[str, Entry]:
        """Its keys and values; empty unless it is a mapping."""
        return self.value if isinstance(self.value, Mapping) else {}

    def items(self) -> tuple["Node", ...]:
        """Its items; empty unless it is a list."""
        return self.value if isinstance(self.value, tuple) else ()

    def get(self, key: str) -> "Node | None":
        """The value under `key`, or None."""
        entry = self.entries().get(key)
        return entry.node if entry else None

    def at(self, *path: str) -> "Node":
        """The value that `path` leads to, or the last one on the way to it."""
        node = self
        for key in path:
            node = node.get(key) or node
        return node

    def text(self, key: str) -> str:
        """The text under `key`; empty where there is none."""
        node = self.get(key)
        return node.value if node is not None and isinstance(node.value, str) else ""

    def shown(self) -> str:
        """How a message names it: text as it is, cut short, and *** for what must not be repeated."""
        if self.hidden:
            return "***"
        if isinstance(self.value, tuple | Mapping):
            return "a list" if isinstance(self.value, tuple) else "a mapping"
        if isinstance(self.value, bool) or self.value is None:
            return "nothing" if self.value is None else str(self.value).lower()
        return str(self.value)[:60]


def plain(node: Node) -> Any:  # noqa: ANN401 - the shape that YAML can take is what pydantic is asked to judge
    """The tree as plain Python values."""
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    if isinstance(node.value, Mapping):
        return {key: plain(entry.node) for key, entry in node.value.items()}
    return node.value


def hidden_texts(node: Node) -> Iterator[str]:
    """Every text inside that must not be repeated in a message."""
    for child in (*node.items(), *(entry.node for entry in node.entries().values())):
        yield from hidden_texts(child)
    if node.hidden and isinstance(node.value, str):
        yield node.value


@dataclass(slots=True)
class Mistakes:
    """All mistakes found so far; they are reported together."""

    found: list[Mistake] = field(default_factory=list)

    def add(self, *mistakes: Mistake) -> None:
        """Remember more of them."""
        self.found.extend(mistakes)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Take over the mistakes raised inside, and go on after it."""
        try:
            yield
        except ConfigurationError as error:
            self.found.extend(error.mistakes)

    def settle(self) -> None:
        """Raise ConfigurationError with all of them, in the order of the files, if there are any."""
        if self.found:
            ordered = sorted(set(self.found), key=lambda each: (each.file, each.line, each.column, each.message))
            raise ConfigurationError(ordered)
