"""From a new release at its server to the message at its receiver, stage by stage, by the real service and real HTTP.

Run from the repository's root: python -m benchmarks.latency --runs 100. Each run switches the server to another month
of Exhibit 1 at a known instant and waits for its message; beside it, in the same run, go two chains of the same
workbook that keep, judge and write nothing: requests, openpyxl or calamine, the sums of its rows, and a POST.
"""

import argparse
import io
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests
from openpyxl import load_workbook  # type: ignore[import-untyped]  # published without type information
from python_calamine import CalamineWorkbook

from benchmarks.latency_world import Around, configuration, serving, workbooks
from watchdog.model.passage import Stage
from watchdog.store import alerts, passages
from watchdog.store.database import Store, open_store

PATIENCE = 30.0
UNTIL_SEEN, AT_RECEIVER = "poll", "receiver"
NAMES = {
    UNTIL_SEEN: "switch to first byte (polling)",
    Stage.FETCH: "fetch",
    Stage.PARSE: "keep and parse",
    Stage.JUDGE: "judge",
    Stage.WRITE: "write the messages",
    Stage.COMMIT: "commit",
    Stage.WAIT: "wait for the sender",
    Stage.SEND: "send",
    AT_RECEIVER: "FIRST BYTE TO RECEIVER",
    "openpyxl": "peer: requests + openpyxl + POST",
    "calamine": "peer: requests + calamine + POST",
}
Rows = Iterator[Sequence[object]]


def main() -> int:
    """Print the table, and write it as JSON where asked to; 1 when a message did not come."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="latency-") as name:
        measured = _measured(Path(name), options)
    if measured is None:
        return 1
    summary = {stage: _summary(seconds) for stage, seconds in measured.items()}
    print(f"{options.runs} runs, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; milliseconds\n")
    print("| stage | median | p99 | max |\n|---|---|---|---|")
    for stage, name in NAMES.items():
        print("| {} | {median:.1f} | {p99:.1f} | {max:.1f} |".format(name, **summary[stage]))
    if options.json:
        options.json.write_text(json.dumps(summary, indent=1) + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--every", type=float, default=1.0, help="seconds from one poll to the next (default: 1)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    return parser.parse_args()


def _measured(folder: Path, options: argparse.Namespace) -> dict[str, list[float]] | None:
    """By stage, the seconds of each run; None when a message did not come."""
    around, peers, switched = Around(), defaultdict[str, list[float]](list), dict[str, float]()
    rng = random.Random(options.seed)  # noqa: S311 - when to switch between two polls
    books = workbooks(options.runs + 1, options.seed)
    with serving(around) as address, _service(configuration(folder, address), options.every):
        around.switch(next(books))
        _await_history(folder / "watchdog.db")
        for number, book in enumerate(books, start=1):
            time.sleep(rng.uniform(0, options.every))
            known, moment = set(around.arrived), around.switch(book)
            if not around.message.wait(PATIENCE):
                print(f"run {number}: no message within {PATIENCE:g} s", file=sys.stderr)
                return None
            (message,) = set(around.arrived) - known
            switched[message] = moment
            for peer, rows in (("openpyxl", _by_openpyxl), ("calamine", _by_calamine)):
                peers[peer].append(_chain(address, rows))
        time.sleep(options.every + 0.5)  # until the last message is marked
    store = open_store(f"sqlite:///{folder / 'watchdog.db'}")
    try:
        return {**_stages(store, switched, around.arrived), **peers}
    finally:
        store.close()


@contextmanager
def _service(config: Path, every: float) -> Iterator[None]:
    """The service as a process of its own."""
    command = [sys.executable, "-m", "benchmarks.latency_service", str(config), str(every)]
    with (config.parent / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield
        finally:
            process.terminate()


def _await_history(database: Path) -> None:
    """Until the first workbook is taken in, of which nobody is told."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        time.sleep(0.2)
        if database.exists():
            with sqlite3.connect(database) as connection:
                tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'passages'").fetchone()[0]
                if tables and connection.execute("SELECT count(*) FROM passages").fetchone()[0]:
                    return
    raise TimeoutError("the service has taken nothing in")


def _stages(store: Store, switched: Mapping[str, float], arrived: Mapping[str, float]) -> dict[str, list[float]]:
    measured = defaultdict[str, list[float]](list)
    with store.reading() as connection:
        passed = passages.listing(connection)
        sent = {each.vintage: each for each in passages.sent(connection)}
        for message, moment in switched.items():
            vintage = alerts.get(connection, message).vintage
            passage = passed[vintage]
            seen = passage.seen_at.timestamp()
            measured[UNTIL_SEEN].append(seen - moment)
            measured[AT_RECEIVER].append(arrived[message] - seen)
            for stage, took in (passage.stages() | passage.stages_of(sent[vintage])).items():
                measured[stage].append(took.total_seconds())
    return measured


def _chain(address: str, rows: Callable[[bytes], Rows]) -> float:
    """What a script would do: fetch, read, add up each row, post."""
    begun = time.perf_counter()
    body = requests.get(f"{address}/exh1.xlsx", timeout=10).content
    figures = [
        row[1:10] for row in rows(body) if len(row) > 9 and all(isinstance(cell, int | float) for cell in row[1:10])
    ]
    broken = [row for row in figures if row[0] != row[3] - row[6]]  # type: ignore[operator]  # they are numbers
    requests.post(f"{address}/peer", json={"rows": len(figures), "broken": len(broken)}, timeout=10)
    took = time.perf_counter() - begun
    assert figures
    assert not broken
    return took


def _by_openpyxl(body: bytes) -> Rows:
    yield from load_workbook(io.BytesIO(body), data_only=True).worksheets[0].iter_rows(values_only=True)


def _by_calamine(body: bytes) -> Rows:
    yield from CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()


def _summary(seconds: Sequence[float]) -> dict[str, float]:
    """In milliseconds; the 99th of a hundred is the worst but one."""
    ordered = sorted(each * 1000 for each in seconds)
    return {
        "median": statistics.median(ordered),
        "p99": ordered[max(0, -(-99 * len(ordered) // 100) - 1)],
        "max": ordered[-1],
    }


if __name__ == "__main__":
    sys.exit(main())
