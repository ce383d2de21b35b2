"""ratio: a printed price, average, percentage or share is the quotient of two printed sums, or of a sum and the days.

Its bound is what rounding of every figure explains, followed exactly through the division. Cannot tell where the
divisor may be zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from watchdog.check.prints import Prints, Weighted
from watchdog.check.quotient import Part, Quotient, quotient
from watchdog.check.relations import Judged, Planned, RelationResult, broken, decimal, slack, undecided, value
from watchdog.check.wording import number
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import Rows
from watchdog.model.period import Period
from watchdog.model.rule import Rule

if TYPE_CHECKING:
    from watchdog.check.columns import Figures
    from watchdog.check.plainly import Line

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


class _Stated(NamedTuple):
    """A ratio in one row that prints it: the number of its figure, and what stands above and below the line."""

    rule: Rule
    parameters: RatioParameters
    subject: str
    period: Period
    figure: int
    above: Sequence[Weighted]
    below: Sequence[Weighted]
    days: int


def plan(rules: Sequence[Rule], prints: Prints) -> Planned:
    """Every ratio in every row that prints it."""
    # what computes whole columns is imported with the first release that is judged, not by everybody who reads rules
    from watchdog.check.plainly import Ratios

    stated = list(_all_stated(rules, prints))
    decided = [place for place, each in enumerate(stated) if isinstance(each, _Stated)]
    ratios = Ratios([_line(each) for each in stated if isinstance(each, _Stated)])

    def judge(figures: "Figures") -> Judged:
        exact: dict[int, RelationResult] = {}

        def written(place: int) -> RelationResult:
            each = stated[place]
            if not isinstance(each, _Stated):
                return each
            if place not in exact:
                exact[place] = _judge_at(each, figures)
            return exact[place]

        verdicts = [Verdict.UNDECIDED] * len(stated)
        for place, is_plain in zip(decided, ratios.hold(figures), strict=True):
            verdicts[place] = Verdict.PASS if is_plain else written(place).verdict
        return Judged(verdicts, written)

    return judge


def _line(each: _Stated) -> "Line":
    scale = float(each.parameters.times)
    return each.figure, each.above, each.below, each.days, scale


def _all_stated(rules: Sequence[Rule], prints: Prints) -> Iterator[_Stated | RelationResult]:
    """Each, or why it cannot be judged."""
    for rule in rules:
        parameters = rule.parameters
        assert isinstance(parameters, RatioParameters)  # noqa: S101 - the rulebook built it by the kind's own table
        for place in prints.places(parameters.figure, parameters.document, parameters.rows):
            printed, no_figure = prints.figures(parameters.figure, place)
            above, no_above = prints.figures(parameters.of, place)
            below, no_below = ([], []) if parameters.by == DAYS else prints.figures(parameters.by, place)
            subject = f"{place.document}/{place.series}/{place.rows}"
            if missing := [*no_figure, *no_above, *no_below]:
                yield undecided(rule, subject, place.period, missing)
                continue
            (figure,) = printed
            days = _days(place.period, place.rows) if parameters.by == DAYS else 0
            yield _Stated(rule, parameters, subject, place.period, figure.number, above, below, days)


def _judge_at(stated: _Stated, figures: "Figures") -> RelationResult:
    numbers = dict.fromkeys((stated.figure, *(each.number for each in (*stated.above, *stated.below))))
    cells = {number: figures.cell(number) for number in numbers}
    parts = _parts(stated.above, stated.below, cells)
    found = quotient(parts, divisor=stated.days, scale=Fraction(stated.parameters.times))
    if not found.is_defined:
        return RelationResult(
            rule=stated.rule,
            subject=stated.subject,
            period=stated.period,
            verdict=Verdict.UNDECIDED,
            reason=f"the divisor {stated.parameters.by} cannot be told from zero",
            cells=tuple(cells.values()),
        )
    return _compared(stated, cells[stated.figure], found, tuple(cells.values()))


def _compared(stated: _Stated, figure: Cell, found: Quotient, cells: tuple[Cell, ...]) -> RelationResult:
    central, (least, greatest) = found.central, found.extremes
    difference = value(figure) - central
    limit = slack(figure) + (greatest - central if difference > 0 else central - least)
    holds = abs(difference) <= limit
    return RelationResult(
        rule=stated.rule,
        subject=stated.subject,
        period=stated.period,
        verdict=Verdict.PASS if holds else broken(stated.parameters.soft),
        reason=f"{number(value(figure))} against {number(central)}, off by {number(difference, signed=True)}, "
        f"rounding explains {number(limit)}",
        cells=cells,
        observed=figure.value,
        expected=decimal(central),
        difference=decimal(difference),
        limit=decimal(limit),
        faults=() if holds else (cells,),
    )


def _parts(above: Sequence[Weighted], below: Sequence[Weighted], cells: Mapping[int, Cell]) -> list[Part]:
    """A figure that stands above and below the line moves in both places at once."""
    weights_above, weights_below = dict(above), dict(below)
    return [
        Part(
            cells[number].count,
            weights_above.get(number, 0) * Fraction(cells[number].published_unit),
            weights_below.get(number, 0) * Fraction(cells[number].published_unit),
        )
        for number in dict.fromkeys((*weights_above, *weights_below))
    ]


def _days(period: Period, rows: Rows) -> int:
    """How many days the row is about: a year to date begins in January."""
    months = tuple(period.year_to_date()) if rows is not Rows.MONTHS else (period,)
    return (_first_day(months[-1].shift(1)) - _first_day(months[0])).days


def _first_day(month: Period) -> date:
    return date(month.year, month.position, 1)
