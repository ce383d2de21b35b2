"""YAML becomes a tree with places; what configuration does not need is refused where it stands."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchdog.errors import ConfigurationError
from watchdog.yamlfile.read import LARGEST, decode, parse
from watchdog.yamlfile.tree import Mistakes, plain


def refusals(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        parse("f.yaml", text)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),  # YAML 1.1 would read false
        ("on", "on"),
        ("08:30", "08:30"),  # and a number in base 60
        ("2025-11", "2025-11"),
        ("1e-3", 0.001),
        ("60", 60),
        ("-0.5", -0.5),
        ("true", True),
        ("null", None),
        ("~", None),
        ("2.5%", "2.5%"),
        ("0x1F", "0x1F"),
        ("'60'", "60"),
        ('"true"', "true"),
        ("1_000", "1_000"),
    ],
)
def test_a_scalar_means_what_yaml_1_2_says(text: str, value: object) -> None:
    found = plain(parse("f.yaml", f"a: {text}\n"))

    assert {"a": value} == found
    assert type(value) is type(found["a"])


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert {} == plain(parse("f.yaml", "# nothing\n"))


def test_every_value_and_key_knows_its_place() -> None:
    tree = parse("f.yaml", "a: 1\nb:\n  - x\n  - {c: 'text'}\n")
    inner = tree.entries()["b"].node.items()[1].entries()["c"]

    assert ("f.yaml", 4, 6) == (inner.mark.file, inner.mark.line, inner.mark.column)
    assert (4, 9, 1) == (inner.node.mark.line, inner.node.mark.column, inner.node.text_at)


def test_all_mistakes_of_a_file_are_reported_together() -> None:
    text = "a: 010\nb: .inf\nc: &x [1]\nd: *x\na: 1\ne: !!python/name:os.system y\nf: 1e999\n"

    assert [
        "f.yaml:1:4: 010 begins with a zero. Drop the zero, or quote the text.",
        "f.yaml:2:4: .inf is not a finite number. Write a number.",
        "f.yaml:3:4: anchors and aliases are not read. Write the value out.",
        "f.yaml:4:4: anchors and aliases are not read. Write the value out.",
        "f.yaml:5:1: 'a' stands here a second time. Line 1 has it too.",
        "f.yaml:6:4: the tag tag:yaml.org,2002:python/name:os.system is not read. Delete the tag.",
        "f.yaml:7:4: 1e999 is not a finite number. Write a number.",
    ] == refusals(text)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("a:\n\t- b\n", "f.yaml:2:1: a tab stands where YAML wants spaces. Indent with spaces."),
        ("a: b: c\n", "f.yaml:1:5: a second ': ' on this line. Put the text in quotes, or indent what follows."),
        ("a: 1\nb: \x01\n", "f.yaml:2:4: a control character stands here. Delete it."),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins. Keep one document in a file."),
        ("%YAML 1.1\n---\na: 1\n", "f.yaml:2:1: only YAML 1.2 is read. Delete the %YAML line."),
        ("? [a]\n: 1\n", "f.yaml:1:3: a key must be text. Write the key as a single word."),
        ("[" * 5_000, "f.yaml:1:21: nested more than 20 deep. Flatten it."),
    ],
)
def test_what_is_not_read_is_refused_at_its_place(text: str, refusal: str) -> None:
    assert [refusal] == refusals(text)


def test_broken_brackets_are_refused_with_their_line() -> None:
    assert refusals("a: [1, 2\nb: 3\n")[0].startswith("f.yaml:2:")


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    began = time.monotonic()

    assert all("anchors and aliases" in refusal for refusal in refusals("\n".join(lines)))
    assert time.monotonic() - began < 1


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(ConfigurationError, match="more than 250,000 characters"):
        decode("f.yaml", b"#" * (LARGEST + 1))


def test_a_byte_that_is_not_utf_8_is_refused_at_its_place() -> None:
    with pytest.raises(ConfigurationError, match=r"f\.yaml:2:4: this byte is not UTF-8"):
        decode("f.yaml", b"a: 1\nb: \xff\n")


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert "a: 1" == decode("f.yaml", b"\xef\xbb\xbfa: 1")


@given(st.text(alphabet=st.sampled_from("ab:-[]{}'\"|>&*!#%@`,? \n\t0.\\"), max_size=80))
def test_any_text_is_either_read_or_refused_with_a_place(text: str) -> None:
    mistakes = Mistakes()
    with mistakes.collecting():
        parse("f.yaml", text)

    assert all(mistake.line >= 1 and mistake.column >= 1 and mistake.fix for mistake in mistakes.found)
