"""References to the environment are filled into texts after reading, and what was filled in is never shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from watchdog.errors import ConfigurationError
from watchdog.model.text_forms import SecretText
from watchdog.yamlfile.environment import resolved, unset_in
from watchdog.yamlfile.read import parse
from watchdog.yamlfile.tree import Mistakes, plain
from watchdog.yamlfile.typed import typed


def filled(text: str, environ: Mapping[str, str]) -> object:
    mistakes = Mistakes()
    tree = resolved(parse("f.yaml", text), environ, mistakes)
    mistakes.add(*(mistake for _, mistake in unset_in(tree)))
    mistakes.settle()
    return plain(tree)


def test_a_variable_fills_its_place_in_a_text() -> None:
    assert {"a": "x-1-y"} == filled("a: x-${env.ONE}-y", {"ONE": "1"})


def test_a_value_is_never_read_as_yaml_nor_filled_again() -> None:
    value = "{a: [1, ${env.OTHER}]} # \n- b: *x"

    assert {"a": [value]} == filled('a: ["${env.ODD}"]', {"ODD": value, "OTHER": "leaked"})


def test_a_variable_may_come_from_a_file_without_its_last_line_end(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")

    assert {"a": "from the file"} == filled("a: ${env.S}", {"S_FILE": str(tmp_path / "secret")})


@pytest.mark.parametrize(
    ("text", "environ", "refusal"),
    [
        ("a: ${env.S}", {}, r"f\.yaml:1:4: the environment variable S is not set\. Set S, or S_FILE"),
        ("a: ${env.S}", {"S": ""}, r"the environment variable S is empty"),
        ("a: ${env.S}", {"S": "1", "S_FILE": "/x"}, r"both S and S_FILE are set"),
        ("a: ${env.S}", {"S_FILE": "/no/such/file"}, r"S_FILE names cannot be read: No such file"),
        ("a: ${S}", {"S": "1"}, r"what begins with '\$\{' here is not a reference to a variable\. Write it like"),
        ("a: ${env.S", {"S": "1"}, r"is not a reference to a variable"),
    ],
)
def test_a_reference_that_cannot_be_filled_is_refused(text: str, environ: Mapping[str, str], refusal: str) -> None:
    with pytest.raises(ConfigurationError, match=refusal):
        filled(text, environ)


def test_what_has_no_value_says_where_it_is_wanted() -> None:
    tree = resolved(parse("f.yaml", "a: {b: ['x', '${env.S}']}\nc: ${env.S}"), {}, Mistakes())

    assert [(("a", "b"), 1, 14), (("c",), 2, 4)] == [(path, found.line, found.column) for path, found in unset_in(tree)]


def test_a_password_that_only_looks_like_a_reference_is_not_repeated() -> None:
    with pytest.raises(ConfigurationError) as caught:
        filled("a: ${hunter2 of the desk", {})

    assert "hunter2" not in str(caught.value)
    assert "f.yaml:1:4: what begins with '${' here is not a reference to a variable" in str(caught.value)


@dataclass(frozen=True)
class Strict:
    """An entry that wants a number."""

    number: int


def test_what_was_filled_in_is_hidden_from_every_message() -> None:
    tree = resolved(parse("f.yaml", "number: ${env.S}\nnote: ${env.S}"), {"S": "hunter2"}, Mistakes())

    with pytest.raises(ConfigurationError) as caught:
        typed(Strict, tree)
    assert "hunter2" not in str(caught.value)
    assert "number: expected a whole number, found ***" in str(caught.value)


def test_a_whole_entry_that_quotes_it_is_redacted() -> None:
    @dataclass(frozen=True)
    class Quoting:
        text: str

        def __post_init__(self) -> None:
            raise ValueError(f"{self.text} is not wanted")

    tree = resolved(parse("f.yaml", "text: ${env.S}"), {"S": "hunter2"}, Mistakes())

    with pytest.raises(ConfigurationError, match=r"\*\*\* is not wanted"):
        typed(Quoting, tree)


def test_what_is_too_short_to_be_a_secret_does_not_tear_holes_into_messages() -> None:
    @dataclass(frozen=True)
    class Quoting:
        text: str
        size: int

    tree = resolved(parse("f.yaml", "text: ${env.S}\nsize: large"), {"S": "e"}, Mistakes())

    with pytest.raises(ConfigurationError, match=r"size: expected a whole number, found large"):
        typed(Quoting, tree)


def test_a_secret_that_is_too_short_to_be_one_is_refused_without_repeating_it() -> None:
    @dataclass(frozen=True)
    class Guarded:
        password: SecretText

    tree = resolved(parse("f.yaml", "password: ${env.S}"), {"S": "xyz"}, Mistakes())

    with pytest.raises(ConfigurationError) as caught:
        typed(Guarded, tree)
    assert "f.yaml:1:11: password: a secret has at least 4 characters. Copy it whole." == str(caught.value)
