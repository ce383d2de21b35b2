"""Finds derived series that make no sense: formulas over unknown or unlike series, and those that need themselves."""

from collections.abc import Mapping, Set

from watchdog.formulas.expression import Binary, Expression, Negation, Number
from watchdog.formulas.linear import is_linear
from watchdog.formulas.parse import FormulaError, parse, terms
from watchdog.model.series import Series
from watchdog.rulebook.build import Parts, Placed
from watchdog.rulebook.sense import judge_bases, judge_terms, parsed
from watchdog.yamlfile.tree import Mistakes
from watchdog.yamlfile.walk import value_at


def judge_derived(parts: Parts, mistakes: Mistakes) -> None:
    """Judge the formula of every derived series, and that no document prints one."""
    for key in parts.derived:
        _judge_one(parts.derived[key], parts, mistakes)
    printed = parts.declared["derived"] & (parts.series.keys() | {k for rows in parts.generated.values() for k in rows})
    for key in sorted(printed & parts.derived.keys()):
        at = value_at(parts.derived[key].node, "key").mark
        mistakes.add(at.mistake(f"{key} is printed by a document too", "Give the derived series a key of its own."))
    for layout in parts.layouts.values():
        for key in sorted({column.series for column in layout.thing.columns} & parts.derived.keys() - printed):
            message = f"{layout.thing.document} cannot print {key}: it is derived"
            mistakes.add(layout.node.mark.mistake(message, "Declare a printed series for it under `series`."))


def _judge_one(placed: Placed[Series], parts: Parts, mistakes: Mistakes) -> None:
    series, at = placed.thing, value_at(placed.node, "formula")
    for expression in parsed(at, series.formula, 0, mistakes):
        named = terms(expression)
        if not named or any(term.variables for term in named):
            fix = "Name each series, as in 'exports.total - exports.nonmonetary_gold'."
            mistakes.add(at.mark.mistake(f"{series.key}: a derived series is computed from named series", fix))
            continue
        judge_terms(named, at, parts, mistakes)
        if not judge_bases([term.series for term in named], series.key, at, parts, mistakes, bridge=placed.bridge):
            continue
        units = {str(parts.every_series[term.series].unit) for term in named if term.series in parts.every_series}
        if is_linear(expression) and not placed.bridge and units - {str(series.unit)}:
            message = f"{series.key} is in {series.unit}, but its formula gives {', '.join(sorted(units))}"
            mistakes.add(value_at(placed.node, "unit").mark.mistake(message, "Write the unit of its parts."))
        _judge_percentage(placed, expression, mistakes)
        if series.key in _needed(series.key, parts.derived, frozenset()):
            mistakes.add(at.mark.mistake(f"{series.key} is computed from itself", "Name other series."))


def _judge_percentage(placed: Placed[Series], expression: Expression, mistakes: Mistakes) -> None:
    """A bare quotient is no percentage, and in whole per cents most of them would hardly move."""
    if placed.thing.unit.of != "percent":
        return
    if isinstance(expression, Binary) and expression.operator == "/" and not _has_number(expression.left):
        message = f"{placed.thing.key} is in percent, but its formula gives a plain quotient"
        mistakes.add(
            value_at(placed.node, "formula").mark.mistake(message, "Write 100 * ... / ..., or share(..., ...).")
        )
    if placed.node.get("published_unit") is None:
        message = f"{placed.thing.key} would be kept in whole percents"
        mistakes.add(
            value_at(placed.node, "unit").mark.mistake(message, "Add 'published_unit: 0.1', or what it needs.")
        )


def _has_number(expression: Expression) -> bool:
    match expression:
        case Number():
            return True
        case Negation(operand):
            return _has_number(operand)
        case Binary(_, left, right):
            return _has_number(left) or _has_number(right)
        case _:
            return False


def _needed(key: str, derived: Mapping[str, Placed[Series]], seen: Set[str]) -> Set[str]:
    """All derived series that a derived one rests on, at any depth."""
    for other in _derived_parts(key, derived) - seen:
        seen = _needed(other, derived, {*seen, other})
    return seen


def _derived_parts(key: str, derived: Mapping[str, Placed[Series]]) -> Set[str]:
    try:
        return {term.series for term in terms(parse(derived[key].thing.formula))} & derived.keys()
    except FormulaError:
        return set()
