"""How well wrong figures are found and named: made systems beside a mixed-integer solver, and the published releases.

Run from the checkout: `python benchmarks/localise.py` (a few minutes); `made` or `published` runs one of the two parts.
Everything is seeded; every case counts.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.check.localise.solver import solved
from watchdog.acquire.folder import FolderSource
from watchdog.acquire.sandbox import read_all
from watchdog.check.localise.causes import causes, solve
from watchdog.check.localise.explanation import explanation
from watchdog.check.localise.puzzle import ORDINARY_COST, Puzzle
from watchdog.check.localise.region import region
from watchdog.check.localise.sheet import Sheets
from watchdog.check.report import CheckReport
from watchdog.check.system import Integers, Place
from watchdog.files import check_readings
from watchdog.model.cell import Cell, CellKey, Measure, Outlet
from watchdog.model.document import Capture, Reading
from watchdog.model.finding import Verdict
from watchdog.model.period import Period
from watchdog.plugins import PARSERS
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.load import load

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


def swapped(count: int, chance: random.Random) -> int | None:
    """Two adjacent digits that differ exchanged."""
    digits = list(str(abs(count)))
    places = [
        place for place in range(len(digits) - 1) if digits[place] != digits[place + 1] and (place or digits[1] != "0")
    ]
    if not places:
        return None
    place = chance.choice(places)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    return int("".join(digits)) * (1 if count >= 0 else -1)


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


def explained(puzzle: Puzzle, counts: Sequence[int]) -> tuple[list[frozenset[int]], int]:
    """The likeliest set of each breach, and in how many ways they could be chosen."""
    places = [
        Place(CellKey(f"s{number}", MONTH, Measure.LEVEL, Outlet("made", "made")), False)
        for number in range(len(counts))
    ]
    cells = [
        Cell(key=place.key, count=count, published_unit=Decimal(1)) for place, count in zip(places, counts, strict=True)
    ]
    sheets = Sheets(cells=cells, spots={}, by_key={}, before={})
    best, ways = [], 1
    for each in solve(puzzle, puzzle.broken()):
        found = [explanation(puzzle, columns, each.rows, sheets, places) for columns in each.outcome.sets]
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
                chance = random.Random(f"{name}/{errors}/{case}")
                matrix, counts, limits = made(name, chance)
                wrong = frozenset(chance.sample([n for n, count in enumerate(counts) if abs(count) > 20], errors))
                for column in wrong:
                    counts[column] = swapped(counts[column], chance) or counts[column]
                start = perf_counter()
                best, ways = explained(puzzle_of(matrix, counts, limits), counts)
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


DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "ft900"
NOW = datetime(2026, 3, 12, 13, 30, tzinfo=UTC)
CELLS_AN_EXHIBIT = 12


@dataclass(frozen=True)
class Published:
    """A published release, checked with some of its figures altered."""

    book: Rulebook
    period: Period
    readings: tuple[Reading, ...]

    def report(self, altered: Mapping[CellKey, int]) -> CheckReport:
        readings = [
            replace(
                reading,
                cells=tuple(
                    replace(cell, count=altered[cell.key]) if cell.key in altered else cell for cell in reading.cells
                ),
            )
            for reading in self.readings
        ]
        return check_readings(self.period, readings, self.book, NOW).report


def published(release: str) -> Published:
    book = load(Path(__file__).resolve().parents[1] / "rules" / "us_trade")
    folder = DATA / f"release_{release}"
    layouts = [layout for layout in book.layouts if (folder / f"{layout.document}.xlsx").exists()]
    captures = [each for each in FolderSource("files", folder, layouts).fetch({}, NOW) if isinstance(each, Capture)]
    answers = read_all([(capture, book.layout(capture.document)) for capture in captures], PARSERS)
    readings = tuple(each for each in answers if isinstance(each, Reading))
    return Published(book, Period.parse(release), readings)


class Recheck:
    """Changes single counts of a compiled report without stating everything again."""

    def __init__(self, report: CheckReport) -> None:
        assert report.system is not None
        self.report, self.system = report, report.system
        self._columns = self.system.matrix.T.tocsr()

    def rows_of(self, column: int) -> list[tuple[int, int]]:
        start, end = self._columns.indptr[column : column + 2]
        return list(zip(self._columns.indices[start:end].tolist(), self._columns.data[start:end].tolist(), strict=True))

    def certain(self, column: int) -> int:
        """The least move that must break a statement: beyond its bound and the residual that is there already."""
        residuals, limits = self.system.residuals, self.system.twice_limits
        return min(
            (int(limits[row]) // 2 + abs(int(residuals[row]))) // abs(weight) + 1
            for row, weight in self.rows_of(column)
        )

    def signature(self, column: int) -> tuple[tuple[int, Fraction], ...]:
        """Figures whose statements and weights are proportional cannot be told apart."""
        rows = sorted(self.rows_of(column))
        return tuple((row, Fraction(weight, rows[0][1])) for row, weight in rows)

    def altered(self, counts: Mapping[int, int]) -> CheckReport:
        """The report with these counts: failing statements only are judged again, by the matrix."""
        now = self.system.counts.copy()
        for column, count in counts.items():
            now[column] = count
        system = replace(self.system, counts=now)
        residuals = system.residuals
        by_statement = {id(result.statement): result for result in self.report.results}
        cells = {place: replace(cell, count=int(count)) for place, cell, count in self._printed(counts, now)}
        results, statements = [], []
        for row, statement in enumerate(system.statements):
            result = by_statement[id(statement)]
            if not cells.keys().isdisjoint(statement.weights):
                statement = replace(
                    statement, cells={**statement.cells, **{p: c for p, c in cells.items() if p in statement.cells}}
                )  # noqa: PLW2901 - the altered one
            verdict = Verdict.FAIL if abs(2 * int(residuals[row])) > int(system.twice_limits[row]) else Verdict.PASS
            statements.append(statement)
            results.append(
                replace(
                    result,
                    statement=statement,
                    verdict=verdict,
                    difference=Decimal(int(residuals[row])) / system.scales[row],
                )
            )
        return CheckReport(results=tuple(results), not_at_hand=(), system=replace(system, statements=tuple(statements)))

    def _printed(self, counts: Mapping[int, int], now: Integers) -> Iterator[tuple[Place, Cell, int]]:
        cells = {place: cell for statement in self.system.statements for place, cell in statement.cells.items()}
        for column in counts:
            place = self.system.columns[column]
            yield place, cells[place], int(now[column])


def _off_by_one(count: int, chance: random.Random) -> int:
    return count + chance.choice((-1, 1))


def _percent(count: int, chance: random.Random) -> int:
    return count + chance.choice((-1, 1)) * max(1, abs(count) // 100)


KINDS: dict[str, Callable[[int, random.Random], int | None]] = {
    "swap": swapped,
    "digit": lambda count, chance: _mistyped(count, chance),
    "sign": lambda count, _: -count or None,
    "x 1,000": lambda count, _: count * 1000 or None,
    "/ 1,000": lambda count, _: round(count / 1000) if count else None,
    "1 %": _percent,
    "1 unit": _off_by_one,
}


def _mistyped(count: int, chance: random.Random) -> int:
    digits = list(str(abs(count)))
    place = chance.randrange(len(digits))
    digits[place] = chance.choice([digit for digit in "123456789" if digit != digits[place]])
    return int("".join(digits)) * (1 if count >= 0 else -1)


@dataclass
class Tally:
    """What became of the cases of one exhibit."""

    cases: int = 0
    beyond: int = 0
    beyond_found: int = 0
    small_found: int = 0
    named: int = 0
    unique: int = 0
    could_be_unique: int = 0
    first: int = 0
    milliseconds: list[float] = field(default_factory=list)


def published_releases() -> None:
    """Every kind of slip in covered figures of each published release, exhibit by exhibit."""
    for release in ("2021-08", "2025-12", "2026-01"):
        if not (DATA / f"release_{release}").is_dir():
            print(f"release {release}: skipped, the published files are not beside the checkout")
            continue
        genuine = Recheck(published(release).report({}))
        slips = single_slips(genuine, random.Random(release))
        print(
            f"\nrelease {release}: {len(genuine.system.statements)} statements over {len(genuine.system.columns)} figures"
        )
        print(
            "exhibit | cases | beyond bound: found | smaller: found | true figure named | named first | alone | ceiling | median ms | max ms"
        )
        total = Tally()
        for exhibit, tally in sorted(slips.items(), key=lambda each: (len(each[0]), each[0])):
            _print(exhibit, tally)
            for name, value in vars(tally).items():
                setattr(total, name, getattr(total, name) + value)
        _print("all", total)


def single_slips(genuine: Recheck, chance: random.Random) -> dict[str, Tally]:
    by_exhibit: dict[str, list[int]] = defaultdict(list)
    signatures = Counter(genuine.signature(column) for column in range(len(genuine.system.columns)))
    for column, place in enumerate(genuine.system.columns):
        by_exhibit[place.key.outlet.document].append(column)
    tallies: dict[str, Tally] = defaultdict(Tally)
    for exhibit, columns in by_exhibit.items():
        for column in chance.sample(columns, min(CELLS_AN_EXHIBIT, len(columns))):
            printed = int(genuine.system.counts[column])
            for kind in KINDS.values():
                wrong = kind(printed, chance)
                if wrong is not None and wrong != printed:
                    is_alone = signatures[genuine.signature(column)] == 1
                    _tell(genuine, column, wrong, tallies[exhibit], is_alone=is_alone)
    return tallies


def _tell(genuine: Recheck, column: int, wrong: int, tally: Tally, *, is_alone: bool) -> None:
    is_beyond = abs(wrong - int(genuine.system.counts[column])) >= genuine.certain(column)
    report = genuine.altered({column: wrong})
    start = perf_counter()
    found = causes(report)
    tally.milliseconds.append(1000 * (perf_counter() - start))
    is_found = bool(found.breaches or found.collapses)
    tally.cases += 1
    tally.beyond += is_beyond
    tally.beyond_found += is_beyond and is_found
    tally.small_found += is_found and not is_beyond
    if not is_found:
        return
    place = genuine.system.columns[column]
    sets = [[suspect.place for suspect in each.suspects] for breach in found.breaches for each in breach.explanations]
    tally.named += any(place in each for each in sets)
    tally.first += any(
        [place] == [each.place for each in breach.explanations[0].suspects]
        for breach in found.breaches
        if breach.explanations
    )
    tally.unique += sets == [[place]]
    tally.could_be_unique += is_alone


def _print(name: str, tally: Tally) -> None:
    found = tally.beyond_found + tally.small_found
    smaller = tally.cases - tally.beyond

    def share(part: int, whole: int) -> str:
        return f"{part}/{whole} ({part / whole:.1%})" if whole else "-"

    print(
        f"{name} | {tally.cases} | {share(tally.beyond_found, tally.beyond)} | {share(tally.small_found, smaller)} | "
        f"{share(tally.named, found)} | {share(tally.first, found)} | {share(tally.unique, found)} | "
        f"{share(tally.could_be_unique, found)} | {median(tally.milliseconds):.1f} | {max(tally.milliseconds):.1f}"
    )


if __name__ == "__main__":
    if sys.argv[1:] in ([], ["made"]):
        made_systems()
    if sys.argv[1:] in ([], ["published"]):
        published_releases()
