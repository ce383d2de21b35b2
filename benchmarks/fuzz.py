"""Gives every parser endless spoilt documents, by the child process that reads them, and counts what becomes of each.

Run from the repository's root: python -m benchmarks.fuzz --seconds 300 --seed 1
"""

import argparse
from collections import defaultdict

from tests.acquire.campaign import Tally, campaign
from tests.acquire.mutants import calendars, documents, texts
from tests.conftest import PUBLISHED

COLUMNS = ("accepted", "refused", "stopped", "uncaught")


def main() -> int:
    """The campaign, then a line for each parser; 1 when anything was not caught, or a figure came from nowhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=200, help="mutants of a small document in one child process")
    options = parser.parse_args()
    published = PUBLISHED if PUBLISHED.is_dir() else None
    specimens = [*documents(published), *calendars(), *texts()]
    totals: dict[str, Tally] = defaultdict(Tally)
    faults = []
    for name, tally in campaign(
        specimens, options.seed, batch=options.batch, goes_on=lambda elapsed: elapsed < options.seconds
    ):
        totals[name].ended += tally.ended
        totals[name].seconds += tally.seconds
        faults += tally.faults
        for fault in tally.faults:
            print(fault)
    print(
        f"{len(specimens)} well-formed documents, seed {options.seed}, published files: {'yes' if published else 'no'}"
    )
    print(f"{'parser':15} {'mutants':>8} {'seconds':>8} " + " ".join(f"{name:>9}" for name in COLUMNS))
    for name, tally in sorted(totals.items()):
        counts = " ".join(f"{tally.ended[ending]:9}" for ending in COLUMNS)
        print(f"{name:15} {tally.ended.total():8} {tally.seconds:8.1f} {counts}")
    print(f"{sum(tally.ended.total() for tally in totals.values())} mutants, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
