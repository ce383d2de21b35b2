"""The same question put to a mixed-integer solver: the least cost of figures that may change so that all holds."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from watchdog.check.localise.puzzle import Puzzle


def touched(puzzle: Puzzle) -> tuple[csr_array, list[int], list[int]]:
    """The rows and columns that are connected with a broken statement."""
    matrix = puzzle.matrix
    rows, columns = set[int](), set[int]()
    frontier = set(puzzle.broken())
    while frontier:
        rows |= frontier
        fresh = {column for row in frontier for column in puzzle.row(row).weights} - columns
        columns |= fresh
        frontier = {row for column in fresh for row in puzzle.rows_of(column)} - rows
    kept_rows, kept_columns = sorted(rows), sorted(columns)
    return matrix[kept_rows][:, kept_columns], kept_rows, kept_columns


def solved(puzzle: Puzzle) -> tuple[float, frozenset[int]]:
    """The least cost, and one set that has it; changes are continuous, and bounded far beyond any residual."""
    matrix, rows, columns = touched(puzzle)
    count = len(columns)
    largest = 100.0 + 50 * max(map(abs, puzzle.residuals))
    low = np.array([puzzle.row(row).low for row in rows], dtype=float)
    high = np.array([puzzle.row(row).high for row in rows], dtype=float)
    eye = csr_array(np.eye(count))
    sums = hstack([matrix.astype(float), csr_array(matrix.shape)])
    switches = vstack([hstack([eye, -largest * eye]), hstack([-eye, -largest * eye])])
    costs = np.array([puzzle.costs[column] for column in columns], dtype=float)
    answer = milp(
        np.concatenate([np.zeros(count), costs]),
        constraints=[
            LinearConstraint(sums, low, high),
            LinearConstraint(switches, -np.inf, 0),
        ],
        integrality=np.concatenate([np.zeros(count), np.ones(count)]),
        bounds=Bounds(
            np.concatenate([np.full(count, -largest), np.zeros(count)]),
            np.concatenate([np.full(count, largest), np.ones(count)]),
        ),
    )
    assert answer.x is not None, answer.message
    chosen = frozenset(column for column, used in zip(columns, answer.x[count:], strict=True) if used > 0.5)
    return float(sum(puzzle.costs[column] for column in chosen)), chosen
