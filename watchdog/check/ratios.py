"""ratio: a printed price, average, percentage or share is the quotient of two printed sums, or of a sum and the days.

Its bound is what rounding of every figure explains, followed exactly through the division. Cannot tell where the
divisor may be zero.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from watchdog.check.prints import Place, Prints, Weighted
from watchdog.check.quotient import Part, Quotient, quotient
from watchdog.check.relations import RelationResult, broken, decimal, slack, undecided, value
from watchdog.check.wording import number
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import Rows
from watchdog.model.period import Period
from watchdog.model.rule import Rule

DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioParameters:
    """`figure` = `of` / `by` * `times`, in the printed `rows` of `document`; `by` is a formula, or 'days' for those
    of the month, of the year to date or of the year.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    document: str
    rows: tuple[Rows, ...]
    figure: str
    of: str
    by: str
    times: Decimal = Decimal(1)
    soft: bool = False


def judge(rules: Sequence[Rule], prints: Prints) -> Iterator[RelationResult]:
    """Every ratio in every row that prints it."""
    for rule in rules:
        parameters = rule.parameters
        assert isinstance(parameters, RatioParameters)  # noqa: S101 - the rulebook built it by the kind's own table
        for place in prints.places(parameters.figure, parameters.document, parameters.rows):
            yield _judge_at(rule, parameters, place, prints)


def _judge_at(rule: Rule, parameters: RatioParameters, place: Place, prints: Prints) -> RelationResult:
    printed, no_figure = prints.figures(parameters.figure, place)
    above, no_above = prints.figures(parameters.of, place)
    below, no_below = ([], []) if parameters.by == DAYS else prints.figures(parameters.by, place)
    subject = f"{place.document}/{place.series}/{place.rows}"
    if missing := [*no_figure, *no_above, *no_below]:
        return undecided(rule, subject, place.period, missing)
    days = _days(place.period, place.rows) if parameters.by == DAYS else 0
    found = quotient(_parts(above, below), divisor=days, scale=Fraction(parameters.times))
    (figure,) = printed
    cells = tuple({id(each.cell): each.cell for each in (figure, *above, *below)}.values())
    if not found.is_defined:
        return RelationResult(
            rule=rule,
            subject=subject,
            period=place.period,
            verdict=Verdict.UNDECIDED,
            reason=f"the divisor {parameters.by} cannot be told from zero",
            cells=cells,
        )
    return _compared(rule, parameters, subject, place.period, figure.cell, found, cells)


def _compared(
    rule: Rule,
    parameters: RatioParameters,
    subject: str,
    period: Period,
    figure: Cell,
    found: Quotient,
    cells: tuple[Cell, ...],
) -> RelationResult:
    central, (least, greatest) = found.central, found.extremes
    difference = value(figure) - central
    limit = slack(figure) + (greatest - central if difference > 0 else central - least)
    holds = abs(difference) <= limit
    return RelationResult(
        rule=rule,
        subject=subject,
        period=period,
        verdict=Verdict.PASS if holds else broken(parameters.soft),
        reason=f"{number(value(figure))} against {number(central)}, off by {number(difference, signed=True)}, "
        f"rounding explains {number(limit)}",
        cells=cells,
        observed=figure.value,
        expected=decimal(central),
        difference=decimal(difference),
        limit=decimal(limit),
        faults=() if holds else (cells,),
    )


def _parts(above: Sequence[Weighted], below: Sequence[Weighted]) -> list[Part]:
    """A figure that stands above and below the line moves in both places at once."""
    cells = {id(each.cell): each.cell for each in (*above, *below)}
    weights_above = {id(each.cell): each.weight for each in above}
    weights_below = {id(each.cell): each.weight for each in below}
    return [
        Part(
            cell.count,
            weights_above.get(one, 0) * Fraction(cell.published_unit),
            weights_below.get(one, 0) * Fraction(cell.published_unit),
        )
        for one, cell in cells.items()
    ]


def _days(period: Period, rows: Rows) -> int:
    """How many days the row is about: a year to date begins in January."""
    months = tuple(period.year_to_date()) if rows is not Rows.MONTHS else (period,)
    return (_first_day(months[-1].shift(1)) - _first_day(months[0])).days


def _first_day(month: Period) -> date:
    return date(month.year, month.position, 1)
