"""How long the identities take: a whole published release, and a made one beside other tools that find the same.

Run in the checkout: `python -m benchmarks.check --rounds 15`. Every round runs every tool once, in turn; all must
name the same violations. Great Expectations takes part where it is installed. The release wants the published files
beside the checkout; `made` or `release` runs one of the two parts. CPU is the processor's time, median: on a busy
machine it says more than the clock.
"""

import argparse
import os
import random
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib.util import find_spec
from statistics import median
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from benchmarks.check_peers import PEERS, Table, Violations
from benchmarks.planted import published
from watchdog.check.findings import findings
from watchdog.check.plan import Plans, Wanted
from watchdog.check.report import CheckReport, check_release
from watchdog.check.results import of_verdict
from watchdog.model.cell import Blank, Cell, CellKey, Measure, Outlet
from watchdog.model.finding import Severity, Verdict
from watchdog.model.identity import Identity, IdentityClass, Rows
from watchdog.model.knowledge import Knowledge, Known, Situation, Stamp
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.model.series import Series
from watchdog.plugins import RELATION_KINDS
from watchdog.rulebook.book import Rulebook

MONTHS, COLUMNS, LEAVES, IDENTITIES, WRONG, VIOLATIONS = 25, 200, 60, 200, 3, 23
LAST = Period.of_month(2025, 11)
NOW = datetime(2026, 1, 8, 13, 30, tzinfo=UTC)
Timed = Callable[[], object]
Spent = tuple[float, float]


