"""A hundred thousand tables that add up exactly, rounded as they are published, through one compiled system."""

from collections.abc import Mapping
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.check.made import EXACT, EXHIBIT_1, identity
from tests.model.made import cell, month, printed, situation
from watchdog.check.schema import failing_rows, residual_table
from watchdog.check.shapes import statements
from watchdog.check.system import System, compile_system
from watchdog.model.cell import Cell, CellKey, Measure
from watchdog.model.identity import Rows

TABLES = 100_000
BREAKS = 1_000
WHOLE = 3_000
MONTHS = tuple(month("2025-11").shift(-back) for back in range(11))
SIDES, ITEMS = ("exports", "imports", "balance"), ("goods", "services", "total")
SERIES = tuple(f"{side}.{item}" for side, item in product(SIDES, ITEMS))
LATEST = MONTHS[0]
IDENTITIES = (
    *EXHIBIT_1,
    *(identity(f"{key} = ytd({key}[level])", rows=[Rows.YTD]) for key in SERIES),
    *(identity(f"{key}[mean3] = mean({key}[exh1, level], 3)", document="exh2") for key in SERIES),
    *(identity(f"{key} = {key}[exh1]", identity_class=EXACT, document="exh5") for key in SERIES),
)

Integers = NDArray[np.int64]


def places() -> list[Cell]:
    """Exhibit 1 of eleven months with its year to date, the latest three-month means, and the latest month again."""
    cells = [cell(key, when, 0) for key in SERIES for when in MONTHS]
    cells += [cell(key, LATEST, 0, measure=Measure.YTD) for key in SERIES]
    cells += [cell(key, LATEST, 0, measure=Measure.MEAN3, document="exh2") for key in SERIES]
    return cells + [cell(key, LATEST, 0, document="exh5") for key in SERIES]


def true_levels(random: np.random.Generator) -> Mapping[str, Integers]:
    """In `WHOLE`ths of a million, by series and month: sums, differences and means of three of them are exact."""
    drawn = {
        f"{side}.{item}": 3 * random.integers(10**5, 10**9, (len(MONTHS), TABLES))
        for side, item in product(("exports", "imports"), ("goods", "services"))
    }
    for side in ("exports", "imports"):
        drawn[f"{side}.total"] = drawn[f"{side}.goods"] + drawn[f"{side}.services"]
    for item in ITEMS:
        drawn[f"balance.{item}"] = drawn[f"exports.{item}"] - drawn[f"imports.{item}"]
    return drawn


def printed_counts(system: System, random: np.random.Generator) -> Integers:
    """Every figure of every table as it is printed, a row a figure; ties go up or down."""
    levels = true_levels(random)
    rows: dict[CellKey, Integers] = {}
    for place in sorted(system.columns, key=lambda place: place.key.outlet.document):
        key = place.key
        of_series = levels[key.series]
        match key.measure:
            case Measure.YTD:
                true = of_series.sum(axis=0)
            case Measure.MEAN3:
                true = of_series[:3].sum(axis=0) // 3
            case _:
                true = of_series[MONTHS.index(key.period)]
        again = [
            seen for seen in rows if (seen.series, seen.period, seen.measure) == (key.series, key.period, key.measure)
        ]
        rows[key] = rows[again[0]] if again else (true + WHOLE // 2 - random.integers(0, 2, TABLES)) // WHOLE
    return np.array([rows[place.key] for place in system.columns])


@pytest.fixture(scope="module")
def system() -> System:
    return compile_system(list(statements(IDENTITIES, situation("2025-11", *printed("2025-11", places())), ())))


@pytest.fixture(scope="module")
def counts(system: System) -> Integers:
    return printed_counts(system, np.random.default_rng(1992))


def beyond(system: System, counts: Integers) -> NDArray[np.bool_]:
    """Which statement fails in which table."""
    return np.asarray(abs(2 * (system.matrix @ counts)) > system.twice_limits[:, None])


def test_rounding_alone_breaks_no_statement_of_a_hundred_thousand_tables(system: System, counts: Integers) -> None:
    failing = sum(int(beyond(system, counts[:, start : start + 10_000]).sum()) for start in range(0, TABLES, 10_000))

    assert 6 * len(MONTHS) + 3 * len(SERIES) == len(system.statements)
    assert abs(system.matrix @ counts[:, :1000]).max() > 0, "rounding must show, or nothing is proved"
    assert 0 == failing


def test_a_thousand_figures_moved_beyond_the_bound_are_all_found(system: System, counts: Integers) -> None:
    random = np.random.default_rng(2026)
    dense = system.matrix.toarray()
    found = 0
    for table in random.choice(TABLES, BREAKS, replace=False):
        figures = counts[:, table].copy()
        column = int(random.integers(len(figures)))
        touching = np.flatnonzero(dense[:, column])
        residuals = 2 * abs(dense[touching] @ figures)
        needed = (system.twice_limits[touching] + residuals) // (2 * abs(dense[touching, column])) + 1
        figures[column] += int(needed.min()) * int(random.choice([-1, 1]))
        found += bool(beyond(system, figures[:, None]).any())

    assert BREAKS == found


def test_the_gate_lists_the_same_statements(system: System, counts: Integers) -> None:
    table = residual_table(system, system.statements)
    moved = counts[:, 0].copy()
    moved[:3] += 40
    table["twice_residual"] = 2 * (system.matrix @ moved)

    assert failing_rows(table) == frozenset(np.flatnonzero(beyond(system, moved[:, None])[:, 0]).tolist())
    assert failing_rows(table)
