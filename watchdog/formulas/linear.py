"""Writes a formula out as a weighted sum of single printed figures, for identities; weights are exact ratios."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from watchdog.formulas.expression import Binary, Call, Expression, Negation, Number, Term, Total
from watchdog.model.period import Period

_ONE, _NOTHING = Fraction(1), Fraction(0)


class NotLinear(ValueError):
    """The formula multiplies or divides series by series, or takes a percentage: no weighted sum says the same."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One printed figure that a formula asks for: the term, at a period."""

    term: Term
    period: Period


Weights = Mapping[Reference, Fraction]


def written_out(expression: Expression, period: Period) -> Weights:
    """The weight of every figure in the formula at `period`; zero weights are left out. Constants must cancel."""
    weights, constant = _expand(expression, period)
    if constant:
        raise NotLinear("a constant stands in the formula")
    return {reference: weight for reference, weight in weights.items() if weight}


def is_linear(expression: Expression) -> bool:
    """Whether the formula is a weighted sum of figures."""
    try:
        written_out(expression, Period.of_month(2000, 12))
    except NotLinear:
        return False
    return True


def _expand(expression: Expression, period: Period) -> tuple[dict[Reference, Fraction], Fraction]:
    match expression:
        case Number(numerator=numerator, denominator=denominator):
            return {}, Fraction(numerator, denominator)
        case Term():
            return {Reference(expression, period): _ONE}, _NOTHING
        case Total(members=members):
            return {Reference(member, period): _ONE for member in members}, _NOTHING
        case Negation(operand=operand):
            return _scaled(_expand(operand, period), Fraction(-1))
        case Binary():
            return _combined(expression, period)
        case Call():
            return _called(expression, period)


def _combined(expression: Binary, period: Period) -> tuple[dict[Reference, Fraction], Fraction]:
    left, right = _expand(expression.left, period), _expand(expression.right, period)
    if expression.operator == "+":
        return _added(left, right)
    if expression.operator == "-":
        return _added(left, _scaled(right, Fraction(-1)))
    if expression.operator == "*" and not left[0]:
        return _scaled(right, left[1])
    if not right[0]:
        if expression.operator == "/" and right[1] == 0:
            raise NotLinear("division by zero")
        return _scaled(left, right[1] if expression.operator == "*" else 1 / right[1])
    raise NotLinear("series are multiplied or divided by series")


def _called(call: Call, period: Period) -> tuple[dict[Reference, Fraction], Fraction]:
    def at(when: Period) -> tuple[dict[Reference, Fraction], Fraction]:
        return _expand(call.operand, when)

    minus = Fraction(-1)
    functions: dict[str, Callable[[], tuple[dict[Reference, Fraction], Fraction]]] = {
        "lag": lambda: at(period.shift(-call.steps)),
        "diff": lambda: _added(at(period), _scaled(at(period.shift(-1)), minus)),
        "yoy": lambda: _added(at(period), _scaled(at(period.year_before()), minus)),
        "sum": lambda: at(period),  # what it is of stands for all members until they are known
        "ytd": lambda: _added(*(at(month) for month in period.year_to_date())),
        "qtd": lambda: _mean([at(month) for month in period.quarter_to_date()]),
        "last_quarter": lambda: _mean([at(month) for month in period.quarter_before()]),
        "ytd_quarters": lambda: _added(*(at(piece) for piece in period.quarters_and_months())),
        "mean": lambda: _mean([at(period.shift(-back)) for back in range(call.steps)]),
    }
    if call.function not in functions:
        raise NotLinear(f"{call.function} is not a weighted sum")
    return functions[call.function]()


def _mean(
    sums: Sequence[tuple[dict[Reference, Fraction], Fraction]],
) -> tuple[dict[Reference, Fraction], Fraction]:
    return _scaled(_added(*sums), Fraction(1, len(sums)))


def _added(*sums: tuple[dict[Reference, Fraction], Fraction]) -> tuple[dict[Reference, Fraction], Fraction]:
    weights: dict[Reference, Fraction] = {}
    for part, _ in sums:
        for reference, weight in part.items():
            before = weights.get(reference)
            weights[reference] = weight if before is None else before + weight
    return weights, sum((constant for _, constant in sums), Fraction(0))


def _scaled(
    linear: tuple[dict[Reference, Fraction], Fraction], by: Fraction
) -> tuple[dict[Reference, Fraction], Fraction]:
    if by == -1:  # by far the most frequent, and cheaper
        return {reference: -weight for reference, weight in linear[0].items()}, -linear[1]
    return {reference: weight * by for reference, weight in linear[0].items()}, linear[1] * by
