"""How well wrong figures are found and named: made systems beside a mixed-integer solver, and the published releases.

Run in the checkout: `python -m benchmarks.localise` (several minutes); `made`, `published`, `together` or `shapes`
runs one of its parts. Everything is seeded; every case counts.
"""

import random
import sys
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from time import perf_counter

import numpy as np
from scipy.sparse import csr_array

from benchmarks.planted import RELEASES, published_releases, swapped
from benchmarks.planted_lines import structural_slips
from benchmarks.planted_together import several_slips
from tests.check.localise.solver import solved
from watchdog.check.localise.causes import solve
from watchdog.check.localise.explanation import explanation
from watchdog.check.localise.puzzle import ORDINARY_COST, Puzzle
from watchdog.check.localise.region import region
from watchdog.check.localise.sheet import Sheets
from watchdog.check.statement import Place
from watchdog.model.cell import Cell, CellKey, Measure, Outlet
from watchdog.model.period import Period

SLIPS = "sets of the solver that explain nothing"
MONTH = Period.of_month(2025, 11)
# Series, periods, sums of one period, and series whose last period is the sum of the others: 192 x 68, 2009 x 622.
SIZES = {"small": (32, 6, 6, 32), "small, loosely tied": (16, 12, 5, 8), "large": (287, 7, 48, 286)}
CASES = {"small": 48, "small, loosely tied": 48, "large": 24}


def tree(series: int, sums: int, chance: random.Random) -> list[tuple[int, list[int]]]:
    """A random tree of `series` nodes with `sums` inner ones."""
    leaves, made, fresh = [0], [], 1
    while len(made) < sums:
        parent = leaves.pop(0)
        left = sums - len(made) - 1
        size = max(2, min(7, (series - fresh) - 2 * left, chance.randint(4, 7)))
        if left == 0:
            size = series - fresh
        children = list(range(fresh, fresh + size))
        fresh += size
        made.append((parent, children))
        chance.shuffle(children)
        leaves += children
    return made


def system(series: int, periods: int, sums: Sequence[tuple[int, Sequence[int]]], totals: int) -> csr_array:
    """Each sum in each period, and for the first `totals` series the last period as the sum of the others."""
    rows = []
    for period in range(periods):
        for left, parts in sums:
            row = np.zeros(series * periods, dtype=np.int64)
            row[left * periods + period] = 1
            for part in parts:
                row[abs(part) * periods + period] = -1 if part > 0 else 1
            rows.append(row)
    for each in range(totals):
        row = np.zeros(series * periods, dtype=np.int64)
        row[each * periods : (each + 1) * periods] = -1
        row[(each + 1) * periods - 1] = 1
        rows.append(row)
    return csr_array(np.array(rows))


def true_figures(
    series: int, periods: int, sums: Sequence[tuple[int, Sequence[int]]], chance: random.Random
) -> list[int]:
    """Figures that add up before each is rounded by itself."""
    exact = np.zeros((series, periods))
    inner = {left for left, _ in sums}
    for each in range(series):
        if each not in inner:
            level = 10 ** chance.uniform(2.5, 5)
            exact[each, :-1] = [level * chance.uniform(0.9, 1.1) for _ in range(periods - 1)]
    pending = list(sums)
    while pending:
        left, parts = next(
            each for each in pending if not any(abs(part) in {p for p, _ in pending} for part in each[1])
        )
        exact[left] = sum(np.sign(part) * exact[abs(part)] for part in parts)
        pending.remove((left, parts))
    exact[:, -1] = exact[:, :-1].sum(axis=1)
    return [int(value) for value in np.round(exact).ravel()]


