"""Sweeps the size of the disk under one release, and commits to a disk that fails now and then. Prints Markdown.

Needs root for the first and Debian's fiu-utils for the second. From the repository's root: python -m benchmarks.disk
"""

import argparse
import tempfile
import time
from pathlib import Path

from tests.faults import disks
from tests.pipeline.desk import NOVEMBER, desk, told

CALLS = {
    "write": ("rw/pwrite", "rw/pwrite64"),
    "fsync": ("sync/fdatasync", "sync/fsync"),
    "write and fsync": ("rw/pwrite", "rw/pwrite64", "sync/fdatasync", "sync/fsync"),
}


def main() -> int:
    """Both, and 1 when anything acknowledged was lost or anything half was kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, default=124, help="from 128 KiB on in steps of 8 KiB (default: 124)")
    parser.add_argument("--commits", type=int, default=30_000, help="for each kind of error (default: 30,000)")
    options = parser.parse_args()
    print(f"`python -m benchmarks.disk --sizes {options.sizes} --commits {options.commits}`\n")
    with tempfile.TemporaryDirectory(prefix="disk-") as name:
        faults = [*_sizes(Path(name), options.sizes), *_errors(Path(name), options.commits)]
    for fault in faults:
        print(fault)
    return int(bool(faults))


def _sizes(folder: Path, count: int) -> list[str]:
    if why := disks.why_not_mounted():
        print(f"Sizes are left out: {why}.")
        return []
    (folder / "room").mkdir()
    with desk(folder / "room", documents=disks.DOCUMENTS) as at:
        at.release(NOVEMBER)
        reference = told(at)
    begun, full, faults = time.monotonic(), 0, []
    for number in range(count):
        was_full, found = disks.at_size(folder / f"size-{number}", 128 + 8 * number, reference)
        full += was_full
        faults += found
    seconds = time.monotonic() - begun
    print(f"Disk of {count} sizes: full in {full}, {len(faults)} faults, {seconds:.0f} s.\n")
    return faults


def _errors(folder: Path, commits: int) -> list[str]:
    if why := disks.why_no_errors():
        print(f"Errors are left out: {why}.")
        return []
    faults = []
    print("| 1 % fail of | commits | refused | acknowledged | rows | seconds |\n|---|---|---|---|---|---|")
    for number, (name, calls) in enumerate(CALLS.items()):
        begun = time.monotonic()
        home = folder / f"errors-{number}"
        home.mkdir()
        acknowledged, kept, refused = disks.committed(home, commits, disks.failing(*calls, probability=0.01))
        row = (name, commits, refused, len(acknowledged), len(kept), f"{time.monotonic() - begun:.0f}")
        print(f"| {' | '.join(map(str, row))} |", flush=True)
        faults += [f"{name}: {len(acknowledged ^ kept)} differ"] if acknowledged != kept else []
    return faults


if __name__ == "__main__":
    raise SystemExit(main())
