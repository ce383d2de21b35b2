"""Kills the real service with SIGKILL and counts what was lost, repeated or told under another id. After a random kill
up to 60 hours pass before it starts again.

Run from the repository's root: python -m benchmarks.crash --kills 500 --points 100
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults import strace
from tests.faults.campaigns import Tally, at_calls, at_every_arrival, at_random, undisturbed
from tests.faults.strace import Point
from tests.faults.world import Driver, History, forked_services

LANES = 2


def main() -> int:
    """Every campaign in turn, each in two lanes; 1 when anything was wrong."""
    options = _options()
    tallies = []
    with tempfile.TemporaryDirectory(prefix="crash-") as name, forked_services() as here, forked_services() as there:
        folder, drivers = Path(name), (here, there)
        reference = undisturbed(folder / "undisturbed", here)
        tallies.append(_timed("random times", lambda: _random(folder, drivers, reference, options)))
        tallies.append(_timed("arriving messages", lambda: at_every_arrival(folder / "arrivals", here)))
        if why := strace.why_not():
            print(f"system calls: left out, {why}")
        elif options.points:
            tallies.append(_timed("system calls", lambda: _calls(folder, drivers, options.points)))
    for fault in (fault for tally in tallies for fault in tally.faults):
        print(fault)
    return int(any(tally.faults for tally in tallies))


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
        return at_random(home, drivers[number], reference, kills=share, seed=seed)

    return _side_by_side(lane)


def _calls(folder: Path, drivers: Sequence[Driver], most: int) -> Tally:
    def lane(number: int) -> Tally:
        def chosen(passed: Sequence[Point]) -> Sequence[Point]:
            return passed[:: max(1, len(passed) // most)][number::LANES]

        return at_calls(folder / f"calls-{number}", drivers[number], chosen)

    return _side_by_side(lane)


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
    print(
        f"{what}: {tally.kills} kills, {tally.messages} messages to arrive, {tally.redelivered} came again "
        f"(same id, same bytes), {len(tally.faults)} faults, {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return tally


if __name__ == "__main__":
    raise SystemExit(main())
