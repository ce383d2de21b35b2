"""Families of series: which keys a key with variables fits, and what a formula becomes once its variables are words.

`exports.end_use.<head>.<line>` fits `exports.end_use.capital_goods.computers` with head = capital_goods.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from watchdog.formulas.expression import Binary, Call, Expression, Negation, Term, Total, terms
from watchdog.model.naming import MARK, set_off

Words = Mapping[str, str]


def fits(pattern: str, key: str) -> dict[str, str] | None:
    """The word that each variable of the pattern stands for in the key; None where the key is another one."""
    wanted, given = _split(pattern), _split(key)
    if len(wanted) != len(given):
        return None
    words: dict[str, str] = {}
    for place, word in zip(wanted, given, strict=True):
        if place != word and (place[0] != "<" or word == MARK or words.setdefault(place[1:-1], word) != word):
            return None
    return words


def as_row(pattern: str) -> str:
    """The pattern for tables of rows: its variables are the path of the row, what stands around them is the column's."""
    places = _split(pattern)
    variable = [number for number, place in enumerate(places) if place[0] == "<"]
    first, last = variable[0], variable[-1] + 1
    return set_off(".".join(places[:first]), ".".join(places[first:last]), ".".join(places[last:]))


def named(pattern: str, words: Words) -> str:
    """The pattern with the variables that have a word replaced by it."""
    return ".".join(
        words.get(place[1:-1], place) if place[0] == "<" else place for place in _split(pattern)
    )


def replaced(expression: Expression, one: Callable[[Term], Term], total: Callable[[Term], Total]) -> Expression:
    """The formula with `one` of every term outside sums, and `total` of the term of every sum."""
    match expression:
        case Term():
            return one(expression)
        case Call(function="sum", operand=Term() as term):
            return total(term)
        case Negation(operand=operand):
            return Negation(replaced(operand, one, total))
        case Binary(left=left, right=right):
            return replace(expression, left=replaced(left, one, total), right=replaced(right, one, total))
        case Call(operand=operand, whole=whole):
            filled = None if whole is None else replaced(whole, one, total)
            return replace(expression, operand=replaced(operand, one, total), whole=filled)
    return expression


def summed(expression: Expression) -> tuple[Term, ...]:
    """The terms that sums are of."""
    found: list[Term] = []
    replaced(expression, lambda term: term, lambda term: found.append(term) or Total(()))
    return tuple(found)


def singled(expression: Expression) -> tuple[Term, ...]:
    """The terms that stand outside sums."""
    return terms(replaced(expression, lambda term: term, lambda _: Total(())))


@lru_cache(maxsize=20_000)
def _split(key: str) -> tuple[str, ...]:
    return tuple(key.split("."))
