"""Statements as one sparse whole-number matrix over their figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from watchdog.check.statement import Figure, Place, Shape, Statement
from watchdog.check.tolerance import hard_bound, warning_bound
from watchdog.model.cell import Cell
from watchdog.model.identity import IdentityClass

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
        here = []
        for place in each.places:
            number = columns.get(place)
            if number is None:
                number = columns[place] = len(cells)
                cells.append(figure(place))
            here.append(number)
        if len(each.weights) < len(here):  # a figure that counts on both sides falls out
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
