"""Turns a tree into typed values with pydantic, and pydantic's complaints into mistakes with their place and fix."""

import difflib
import json
import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass, replace
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from watchdog.errors import ConfigurationError, Mistake
from watchdog.model.secret import SHORTEST_SECRET
from watchdog.yamlfile.tree import Mark, Node, hidden_texts, plain

T = TypeVar("T")
Path = Sequence[str | int]


def typed(wanted: type[T], node: Node) -> T:
    """The tree as a `wanted`, numbers strictly; ConfigurationError names every mistake with its place and fix."""
    try:
        return _validated(wanted, plain(node))
    except ValidationError as error:
        found = _mistakes(wanted, node, error)
    raise ConfigurationError(found)


def typed_in_part(wanted: type[T], node: Node) -> tuple[T | None, list[Mistake]]:
    """The tree as a `wanted`, and its mistakes. Where there are some, stand-ins take the place of the keys that are
    missing or wrong, so that what the others say can be judged in the same round; None where not even that will do.
    """
    try:
        return _validated(wanted, plain(node)), []
    except ValidationError as error:
        found = _mistakes(wanted, node, error)
        wrong = {detail["loc"][0] for detail in error.errors() if detail["loc"]}
    shape = _adapter(wanted).json_schema()  # type: ignore[arg-type]  # as in _validated
    required = {key: stand_in(shape["properties"][key], shape) for key in shape.get("required", ())}
    try:
        return _validated(
            wanted, required | {key: value for key, value in plain(node).items() if key not in wrong}
        ), found
    except ValidationError:
        return None, found


def stand_in(schema: Mapping[str, Any], root: Mapping[str, Any]) -> object:
    """A value that a JSON Schema may allow: its example or first choice, else something empty of its type."""
    if "$ref" in schema:
        return stand_in(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    for choices in ("examples", "enum", "anyOf"):
        if choices in schema:
            first = schema[choices][0]
            return stand_in(first, root) if choices == "anyOf" else first
    empty = {"array": [], "object": {}, "integer": 1, "number": 1, "boolean": False, "null": None}
    return schema.get("const", empty.get(schema.get("type", ""), "x"))


def _validated(wanted: type[T], tree: object) -> T:
    adapter: TypeAdapter[T] = _adapter(wanted)  # type: ignore[arg-type]  # mypy doubts that a type[T] has a hash
    return adapter.validate_json(json.dumps(tree), strict=True)


def _mistakes(wanted: object, node: Node, error: ValidationError) -> list[Mistake]:
    found = [_redacted(_explained(wanted, node, detail), node) for detail in error.errors(include_url=False)]
    return list(dict.fromkeys(found))


@cache
def _adapter(wanted: type[Any]) -> TypeAdapter[Any]:
    """Made once for each type: making one takes longer than reading a rule with it."""
    return TypeAdapter(wanted)


def _redacted(mistake: Mistake, node: Node) -> Mistake:
    """Validators of whole entries may quote a part of them; what came from the environment is never repeated. What is
    shorter than any secret stays: without it, half the letters of a message would go.
    """
    message, fix = mistake.message, mistake.fix
    for text in sorted((t for t in hidden_texts(node) if len(t) >= SHORTEST_SECRET), key=len, reverse=True):
        for form in (repr(text)[1:-1], text):
            message, fix = message.replace(form, "***"), fix.replace(form, "***")
    return replace(mistake, message=message, fix=fix)


_BEGINNING = 3
_LISTED = 40


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A fix for an unknown word: the nearest known one, or one that begins alike, or the list of all that are few."""
    choices = sorted(known)
    alike = [each for each in choices if len(word) > _BEGINNING and each.startswith(word[:-1])]
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6) or alike
    rest = f" and {len(choices) - _LISTED} more" if len(choices) > _LISTED else ""
    return f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(choices[:_LISTED]) or 'nothing'}{rest}."


_EXPECTED = {
    "int_type": "a whole number", "int_from_float": "a whole number", "int_parsing": "a whole number",
    "float_type": "a number", "float_parsing": "a number", "decimal_type": "a number", "decimal_parsing": "a number",
    "string_type": "text", "bool_type": "true or false", "bool_parsing": "true or false",
    "tuple_type": "a list", "list_type": "a list", "dict_type": "a mapping", "mapping_type": "a mapping",
    "dataclass_type": "a mapping", "none_required": "nothing",
}  # fmt: skip


def _explained(wanted: object, node: Node, detail: ErrorDetails) -> Mistake:
    path, target, key_mark = _followed(node, detail["loc"])
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return target.mark.mistake(f"{name!r} is missing", f"Add '{name}: ...' here.")
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return (key_mark or target.mark).mistake(
            f"unknown key {name!r}", did_you_mean(name, _keys_at(wanted, path[:-1]))
        )
    shown = target.shown()
    where = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
    if kind in ("enum", "literal_error"):
        choices = re.findall(r"'([^']*)'", context.get("expected", ""))
        return target.mark.mistake(f"{where}{shown} is not one of {', '.join(choices)}", did_you_mean(shown, choices))
    if kind == "secret":
        return target.mark.mistake(f"{where}{detail['msg']}", "Copy it whole.")
    if kind == "value_error":
        message = f"{where}not accepted" if target.hidden else f"{where}{context.get('error')}"
        fix = "Write it in that form." if " such as " in message else "Correct it."
        return target.mark.mistake(message, fix)
    if kind in _EXPECTED:
        wish = _EXPECTED[kind]
        return target.mark.mistake(f"{where}expected {wish}, found {shown}", f"Write {wish} here.")
    return target.mark.mistake(f"{where}{shown}: {detail['msg'].replace('Input', 'it')}", "Change the value.")


def _followed(node: Node, loc: Path) -> tuple[list[str | int], Node, Mark | None]:
    """Follow pydantic's path as far as the tree goes; parts that name a branch of a union are not in the tree."""
    path: list[str | int] = []
    key_mark = None
    for part in loc:
        if isinstance(part, str) and part in node.entries():
            key_mark, node = node.entries()[part].mark, node.entries()[part].node
        elif isinstance(part, int) and part < len(node.items()):
            node = node.items()[part]
        else:
            continue
        path.append(part)
    return path, node, key_mark


def _keys_at(wanted: object, path: Path) -> set[str]:
    """The keys that the dataclass at `path` inside `wanted` knows."""
    options = set(_alternatives(wanted))
    for part in path:
        options = {inner for option in options for found in _step(option, part) for inner in _alternatives(found)}
    names = {name for option in options if is_dataclass(option) for name in get_type_hints(option) if name[0] != "_"}
    return {name.removesuffix("_") for name in names}  # from_ and continue_, which Python keeps for itself


def _alternatives(wanted: object) -> Iterator[Any]:
    origin = get_origin(wanted)
    if origin is Annotated:
        yield from _alternatives(get_args(wanted)[0])
    elif origin in (Union, types.UnionType):
        for choice in get_args(wanted):
            yield from _alternatives(choice)
    else:
        yield wanted


def _step(option: Any, part: str | int) -> Iterator[object]:  # noqa: ANN401 - any annotation may stand in a dataclass
    if is_dataclass(option) and isinstance(part, str):
        yield from (hint for name, hint in get_type_hints(option, include_extras=True).items() if name == part)
    else:
        yield from get_args(option)
