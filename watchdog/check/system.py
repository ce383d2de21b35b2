"""Writes identities out for the periods that a release prints: one sparse whole-number matrix over its figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from scipy.sparse import csr_array

from watchdog.check.tolerance import Integers, hard_bound
from watchdog.formulas.linear import Reference, written_out
from watchdog.formulas.parse import parse, terms
from watchdog.model.cell import Blank, Cell, CellKey, Measure
from watchdog.model.identity import Identity, Rows
from watchdog.model.knowledge import Knowledge, Situation
from watchdog.model.period import Period

_MEASURE_OF_ROWS = {
    Rows.MONTHS: Measure.LEVEL,
    Rows.YTD: Measure.YTD,
    Rows.YEARS: Measure.LEVEL,
    Rows.AS_PUBLISHED: Measure.LEVEL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One identity at one period, written out: `weights` of the left figures less those of the right."""

    identity: Identity
    rows: Rows
    period: Period
    weights: Mapping[CellKey, Fraction]
    cells: Mapping[CellKey, Cell]
    left: Fraction
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Decided statements as matrix rows: `residuals` = matrix @ counts, in units of 1/`scales` of a series unit."""

    statements: tuple[Statement, ...]
    columns: tuple[CellKey, ...]
    matrix: csr_array
    counts: Integers
    scales: tuple[int, ...]
    twice_limits: Integers
    square_sums: Integers

    @property
    def residuals(self) -> Integers:
        """Left less right of every statement, exact."""
        return np.asarray(self.matrix @ self.counts, dtype=np.int64)


def statements(identities: Iterable[Identity], situation: Situation, blanks: Sequence[Blank]) -> Iterator[Statement]:
    """Every identity for every row of its kind that this release prints (or leaves blank where a figure belongs)."""
    printed = _printed_periods(situation, blanks)
    left_blank = {blank.key: blank for blank in blanks}
    for identity in identities:
        for rows in identity.rows:
            for period in sorted(_periods(identity, rows, printed)):
                yield _state(identity, rows, period, situation, left_blank)


def compile_system(decided: Sequence[Statement]) -> System:
    """The matrix of the statements that have all their figures."""
    cells = {key: cell for statement in decided for key, cell in statement.cells.items()}
    columns = {key: place for place, key in enumerate(cells)}
    scales, rows, places, entries, limits = [], [], [], [], []
    for row, statement in enumerate(decided):
        steps = {key: weight * Fraction(cells[key].published_unit) for key, weight in statement.weights.items()}
        limit = hard_bound([abs(step) for step in steps.values()], statement.identity.identity_class)
        scale = lcm(*(step.denominator for step in steps.values()), (2 * limit).denominator)
        scales.append(scale)
        limits.append(int(2 * limit * scale))
        for key, step in steps.items():
            rows.append(row)
            places.append(columns[key])
            entries.append(int(step * scale))
    values = np.array(entries, dtype=np.int64)
    matrix = csr_array((values, (rows, places)), shape=(len(decided), len(columns)), dtype=np.int64)
    return System(
        statements=tuple(decided),
        columns=tuple(columns),
        matrix=matrix,
        counts=np.array([cell.count for cell in cells.values()], dtype=np.int64),
        scales=tuple(scales),
        twice_limits=np.array(limits, dtype=np.int64),
        square_sums=np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.int64),
    )


Printed = Mapping[tuple[str, str, str, Measure], set[Period]]


def _printed_periods(situation: Situation, blanks: Sequence[Blank]) -> Printed:
    periods: dict[tuple[str, str, str, Measure], set[Period]] = {}
    current = [key for key, known in situation.known.cells.items() if known.stamp.release == situation.release.period]
    for key in (*current, *(blank.key for blank in blanks)):
        outlet = key.outlet
        periods.setdefault((key.series, outlet.document, outlet.block, key.measure), set()).add(key.period)
    return periods


def _periods(identity: Identity, rows: Rows, printed: Printed) -> set[Period]:
    wants_month = rows is not Rows.YEARS
    default_block = "as_published" if rows is Rows.AS_PUBLISHED else "main"
    found: set[Period] = set()
    for term in terms(parse(identity.left)):
        key = (
            term.series,
            term.document or identity.document,
            term.block or default_block,
            term.measure or _MEASURE_OF_ROWS[rows],
        )
        found |= printed.get(key, set())
    return {
        period
        for period in found
        if period.is_month == wants_month and (not identity.only_months or period.position in identity.only_months)
    }


def _state(
    identity: Identity, rows: Rows, period: Period, situation: Situation, left_blank: Mapping[CellKey, Blank]
) -> Statement:
    left, right = written_out(parse(identity.left), period), written_out(parse(identity.right), period)
    weights: dict[CellKey, Fraction] = {}
    cells: dict[CellKey, Cell] = {}
    missing: list[str] = []
    total = Fraction(0)
    for side, sign in ((left, 1), (right, -1)):
        for reference, weight in side.items():
            found = _figure(reference, identity, rows, situation, left_blank)
            if isinstance(found, str):
                missing.append(found)
                continue
            key = found.key
            cells[key] = found
            weights[key] = weights.get(key, Fraction(0)) + sign * weight
            total += weight * Fraction(found.value) if sign == 1 else 0
    return Statement(
        identity=identity,
        rows=rows,
        period=period,
        weights={key: weight for key, weight in weights.items() if weight},
        cells=cells,
        left=total,
        missing=tuple(missing),
    )


def _figure(
    reference: Reference, identity: Identity, rows: Rows, situation: Situation, left_blank: Mapping[CellKey, Blank]
) -> Cell | str:
    """The printed cell, or why there is none."""
    term, period = reference.term, reference.period
    document = term.document or identity.document
    block = term.block or ("as_published" if rows is Rows.AS_PUBLISHED and not term.prior else "main")
    measure = term.measure or (Measure.LEVEL if term.prior else _MEASURE_OF_ROWS[rows])
    wanted = situation.release.period.shift(-1) if term.prior else situation.release.period
    knowledge: Knowledge | None = situation.before if term.prior else situation.known
    where = f"{document} ({term.series} {measure} of {period})"
    if knowledge is None:
        return f"no earlier release is at hand for {where}"
    found = knowledge.printed(term.series, period, measure, document, block)
    if found is None:
        blank = next(
            (b for k, b in left_blank.items() if _names(k, term.series, period, measure, document, block)), None
        )
        return f"not published: {where}" + (f" is blank at {blank.address}" if blank else "")
    if found.stamp.release != wanted:
        return f"{where} is of the release for {found.stamp.release}, not {wanted}"
    return found.cell


def _names(key: CellKey, series: str, period: Period, measure: Measure, document: str, block: str) -> bool:
    outlet = key.outlet
    return (key.series, key.period, key.measure, outlet.document, outlet.block) == (
        series,
        period,
        measure,
        document,
        block,
    )
