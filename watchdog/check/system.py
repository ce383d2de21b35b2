"""Writes identities out for the periods that a release prints: one sparse whole-number matrix over its figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from watchdog.check.families import Member, members
from watchdog.check.statement import (
    INAPPLICABLE,
    LARGEST,
    TOO_LARGE,
    Absent,
    Figure,
    Place,
    Shape,
    Statement,
    figures_of,
    without_noise,
)
from watchdog.check.tolerance import hard_bound, warning_bound
from watchdog.formulas.expression import Term, terms
from watchdog.formulas.linear import Reference, ratio, written_out
from watchdog.model.cell import Blank, Cell, Measure
from watchdog.model.identity import Age, Identity, IdentityClass, Rows
from watchdog.model.knowledge import Situation
from watchdog.model.period import Frequency, Period
from watchdog.model.row_keys import RowKeys

_MEASURE_OF_ROWS = {
    Rows.MONTHS: Measure.LEVEL,
    Rows.YTD: Measure.YTD,
    Rows.YEARS: Measure.LEVEL,
    Rows.AS_PUBLISHED: Measure.LEVEL,
    Rows.QUARTERS: Measure.LEVEL,
    Rows.CHANGES: Measure.CHANGE,
    Rows.YTD_CHANGES: Measure.YTD_CHANGE,
}
_FREQUENCY_OF_ROWS = {Rows.YEARS: Frequency.YEAR, Rows.QUARTERS: Frequency.QUARTER}


Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Decided statements as matrix rows: `residuals` = matrix @ counts, in units of 1/`scales` of a series unit;
    `classes` are those of their identities.
    """

    statements: Sequence[Statement]
    classes: tuple[IdentityClass, ...]
    columns: tuple[Place, ...]
    matrix: csr_array
    counts: Integers
    scales: tuple[int, ...]
    twice_limits: Integers
    warning_limits: Integers

    @property
    def residuals(self) -> Integers:
        """Left less right of every statement, exact."""
        return np.asarray(self.matrix @ self.counts, dtype=np.int64)


def statements(identities: Iterable[Identity], situation: Situation, blanks: Sequence[Blank]) -> Iterator[Statement]:
    """Every identity for every row of its kind that this release prints (or leaves blank where a figure belongs)."""
    figure = figures_of(situation)
    return (shape.filled(figure) for shape in shapes(identities, situation, blanks))


def shapes(identities: Iterable[Identity], situation: Situation, blanks: Sequence[Blank]) -> Iterator[Shape]:
    """What the statements are like, whatever the figures."""
    prints = _prints(situation, blanks)
    for identity in identities:
        for rows in identity.rows:
            for member in members(identity, partial(prints.rows, identity=identity, rows=rows)):
                for period in sorted(_periods(member, rows, prints)):
                    if not identity.where_shown or _is_shown(member, rows, period, prints):
                        yield _state(member, rows, period, prints)


def compile_system(decided: Sequence[Statement]) -> System:
    """The matrix of the statements that have all their figures."""
    cells = {place: cell for statement in decided for place, cell in statement.cells.items()}
    return replace(compiled(decided, cells.__getitem__), statements=tuple(decided))


def compiled(decided: Sequence[Shape | Statement], figure: Figure) -> System:
    """The same of statements without their figures, and then without these statements."""
    columns: dict[Place, int] = {}
    cells: list[Cell] = []
    starts, numbers = [0], list[int]()
    entries, rows = list[int](), list[_Row]()
    for each in decided:
        for place in each.places:
            if place not in columns:
                columns[place] = len(cells)
                cells.append(figure(place))
        here = [columns[place] for place in each.weights]
        weighted = zip(each.weights.values(), here, strict=True)
        of_row = _coefficients(
            tuple((weight.numerator, weight.denominator, cells[at].published_unit) for weight, at in weighted),
            each.identity.identity_class,
        )
        numbers += here
        entries += of_row.entries
        starts.append(len(numbers))
        rows.append(of_row)
    values = np.array(entries, dtype=np.int64)
    matrix = csr_array((values, numbers, starts), shape=(len(decided), len(columns)), dtype=np.int64)
    matrix.sort_indices()
    return System(
        statements=(),
        classes=tuple(each.identity.identity_class for each in decided),
        columns=tuple(columns),
        matrix=matrix,
        counts=np.array([cell.count for cell in cells], dtype=np.int64),
        scales=tuple(each.scale for each in rows),
        twice_limits=np.array([each.twice_limit for each in rows], dtype=np.int64),
        warning_limits=np.array([each.warning_limit for each in rows], dtype=np.int64),
    )


class _Row(NamedTuple):
    """A row of the matrix: its entries, their scale, and its limits."""

    entries: tuple[int, ...]
    scale: int
    twice_limit: int
    warning_limit: int


@lru_cache(maxsize=4096)
def _coefficients(weighted: tuple[tuple[int, int, Decimal], ...], identity_class: IdentityClass) -> _Row:
    """Of figures with these weights (numerator, denominator) and published units: many statements have the same."""
    steps = [Fraction(weight, parts) * Fraction(unit) for weight, parts, unit in weighted]
    limit = hard_bound([abs(step) for step in steps], identity_class)
    scale = lcm(*(step.denominator for step in steps), (2 * limit).denominator)
    entries = tuple(int(step * scale) for step in steps)
    return _Row(entries, scale, int(2 * limit * scale), warning_bound(entries))


Asked = tuple[str, Period, Measure, str, str]


