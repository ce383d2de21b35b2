"""The JSON Schema (2020-12) of rules files, for editors: one document for all files of a pack.

It knows shapes and words, not whether names exist or bases agree: that is `lint`'s. An entry may be partial, since a
pack that extends another names only what differs.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from watchdog.plugins import CALENDAR_PARSERS, PARSERS, RELATION_KINDS, RULE_KINDS
from watchdog.rulebook.entries import (
    CalendarEntry,
    CalendarFileEntry,
    DerivedEntry,
    DocumentEntry,
    EventEntry,
    FigureEntry,
    IdentityEntry,
    ProgramEntry,
    RuleEntry,
    SeriesEntry,
    SourceEntry,
    SynonymEntry,
)
from watchdog.rulebook.sections import SECTIONS

IDENTIFIER = "https://example.org/release-watchdog/1/rules.schema.json"
_ENTRIES: Mapping[str, type] = {
    "series": SeriesEntry,
    "derived": DerivedEntry,
    "sources": SourceEntry,
    "documents": DocumentEntry,
    "identities": IdentityEntry,
    "figures": FigureEntry,
    "events": EventEntry,
    "calendar": CalendarEntry,
    "calendars": CalendarFileEntry,
    "synonyms": SynonymEntry,
}
_PLACEHOLDER = {"type": "string", "pattern": r"\{[a-z_.]+\}"}
_WORDS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_PHRASES = {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1}
_FAMILY = {
    "description": "Write the entry out for each word; a mapping gives a phrase with each: {word}, {word.phrase}.",
    "type": "object",
    "additionalProperties": {"anyOf": [_WORDS, _PHRASES]},
}

JsonObject = dict[str, Any]


class _Untitled(GenerateJsonSchema):
    """A title made from each field's name would only repeat it."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the answer is the same for all
        return False


_OVERRIDES: JsonObject = {
    "description": "What differs for some of the entries of a `for`, by a pattern of their series or names.",
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "object", "minProperties": 1},
}


def schema() -> JsonObject:
    """The schema of one file of a rules pack."""
    shapes: dict[str, type] = {**_ENTRIES, "program": ProgramEntry, "rules": RuleEntry}
    kinds = {name: kind.parameters for name, kind in RELATION_KINDS.items()}
    kinds |= {name: kind.parameters for name, kind in RULE_KINDS.items()}
    wanted: list[tuple[str, Literal["validation"], TypeAdapter[Any]]] = [
        (name, "validation", TypeAdapter(shape)) for name, shape in {**shapes, **kinds}.items()
    ]
    references, definitions = TypeAdapter.json_schemas(
        wanted, ref_template="#/$defs/{model}", schema_generator=_Untitled
    )
    shared: JsonObject = definitions["$defs"]
    found = {name: shared[reference["$ref"].rsplit("/", 1)[1]] for (name, _), reference in references.items()}
    found["documents"]["properties"]["parser"]["enum"] = sorted(PARSERS)
    found["calendars"]["properties"]["parser"]["enum"] = sorted(CALENDAR_PARSERS)
    entered = {name: _entry(found[name], SECTIONS[name].named_by) for name in _ENTRIES}
    own = {name: found[name]["properties"] for name in kinds}
    relation, rule = (
        _rule(found["rules"]["properties"], {name: own[name] for name in of}) for of in (RELATION_KINDS, RULE_KINDS)
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": IDENTIFIER,
        "title": "Rules of release-watchdog",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "program": {**found["program"], "required": []},
            "extends": {"type": "string", "description": "A packaged pack ('us_trade'), or the path of a folder."},
            **{name: {"type": "array", "items": entry} for name, entry in entered.items()},
            "relations": {"type": "array", "items": relation},
            "rules": {"type": "array", "items": rule},
        },
        "$defs": {name: shape for name, shape in shared.items() if shape not in found.values()},
    }


def _entry(whole: JsonObject, named_by: str) -> JsonObject:
    properties = {name: _or_placeholder(shape) for name, shape in whole["properties"].items()}
    return {**whole, "properties": {"for": _FAMILY, **properties}, "required": [named_by]}


def _or_placeholder(shape: JsonObject) -> JsonObject:
    """In a family any value may stand for a word of it."""
    return {"anyOf": [shape, _PLACEHOLDER]}


def _rule(common: JsonObject, kinds: Mapping[str, JsonObject]) -> JsonObject:
    """A rule's own keys depend on its kind; without one it changes a rule of the extended pack and may hold any."""
    shared = {
        "for": _FAMILY,
        "overrides": _OVERRIDES,
        **{name: _or_placeholder(shape) for name, shape in common.items()},
    }
    shared["kind"] = {"enum": sorted(kinds)}
    any_kind: JsonObject = {}
    for own in kinds.values():
        for name, shape in own.items():
            any_kind.setdefault(name, {"anyOf": []})["anyOf"].append(shape)
    choices = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"properties": {**shared, **own}, "additionalProperties": False},
        }
        for kind, own in kinds.items()
    ]
    partial = {
        "if": {"not": {"required": ["kind"]}},
        "then": {"properties": {**shared, **any_kind}, "additionalProperties": False},
    }
    return {
        "type": "object",
        "required": ["name"],
        "properties": {"kind": shared["kind"]},
        "allOf": [*choices, partial],
    }
