"""Families of formulas: what one with variables becomes once they are words, and once its sums are written out."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from watchdog.formulas.expression import Binary, Call, Expression, Negation, Term, Total, terms
from watchdog.model.row_keys import set_off, words_in

Words = Mapping[str, str]


def as_row(pattern: str) -> str:
    """The pattern for tables of rows: its variables are the path of the row, the rest is the column's."""
    places = words_in(pattern)
    variable = [number for number, place in enumerate(places) if place[0] == "<"]
    first, last = variable[0], variable[-1] + 1
    return set_off(".".join(places[:first]), ".".join(places[first:last]), ".".join(places[last:]))


def named(pattern: str, words: Words) -> str:
    """The pattern with the variables that have a word replaced by it."""
    return ".".join(words.get(place[1:-1], place) if place[0] == "<" else place for place in words_in(pattern))


def replaced(expression: Expression, one: Callable[[Term], Expression], total: Callable[[Term], Total]) -> Expression:
    """The formula with `one` of every term outside sums, and `total` of the term of every sum."""
    match expression:
        case Term():
            return one(expression)
        case Call(function="sum", operand=Term() as term):
            return total(term)
        case Negation(operand=operand):
            return Negation(replaced(operand, one, total))
        case Binary(operator=operator, left=left, right=right):
            return Binary(operator, replaced(left, one, total), replaced(right, one, total))
        case Call(operand=operand, whole=whole):
            filled = None if whole is None else replaced(whole, one, total)
            return replace(expression, operand=replaced(operand, one, total), whole=filled)
    return expression


def summed(expression: Expression) -> tuple[Term, ...]:
    """The terms that sums are of."""
    return terms(replaced(expression, lambda _: Total(()), lambda term: Total((term,))))


def singled(expression: Expression) -> tuple[Term, ...]:
    """The terms that stand outside sums."""
    return terms(replaced(expression, lambda term: term, lambda _: Total(())))
