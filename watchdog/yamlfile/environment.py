"""Fills `${env.NAME}` into the texts of a tree that has been read, so that no value of a variable is read as YAML.

A variable may come as NAME or as NAME_FILE, the path of a file that holds it. What is filled in is never shown, and
what could not be filled in is left for whoever needs it to complain of.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from watchdog.errors import ConfigurationError, Mistake
from watchdog.yamlfile.tree import Entry, Mistakes, Node

LARGEST = 65_536
_REFERENCE = re.compile(r"\$\{([^}]*)\}?")
_VARIABLE = re.compile(r"env\.([A-Za-z_][A-Za-z0-9_]*)")


def resolved(node: Node, environ: Mapping[str, str], mistakes: Mistakes) -> Node:
    """The tree with every reference replaced. One that is no reference at all is among the mistakes; one that has no
    value stays as it is, and its node says in `unset` what is wanting.
    """
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(resolved(item, environ, mistakes) for item in node.value))
    if isinstance(node.value, Mapping):
        inner = {key: Entry(e.mark, resolved(e.node, environ, mistakes)) for key, e in node.value.items()}
        return replace(node, value=inner)
    if not isinstance(node.value, str) or "${" not in node.value:
        return node

    unset: list[Mistake] = []

    def value(match: re.Match[str]) -> str:
        variable = _VARIABLE.fullmatch(match[1])
        if variable is None or not match[0].endswith("}"):
            message = "what begins with '${' here is not a reference to a variable"  # not shown: it may be a password
            fix = "Write it like ${env.SMTP_PASSWORD}, and let a text that itself contains '${' come from a variable."
            mistakes.add(node.mark.mistake(message, fix))
            return match[0]
        try:
            return _value(variable[1], node, environ)
        except ConfigurationError as error:
            unset.extend(error.mistakes)
            return match[0]

    filled = _REFERENCE.sub(value, node.value)
    return replace(node, value=filled, text_at=None, hidden=True, unset=tuple(unset))


def variables_in(text: str) -> tuple[str, ...]:
    """The names of the variables to which a text refers, comments left aside."""
    lines = (line.partition(" #")[0] for line in text.splitlines() if not line.lstrip().startswith("#"))
    found = (_VARIABLE.fullmatch(match[1]) for line in lines for match in _REFERENCE.finditer(line))
    return tuple(dict.fromkeys(variable[1] for variable in found if variable))


def unset_in(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Mistake]]:
    """Every reference inside that has no value: the keys that lead to it, and what is wanting."""
    yield from ((path, mistake) for mistake in node.unset)
    for item in node.items():
        yield from unset_in(item, path)
    for key, entry in node.entries().items():
        yield from unset_in(entry.node, (*path, key))


def _value(name: str, node: Node, environ: Mapping[str, str]) -> str:
    here, elsewhere = environ.get(name), environ.get(f"{name}_FILE")
    if here is not None and elsewhere is not None:
        message = f"both {name} and {name}_FILE are set in the environment"
        raise ConfigurationError([node.mark.mistake(message, "Unset one of them.")])
    if elsewhere is not None:
        here = _content(Path(elsewhere), name, node)
    if not here:
        state = "not set" if here is None else "empty"
        fix = f"Set {name}, or {name}_FILE to the path of a file that holds it."
        raise ConfigurationError([node.mark.mistake(f"the environment variable {name} is {state}", fix)])
    return here


def _content(file: Path, name: str, node: Node) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            text = opened.read(LARGEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        message = f"the file that {name}_FILE names cannot be read: {reason}"
        raise ConfigurationError([node.mark.mistake(message, "Check its path and permissions.")]) from None
    if len(text) > LARGEST:
        message = f"the file that {name}_FILE names is larger than {LARGEST:,} characters"
        raise ConfigurationError([node.mark.mistake(message, "Check its path.")])
    return text.rstrip("\r\n")
