"""Kills the real service with SIGKILL and counts what was lost, repeated or told under another id: at random times,
with up to 60 hours until it starts again, as messages arrive, and at the system calls of one release; and where
routes split messages, which fall back and are escalated. Prints Markdown.

Run from the repository's root: python -m benchmarks.crash --kills 10000 --points 2000
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.faults import strace
from tests.faults.campaigns import Tally, at_calls, at_every_arrival, at_random, undisturbed
from tests.faults.strace import Point
from tests.faults.wiring import Wiring
from tests.faults.world import ALL_TO_ALL, Driver, forked_services
from tests.notify.channels.servers import free_port

LANES = 2


def main() -> int:
    """Every campaign in turn, each in two lanes; 1 when anything was wrong."""
    options = _options()
    print(f"`python -m benchmarks.crash --kills {options.kills} --points {options.points} --seed {options.seed}`\n")
    print("| killed | kills | messages to arrive | came again | faults | seconds |\n|---|---|---|---|---|---|")
    tallies = []
    with tempfile.TemporaryDirectory(prefix="crash-") as name, forked_services() as here, forked_services() as there:
        folder, drivers = Path(name), (here, there)
        for words, wirings in (("", [ALL_TO_ALL] * LANES), (", routed", [_routed() for _ in range(LANES)])):
            lanes = [Lane(folder / f"{words[2:]}-{n}", drivers[n], wirings[n]) for n in range(LANES)]
            tallies.append(_timed(f"at random times{words}", partial(_random, lanes, options)))
            tallies.append(_timed(f"as a message arrives{words}", partial(_arrivals, lanes[0])))
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


class Lane(NamedTuple):
    """Where worlds of one wiring are made, one after another."""

    folder: Path
    driver: Driver
    wiring: Wiring


def _routed() -> Wiring:
    return Wiring(routed=True, port=free_port())


def _random(lanes: Sequence[Lane], options: argparse.Namespace) -> Tally:
    share = -(-options.kills // LANES)

    def lane(number: int) -> Tally:
        here, seed = lanes[number], options.seed * LANES + number
        reference = undisturbed(here.folder / "undisturbed", here.driver, here.wiring)
        watch = _progress(number, share)
        home, wiring = here.folder / "random", here.wiring
        return at_random(home, here.driver, reference, kills=share, seed=seed, wiring=wiring, watch=watch)

    return _side_by_side(lane)


def _arrivals(lane: Lane) -> Tally:
    return at_every_arrival(lane.folder / "arrivals", lane.driver, lane.wiring)


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
