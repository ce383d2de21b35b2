"""The figures that every digest states: a formula's value, its error, and how it is printed."""

from decimal import Decimal

from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse, terms
from watchdog.model.cell import Provenance
from watchdog.model.finding import Figure
from watchdog.model.knowledge import Knowledge
from watchdog.model.period import Period
from watchdog.model.rule import FigureRule
from watchdog.model.unit import Unit
from watchdog.model.wording import amount, number


def figure(rule: FigureRule, period: Period, known: Knowledge) -> Figure | Missing:
    """The figure at `period`, or why it is missing."""
    expression = parse(rule.formula)
    found = evaluate(expression, period, known)
    if isinstance(found, Missing):
        return found
    unit = known.series[terms(expression)[0].series].unit
    return Figure(
        name=rule.name,
        label=rule.label,
        value=found.value,
        error=found.error,
        unit="percent" if rule.show == "percent" else str(unit),
        provenance=found.provenance,
        text=_text(rule, found, unit),
        weakest=found.weakest,
        evidence=found.evidence,
    )


def _text(rule: FigureRule, found: Bounded, unit: Unit) -> str:
    """The figure as printed, which the agencies compute from whole published units; as a range where it rests on
    press-rounded ones that do not settle its last digit.
    """
    if found.provenance is not Provenance.DERIVED or found.weakest is not Provenance.PRESS_ROUNDED:
        return _printed(rule, found.value, unit)
    low, high = (_printed(rule, found.value + error, unit) for error in (-found.error, found.error))
    return low if low == high else f"{low} to {high}"


def _printed(rule: FigureRule, value: Decimal, unit: Unit) -> str:
    if rule.show == "percent":
        signed = rule.signed or unit.of != "percent"  # a share of a whole has no sign that a reader expects
        return f"{number(value, decimals=rule.decimals, signed=signed)} %"
    return amount(value, unit, within=Unit.parse(rule.show), decimals=rule.decimals, signed=rule.signed)
