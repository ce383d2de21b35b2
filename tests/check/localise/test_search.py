from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tests.check.localise.solver import solved
from watchdog.check.localise.puzzle import Puzzle
from watchdog.check.localise.region import region
from watchdog.check.localise.search import cheapest_sets


@st.composite
def puzzles(draw: st.DrawFn, most_rows: int = 5, most_columns: int = 6) -> Puzzle:
    """Small systems of any shape, most of them with several broken rows."""
    rows, columns = draw(st.integers(1, most_rows)), draw(st.integers(1, most_columns))
    weights = st.sampled_from([0, 0, 0, 0, 0, 1, 1, -1, -1, 2, -3])
    matrix = [draw(st.lists(weights, min_size=columns, max_size=columns).filter(any)) for _ in range(rows)]
    counts = np.array(draw(st.lists(st.integers(-9, 9), min_size=columns, max_size=columns)))
    sparse = csr_array(np.array(matrix))
    return Puzzle(
        matrix=sparse,
        residuals=(sparse @ counts).tolist(),
        limits=draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows)),
        costs=draw(st.lists(st.integers(1, 4), min_size=columns, max_size=columns)),
    )


@settings(max_examples=150, deadline=None)
@given(puzzles())
def test_the_least_cost_is_what_a_mixed_integer_solver_finds(puzzle: Puzzle) -> None:
    broken = puzzle.broken()
    outcome = cheapest_sets(puzzle, broken)

    assert outcome.is_complete
    assert (solved(puzzle)[0] if broken else 0) == outcome.cost


@settings(max_examples=100, deadline=None)
@given(puzzles())
def test_all_sets_of_the_least_cost_are_found_and_no_other(puzzle: Puzzle) -> None:
    columns = range(len(puzzle.costs))
    outcome = cheapest_sets(puzzle, puzzle.broken())
    explaining = {
        frozenset(some)
        for size in range(len(puzzle.costs) + 1)
        for some in combinations(columns, size)
        if sum(puzzle.costs[column] for column in some) <= outcome.cost
        and region(puzzle, some, puzzle.broken()).is_possible
    }

    assert explaining == set(outcome.sets)
    assert len(outcome.sets) == len(set(outcome.sets))
