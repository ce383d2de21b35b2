"""What must hold in a release beside its sums: the kinds of relations, their answers, and how all are asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from watchdog.check.prints import Prints
from watchdog.model.cell import Blank, Cell
from watchdog.model.finding import Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period
from watchdog.model.rule import Rule

if TYPE_CHECKING:
    from watchdog.check.statement import Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationResult:
    """One relation at one place. `cells` are the figures to look at; `reason` says what was found, and `missing` what
    was not. Where figures are compared, `observed` against `expected` is off by `difference`, of which rounding
    explains `limit`. `faults` are all groups of figures of which one each is wrong; none where what is wrong is no
    figure's value.
    """

    rule: Rule
    subject: str
    period: Period
    verdict: Verdict
    reason: str
    cells: tuple[Cell, ...] = ()
    missing: "tuple[Absent, ...]" = ()
    observed: Decimal | None = None
    expected: Decimal | None = None
    difference: Decimal | None = None
    limit: Decimal | None = None
    faults: tuple[tuple[Cell, ...], ...] = ()

    @property
    def excess(self) -> Decimal:
        """By how much the difference is beyond its limit; negative while it is within."""
        return abs(self.difference or Decimal(0)) - (self.limit or Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationKind:
    """A kind of relation: its parameters (a frozen dataclass read from YAML), and a pure judgement of all relations of
    this kind at once, which answers UNDECIDED, not nothing, where it cannot tell.
    """

    parameters: type
    judge: Callable[[Sequence[Rule], Prints], Iterable[RelationResult]]


def judge_relations(
    relations: Sequence[Rule], kinds: Mapping[str, RelationKind], situation: Situation, blanks: Sequence[Blank] = ()
) -> Iterator[RelationResult]:
    """What every relation says of the release, kind by kind."""
    prints = Prints(situation, blanks)
    for name, kind in kinds.items():
        if of_kind := [relation for relation in relations if relation.kind == name]:
            yield from kind.judge(of_kind, prints)


def broken(is_soft: bool) -> Verdict:  # noqa: FBT001 - it reads as a sentence: broken(is_soft)
    """A relation that only usually holds is worth a look where it does not."""
    return Verdict.WARN if is_soft else Verdict.FAIL


def undecided(rule: Rule, subject: str, period: Period, missing: "Sequence[Absent]") -> RelationResult:
    """The relation could not be judged for want of these figures."""
    return RelationResult(
        rule=rule,
        subject=subject,
        period=period,
        verdict=Verdict.UNDECIDED,
        reason="; ".join(map(str, missing)),
        missing=tuple(missing),
    )


def decimal(ratio: Fraction) -> Decimal:
    """The ratio to 28 digits, for people to read."""
    return Decimal(ratio.numerator) / Decimal(ratio.denominator)


def value(cell: Cell) -> Fraction:
    """The printed figure, exact."""
    return cell.count * Fraction(cell.published_unit)


def slack(cell: Cell) -> Fraction:
    """How far the unrounded figure can lie from the printed one."""
    return Fraction(cell.published_unit) / 2
