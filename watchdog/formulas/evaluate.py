"""Computes a formula from what was known, with a bound on its error; a difference never crosses releases."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from watchdog.formulas.expression import Binary, Call, Expression, Negation, Number, Term
from watchdog.formulas.linear import NotLinear, Reference, written_out
from watchdog.formulas.parse import parse
from watchdog.model.cell import Address, Measure, Provenance
from watchdog.model.knowledge import Knowledge, Known
from watchdog.model.period import Period

HUNDRED = Decimal(100)
_EXACTNESS = (Provenance.EXACT, Provenance.DERIVED, Provenance.PRESS_ROUNDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """`value`, at most `error` away from what unrounded figures would give; `releases` are those that printed them,
    `weakest` is the least exact of them, `available_at` when the last of them was there.
    """

    value: Decimal
    error: Decimal
    provenance: Provenance
    weakest: Provenance
    evidence: tuple[Address, ...]
    releases: frozenset[Period]
    available_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing can be computed, and why."""

    reason: str


def evaluate(expression: Expression, period: Period, known: Knowledge) -> Bounded | Missing:
    """The formula at `period`: of the ways to compute it, that of the latest release with the smallest error bound.

    A named function can be computed from levels, or be printed itself (a change, a year to date, a three-month mean).
    """
    ways = [_computed(expression, period, known)]
    printed = _printed_as_such(expression, period, known)
    if printed is not None:
        ways.append(printed)
    found = [way for way in ways if isinstance(way, Bounded)]
    return min(found, key=_preference) if found else ways[0]


def _preference(way: Bounded) -> tuple[int, Decimal]:
    return -max((release.ordinal for release in way.releases), default=0), way.error


def of_cell(known: Known, sign: int = 1) -> Bounded:
    """A single published figure, as it stands."""
    cell = known.cell
    return Bounded(
        value=sign * cell.value,
        error=cell.rounding,
        provenance=cell.provenance,
        weakest=cell.provenance,
        evidence=(cell.address,) if cell.address else (),
        releases=frozenset({known.stamp.release}),
        available_at=known.stamp.available_at,
    )


def _computed(expression: Expression, period: Period, known: Knowledge) -> Bounded | Missing:
    try:
        weights = written_out(expression, period)
    except NotLinear:
        return _not_linear(expression, period, known)
    return _weighted([(weight, _figure(reference, known)) for reference, weight in weights.items()])


def _weighted(parts: Iterable[tuple[Fraction, Bounded | Missing]]) -> Bounded | Missing:
    value, error = Fraction(0), Fraction(0)
    found: list[Bounded] = []
    only_weight = Fraction(0)
    for weight, figure in parts:
        if isinstance(figure, Missing):
            return figure
        value += weight * Fraction(figure.value)
        error += abs(weight) * Fraction(figure.error)
        only_weight = weight
        found.append(figure)
    if len(found) == 1 and abs(only_weight) == 1:
        return replace(found[0], value=_decimal(value))
    return _of_one_release(_derived(_decimal(value), _decimal(error), found))


def _of_one_release(figure: Bounded) -> Bounded | Missing:
    if len(figure.releases) > 1:
        return Missing(f"its figures are of different releases ({', '.join(map(str, sorted(figure.releases)))})")
    return figure


def _figure(reference: Reference, known: Knowledge) -> Bounded | Missing:
    """The print of the latest release, be it the figure itself or the month after it with its change."""
    term, period = reference.term, reference.period
    measure = term.measure or Measure.LEVEL
    if term.document is None and measure is Measure.LEVEL and (formula := _formula_of(term.series, known)):
        return evaluate(_read(formula), period, known)
    if term.prior:
        return Missing(f"only identities can ask for {term.series} as printed by the release before")
    if term.document is not None:
        printed = known.printed(term.series, period, measure, term.document, term.block or "main")
        derived = None
    else:
        printed = known.best(term.series, period, measure)
        derived = _level_from_change(term.series, period, known) if measure is Measure.LEVEL else None
    if derived and (printed is None or max(derived.releases) > printed.stamp.release):
        return derived
    return of_cell(printed) if printed else Missing(f"{term.series} is not at hand for {period}")


_read = lru_cache(maxsize=256)(parse)


def _formula_of(series: str, known: Knowledge) -> str:
    one = known.series.get(series)
    return one.formula if one is not None else ""


def _level_from_change(series: str, period: Period, known: Knowledge) -> Bounded | None:
    """The level is the next month's less its printed change, when one release printed both."""
    after = period.shift(1)
    level, change = known.best(series, after), known.best(series, after, Measure.CHANGE)
    if level is None or change is None or level.stamp.release != change.stamp.release:
        return None
    parts = [of_cell(level), of_cell(change)]
    return _derived(parts[0].value - parts[1].value, parts[0].error + parts[1].error, parts)


