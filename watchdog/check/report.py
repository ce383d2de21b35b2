"""What the identities say of a release: a result for each statement, and the release's quality in one line."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from watchdog.check.relations import RelationResult
from watchdog.check.schema import failing_rows, residual_table
from watchdog.check.system import Absent, Statement, System, compile_system, statements
from watchdog.model.alert import Quality
from watchdog.model.cell import Blank, Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import Identity, IdentityClass
from watchdog.model.knowledge import Situation

_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One identity at one period. `observed` is its left side, `expected` its right, in the series' unit;
    None where a part is missing, which `reason` names.
    """

    statement: Statement
    verdict: Verdict
    reason: str
    observed: Decimal | None = None
    expected: Decimal | None = None
    difference: Decimal | None = None
    limit: Decimal | None = None

    @property
    def excess(self) -> Decimal:
        """By how much the residual is beyond its limit; negative while it is within."""
        return abs(self.difference or Decimal(0)) - (self.limit or Decimal(0))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The printed figures that it touches."""
        return tuple(self.statement.cells.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """All results, and the documents that are not at hand, so that their identities were not stated at all; `relations`
    are those of what must hold beside the identities. `system` holds the decided statements as compiled, None where
    there are none.
    """

    results: tuple[Result, ...]
    not_at_hand: tuple[str, ...]
    relations: tuple[RelationResult, ...] = ()
    system: System | None = None

    @property
    def quality(self) -> Quality:
        """Counts of the four verdicts, and why the undecided ones are, the most frequent reason first."""
        counts = Counter(result.verdict for result in self.results)
        counts += Counter(relation.verdict for relation in self.relations)
        missing = [result.statement.missing for result in self.results]
        missing += [relation.missing for relation in self.relations]
        unclear = Counter(
            relation.reason
            for relation in self.relations
            if relation.verdict is Verdict.UNDECIDED and not relation.missing
        )
        return Quality(
            passed=counts[Verdict.PASS],
            warned=counts[Verdict.WARN],
            failed=counts[Verdict.FAIL],
            undecided=counts[Verdict.UNDECIDED],
            undecided_reasons=(
                *_reasons(missing),
                *(f"{count} because {reason}" for reason, count in unclear.most_common()),
            ),
            not_stated=self.not_at_hand,
        )


def _reasons(missing: Iterable[Sequence[Absent]]) -> Iterator[str]:
    """One line for each document and cause: how many statements, and of which series."""
    statements_of: Counter[tuple[str, str]] = Counter()
    series_of: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for absent in missing:
        for cause in {(each.document, each.why.rstrip(",")) for each in absent}:
            statements_of[cause] += 1
        for each in absent:
            series_of[each.document, each.why.rstrip(",")][each.series] = None
    for (document, why), count in statements_of.most_common():
        names = list(series_of[document, why])
        listed = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        yield f"{count} because a figure of {document} {why} ({listed})"


def check_release(
    identities: Sequence[Identity],
    situation: Situation,
    blanks: Sequence[Blank] = (),
    *,
    relations: Iterable[RelationResult] = (),
    asked_for: Collection[str] | None = None,
) -> CheckReport:
    """Compare the two sides of every identity that the release prints; `relations` are what was found beside them. Of
    the documents that it does not print, those are told whose figures any release brought or that are `asked_for`;
    without `asked_for`, all.
    """
    stated = list(statements(identities, situation, blanks))
    decided = [statement for statement in stated if not statement.missing]
    system = compile_system(decided) if decided else None
    judged = dict(zip(map(id, decided), _judge(system), strict=True)) if system else {}
    printed = {
        key.outlet.document
        for key, known in situation.known.cells.items()
        if known.stamp.release == situation.release.period
    }
    asked = dict.fromkeys(identity.document for identity in identities)
    if asked_for is not None:
        wanted = {*asked_for, *(key.outlet.document for key in situation.known.cells)}
        asked = {document: None for document in asked if document in wanted}
    return CheckReport(
        results=tuple(judged.get(id(statement)) or _undecided(statement) for statement in stated),
        not_at_hand=tuple(document for document in asked if document not in printed),
        relations=tuple(relations),
        system=system,
    )


def _judge(system: System) -> list[Result]:
    residuals = system.residuals
    failing = failing_rows(residual_table(system))
    warning = abs(residuals) > system.warning_limits
    return [
        _decided(
            statement,
            Fraction(int(residuals[row]), system.scales[row]),
            Fraction(int(system.twice_limits[row]), 2 * system.scales[row]),
            beyond=row in failing,
            unlikely=bool(warning[row]),
        )
        for row, statement in enumerate(system.statements)
    ]


def verdict_of(identity_class: IdentityClass, *, beyond: bool, unlikely: bool) -> Verdict:
    """What a residual beyond its hard bound, or beyond three standard deviations of rounding, says of an identity."""
    if beyond:
        return Verdict.WARN if identity_class is IdentityClass.SOFT else Verdict.FAIL
    return Verdict.WARN if unlikely and identity_class is not IdentityClass.EXACT else Verdict.PASS


def _decided(statement: Statement, residual: Fraction, limit: Fraction, *, beyond: bool, unlikely: bool) -> Result:
    return Result(
        statement=statement,
        verdict=verdict_of(statement.identity.identity_class, beyond=beyond, unlikely=unlikely),
        reason=f"off by {_text(_decimal(residual), signed=True)}, rounding explains {_text(_decimal(limit))}",
        observed=_decimal(statement.left),
        expected=_decimal(statement.left - residual),
        difference=_decimal(residual),
        limit=_decimal(limit),
    )


def _undecided(statement: Statement) -> Result:
    return Result(statement=statement, verdict=Verdict.UNDECIDED, reason="; ".join(map(str, statement.missing)))


def _decimal(ratio: Fraction) -> Decimal:
    return Decimal(ratio.numerator) / Decimal(ratio.denominator)


def _text(value: Decimal, *, signed: bool = False) -> str:
    rounded = (
        value.quantize(Decimal("0.01")).normalize()
        if value != value.to_integral_value()
        else value.quantize(Decimal(1))
    )
    return f"{rounded:+,f}" if signed else f"{rounded:,f}"
