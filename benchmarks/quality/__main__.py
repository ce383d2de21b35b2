"""Judges every method on the evaluation seed and writes benchmarks/results/quality.md.

The peers go into an environment of their own; what is not installed there is left out and said so:
    python3.11 -m venv peers && peers/bin/pip install numpy scipy pandas statsforecast statsmodels pyod adtk
    OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1 peers/bin/python -m benchmarks.quality [--without METHOD ...]
It takes about 15 minutes on one core, nearly all of it AutoARIMA's.
"""

import argparse
import platform
import sys
import time
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality import aims, calibration, report
from benchmarks.quality.measure import Scored
from benchmarks.quality.panel import BATCHES, CLEAN, EVALUATION_SEED, FAULTY, Panel, panel
from benchmarks.quality.peers import PEERS, Peer
from benchmarks.quality.processes import PROCESSES

RESULTS = Path(__file__).parents[1] / "results" / "quality.md"
SETS: Mapping[str, tuple[str, ...]] = {"all processes by turns": tuple(PROCESSES), "structural": ("structural",)}
CHEAP = ("naive", "MAD", "swing")


def main() -> int:
    """The tables, on the standard output and into the results."""
    options = _options()
    parts = [_heading(options.without)]
    by_set = {}
    for name, processes in SETS.items():
        drawn = panel(EVALUATION_SEED, processes)
        scored = by_set[name] = list(_scored(drawn, options.without))
        parts += [report.comparison(f"{name}: {len(drawn.values)} series", scored), report.breakdown(scored)]
        parts.append(report.thirds(name, drawn, scored))
        print(parts[-3], parts[-1], sep="\n\n", flush=True)
    panels = {process: panel(EVALUATION_SEED, (process,)) for process in PROCESSES}
    by_process = {process: list(_cheap(drawn)) for process, drawn in panels.items()}
    parts += [report.processes(by_process), calibration.table(by_process), calibration.families(by_process)]
    parts.insert(1, aims.missed(by_set, by_process))
    print(*parts[-3:], parts[1], sep="\n\n")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n\n".join(parts) + "\n")
    return 0


def _rows(parts: int) -> NDArray[np.intp]:
    """The series of every `parts`-th round of the processes."""
    rounds = np.arange(BATCHES * (CLEAN + FAULTY)) // ((CLEAN + FAULTY) * len(PROCESSES))
    return np.flatnonzero(rounds % parts == 0)


def _scored(drawn: Panel, without: list[str]) -> Iterator[Scored]:
    yield _oracle(drawn)
    for method, peer in PEERS.items():
        if method not in without and not _missing(peer):
            yield _timed(method, peer, drawn)


def _cheap(drawn: Panel) -> Iterator[Scored]:
    yield _oracle(drawn)
    for method in ("ours", *CHEAP):
        yield _timed(method, PEERS[method], drawn)


def _oracle(drawn: Panel) -> Scored:
    return Scored(method="oracle", panel=drawn, rows=_rows(1), scores=drawn.oracle, milliseconds=0.0)


def _timed(method: str, peer: Peer, drawn: Panel) -> Scored:
    rows = _rows(peer.parts)
    part = drawn.part(rows)
    peer.score(part.values[:1])
    start = time.process_time()
    scores = peer.score(part.values)
    milliseconds = 1000 * (time.process_time() - start) / len(rows)
    return Scored(method=method, panel=part, rows=rows, scores=scores, milliseconds=milliseconds)


def _missing(peer: Peer) -> bool:
    try:
        return bool(peer.package) and not metadata.version(peer.package)
    except metadata.PackageNotFoundError:
        return True


def _heading(without: list[str]) -> str:
    left_out = sorted({*without, *(name for name, peer in PEERS.items() if _missing(peer))})
    packages = sorted({"numpy", "scipy", *(peer.package for peer in PEERS.values() if not _missing(peer))} - {""})
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    return report.HEADING.format(
        command=f"python -m benchmarks.quality {' '.join(sys.argv[1:])}".strip(),
        seed=EVALUATION_SEED,
        python=platform.python_version(),
        versions=versions,
        left_out=", ".join(left_out) or "none",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", nargs="*", default=[], choices=tuple(PEERS), help="methods to leave out")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
