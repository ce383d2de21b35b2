"""What each statement comes to: verdicts for all at once, and a result in words for those that are asked for."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import overload

import numpy as np
from numpy.typing import NDArray

from watchdog.check.new_rows import superfluous
from watchdog.check.plan import Filled, Plan
from watchdog.check.schema import beyond
from watchdog.check.statement import Absent, Statement
from watchdog.check.system import Integers, System
from watchdog.check.wording import listed
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import IdentityClass

_VERDICTS = (Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNDECIDED)
CODES = {verdict: code for code, verdict in enumerate(_VERDICTS)}
Codes = NDArray[np.int8]
Truths = NDArray[np.bool_]
Unknown = tuple[str, tuple[Cell, ...]]
"""A document, and the figures of its rows that the rules do not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One identity at one period. `observed` is its left side, `expected` its right, in the series' unit;
    None where a part is missing, which `reason` names. `unknown` are rows that the rules do not know, and without which
    it holds: whether they belong to its sums cannot be told.
    """

    statement: Statement
    verdict: Verdict
    reason: str
    observed: Decimal | None = None
    expected: Decimal | None = None
    difference: Decimal | None = None
    limit: Decimal | None = None
    unknown: tuple[Unknown, ...] = ()

    @property
    def excess(self) -> Decimal:
        """By how much the residual is beyond its limit; negative while it is within."""
        return abs(self.difference or Decimal(0)) - (self.limit or Decimal(0))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The printed figures that it touches."""
        return tuple(self.statement.cells.values())


