"""A webhook endpoint is down for an hour while 200 findings come in every second; then it is back.

The hour is simulated, the work in it is not. Prints Markdown. From the repository's root: python -m benchmarks.outage
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.flood import Flood, flood

PAGE = os.sysconf("SC_PAGE_SIZE")
FRESH_EVERY = 500


def main() -> int:
    """Flood, drain, and say what it took; 1 when anything was lost, doubled or out of order."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="outage-", dir=options.folder) as name,
        flood(Path(name), options.findings) as pouring,
    ):
        resident = _intake(pouring, options.rate // options.findings, options.seconds)
        intake, made, in_vain, largest = (
            resident.seconds,
            pouring.made,
            pouring.tried,
            (Path(name) / "watchdog.db").stat(),
        )
        pouring.come_back()
        drain, fresh = _drain(pouring, made)
        faults = pouring.faults()
    half = len(resident.mebibytes) // 2
    growth = resident.mebibytes[-1] - resident.mebibytes[half]
    asked = f"--rate {options.rate} --findings {options.findings} --seconds {options.seconds}"
    print(f"`python -m benchmarks.outage {asked}`\n")
    print("| figure | |\n|---|---|")
    print(f"| findings that came in while the endpoint was down | {made * options.findings:,} |")
    print(f"| alerts that tell them | {made:,} |")
    print(f"| attempts meanwhile | {in_vain} |")
    print(f"| intake (render, commit and queue) | {made / intake:,.0f} a second |")
    print(f"| resident memory: first, half, end of the intake | {_memories(resident.mebibytes)} MiB |")
    print(f"| growth over the second half | {growth:+.1f} MiB for {made - made // 2:,} alerts |")
    print(f"| resident memory after the drain | {_resident():.0f} MiB |")
    print(f"| database at the end of the intake | {largest.st_size / 2**20:,.0f} MiB |")
    print(f"| drain to one endpoint | {(pouring.made - in_vain) / drain:,.0f} deliveries a second |")
    print(f"| a fresh alert meanwhile, commit to acceptance | {_quantiles(fresh)} |")
    print(f"| lost, unknown, doubled or out of order | {len(faults)} |")
    for fault in faults[:20]:
        print(fault)
    return int(bool(faults))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=200, help="findings a second (default: 200)")
    parser.add_argument("--findings", type=int, default=10, help="in each alert (default: 10, as in a digest)")
    parser.add_argument("--seconds", type=int, default=3600, help="simulated, a multiple of 3 (default: 3600)")
    parser.add_argument("--folder", type=Path, help="where to keep the store (default: the system's temporary folder)")
    return parser.parse_args()


class _Intake:
    def __init__(self) -> None:
        self.seconds = 0.0
        self.mebibytes: list[float] = []


def _intake(pouring: Flood, rate: int, seconds: int) -> _Intake:
    measured, begun = _Intake(), time.perf_counter()
    for second in range(seconds):
        pouring.second(rate)
        if second % max(1, seconds // 20) == 0:
            measured.mebibytes.append(_resident())
            _progress("intake", second, seconds)
    measured.mebibytes.append(_resident())
    measured.seconds = time.perf_counter() - begun
    return measured


def _drain(pouring: Flood, waiting: int) -> tuple[float, list[float]]:
    """Seconds, and those of each fresh alert that came in between."""
    fresh: list[float] = []
    begun, before = time.perf_counter(), pouring.tried
    while pouring.tried - before < waiting * 0.9:
        fresh.append(pouring.fresh(len(fresh)))
        target = pouring.tried + FRESH_EVERY
        while pouring.tried < target and pouring.deliver():
            pass
        _progress("drain", pouring.tried - before, waiting)
    pouring.drain()
    return time.perf_counter() - begun, fresh


def _progress(what: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{what}: {done:,} of {of:,}  ", end="", file=sys.stderr, flush=True)


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 2**20


def _memories(measured: list[float]) -> str:
    return ", ".join(f"{measured[place]:.0f}" for place in (0, len(measured) // 2, -1))


def _quantiles(seconds: list[float]) -> str:
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return f"median {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms, max {max(seconds) * 1000:.0f} ms"


if __name__ == "__main__":
    raise SystemExit(main())
