"""A tree becomes typed values; what does not fit is explained with its place and its fix."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import pytest

from watchdog.errors import ConfigurationError
from watchdog.yamlfile.read import parse
from watchdog.yamlfile.typed import typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """Parameters of some rule."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    window: int = 60
    limit: float = 3.0
    kind: Literal["swing", "reversal"] = "swing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A file with some of them."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    name: str
    leaves: tuple[Leaf, ...] = ()
    named: Mapping[str, Leaf | None] = field(default_factory=dict)


def refusals(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        typed(Tree, parse("f.yaml", text))
    return [str(mistake) for mistake in caught.value.mistakes]


def test_a_tree_that_fits_becomes_the_value() -> None:
    wanted = Tree(name="a", leaves=(Leaf(limit=2.5),), named={"x": Leaf(window=8), "y": None})

    assert wanted == typed(Tree, parse("f.yaml", "name: a\nleaves: [{limit: 2.5}]\nnamed: {x: {window: 8}, y: null}\n"))


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("nam: a", "f.yaml:1:1: unknown key 'nam'. Did you mean 'name'?"),
        ("name: 3", "f.yaml:1:7: name: expected text, found 3. Write text here."),
        (
            "name: a\nleaves: [{window: 60.5}]",
            "f.yaml:2:19: window: expected a whole number, found 60.5. Write a whole number here.",
        ),
        (
            "name: a\nleaves: [{window: true}]",
            "f.yaml:2:19: window: expected a whole number, found true. Write a whole number here.",
        ),
        ("name: a\nleaves: [{limit: '3'}]", "f.yaml:2:18: limit: expected a number, found 3. Write a number here."),
        ("name: a\nleaves: [{wndow: 1}]", "f.yaml:2:11: unknown key 'wndow'. Did you mean 'window'?"),
        ("name: a\nnamed: {x: {lmit: 1}}", "f.yaml:2:13: unknown key 'lmit'. Did you mean 'limit'?"),
        ("name: a\nleaves: 3", "f.yaml:2:9: leaves: expected a list, found 3. Write a list here."),
        (
            "name: a\nleaves: [{kind: swng}]",
            "f.yaml:2:17: kind: swng is not one of swing, reversal. Did you mean 'swing'?",
        ),
        ("name: a\nleaves: [{zzz: 1}]", "f.yaml:2:11: unknown key 'zzz'. Known here: kind, limit, window."),
    ],
)
def test_what_does_not_fit_is_explained_where_it_stands(text: str, refusal: str) -> None:
    assert refusal in refusals(text)


def test_a_missing_key_is_reported_where_its_entry_begins() -> None:
    assert ["f.yaml:1:1: 'name' is missing. Add 'name: ...' here."] == refusals("leaves: []")


def test_all_mistakes_are_reported_together() -> None:
    assert 3 == len(refusals("name: 3\nleaves: [{window: x}, {limit: y}]"))