def main() -> int:
    """Print both tables; 1 where tools do not find the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=("made", "release"), help="one of the two parts; without, both")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    warnings.filterwarnings("ignore", module="great_expectations")
    print(f"{options.rounds} rounds, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; milliseconds\n")
    agreed = options.part == "release" or _made_part(options.rounds)
    if options.part != "made":
        _release_part(options.rounds)
    return 0 if agreed else 1


def made() -> tuple[Table, list[Mapping[str, int]]]:
    """A month a row: sums of sums over random leaves, and three wrong cells that break 23 statements in all. Beside it,
    the weights of each identity, which come to nothing.
    """
    chance = random.Random(1)  # noqa: S311 - a seeded sample, nothing secret
    names = [f"c{number:03d}" for number in range(COLUMNS)]
    identities: list[Mapping[str, int]] = []
    for number in range(LEAVES, COLUMNS):
        parts = chance.sample(range(number), chance.randint(2, 6))
        identities.append({names[number]: 1} | {names[part]: chance.choice((-1, 1)) for part in parts})
    while len(identities) < IDENTITIES:
        one, two = chance.sample(identities[: COLUMNS - LEAVES], 2)
        both = {name: one.get(name, 0) + two.get(name, 0) for name in one | two}
        if len(both) < len(one) + len(two) and all(abs(weight) <= 1 for weight in both.values()):
            identities.append({name: weight for name, weight in both.items() if weight})
    table = {name: [0] * MONTHS for name in names}
    for month in range(MONTHS):
        for name in names[:LEAVES]:
            table[name][month] = chance.randint(1_000, 300_000)
        for name, weights in zip(names[LEAVES:], identities, strict=False):
            table[name][month] = -sum(weight * table[part][month] for part, weight in weights.items() if part != name)
    degree = {name: sum(name in weights for weights in identities) for name in names}
    wrong = next(
        chosen
        for chosen in (chance.sample(names, WRONG) for _ in range(100_000))
        if sum(map(degree.__getitem__, chosen)) == VIOLATIONS
    )
    for month, name in zip(chance.sample(range(MONTHS), WRONG), wrong, strict=True):
        table[name][month] += 9_999
    return table, identities


def _side(weights: Mapping[str, int], first: str) -> str:
    """The identity solved for its first column."""
    flip = -weights[first]
    terms = [("+" if weight * flip > 0 else "-", name) for name, weight in weights.items() if name != first]
    terms.sort()  # a formula begins with a term that is added, where there is one
    written = " ".join(f"{sign} {name}" for sign, name in terms)
    return written.removeprefix("+ ") if written.startswith("+ ") else f"0 * {terms[0][1]} {written}"


def stated(identities: Sequence[Mapping[str, int]]) -> tuple[Identity, ...]:
    """The same identities as rules, of figures printed exactly."""
    return tuple(
        Identity(
            name=f"I{number:03d}",
            label=f"Identity {number}",
            why="Made so.",
            severity=Severity.CRITICAL,
            identity_class=IdentityClass.ROUNDING,
            left=next(iter(weights)),
            right=_side(weights, next(iter(weights))),
            document="made",
            rows=(Rows.MONTHS,),
        )
        for number, weights in enumerate(identities)
    )


def situation(table: Table) -> Situation:
    """The table as a release that was printed."""
    outlet, stamp = Outlet("made", "made"), Stamp(LAST, NOW)
    cells = (
        Cell(key=CellKey(name, LAST.shift(month - MONTHS + 1), Measure.LEVEL, outlet), count=count, published_unit=UNIT)
        for name, counts in table.items()
        for month, count in enumerate(counts)
    )
    return _around(LAST, [Known(cell, stamp) for cell in cells])


UNIT = Decimal(1)


def _around(release: Period, known: Sequence[Known], series: Mapping[str, Series] | None = None) -> Situation:
    return Situation(
        release=Release("made", release),
        vintage="",
        known=Knowledge(as_of=NOW, series=series or {}, cells=known),
        before=None,
        zone=ZoneInfo("America/New_York"),
    )


def _violations(report: CheckReport) -> Violations:
    failed = of_verdict(report.results, Verdict.FAIL)
    return {
        (int(result.statement.identity.name[1:]), result.statement.period.ordinal - LAST.ordinal + MONTHS - 1)
        for result in failed
    }


def _made_part(rounds: int) -> bool:
    table, identities = made()
    now, rules, plans = situation(table), stated(identities), Plans()
    plans.filled(Wanted(identities=tuple(rules)), now)
    tools: dict[str, Callable[[], Violations]] = {
        "release-watchdog": lambda: _violations(check_release(rules, now)),
        "release-watchdog, without pandera": lambda: _ungated(plans, rules, now),
    }
    for name, (package, prepare) in PEERS.items():
        if find_spec(package) is None:
            print(f"{name}: left out, {package} is not installed")
        else:
            tools[name] = prepare(table, identities)
    found = {name: tool() for name, tool in tools.items()}
    print(f"\n## {MONTHS} months x {COLUMNS} columns, {IDENTITIES} identities, {WRONG} wrong cells\n")
    seconds = _timed(tools, rounds)
    ours = median(cpu for _, cpu in seconds["release-watchdog"])
    print("| tool | median | min | max | CPU | x our CPU | violations | checksum |\n|---|---|---|---|---|---|---|---|")
    for name, each in seconds.items():
        ratio, broken = median(cpu for _, cpu in each) / ours, found[name]
        checksum = sum(1000 * identity + month for identity, month in broken)
        print(f"| {name} | {_spread(each)} | {ratio:.2f} | {len(broken)} | {checksum} |")
    return len(set(map(frozenset, found.values()))) == 1 and len(found["numpy"]) == VIOLATIONS


def _ungated(plans: Plans, rules: Sequence[Identity], now: Situation) -> Violations:
    """What a validation does but for the gate: know the structure again, multiply, compare, and name what is broken."""
    filled = plans.filled(Wanted(identities=tuple(rules)), now)
    system = filled.system
    assert system is not None
    broken = (2 * abs(system.residuals) > system.twice_limits).nonzero()[0].tolist()
    named = (filled.plan.decided[row] for row in broken)
    return {(int(each.identity.name[1:]), each.period.ordinal - LAST.ordinal + MONTHS - 1) for each in named}


def _release_part(rounds: int) -> None:
    release = published("2021-08")
    identities = release.book.identities
    stamp = Stamp(release.period, NOW)
    known = [Known(cell, stamp) for each in release.readings for cell in each.cells]
    genuine = _around(release.period, known, release.book.series)
    blanks = [blank for each in release.readings for blank in each.blanks]
    wrong, anew = _with_wrong(genuine), _with_keys_anew(genuine)
    statements = len(check_release(identities, genuine, blanks).results)
    everything = Wanted(identities=tuple(identities), relations=tuple(release.book.relations), kinds=RELATION_KINDS)
    tools: dict[str, Timed] = {
        "as published, in a warm service": lambda: check_release(identities, genuine, blanks).quality,
        "as published, with its findings": lambda: _told(identities, genuine, blanks),
        "three wrong cells, each failure in words": lambda: _in_words(identities, wrong, blanks),
        "as published, every key made anew": lambda: check_release(identities, anew, blanks).quality,
        "as published, relations judged and findings told": lambda: _whole(release.book, genuine, blanks),
        "three wrong cells, relations judged and findings told": lambda: _whole(release.book, wrong, blanks),
        "identities and relations written out, as for a new structure": lambda: Plans().filled(
            everything, genuine, blanks
        ),
    }
    print(f"\n## The release of August 2021: {len(genuine.known.cells)} cells, {statements} statements\n")
    print("| what | median | min | max | CPU |\n|---|---|---|---|---|")
    for name, each in _timed(tools, rounds).items():
        print(f"| {name} | {_spread(each)} |")


def _told(identities: Sequence[Identity], now: Situation, blanks: Sequence[Blank]) -> object:
    report = check_release(identities, now, blanks)
    return report.quality, findings(report, now)


def _whole(book: Rulebook, now: Situation, blanks: Sequence[Blank]) -> object:
    """All that a release is checked for, and what people would hear of it."""
    report = check_release(book.identities, now, blanks, relations=book.relations, kinds=RELATION_KINDS)
    return report.quality, findings(report, now)


def _in_words(identities: Sequence[Identity], now: Situation, blanks: Sequence[Blank]) -> object:
    report = check_release(identities, now, blanks)
    return report.quality, [result.reason for result in of_verdict(report.results, Verdict.FAIL)]


def _with_wrong(genuine: Situation) -> Situation:
    known = list(genuine.known.cells.values())
    for number in (1_000, 5_000, 9_000):
        cell = known[number].cell
        known[number] = replace(known[number], cell=replace(cell, count=cell.count + 99_999))
    return _around(genuine.release.period, known, genuine.known.series)


def _with_keys_anew(genuine: Situation) -> Situation:
    known = [
        Known(replace(each.cell, key=replace(each.cell.key, outlet=replace(each.cell.key.outlet))), each.stamp)
        for each in genuine.known.cells.values()
    ]
    return _around(genuine.release.period, known, genuine.known.series)


def _timed(tools: Mapping[str, Timed], rounds: int) -> dict[str, list[Spent]]:
    seconds: dict[str, list[Spent]] = defaultdict(list)
    for tool in tools.values():
        tool()
    for _ in range(rounds):
        for name, tool in tools.items():
            started, worked = perf_counter(), process_time()
            tool()
            seconds[name].append((perf_counter() - started, process_time() - worked))
    return seconds


def _spread(spent: Sequence[Spent]) -> str:
    clock, cpu = zip(*spent, strict=True)
    return " | ".join(f"{1000 * each:.2f}" for each in (median(clock), min(clock), max(clock), median(cpu)))


if __name__ == "__main__":
    sys.exit(main())
