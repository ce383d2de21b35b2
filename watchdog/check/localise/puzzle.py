"""The statements of a release as rows of ranges over its figures, each written out when it is first touched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import gcd

from scipy.sparse import csr_array

from watchdog.check.localise.rows import Row
from watchdog.check.system import System
from watchdog.model.identity import IdentityClass

# Doubled, so that a cost between one figure and two can be said.
ORDINARY_COST = 2
# A print of the release before was checked when it came out: suspected only where it saves suspecting two figures.
PRIOR_COST = 3


@dataclass(slots=True, kw_only=True)
class Puzzle:
    """What must hold (rows of `matrix`: |residual| <= limit) and what suspecting each figure costs."""

    matrix: csr_array
    residuals: Sequence[int]
    limits: Sequence[int]
    costs: Sequence[int]
    _rows: dict[int, Row] = field(default_factory=dict)
    _columns: csr_array = field(init=False)

    def __post_init__(self) -> None:
        self._columns = self.matrix.T.tocsr()

    def row(self, number: int) -> Row:
        """One statement; its limit is narrowed to what its whole-number weights can reach."""
        row = self._rows.get(number)
        if row is None:
            start, end = self.matrix.indptr[number : number + 2]
            columns, weights = self.matrix.indices[start:end].tolist(), self.matrix.data[start:end].tolist()
            limit = self.limits[number] // (step := gcd(*weights)) * step
            residual = self.residuals[number]
            row = Row(
                weights=dict(zip(columns, weights, strict=True)),
                low=-limit - residual,
                high=limit - residual,
                origin=frozenset((number,)),
            )
            self._rows[number] = row
        return row

    def rows_of(self, column: int) -> list[int]:
        """The statements about one figure."""
        start, end = self._columns.indptr[column : column + 2]
        numbers: list[int] = self._columns.indices[start:end].tolist()
        return numbers

    def broken(self) -> list[int]:
        """The statements that do not hold."""
        return [
            number
            for number, (residual, limit) in enumerate(zip(self.residuals, self.limits, strict=True))
            if abs(residual) > limit
        ]

    def letting_pass(self, rows: Iterable[int]) -> "Puzzle":
        """The same where these statements may be off by as much as they are."""
        limits = [*self.limits]
        for row in rows:
            limits[row] = max(limits[row], abs(self.residuals[row]))
        return Puzzle(matrix=self.matrix, residuals=self.residuals, limits=limits, costs=self.costs)

    def clusters(self, broken: Iterable[int]) -> list[list[int]]:
        """Broken statements that share figures, directly or through others of them, in the order of the first."""
        unseen = dict.fromkeys(broken)
        by_column: dict[int, list[int]] = {}
        for number in unseen:
            for column in self.row(number).weights:
                by_column.setdefault(column, []).append(number)
        clusters = []
        while unseen:
            cluster, frontier = set[int](), {next(iter(unseen))}
            while frontier:
                cluster |= frontier
                columns = {column for number in frontier for column in self.row(number).weights}
                frontier = {number for column in columns for number in by_column[column]} - cluster
            clusters.append(sorted(cluster))
            unseen = {number: None for number in unseen if number not in cluster}
        return clusters


def hard_statements(system: System) -> list[int]:
    """The places of the statements that must hold; a soft one proves nothing against a figure."""
    return [number for number, each in enumerate(system.classes) if each is not IdentityClass.SOFT]


def puzzle_of(system: System) -> Puzzle:
    """The hard statements of a compiled system, in their order."""
    hard = hard_statements(system)
    return Puzzle(
        matrix=system.matrix[hard],
        residuals=system.residuals[hard].tolist(),
        limits=(system.twice_limits[hard] // 2).tolist(),
        costs=[PRIOR_COST if place.prior else ORDINARY_COST for place in system.columns],
    )