class Results(Sequence[Result]):
    """The results of a print, in the order of its statements; each is written when it is first asked for."""

    def __init__(self, filled: Filled) -> None:
        self._filled = filled
        self._made: dict[int, Result] = {}
        self._places = np.flatnonzero(filled.plan.order >= 0)
        self._residuals = filled.system.residuals if filled.system else np.zeros(0, dtype=np.int64)
        self._codes = np.full(len(filled.plan.order), CODES[Verdict.UNDECIDED], dtype=np.int8)
        self._unknown: dict[int, tuple[Unknown, ...]] = {}
        if filled.system is not None:
            codes = _judged(filled.system, filled.plan, self._residuals)
            self._unknown = dict(_with_unknown_rows(filled, self._residuals))
            codes[list(self._unknown)] = CODES[Verdict.UNDECIDED]
            self._codes[filled.plan.order >= 0] = codes

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, place: int) -> Result: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Result, ...]: ...
    def __getitem__(self, place: int | slice) -> Result | tuple[Result, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        number = range(len(self))[place]
        if number not in self._made:
            self._made[number] = self._written(number)
        return self._made[number]

    def tally(self) -> Counter[Verdict]:
        """How many of each verdict."""
        counts = np.bincount(self._codes, minlength=len(_VERDICTS)).tolist()
        return Counter({verdict: count for verdict, count in zip(_VERDICTS, counts, strict=True) if count})

    def of_verdict(self, verdict: Verdict) -> list[Result]:
        """Those of one verdict, in their order."""
        return [self[number] for number in np.flatnonzero(self._codes == CODES[verdict]).tolist()]

    def of_row(self, row: int) -> Result:
        """That of the decided statement in this row of the system."""
        return self[int(self._places[row])]

    def decided(self) -> Counter[str]:
        """How many statements of each identity are decided."""
        return Counter(shape.identity.name for shape in self._filled.plan.decided)

    @property
    def missing(self) -> list[tuple[Absent, ...]]:
        """What each undecided statement wants."""
        return [shape.missing for shape in self._filled.plan.undecided]

    def of_unknown(self) -> list[Result]:
        """Those that are undecided for rows that the rules do not know."""
        return [self.of_row(row) for row in self._unknown]

    def _written(self, number: int) -> Result:
        row, system = int(self._filled.plan.order[number]), self._filled.system
        if row < 0 or system is None:
            statement = self._filled.undecided[-row - 1]
            return Result(statement=statement, verdict=Verdict.UNDECIDED, reason="; ".join(map(str, statement.missing)))
        statement, scale = system.statements[row], system.scales[row]
        residual = Fraction(int(self._residuals[row]), scale)
        limit = _decimal(Fraction(int(system.twice_limits[row]), 2 * scale))
        unknown = self._unknown.get(row, ())
        verdict = _VERDICTS[self._codes[number]]
        is_unlikely = verdict is Verdict.WARN and abs(residual) <= Fraction(limit)
        usual = _decimal(Fraction(int(system.warning_limits[row]), scale)) if is_unlikely else None
        return Result(
            statement=statement,
            verdict=verdict,
            reason="; ".join([_off(_decimal(residual), limit, usual), *map(_holds_without, unknown)]),
            observed=_decimal(statement.left),
            expected=_decimal(statement.left - residual),
            difference=_decimal(residual),
            limit=limit,
            unknown=unknown,
        )


def tally(results: Sequence[Result]) -> Counter[Verdict]:
    """How many of each verdict, without writing any result that is not written yet."""
    return results.tally() if isinstance(results, Results) else Counter(result.verdict for result in results)


def of_verdict(results: Sequence[Result], verdict: Verdict) -> list[Result]:
    """Those of one verdict, in their order; no other is written for it."""
    if isinstance(results, Results):
        return results.of_verdict(verdict)
    return [result for result in results if result.verdict is verdict]


def missing(results: Sequence[Result]) -> list[tuple[Absent, ...]]:
    """What each undecided statement wants."""
    if isinstance(results, Results):
        return results.missing
    return [result.statement.missing for result in results if result.verdict is Verdict.UNDECIDED]


def of_unknown(results: Sequence[Result]) -> list[Result]:
    """Those that are undecided for rows that the rules do not know."""
    return results.of_unknown() if isinstance(results, Results) else [result for result in results if result.unknown]


def by_row(results: Sequence[Result]) -> Callable[[int], Result]:
    """How to find the result of a decided statement by its row in the system."""
    if isinstance(results, Results):
        return results.of_row
    return [result for result in results if result.verdict is not Verdict.UNDECIDED].__getitem__


def decided(results: Sequence[Result]) -> Counter[str]:
    """How many statements of each identity are decided."""
    if isinstance(results, Results):
        return results.decided()
    return Counter(result.statement.identity.name for result in results if result.verdict is not Verdict.UNDECIDED)


def coded(failing: Truths, unlikely: Truths, *, exact: Truths, soft: Truths) -> Codes:
    """What is beyond its bound fails, or is doubtful where it only usually holds, as is what rounding seldom leaves."""
    within = np.where(unlikely & ~exact, CODES[Verdict.WARN], CODES[Verdict.PASS])
    return np.where(failing, np.where(soft, CODES[Verdict.WARN], CODES[Verdict.FAIL]), within).astype(np.int8)


def _judged(system: System, plan: Plan, residuals: Integers) -> Codes:
    failing = np.zeros(len(residuals), dtype=np.bool_)
    failing[beyond(residuals, system.twice_limits)] = True
    unlikely = abs(residuals) > system.warning_limits
    return coded(failing, unlikely, exact=plan.of_class(IdentityClass.EXACT), soft=plan.of_class(IdentityClass.SOFT))


def _with_unknown_rows(filled: Filled, residuals: Integers) -> Iterator[tuple[int, tuple[Unknown, ...]]]:
    """The rows of the system that are beyond their bounds, and hold without rows that the rules do not know."""
    system = filled.system
    assert system is not None  # noqa: S101 - asked of what is decided
    for row in np.flatnonzero(2 * abs(residuals) > system.twice_limits).tolist():
        if not filled.plan.decided[row].identity.paths:
            continue
        scale = system.scales[row]
        residual, limit = Fraction(int(residuals[row]), scale), Fraction(int(system.twice_limits[row]), 2 * scale)
        if found := tuple(superfluous(system.statements[row], residual, limit)):
            yield row, found


def _holds_without(unknown: Unknown) -> str:
    document, cells = unknown
    series = listed([cell.key.series for cell in cells])
    return f"holds without {series} of {document}, which the rules do not know"


def _off(residual: Decimal, limit: Decimal, usual: Decimal | None) -> str:
    off = f"off by {_text(residual, signed=True)}"
    if usual is None:
        return f"{off}, rounding explains {_text(limit)}"
    seldom = f"but seldom more than {_text(usual)} (three standard deviations)"
    return f"{off}, rounding can explain {_text(limit)}, {seldom}"


def _decimal(ratio: Fraction) -> Decimal:
    return Decimal(ratio.numerator) / Decimal(ratio.denominator)


def _text(value: Decimal, *, signed: bool = False) -> str:
    rounded = (
        value.quantize(Decimal("0.01")).normalize()
        if value != value.to_integral_value()
        else value.quantize(Decimal(1))
    )
    return f"{rounded:+,f}" if signed else f"{rounded:,f}"
