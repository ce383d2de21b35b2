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
from watchdog.check.relations import Judged, Planned, RelationResult, broken, decimal, slack, value
from watchdog.check.wording import number
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import Rows
from watchdog.model.period import Period
from watchdog.model.rule import Rule

if TYPE_CHECKING:
    from watchdog.check.columns import Figures
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


class _Stated(NamedTuple):
    """An inequality in one period: the sides of each row that has both, and what the others lack."""

    rule: Rule
    parameters: InequalityParameters
    rows: Rows
    period: Period
    sides: Sequence[tuple[Sequence[Weighted], Sequence[Weighted]]]
    missing: "Sequence[Absent]"


def plan(rules: Sequence[Rule], prints: Prints) -> Planned:
    """Every inequality in every period that prints its greater side."""
    # what computes whole columns is imported with the first release that is judged, not by everybody who reads rules
    from watchdog.check.plainly import Inequalities

    stated = list(_all_stated(rules, prints))
    inequalities = Inequalities([side for each in stated for side in each.sides])

    def judge(figures: "Figures") -> Judged:
        holds = iter(inequalities.hold(figures))
        unsure = [[number for number in range(len(each.sides)) if not next(holds)] for each in stated]
        found = [_wrong(each, rows, figures) for each, rows in zip(stated, unsure, strict=True)]
        verdicts = [
            broken(each.parameters.soft) if wrong else Verdict.UNDECIDED if each.missing else Verdict.PASS
            for each, wrong in zip(stated, found, strict=True)
        ]
        return Judged(verdicts, lambda number: _written(stated[number], verdicts[number], found[number], figures))

    return judge


def _all_stated(rules: Sequence[Rule], prints: Prints) -> Iterator[_Stated]:
    """Nothing is stated of a period whose lesser side the document does not print in any row."""
    for rule in rules:
        parameters = rule.parameters
        assert isinstance(parameters, InequalityParameters)  # noqa: S101 - the rulebook built it by the kind's own table
        by_period: defaultdict[tuple[Rows, Period], list[Place]] = defaultdict(list)
        for place in prints.places(parameters.greater, parameters.document, parameters.rows):
            if not prints.situation.known.series[place.series].signed:
                by_period[place.rows, place.period].append(place)
        for (rows, period), places in by_period.items():
            sides: list[tuple[Sequence[Weighted], Sequence[Weighted]]] = []
            missing: list[Absent] = []
            for place in places:
                left, no_left = prints.figures(parameters.greater, place)
                right, no_right = prints.figures(parameters.least, place)
                missing += (*no_left, *no_right)
                if not (no_left or no_right):
                    sides.append((left, right))
            if sides or any(absent.address for absent in missing):
                yield _Stated(rule, parameters, rows, period, sides, missing)


def _wrong(stated: _Stated, rows: Sequence[int], figures: "Figures") -> list[_Compared]:
    """Of the rows that do not hold plainly, those that rounding does not explain, the worst first."""
    compared = [_compared(*stated.sides[row], figures) for row in rows]
    return sorted((each for each in compared if each.shortfall > 0), key=lambda each: each.shortfall, reverse=True)


def _written(stated: _Stated, verdict: Verdict, wrong: Sequence[_Compared], figures: "Figures") -> RelationResult:
    rows = len(stated.sides)
    worst = wrong[0] if wrong else _compared(*stated.sides[0], figures) if rows == 1 else None
    return RelationResult(
        rule=stated.rule,
        subject=f"{stated.parameters.document}/{stated.parameters.greater}/{stated.rows}",
        period=stated.period,
        verdict=verdict,
        reason=_reason(wrong, stated.missing, rows),
        cells=tuple(cell for each in wrong[:_NAMED] for cell in each.cells),
        missing=() if wrong else tuple(stated.missing),
        observed=decimal(worst.left) if worst else None,
        expected=decimal(worst.right) if worst else None,
        difference=decimal(worst.left - worst.right) if worst else None,
        limit=decimal(worst.limit) if worst else None,
        faults=tuple(each.cells for each in wrong),
    )


def _compared(left: Sequence[Weighted], right: Sequence[Weighted], figures: "Figures") -> _Compared:
    cells = {each.number: figures.cell(each.number) for each in (*left, *right)}
    sums = [sum((each.weight * value(cells[each.number]) for each in side), Fraction(0)) for side in (left, right)]
    limit = sum((abs(each.weight) * slack(cells[each.number]) for each in (*left, *right)), Fraction(0))
    return _Compared(sums[0], sums[1], limit, tuple(cells[each.number] for each in (*left, *right)))


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
