"""inequality: one printed sum is not below another, or is below it by no more than rounding explains.

With <row> in its formulas it is stated of every row of the table at once, and names those that break it; what may be
negative itself (an adjustment) has no part in it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from watchdog.check.prints import Place, Prints, Weighted
from watchdog.check.relations import RelationResult, broken, decimal, slack, value
from watchdog.check.wording import number
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import Rows
from watchdog.model.period import Period
from watchdog.model.rule import Rule

if TYPE_CHECKING:
    from watchdog.check.statement import Absent

_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class InequalityParameters:
    """`greater` >= `least` in the printed `rows` of `document`, both formulas."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    document: str
    rows: tuple[Rows, ...]
    greater: str
    least: str
    soft: bool = False


class _Compared(NamedTuple):
    """The two sides at one place, and how far rounding can move their difference."""

    left: Fraction
    right: Fraction
    limit: Fraction
    cells: tuple[Cell, ...]

    @property
    def shortfall(self) -> Fraction:
        """By how much more than rounding explains the greater side is the lesser."""
        return self.right - self.left - self.limit


def judge(rules: Sequence[Rule], prints: Prints) -> Iterator[RelationResult]:
    """Every inequality in every period that prints its greater side."""
    for rule in rules:
        parameters = rule.parameters
        assert isinstance(parameters, InequalityParameters)  # noqa: S101 - the rulebook built it by the kind's own table
        by_period: defaultdict[tuple[Rows, Period], list[Place]] = defaultdict(list)
        for place in prints.places(parameters.greater, parameters.document, parameters.rows):
            if not prints.situation.known.series[place.series].signed:
                by_period[place.rows, place.period].append(place)
        for (rows, period), places in by_period.items():
            yield from _judge_period(rule, parameters, rows, period, places, prints)


def _judge_period(
    rule: Rule, parameters: InequalityParameters, rows: Rows, period: Period, places: Sequence[Place], prints: Prints
) -> Iterator[RelationResult]:
    """Nothing is stated of a period whose lesser side the document does not print in any row."""
    compared: list[_Compared] = []
    missing: list[Absent] = []
    plain = 0
    for place in places:
        left, no_left = prints.figures(parameters.greater, place)
        right, no_right = prints.figures(parameters.least, place)
        missing += (*no_left, *no_right)
        if len(places) > 1 and _holds_plainly(left, right):
            plain += 1
        elif not (no_left or no_right):
            compared.append(_compared(left, right))
    if not (plain or compared) and not any(absent.address for absent in missing):
        return
    wrong = sorted((each for each in compared if each.shortfall > 0), key=lambda each: each.shortfall, reverse=True)
    worst = wrong[0] if wrong else max(compared, key=lambda each: each.shortfall, default=None)
    verdict = broken(parameters.soft) if wrong else Verdict.UNDECIDED if missing else Verdict.PASS
    yield RelationResult(
        rule=rule,
        subject=f"{parameters.document}/{parameters.greater}/{rows}",
        period=period,
        verdict=verdict,
        reason=_reason(wrong, missing, plain + len(compared)),
        cells=tuple(cell for each in wrong[:_NAMED] for cell in each.cells),
        missing=() if wrong else tuple(missing),
        observed=decimal(worst.left) if worst else None,
        expected=decimal(worst.right) if worst else None,
        difference=decimal(worst.left - worst.right) if worst else None,
        limit=decimal(worst.limit) if worst else None,
        faults=tuple(each.cells for each in wrong),
    )


def _holds_plainly(left: Sequence[Weighted], right: Sequence[Weighted]) -> bool:
    """Of single figures no bound is needed where the greater is not below the lesser, as in nearly all of many rows."""
    return (
        len(left) == len(right) == 1
        and left[0].weight == right[0].weight == 1
        and left[0].cell.value >= right[0].cell.value
    )


def _compared(left: Sequence[Weighted], right: Sequence[Weighted]) -> _Compared:
    sums = [sum((each.weight * value(each.cell) for each in side), Fraction(0)) for side in (left, right)]
    limit = sum((abs(each.weight) * slack(each.cell) for each in (*left, *right)), Fraction(0))
    return _Compared(sums[0], sums[1], limit, tuple(each.cell for each in (*left, *right)))


def _reason(wrong: Sequence[_Compared], missing: "Sequence[Absent]", rows: int) -> str:
    if wrong:
        named = "; ".join(
            f"{each.cells[0].key.series} is {number(each.left)}, below {number(each.right)}, "
            f"rounding explains {number(each.limit)}"
            for each in wrong[:_NAMED]
        )
        return named + (f"; and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else "")
    if missing:
        return "; ".join(map(str, missing[:_NAMED])) + (
            f"; and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        )
    return f"holds in {rows} row{'s' if rows > 1 else ''}"
