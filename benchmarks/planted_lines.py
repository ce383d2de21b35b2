"""Whole lines of the published sheets shifted, exchanged, scaled or left stale: whether it is told as one cause.

A part of `localise.py`, which runs it.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from statistics import median
from time import perf_counter

from benchmarks.planted import DATA, Recheck, published
from watchdog.check.localise.causes import causes
from watchdog.check.localise.sheet import Spot, sheets_of
from watchdog.model.finding import Verdict

Grid = Mapping[Spot, int]


def _shifted(grid: Grid, now: Mapping[Spot, int], chance: random.Random, *, whole: bool) -> dict[Spot, int]:
    """Figures stand one row too low, in one column or in all, from some row on; the first repeats itself."""
    columns = sorted({spot.column for spot in grid})
    chosen = columns if whole else [chance.choice(columns)]
    rows = sorted({spot.row for spot in grid})
    start = chance.randrange(len(rows) // 2)
    moved = {}
    for column in chosen:
        line = [Spot(row, column) for row in rows[start:] if Spot(row, column) in grid]
        moved.update({below: now[above] for above, below in pairwise(line)})
    return moved


def _columns_exchanged(grid: Grid, now: Mapping[Spot, int], chance: random.Random) -> dict[Spot, int]:
    one, two = chance.sample(sorted({spot.column for spot in grid}), 2)
    other = {one: two, two: one}
    return {
        spot: now[beside]
        for spot in grid
        if spot.column in other and (beside := Spot(spot.row, other[spot.column])) in grid
    }


def _stale(grid: Grid, now: Mapping[Spot, int], chance: random.Random) -> dict[Spot, int]:
    """A column repeats the one to its left."""
    columns = sorted({spot.column for spot in grid})
    place = chance.randrange(1, len(columns))
    return {
        spot: now[beside]
        for spot in grid
        if spot.column == columns[place] and (beside := Spot(spot.row, columns[place - 1])) in grid
    }


def _scaled(grid: Grid, now: Mapping[Spot, int], chance: random.Random, *, whole: bool) -> dict[Spot, int]:
    chosen = {spot.column for spot in grid} if whole else {chance.choice(sorted({spot.column for spot in grid}))}
    is_up = chance.random() < 0.5
    return {
        spot: count * 1000 if is_up else round(count / 1000) for spot, count in now.items() if spot.column in chosen
    }


def _turned(grid: Grid, now: Mapping[Spot, int], chance: random.Random) -> dict[Spot, int]:
    column = chance.choice(sorted({spot.column for spot in grid}))
    return {spot: -count for spot, count in now.items() if spot.column == column}


def _rows_exchanged(grid: Grid, now: Mapping[Spot, int], chance: random.Random) -> dict[Spot, int]:
    rows = sorted({spot.row for spot in grid})
    place = chance.randrange(len(rows) - 1)
    above, below = rows[place], rows[place + 1]
    other = {above: below, below: above}
    return {
        spot: now[beside]
        for spot in grid
        if spot.row in other and (beside := Spot(other[spot.row], spot.column)) in grid
    }


SHAPES: dict[str, Callable[[Grid, Mapping[Spot, int], random.Random], dict[Spot, int]]] = {
    "a column shifted": partial(_shifted, whole=False),
    "all columns shifted": partial(_shifted, whole=True),
    "two columns exchanged": _columns_exchanged,
    "two rows exchanged": _rows_exchanged,
    "a stale column": _stale,
    "a column scaled": partial(_scaled, whole=False),
    "the sheet scaled": partial(_scaled, whole=True),
    "a column's sign turned": _turned,
}


def structural_slips(release: str, rounds: int = 3) -> None:
    """Each shape on each exhibit: whether it is one finding, of how many broken statements, and what else is told."""
    if not (DATA / f"release_{release}").is_dir():
        return
    genuine = Recheck(published(release).report({}))
    sheets = sheets_of(genuine.system)
    documents = dict.fromkeys(place.key.outlet.document for place in genuine.system.columns)
    grids = {sheet: grid for document in documents for sheet, grid in sheets.grids(document).items()}
    print(
        f"\nrelease {release}: shape | cases | broken (median) | one structural finding alone | with others | none | "
        "median ms | max ms"
    )
    for shape, corrupt in SHAPES.items():
        tally, broken, times = Counter[str](), [], []
        for sheet, grid in grids.items():
            now = {spot: int(genuine.system.counts[column]) for spot, column in grid.items()}
            for number in range(rounds):
                chance = random.Random(f"{shape}/{sheet}/{number}")  # noqa: S311 - a repeatable sample
                wrong = corrupt(grid, now, chance)
                report = genuine.altered({grid[spot]: count for spot, count in wrong.items() if count != now[spot]})
                start = perf_counter()
                found = causes(report)
                times.append(1000 * (perf_counter() - start))
                broken.append(sum(result.verdict is Verdict.FAIL for result in report.results))
                told = len(found.collapses), len(found.breaches)
                tally["alone" if told == (1, 0) else "others" if told[0] else "none"] += 1
        cases = len(times)
        print(
            f"{shape} | {cases} | {median(broken):.0f} | {tally['alone']} | {tally['others']} | {tally['none']} | "
            f"{median(times):.0f} | {max(times):.0f}"
        )
