"""Kills the real service with SIGKILL and counts what was lost, repeated or told under another id: at random times,
with up to 60 hours until it starts again, as messages arrive, and at the system calls of one release. Prints Markdown.

Run from the repository's root: python -m benchmarks.crash --kills 10000 --points 2000
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults import strace
from tests.faults.campaigns import Tally, at_calls, at_every_arrival, at_random, undisturbed
from tests.faults.history import History
from tests.faults.strace import Point
from tests.faults.world import Driver, forked_services

LANES = 2


def main() -> int:
    """Every campaign in turn, each in two lanes; 1 when anything was wrong."""
    options = _options()
    print(f"`python -m benchmarks.crash --kills {options.kills} --points {options.points} --seed {options.seed}`\n")
    print("| killed | kills | messages to arrive | came again | faults | seconds |\n|---|---|---|---|---|---|")
    tallies = []
    with tempfile.TemporaryDirectory(prefix="crash-") as name, forked_services() as here, forked_services() as there:
        folder, drivers = Path(name), (here, there)
        reference = undisturbed(folder / "undisturbed", here)
        tallies.append(_timed("at random times", lambda: _random(folder, drivers, reference, options)))
        tallies.append(_timed("as a message arrives", lambda: at_every_arrival(folder / "arrivals", here)))
        why = strace.why_not()
        if options.points and not why:
            tallies.append(_timed("at a system call", lambda: _calls(folder, drivers, options.points)))
    if why:
        print(f"\nSystem calls are left out: {why}.")
    faults = [fault for tally in tallies for fault in tally.faults]
    for fault in faults:
        print(fault)
    if faults:
        print(f"\nAgain: python -m benchmarks.crash --kills {options.kills} --points 0 --seed {options.seed}")
    return int(bool(faults))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="at random times (default: 200)")
    parser.add_argument("--points", type=int, default=40, help="system calls of one cycle to kill it at (default: 40)")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _random(folder: Path, drivers: Sequence[Driver], reference: History, options: argparse.Namespace) -> Tally:
    share = -(-options.kills // LANES)

    def lane(number: int) -> Tally:
        home, seed = folder / f"random-{number}", options.seed * LANES + number
        return at_random(home, drivers[number], reference, kills=share, seed=seed, watch=_progress(number, share))

    return _side_by_side(lane)


def _calls(folder: Path, drivers: Sequence[Driver], most: int) -> Tally:
    def lane(number: int) -> Tally:
        def chosen(passed: Sequence[Point]) -> Sequence[Point]:
            return passed[:: max(1, len(passed) // most)][number::LANES]

        return at_calls(folder / f"calls-{number}", drivers[number], chosen)

    return _side_by_side(lane)


def _progress(lane: int, of: int) -> Callable[[int], None]:
    begun = time.monotonic()

    def show(kills: int) -> None:
        if lane == 0 and sys.stderr.isatty():
            rate = LANES * kills / (time.monotonic() - begun)
            print(
                f"\r{LANES * kills} of {LANES * of} kills, {rate:.1f} a second  ", end="", file=sys.stderr, flush=True
            )

    return show


def _side_by_side(lane: Callable[[int], Tally]) -> Tally:
    whole = Tally()
    with ThreadPoolExecutor(LANES) as pool:
        for tally in pool.map(lane, range(LANES)):
            whole.kills += tally.kills
            whole.messages += tally.messages
            whole.redelivered += tally.redelivered
            whole.faults += tally.faults
    return whole


def _timed(what: str, campaign: Callable[[], Tally]) -> Tally:
    started = time.monotonic()
    tally = campaign()
    seconds = time.monotonic() - started
    row = (what, tally.kills, tally.messages, tally.redelivered, len(tally.faults), f"{seconds:.0f}")
    print(f"| {' | '.join(map(str, row))} |", flush=True)
    return tally


if __name__ == "__main__":
    raise SystemExit(main())
