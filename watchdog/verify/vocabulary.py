"""What phrases mean: the grammar's own words, and what the rulebook calls its series, items and partners."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchdog.model.series import Adjustment, Series
from watchdog.rulebook.book import Rulebook
from watchdog.verify import words
from watchdog.verify.tokens import Token, keys_of
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

_LEADING = re.compile(
    r"^(?:Balance of trade|Exports|Imports)(?: by end use:| of services:| in| of|,)? |"
    r"(?:, (?:Census basis|balance of payments basis|not seasonally adjusted|seasonally adjusted))+$"
)
_TOO_PLAIN = words_in("other total good goods balance music book toy trailer record corn coin")
_ADJECTIVES = words_in("natural organic inorganic fertilizers other")
_OWN = {"goods": "goods, merchandise", "services": "services, service", "total": "goods and services"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase does, and which one it is."""

    part: Part
    value: str


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase at a token, with all that it can mean."""

    meanings: tuple[Meaning, ...]
    end: int

    def of(self, part: Part) -> str | None:
        """Its value as this part; None where it is none."""
        return next((meaning.value for meaning in self.meanings if meaning.part is part), None)


class Vocabulary:
    """Phrases by their first word, the longest first."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        phrases: dict[tuple[str, ...], dict[Meaning, None]] = defaultdict(dict)
        for phrase, meaning in entries:
            if keys := keys_of(phrase):
                phrases[keys][meaning] = None
        self._by_first: dict[str, list[tuple[tuple[str, ...], tuple[Meaning, ...]]]] = defaultdict(list)
        for keys in sorted(phrases, key=lambda keys: -len(keys)):
            self._by_first[keys[0]].append((keys, tuple(phrases[keys])))
        self.words = frozenset(key for keys in phrases for key in keys)

    def at(self, tokens: Sequence[Token], start: int) -> Iterator[Match]:
        """The phrases that begin at this token, the longest first."""
        for keys, meanings in self._by_first.get(tokens[start].key, ()):
            end = start + len(keys)
            if end <= len(tokens) and all(token.key == key for token, key in zip(tokens[start:end], keys, strict=True)):
                yield Match(meanings, end)


def vocabulary(book: Rulebook) -> Vocabulary:
    """All phrases: of the grammar, and of this rulebook."""
    return Vocabulary([*_grammar(), *_of_rulebook(book)])


def _grammar() -> Iterator[tuple[str, Meaning]]:
    tables: tuple[tuple[Part, Mapping[str, str]], ...] = (
        (Part.FLOW, words.FLOWS),
        (Part.BASIS, words.BASES),
        (Part.MOVE, {"up": words.UP, "down": words.DOWN, "wider": words.WIDER, "narrower": words.NARROWER,
                     "worse": words.WORSE, "better": words.BETTER, "either": words.EITHER}),
        (Part.STATE, {"state": words.STATES}),
        (Part.JOINT, words.JOINTS),
        (Part.AGGREGATE, words.AGGREGATES),
        (Part.AGO, words.AGO),
        (Part.EXTREME, {"largest": words.LARGEST, "smallest": words.SMALLEST, "record": words.RECORD}),
        (Part.HEDGE, words.HEDGES),
        (Part.OTHER, words.OTHERS),
        (Part.FORECAST, {"forecast": words.FORECASTS}),
        (Part.WITHOUT, {"without": words.WITHOUT}),
        (Part.REVISED, words.REVISED),
        (Part.RELEASED, words.RELEASED),
        (Part.GAP, words.ELSEWHERE),
    )  # fmt: skip
    for part, table in tables:
        for value, phrases in table.items():
            for phrase in phrases.split(","):
                yield phrase.strip(), Meaning(part, value)


def _of_rulebook(book: Rulebook) -> Iterator[tuple[str, Meaning]]:
    for item, phrases in _OWN.items():
        for phrase in phrases.split(","):
            yield phrase.strip(), Meaning(Part.ITEM, item)
    for series in book.series.values():
        if series.partner != "world":
            yield series.partner.replace("_", " "), Meaning(Part.PARTNER, series.partner)
        elif name := _name(series):
            for each in (name, *_turned(name)):
                yield each, Meaning(Part.ITEM, series.item)
    for synonym in book.synonyms:
        part, of = (Part.PARTNER, synonym.partner) if synonym.partner else (Part.ITEM, synonym.item)
        for phrase in synonym.words:
            yield phrase, Meaning(part, of)


def _turned(name: str) -> Iterator[str]:
    """'Chemicals-organic' and 'Petroleum products, other' as people say them."""
    for sign in ("-", ", "):
        noun, found, rest = name.rpartition(sign)
        if found and "," not in noun and (rest in _ADJECTIVES or noun in ("engines", "parts")):
            yield f"{rest} {noun}"


def _name(series: Series) -> str:
    """What the rulebook's label calls the item of this series; '' where it says more or less than a name."""
    if series.basis.adjustment is Adjustment.NSA or series.unit.of != "USD" or series.formula:
        return ""
    if series.item in _OWN or (series.item.startswith("goods.") and "petroleum" not in series.item):
        return ""
    name = _LEADING.sub("", series.label).rsplit(" / ", 1)[-1].rsplit(": ", 1)[-1].lower()
    return "" if name in _TOO_PLAIN or len(name) < 4 else name
