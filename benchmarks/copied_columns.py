"""How often a column that repeats another of its sheet is named, wherever the other stands: a part of `power.py`."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from time import process_time

from benchmarks.planted import Recheck, published
from watchdog.check.localise.causes import causes
from watchdog.check.localise.hypotheses import step_name
from watchdog.check.localise.sheet import Spot, sheets_of
from watchdog.check.localise.structure import EITHER, Structure
from watchdog.model.finding import Verdict

# Of each sheet so many pairs of columns, by chance; all of them would take hours.
PAIRS = 4
# A column of two or three figures is found as figures.
_FEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Of `planted` columns that repeat another and break something: how many are `named`, alone or as one of `both`
    that are the same, each as the one finding; and the longest search for the cause, in seconds of one core.
    """

    planted: int
    named: int
    both: int
    longest: float


def copied_columns(release: str) -> Copied:
    """Each pair by itself, in the whole release."""
    genuine = Recheck(published(release).report({}))
    sheets = sheets_of(genuine.system)
    told, longest = Counter[str](), 0.0
    for document in dict.fromkeys(place.key.outlet.document for place in genuine.system.columns):
        for sheet, grid in sheets.grids(document).items():
            chance = random.Random(f"copied/{sheet}")  # noqa: S311 - a repeatable sample
            for source, to in _pairs(grid, chance):
                moves = {
                    column: int(genuine.system.counts[other])
                    for spot, column in grid.items()
                    if spot.column == to and (other := grid.get(Spot(spot.row, source))) is not None
                    if sheets.cell(column).published_unit == sheets.cell(other).published_unit
                    if genuine.system.counts[column] != genuine.system.counts[other]
                }
                report = genuine.altered(moves) if len(moves) >= _FEWEST else None
                if report is None or not any(each.verdict is Verdict.FAIL for each in report.results):
                    continue
                start = process_time()
                found = causes(report)
                longest = max(longest, process_time() - start)
                one = [each.structure for each in found.collapses] if not found.breaches else []
                names = step_name("column", to), step_name("column", source)
                both = " and ".join(sorted(names, key=lambda name: (len(name), name)))
                told["planted"] += 1
                told["named"] += [(f"column {names[0]}", f"repeats column {names[1]}")] == _said(one)
                told["both"] += [(f"columns {both}", EITHER)] == _said(one)
    return Copied(planted=told["planted"], named=told["named"], both=told["both"], longest=longest)


def copied_in_words(made: Copied) -> str:
    """The measure as a paragraph."""
    left = made.planted - made.named - made.both
    return (
        f"A column that repeats another of its sheet, wherever that stands (up to {PAIRS} pairs a sheet, by chance):\n"
        f"of {made.planted} that break an identity {made.named} are named alone as the one finding,\n"
        f"{made.both} as one of two columns that are the same, and {left} are not."
    )


def _said(structures: list[Structure]) -> list[tuple[str, str]]:
    return [(each.lines, each.words) for each in structures]


def _pairs(grid: Mapping[Spot, int], chance: random.Random) -> list[tuple[int, int]]:
    columns = sorted({spot.column for spot in grid})
    pairs = [(one, two) for one in columns for two in columns if one != two]
    return chance.sample(pairs, min(PAIRS, len(pairs)))