def _printed_as_such(expression: Expression, period: Period, known: Knowledge) -> Bounded | None:
    if isinstance(expression, Negation):
        printed = _printed_as_such(expression.operand, period, known)
        return None if printed is None else _negated(printed)
    if not isinstance(expression, Call):
        return None
    sign, operand = (
        (-1, expression.operand.operand) if isinstance(expression.operand, Negation) else (1, expression.operand)
    )
    measure = _measure_of(expression, operand)
    term = operand.operand if measure is Measure.YTD_CHANGE and isinstance(operand, Call) else operand
    if isinstance(term, Negation):
        sign, term = -sign, term.operand
    if measure is None or not isinstance(term, Term) or term != Term(term.series):
        return None
    cell = known.best(term.series, period, measure)
    return None if cell is None else of_cell(cell, sign)


def _measure_of(call: Call, operand: Expression) -> Measure | None:
    match call:
        case Call(function="diff"):
            return Measure.CHANGE
        case Call(function="ytd"):
            return Measure.YTD
        case Call(function="mean", steps=3):
            return Measure.MEAN3
        case Call(function="yoy") if isinstance(operand, Call) and operand.function == "ytd":
            return Measure.YTD_CHANGE
    return None


def _not_linear(expression: Expression, period: Period, known: Knowledge) -> Bounded | Missing:
    match expression:
        case Negation(operand=operand):
            figure = evaluate(operand, period, known)
            return figure if isinstance(figure, Missing) else _negated(figure)
        case Call(function="pct" | "yoy_pct", operand=operand):
            step = "diff" if expression.function == "pct" else "yoy"
            earlier = period.shift(-1) if step == "diff" else period.year_before()
            return _percentage(evaluate(Call(step, operand), period, known), evaluate(operand, earlier, known))
        case Call(function="share", operand=operand, whole=whole) if whole is not None:
            return _ratio(evaluate(operand, period, known), evaluate(whole, period, known), HUNDRED)
        case Call(function="abs", operand=operand):
            figure = evaluate(operand, period, known)
            return _negated(figure) if isinstance(figure, Bounded) and figure.value < 0 else figure
        case Binary(operator="/", left=left, right=right):
            return _ratio(evaluate(left, period, known), evaluate(right, period, known), Decimal(1))
        case Binary(operator="+" | "-", left=left, right=right):
            sign = Fraction(1 if expression.operator == "+" else -1)
            return _weighted([(Fraction(1), evaluate(left, period, known)), (sign, evaluate(right, period, known))])
        case Number(numerator=numerator, denominator=denominator):
            return _derived(_decimal(Fraction(numerator, denominator)), Decimal(0), [])
    return Missing("this formula multiplies series by series")


def _percentage(change: Bounded | Missing, base: Bounded | Missing) -> Bounded | Missing:
    """A percent change means nothing across zero, so it is refused there."""
    if isinstance(change, Missing):
        return change
    if isinstance(base, Missing):
        return base
    if base.value * (base.value + change.value) <= 0:
        return Missing("a percent change across zero means nothing")
    size = base if base.value > 0 else _negated(base)
    return _ratio(change, size, HUNDRED)


def _ratio(part: Bounded | Missing, whole: Bounded | Missing, scale: Decimal) -> Bounded | Missing:
    if isinstance(part, Missing):
        return part
    if isinstance(whole, Missing):
        return whole
    size = abs(whole.value)
    if size <= whole.error:
        return Missing("the divisor cannot be told from zero")
    error = (abs(part.value) * whole.error + size * part.error) / (size * (size - whole.error))
    return _of_one_release(_derived(scale * part.value / whole.value, scale * error, [part, whole]))


def _negated(figure: Bounded) -> Bounded:
    return replace(figure, value=-figure.value)


def _derived(value: Decimal, error: Decimal, parts: Iterable[Bounded]) -> Bounded:
    parts = list(parts)
    return Bounded(
        value=value,
        error=error,
        provenance=Provenance.DERIVED,
        weakest=max((part.weakest for part in parts), key=_EXACTNESS.index, default=Provenance.EXACT),
        evidence=tuple(dict.fromkeys(address for part in parts for address in part.evidence)),
        releases=frozenset().union(*(part.releases for part in parts)),
        available_at=max((part.available_at for part in parts if part.available_at), default=None),
    )


def _decimal(ratio: Fraction) -> Decimal:
    return Decimal(ratio.numerator) / Decimal(ratio.denominator)
