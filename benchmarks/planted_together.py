"""Two to five slips at once in one exhibit of a published release: whether these figures, and no others, are named.

A part of `localise.py`, which runs it.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from benchmarks.planted import DATA, Recheck, published, swapped
from watchdog.check.localise.causes import Breach, Causes, causes

CASES = 4
ERRORS = range(2, 6)


@dataclass
class Tally:
    """What became of the cases: `exact` are those whose first sets are the slips, `named` those of which each slip is
    in some set, `small` those explained by no more figures than there are slips, `alone` those with one set for each
    breach; `lines` are those that were taken for whole lines gone wrong.
    """

    cases: int = 0
    exact: int = 0
    named: int = 0
    small: int = 0
    alone: int = 0
    lines: int = 0
    milliseconds: list[float] = field(default_factory=list)


def several_slips(release: str) -> None:
    """Digit swaps, each beyond its bound, in a few figures of one exhibit at a time."""
    if not (DATA / f"release_{release}").is_dir():
        print(f"release {release}: skipped, the published files are not beside the checkout")
        return
    genuine = Recheck(published(release).report({}))
    by_exhibit: dict[str, list[int]] = defaultdict(list)
    for column, place in enumerate(genuine.system.columns):
        if not place.prior:
            by_exhibit[place.key.outlet.document].append(column)
    print(f"\nrelease {release}: swaps at once in one exhibit")
    print(
        "exhibit | errors | cases | exact | named | size <= injected | minimal set unique | as lines | median ms | "
        "max ms"
    )
    total = {errors: Tally() for errors in ERRORS}
    for exhibit, columns in sorted(by_exhibit.items()):
        for errors in ERRORS:
            chance = random.Random(f"{release}/{exhibit}/{errors}")  # noqa: S311 - a repeatable sample
            tally = Tally()
            for _ in range(CASES):
                _one_case(genuine, _wrong(genuine, columns, errors, chance), tally)
            _print(exhibit, errors, tally)
            for name, value in vars(tally).items():
                setattr(total[errors], name, getattr(total[errors], name) + value)
    for errors, tally in total.items():
        _print("all", errors, tally)


def _wrong(genuine: Recheck, columns: list[int], errors: int, chance: random.Random) -> dict[int, int]:
    """The swapped counts of so many figures, or of as many as have a swap that must show."""
    wrong: dict[int, int] = {}
    for column in chance.sample(columns, len(columns)):
        printed = int(genuine.system.counts[column])
        count = swapped(printed, chance)
        if count is not None and abs(count - printed) >= genuine.certain(column):
            wrong[column] = count
        if len(wrong) == errors:
            break
    return wrong


def _one_case(genuine: Recheck, wrong: dict[int, int], tally: Tally) -> None:
    report = genuine.altered(wrong)
    start = perf_counter()
    found = causes(report)
    tally.milliseconds.append(1000 * (perf_counter() - start))
    places = {genuine.system.columns[column] for column in wrong}
    first = {suspect.place for each in _explained(found) for suspect in each.explanations[0].suspects}
    tally.cases += 1
    tally.exact += not found.collapses and first == places
    tally.named += places <= {s.place for breach in found.breaches for e in breach.explanations for s in e.suspects}
    tally.small += len(_explained(found)) == len(found.breaches) and len(first) <= len(places)
    tally.alone += all(breach.is_complete and len(breach.explanations) == 1 for breach in found.breaches)
    tally.lines += bool(found.collapses)


def _explained(found: Causes) -> list[Breach]:
    return [breach for breach in found.breaches if breach.explanations]


def _print(name: str, errors: int, tally: Tally) -> None:
    if not tally.cases:
        return
    shares = [f"{part / tally.cases:.0%}" for part in (tally.exact, tally.named, tally.small, tally.alone, tally.lines)]
    print(
        f"{name} | {errors} | {tally.cases} | {' | '.join(shares)} | {median(tally.milliseconds):.1f} | "
        f"{max(tally.milliseconds):.1f}"
    )