def made(name: str, chance: random.Random) -> tuple[csr_array, list[int], list[int]]:
    """A system of that size: its matrix, the figures as printed, and the limits."""
    series, periods, sums, totals = SIZES[name]
    # the first series is a balance: its last part counts negatively
    built = [(left, [*parts[:-1], -parts[-1]] if left == 0 else parts) for left, parts in tree(series, sums, chance)]
    matrix = system(series, periods, built, totals)
    counts = true_figures(series, periods, built, chance)
    limits = (np.diff(matrix.indptr) // 2).tolist()
    return matrix, counts, limits


def puzzle_of(matrix: csr_array, counts: Sequence[int], limits: Sequence[int]) -> Puzzle:
    return Puzzle(
        matrix=matrix,
        residuals=(matrix @ np.array(counts)).tolist(),
        limits=limits,
        costs=[ORDINARY_COST] * len(counts),
    )


def sheets_of(counts: Sequence[int]) -> Sheets:
    """The figures as cells; of a release they are there before anything is searched for."""
    places = [
        Place(CellKey(f"s{number}", MONTH, Measure.LEVEL, Outlet("made", "made")), prior=False)
        for number in range(len(counts))
    ]
    cells = [
        Cell(key=place.key, count=count, published_unit=Decimal(1)) for place, count in zip(places, counts, strict=True)
    ]
    return Sheets(places, np.array(counts), range(len(places)), cells.__getitem__)


def explained(puzzle: Puzzle, sheets: Sheets) -> tuple[list[frozenset[int]], int]:
    """The likeliest set of each breach, and in how many ways they could be chosen."""
    best, ways = [], 1
    for each in solve(puzzle, puzzle.broken()):
        found = [explanation(puzzle, columns, each.rows, sheets) for columns in each.outcome.sets]
        ways *= len(found) if each.outcome.is_complete else 0
        found.sort(key=lambda explained: (sorted(explained.slips), explained.columns))
        best.append(frozenset(found[0].columns) if found else frozenset())
    return best, ways


def made_systems() -> None:
    """One to five swaps in each made system, ours beside the solver, alternating."""
    print("system | errors | method | cases | median ms | max ms | exact | size <= injected | minimal set unique")
    for name, cases in CASES.items():
        for errors in range(1, 6):
            ours, theirs, tally = [], [], Counter[str]()
            for case in range(cases):
                chance = random.Random(f"{name}/{errors}/{case}")  # noqa: S311 - a repeatable sample
                matrix, counts, limits = made(name, chance)
                wrong = frozenset(chance.sample([n for n, count in enumerate(counts) if abs(count) > 20], errors))
                for column in wrong:
                    counts[column] = swapped(counts[column], chance) or counts[column]
                sheets = sheets_of(counts)
                start = perf_counter()
                best, ways = explained(puzzle_of(matrix, counts, limits), sheets)
                middle = perf_counter()
                _, theirs_set = solved(puzzle_of(matrix, counts, limits))
                ours.append(1000 * (middle - start))
                theirs.append(1000 * (perf_counter() - middle))
                union = frozenset[int]().union(*best)
                tally["exact"] += union == wrong
                tally["size"] += bool(ways) and len(union) <= errors
                tally["unique"] += ways == 1
                tally["theirs exact"] += theirs_set == wrong
                tally["theirs size"] += len(theirs_set) <= errors
                puzzle = puzzle_of(matrix, counts, limits)
                is_true = region(puzzle, theirs_set, puzzle.broken()).is_possible
                tally[SLIPS] += not is_true
                tally["as small"] += bool(ways) and (not is_true or len(union) <= len(theirs_set))
            for method, times, exact, size, unique in (
                ("milp HiGHS", theirs, "theirs exact", "theirs size", ""),
                ("branch and eliminate", ours, "exact", "size", f"{tally['unique'] / cases:.0%}"),
            ):
                print(
                    f"{name} | {errors} | {method} | {cases} | {median(times):.2f} | {max(times):.1f} | "
                    f"{tally[exact] / cases:.0%} | {tally[size] / cases:.0%} | {unique}"
                )
            print(
                f"  ratio of medians {median(theirs) / median(ours):.0f}; as small as the solver's: "
                f"{tally['as small']}/{cases} (its set explains nothing, by its tolerance, in {tally[SLIPS]})"
            )


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["made", "published", "together", "shapes"]
    if "made" in wanted:
        made_systems()
    for month in RELEASES:
        if "published" in wanted:
            published_releases(month)
        if "together" in wanted:
            several_slips(month)
        if "shapes" in wanted:
            structural_slips(month)
