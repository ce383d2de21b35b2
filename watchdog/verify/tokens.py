"""Cuts a sentence into words, numbers and signs, each with its place; words of one stem have one key."""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import NamedTuple

from watchdog.verify.word_lists import words_in

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W\d_]+(?:'[a-z]{1,3}\b)?|\d[\d,]*(?:\.\d+)?|\S")
_KEEPS_ITS_S = words_in("goods gas news this is was has plus minus less us across versus plus previous his its as")
_LONGEST_NUMBER = 24


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    SIGN = "sign"


class Token(NamedTuple):
    """`key` is what vocabularies know it by: lower case, without possessive and plural endings."""

    kind: Kind
    key: str
    written: str
    start: int
    end: int

    @property
    def is_possessive(self) -> bool:
        """Whether it ends in 's."""
        return self.kind is Kind.WORD and self.written.lower().endswith("'s")

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.written[:1].isupper()


def tokens(plain: str, start: int, end: int, known: Collection[str] = ()) -> list[Token]:
    """The tokens of a stretch of text. A word that a line break cut in two is whole where `known` has it."""
    found = list(_tokens(plain, start, end))
    if "-\n" not in plain[start:end]:
        return found
    joined: list[Token] = []
    for token in found:
        if len(joined) > 1 and _is_cut(plain, joined[-2], joined[-1], token):
            whole = joined[-2].written + token.written
            if key_of(whole) in known:
                joined[-2:] = [Token(Kind.WORD, key_of(whole), whole, joined[-2].start, token.end)]
                continue
        joined.append(token)
    return joined


def key_of(word: str) -> str:
    """The key of a word."""
    key = word.lower().removesuffix("'s")
    if key.endswith("'") or "." in key:
        key = key.replace(".", "").rstrip("'")
    if len(key) > 3 and key.endswith("s") and not key.endswith("ss") and key not in _KEEPS_ITS_S:
        return key[:-1]
    return key


def keys_of(phrase: str) -> tuple[str, ...]:
    """The keys of the words of a phrase, as a vocabulary looks them up."""
    return tuple(token.key for token in _tokens(phrase, 0, len(phrase)) if token.key != "-")


def _tokens(plain: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(plain, start, end):
        written = match[0]
        first = written[0]
        if first.isdigit():
            kind = Kind.NUMBER if first.isascii() and len(written) <= _LONGEST_NUMBER else Kind.SIGN
            number = written.rstrip(",")
            yield Token(kind, number, number, match.start(), match.start() + len(number))
        elif first.isalpha():
            yield Token(Kind.WORD, key_of(written), written, match.start(), match.end())
        else:
            yield Token(Kind.SIGN, written, written, match.start(), match.end())


def _is_cut(plain: str, word: Token, hyphen: Token, rest: Token) -> bool:
    return (
        hyphen.written == "-"
        and word.kind is rest.kind is Kind.WORD
        and word.end == hyphen.start
        and "\n" in plain[hyphen.end : rest.start]
        and rest.written[0].islower()
    )
