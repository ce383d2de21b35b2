"""The JSON Schema for editors accepts what the rules say and refuses what they cannot."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # published without type information

from watchdog.rulebook.packs import packaged_rules
from watchdog.rulebook.schema import schema
from watchdog.yamlfile.read import parse
from watchdog.yamlfile.tree import plain

PACK = packaged_rules() / "us_trade"


def complaints(text: str) -> list[Any]:
    return list(Draft202012Validator(schema()).iter_errors(plain(parse("f.yaml", text))))


def test_it_is_a_valid_schema_with_a_versioned_name() -> None:
    Draft202012Validator.check_schema(schema())

    assert "https://json-schema.org/draft/2020-12/schema" == schema()["$schema"]
    assert "/1/" in schema()["$id"]


@pytest.mark.parametrize("file", sorted(PACK.glob("*.yaml")), ids=lambda file: file.name)
def test_it_accepts_every_packaged_file(file: Path) -> None:
    assert [] == complaints(file.read_text())


def test_the_copy_beside_the_rules_is_the_present_one() -> None:
    """Written by `watchdog rules schema`; editors find it by the first line of each file."""
    assert schema() == json.loads((PACK / "rules.schema.json").read_text())


@pytest.mark.parametrize(
    "text",
    [
        "extends: us_trade\nrules: [{name: headline-swing, warn: 3.5}]",
        "identities: [{name: X1a.total, enabled: false}]",
        "series: [{for: {side: [exports, imports]}, key: '{side}.x', flow: '{side}'}]",
    ],
)
def test_it_accepts_an_entry_that_changes_another_pack(text: str) -> None:
    assert [] == complaints(text)


@pytest.mark.parametrize(
    "text",
    [
        "ruls: []",
        "rules: [{name: a, kind: swng, why: x, series: a}]",
        "rules: [{name: a, kind: swing, why: x, series: a, windw: 60}]",
        "rules: [{name: a, kind: swing, why: x, series: a, window: '60'}]",
        "rules: [{name: a, kind: swing, why: x, series: a, gross: 8 billion USD}]",
        "rules: [{name: a, wran: 3}]",
        "rules: [{kind: swing}]",
        "identities: [{name: a, tolerance: rond}]",
        "identities: [{name: a, rows: months}]",
        "documents: [{name: a, parser: exhibt}]",
        "series: [{key: a, flow: sideways}]",
        "calendar: [{period: 2025-11, att: 2026-01-29 08:30}]",
        "figures: [{name: a, decimals: -1}]",
        "program: {name: a, tittle: b}",
    ],
)
def test_it_refuses_what_cannot_be_meant(text: str) -> None:
    assert complaints(text)
