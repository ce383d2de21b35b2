"""Writes a formula out as a weighted sum of single printed figures, for identities; weights are exact ratios."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from watchdog.formulas.expression import Binary, Call, Expression, Negation, Number, Term, Total
from watchdog.model.period import Period


class NotLinear(ValueError):
    """The formula multiplies or divides series by series, or takes a percentage: no weighted sum says the same."""


class Reference(NamedTuple):
    """One printed figure that a formula asks for: the term, at a period."""

    term: Term
    period: Period


Weights = Mapping[Reference, Fraction]
_ANY = Period.of_month(2000, 12)


class _Sum(NamedTuple):
    """A weighted sum and a constant, all in whole numbers of 1/`parts`."""

    weights: dict[Reference, int]
    constant: int = 0
    parts: int = 1


def written_out(expression: Expression, period: Period) -> Weights:
    """The weight of every figure in the formula at `period`; zero weights are left out. Constants must cancel."""
    weights, constant, parts = _expand(expression, period)
    if constant:
        raise NotLinear("a constant stands in the formula")
    return {reference: ratio(weight, parts) for reference, weight in weights.items() if weight}


def writing(expression: Expression) -> Callable[[Period], Iterable[tuple[Reference, Fraction]]]:
    """The same for any period, without doing again what does not depend on it."""
    if _has_call(expression):
        return lambda period: written_out(expression, period).items()
    weighted = [(reference.term, weight) for reference, weight in written_out(expression, _ANY).items()]
    return lambda period: [(Reference(term, period), weight) for term, weight in weighted]


def _has_call(expression: Expression) -> bool:
    match expression:
        case Call():
            return True
        case Negation(operand=operand):
            return _has_call(operand)
        case Binary(left=left, right=right):
            return _has_call(left) or _has_call(right)
    return False


@lru_cache(maxsize=1024)
def ratio(numerator: int, denominator: int = 1) -> Fraction:
    """The same object for the same ratio: weights are few, and figures many."""
    return Fraction(numerator, denominator)


def is_linear(expression: Expression) -> bool:
    """Whether the formula is a weighted sum of figures."""
    try:
        written_out(expression, _ANY)
    except NotLinear:
        return False
    return True


def _expand(expression: Expression, period: Period) -> _Sum:
    match expression:
        case Number(numerator=numerator, denominator=denominator):
            return _Sum({}, numerator, denominator)
        case Term():
            return _Sum({Reference(expression, period): 1})
        case Total(members=members):
            return _Sum({Reference(member, period): 1 for member in members})
        case Negation(operand=operand):
            return _scaled(_expand(operand, period), -1)
        case Binary():
            return _combined(expression, period)
        case Call():
            return _called(expression, period)


def _combined(expression: Binary, period: Period) -> _Sum:
    left, right = _expand(expression.left, period), _expand(expression.right, period)
    if expression.operator == "+":
        return _added((left, right))
    if expression.operator == "-":
        return _added((left, _scaled(right, -1)))
    if expression.operator == "*" and not left.weights:
        return _scaled(right, left.constant, left.parts)
    if not right.weights:
        if expression.operator == "*":
            return _scaled(left, right.constant, right.parts)
        if right.constant == 0:
            raise NotLinear("division by zero")
        return _scaled(left, right.parts, right.constant)
    raise NotLinear("series are multiplied or divided by series")


def _called(call: Call, period: Period) -> _Sum:
    def at(when: Period) -> _Sum:
        return _expand(call.operand, when)

    functions: dict[str, Callable[[], _Sum]] = {
        "lag": lambda: at(period.shift(-call.steps)),
        "diff": lambda: _added((at(period), _scaled(at(period.shift(-1)), -1))),
        "yoy": lambda: _added((at(period), _scaled(at(period.year_before()), -1))),
        "sum": lambda: at(period),  # what it is of stands for all members until they are known
        "ytd": lambda: _added([at(month) for month in period.year_to_date()]),
        "qtd": lambda: _mean([at(month) for month in period.quarter_to_date()]),
        "last_quarter": lambda: _mean([at(month) for month in period.quarter_before()]),
        "ytd_quarters": lambda: _added([at(piece) for piece in period.quarters_and_months()]),
        "mean": lambda: _mean([at(period.shift(-back)) for back in range(call.steps)]),
    }
    if call.function not in functions:
        raise NotLinear(f"{call.function} is not a weighted sum")
    return functions[call.function]()


def _mean(sums: Sequence[_Sum]) -> _Sum:
    return _scaled(_added(sums), 1, len(sums))


def _added(sums: Sequence[_Sum]) -> _Sum:
    parts = lcm(*(each.parts for each in sums))
    weights: dict[Reference, int] = {}
    for each in sums:
        times = parts // each.parts
        for reference, weight in each.weights.items():
            weights[reference] = weights.get(reference, 0) + times * weight
    return _Sum(weights, sum(each.constant * (parts // each.parts) for each in sums), parts)


def _scaled(linear: _Sum, by: int, parts: int = 1) -> _Sum:
    """Times `by` and divided by `parts`, which may be negative."""
    if parts < 0:
        by, parts = -by, -parts
    weights = {reference: weight * by for reference, weight in linear.weights.items()}
    return _Sum(weights, linear.constant * by, linear.parts * parts)
