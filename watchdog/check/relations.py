"""What must hold in a release beside its sums: the kinds of relations, their answers, and how all are asked."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, overload

from watchdog.check.lazily import Lazily
from watchdog.check.prints import Prints
from watchdog.model.cell import Cell, CellKey
from watchdog.model.finding import Verdict
from watchdog.model.period import Period
from watchdog.model.rule import Rule

if TYPE_CHECKING:
    from watchdog.check.columns import Figures
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


class Judged(NamedTuple):
    """The answers of one kind, and how each is written out once somebody asks for it."""

    verdicts: Sequence[Verdict]
    written: Callable[[int], RelationResult]


Planned = Callable[["Figures"], Judged]
"""What the relations of one kind ask of figures of which it is known where they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationKind:
    """A kind of relation: its parameters (a frozen dataclass read from YAML), and a pure plan of all relations of this
    kind for a structure of prints, which is used for every print of that structure; it answers UNDECIDED, not nothing,
    where it cannot tell.
    """

    parameters: type
    plan: Callable[[Sequence[Rule], Prints], Planned]


class RelationResults(Sequence[RelationResult]):
    """What every relation says of one print, kind by kind; each is written out when it is first asked for."""

    def __init__(
        self, judged: Sequence[Judged], again: "Callable[[CellKey, int], Sequence[Judged]] | None" = None
    ) -> None:
        self._again = again
        self._verdicts = [verdict for each in judged for verdict in each.verdicts]
        writers = [(each.written, number) for each in judged for number in range(len(each.verdicts))]
        self._written = Lazily(len(writers), lambda place: writers[place][0](writers[place][1]))

    def __len__(self) -> int:
        return len(self._verdicts)

    @overload
    def __getitem__(self, place: int) -> RelationResult: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[RelationResult, ...]: ...
    def __getitem__(self, place: int | slice) -> RelationResult | tuple[RelationResult, ...]:
        return self._written[place]

    @property
    def verdicts(self) -> Sequence[Verdict]:
        """That of each, in their order, without writing any out."""
        return self._verdicts

    def if_printed(self, key: CellKey, count: int) -> "RelationResults":
        """What they would say, in the same order, if the release printed this count of one figure."""
        return self if self._again is None else RelationResults(self._again(key, count), self._again)

    def tally(self) -> Counter[Verdict]:
        """How many of each verdict."""
        return Counter(self._verdicts)

    def of_verdict(self, *verdicts: Verdict) -> list[RelationResult]:
        """Those of these verdicts, in their order."""
        return [self[place] for place, verdict in enumerate(self._verdicts) if verdict in verdicts]


def planned(relations: Sequence[Rule], kinds: Mapping[str, RelationKind], prints: Prints) -> tuple[Planned, ...]:
    """The relations of each kind that there are any of."""
    of_kind = {name: [relation for relation in relations if relation.kind == name] for name in kinds}
    return tuple(kinds[name].plan(rules, prints) for name, rules in of_kind.items() if rules)


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
