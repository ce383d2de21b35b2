"""Which series a rule looks at, and which rules cannot run because nobody asks for the documents that print them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from fnmatch import fnmatchcase

from watchdog.formulas.parse import parse, terms
from watchdog.model.rule import Rule
from watchdog.plugins import RULE_KINDS
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.laid_out import paths_of, printed_series


def waiting(book: Rulebook, polled: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The rules of which no series but a `total` is printed by a polled document, each with those that print them; and
    those that read a text that is not polled.
    """
    printed = {
        layout.document: {*printed_series(layout.columns, book.series), *paths_of(layout).values()}
        for layout in book.layouts
    }
    found = {}
    for rule in book.rules:
        by_partner = getattr(rule.parameters, "by", "item") == "partner"
        wanted = {key for text in _named(rule.parameters) for key in _meant(text, book, by_partner=by_partner)}
        documents = [name for name, keys in printed.items() if keys & wanted]
        documents += RULE_KINDS[rule.kind].texts(rule.parameters)
        if documents and not set(documents) & set(polled):
            found[rule.name] = tuple(documents)
    return found


def touched(rule: Rule, book: Rulebook) -> frozenset[str]:
    """The printed series that it names, by themselves or in a family, or that those are computed from."""
    named = {*_named(rule.parameters), getattr(rule.parameters, "total", "")}
    keys = [key for key in book.series if any(fnmatchcase(key, text) for text in named)]
    return frozenset(part for key in keys for part in _parts(key, book))


def _meant(text: str, book: Rulebook, *, by_partner: bool) -> Iterator[str]:
    """The series of that name, or of a family: its lines for the world, or by partner."""
    if "*" not in text:
        yield from _parts(text, book)
        return
    for key, series in book.series.items():
        if fnmatchcase(key, text) and (series.partner != "world") == by_partner:
            yield key


def _parts(key: str, book: Rulebook) -> Iterator[str]:
    """The series itself, or what it is computed from."""
    if key not in book.series:
        return
    formula = book.series[key].formula
    if not formula:
        yield key
    for term in terms(parse(formula)) if formula else ():
        yield from _parts(term.series, book)


def _named(value: object, field: str = "") -> Iterator[str]:
    """The texts of a rule's parameters that can name series, at any depth."""
    if isinstance(value, str) and field != "total":
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _named(each, field)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _named(getattr(value, each.name), each.name)
