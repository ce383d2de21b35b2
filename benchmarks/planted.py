"""Slips of every kind planted in single figures of the published releases: found, named, and how often alone.

A part of `localise.py`, which runs it.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from time import perf_counter

from watchdog.acquire.folder import FolderSource
from watchdog.acquire.sandbox import read_all
from watchdog.check.localise.causes import causes
from watchdog.check.report import CheckReport
from watchdog.files import check_readings
from watchdog.model.cell import CellKey
from watchdog.model.document import Capture, Reading
from watchdog.model.finding import Verdict
from watchdog.model.period import Period
from watchdog.plugins import PARSERS
from watchdog.rulebook.book import Rulebook
from watchdog.rulebook.load import load

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "ft900"
RELEASES = ("2021-08", "2025-12", "2026-01")
NOW = datetime(2026, 3, 12, 13, 30, tzinfo=UTC)
CELLS_AN_EXHIBIT = 10


@dataclass(frozen=True)
class Published:
    """A published release, checked with some of its figures altered."""

    book: Rulebook
    period: Period
    readings: tuple[Reading, ...]

    def report(self, altered: Mapping[CellKey, int]) -> CheckReport:
        """What the identities say of it with these counts."""
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
        by_statement = {id(result.statement): result for result in report.results}
        self._results = [by_statement[id(statement)] for statement in self.system.statements]

    def rows_of(self, column: int) -> list[tuple[int, int]]:
        """The statements about a figure, with its weight."""
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
        """The report with these counts: only the statements about them are judged again."""
        now = self.system.counts.copy()
        now[list(counts)] = list(counts.values())
        system = replace(self.system, counts=now)
        residuals = system.residuals
        statements, results = [*system.statements], [*self._results]
        for row in {row for column in counts for row, _ in self.rows_of(column)}:
            start, end = system.matrix.indptr[row : row + 2]
            here = dict(statements[row].cells)
            for column in counts.keys() & set(system.matrix.indices[start:end].tolist()):
                place = system.columns[column]
                here[place] = replace(here[place], count=counts[column])
            statements[row] = replace(statements[row], cells=here)
            is_broken = abs(2 * int(residuals[row])) > int(system.twice_limits[row])
            results[row] = replace(
                results[row],
                statement=statements[row],
                verdict=Verdict.FAIL if is_broken else Verdict.PASS,
                difference=Decimal(int(residuals[row])) / system.scales[row],
            )
        return CheckReport(results=tuple(results), not_at_hand=(), system=replace(system, statements=tuple(statements)))


def _off_by_one(count: int, chance: random.Random) -> int:
    return count + chance.choice((-1, 1))


def _percent(count: int, chance: random.Random) -> int:
    return count + chance.choice((-1, 1)) * max(1, abs(count) // 100)


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


def _mistyped(count: int, chance: random.Random) -> int:
    digits = list(str(abs(count)))
    place = chance.randrange(len(digits))
    digits[place] = chance.choice([digit for digit in "123456789" if digit != digits[place]])
    return int("".join(digits)) * (1 if count >= 0 else -1)


KINDS: dict[str, Callable[[int, random.Random], int | None]] = {
    "swap": swapped,
    "digit": _mistyped,
    "sign": lambda count, _: -count or None,
    "x 1,000": lambda count, _: count * 1000 or None,
    "/ 1,000": lambda count, _: round(count / 1000) if count else None,
    "1 %": _percent,
    "1 unit": _off_by_one,
}


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


def published_releases(release: str) -> None:
    """Every kind of slip in covered figures of a published release, exhibit by exhibit."""
    if not (DATA / f"release_{release}").is_dir():
        print(f"release {release}: skipped, the published files are not beside the checkout")
        return
    genuine = Recheck(published(release).report({}))
    slips = single_slips(genuine, random.Random(release))  # noqa: S311 - a repeatable sample
    print(f"\nrelease {release}: {len(genuine.system.statements)} statements, {len(genuine.system.columns)} figures")
    print(
        "exhibit | cases | beyond bound: found | smaller: found | true figure named | named first | alone | ceiling | "
        "median ms | max ms"
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