class _Line(NamedTuple):
    """Where a term is looked for: a document, its block, and the measure."""

    document: str
    block: str
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prints:
    """What the release prints, and leaves blank: the periods of each series in each document, block and measure."""

    situation: Situation
    blanks: Mapping[Asked, Blank]
    periods: Mapping[_Line, Mapping[str, set[Period]]]
    documents: frozenset[str]
    shown: Mapping[_Line, set[Period]]
    by_path: dict[_Line, RowKeys] = field(default_factory=dict)

    def rows(self, term: Term, identity: Identity, rows: Rows) -> RowKeys:
        """The series that are printed where the term stands, by the key that sets off the path of the row."""
        line = _line(term, identity, rows)
        if line not in self.by_path:
            known = identity.paths.get(line.document)
            series = self.periods.get(line, {})
            self.by_path[line] = RowKeys({key: key for key in series}) if known is None else known.placing(series)
        return self.by_path[line]


def _prints(situation: Situation, blanks: Sequence[Blank]) -> _Prints:
    current = [key for key, known in situation.known.cells.items() if known.stamp.release == situation.release.period]
    periods: dict[_Line, dict[str, set[Period]]] = {}
    for key in (*current, *(blank.key for blank in blanks)):
        line = _Line(key.outlet.document, key.outlet.block, key.measure)
        periods.setdefault(line, {}).setdefault(key.series, set()).add(key.period)
    return _Prints(
        situation=situation,
        blanks={
            (b.key.series, b.key.period, b.key.measure, b.key.outlet.document, b.key.outlet.block): b for b in blanks
        },
        periods=periods,
        documents=frozenset(line.document for line in periods),
        shown={line: set().union(*of_series.values()) for line, of_series in periods.items()},
    )


def _line(term: Term, identity: Identity, rows: Rows) -> _Line:
    """Where the term stands: what it does not say is as the rows of the identity have it."""
    repeated = rows is Rows.AS_PUBLISHED and not term.prior
    return _Line(
        term.document or identity.document,
        term.block or ("as_published" if repeated else "main"),
        term.measure or (Measure.LEVEL if term.prior else _MEASURE_OF_ROWS[rows]),
    )


def _periods(member: Member, rows: Rows, prints: _Prints) -> Iterator[Period]:
    """The periods for which the left side is printed or blank; where a total's row is gone, those of its parts."""
    identity, release = member.identity, prints.situation.release.period
    found: set[Period] = set()
    for named in (terms(member.left), member.parts):
        for term in () if found else named:
            found |= prints.periods.get(_line(term, identity, rows), {}).get(term.series, set())
    for period in found:
        if (
            period.frequency is _FREQUENCY_OF_ROWS.get(rows, Frequency.MONTH)
            and (not identity.only_months or period.position in identity.only_months)
            and (identity.only is not Age.LATEST or period == release)
            and (identity.only is not Age.EARLIER_YEARS or period.year < release.year)
        ):
            yield period


def _is_shown(member: Member, rows: Rows, period: Period, prints: _Prints) -> bool:
    """Whether the tables go back, and forward, as far as all terms need."""
    return all(
        reference.period in prints.shown.get(_line(reference.term, member.identity, rows), ())
        for side in (member.left, member.right)
        for reference in written_out(side, period)
    )


def _state(member: Member, rows: Rows, period: Period, prints: _Prints) -> Shape:
    identity = member.identity
    weights: dict[Place, Fraction] = {}
    lefts: dict[Place, Fraction] = {}
    missing: list[Absent] = []
    for side, is_left in ((member.left, True), (member.right, False)):
        for reference, weight in written_out(side, period).items():
            found = _figure(reference, identity, rows, prints)
            if isinstance(found, Absent):
                if not (found.is_inapplicable and reference.term in member.parts):
                    missing.append(found)
                continue
            place = Place(found.key, reference.term.prior)
            signed = weight if is_left else ratio(-weight.numerator, weight.denominator)
            weights[place] = weights[place] + signed if place in weights else signed
            if is_left:
                lefts[place] = lefts[place] + weight if place in lefts else weight
    return Shape(
        identity=identity,
        rows=rows,
        period=period,
        weights={place: weight for place, weight in weights.items() if weight},
        left=lefts,
        places=tuple(weights),
        missing=tuple(missing),
    )


def _figure(reference: Reference, identity: Identity, rows: Rows, prints: _Prints) -> Cell | Absent:
    """The printed cell, or why there is none."""
    term, period = reference.term, reference.period
    document, block, measure = _line(term, identity, rows)
    absent = partial(Absent, document=document, series=term.series, measure=measure, period=period)
    situation = prints.situation
    release = situation.release.period.shift(-1) if term.prior else situation.release.period
    knowledge = situation.before if term.prior else situation.known
    if knowledge is None:
        return absent(why="was printed by no earlier release that is at hand")
    found = knowledge.printed(term.series, period, measure, document, block)
    if found is not None and found.stamp.release == release:
        cell = without_noise(found.cell)
        return cell if abs(cell.count) <= LARGEST else absent(why=TOO_LARGE)
    if found is not None:
        return absent(why=f"was last printed by the release for {found.stamp.release}, not by that for {release},")
    if not term.prior and document not in prints.documents:
        return absent(why="is not at hand")
    blank = None if term.prior else prints.blanks.get((term.series, period, measure, document, block))
    if blank is None:
        return absent(why="is not printed")
    return absent(why="is blank", address=blank.address, is_inapplicable=blank.found == INAPPLICABLE)
