"""Kills a process at the n-th system call of a kind of its main thread, with strace, and lists what calls there are."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

CALLS = (
    *("pwrite64", "write", "ftruncate", "fdatasync", "fsync", "unlink", "rename", "mknodat"),
    *("connect", "sendto", "shutdown", "vfork", "clone3"),
)
"""Whatever changes the world outside the process."""


class Point(NamedTuple):
    """Just before the n-th call of this name."""

    call: str
    n: int


def why_not() -> str:
    """Why no process can be traced here; empty when one can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        command = ["timeout", "0.2", "strace", "-qq", "-o", os.devnull, "-p", str(process.pid)]
        tried = subprocess.run(command, capture_output=True, text=True, check=False)
        process.kill()
    # 124: it was still attached when its time was up
    return "" if tried.returncode == 124 else f"strace may not attach to a process here: {tried.stderr.strip()}"


@contextmanager
def killed_at(point: Point, pid: int) -> Iterator[None]:
    """The process dies there."""
    yield from _attached(pid, ["-e", f"trace={point.call}", "-e", f"inject={point.call}:signal=SIGKILL:when={point.n}"])


@contextmanager
def listed(file: Path, pid: int) -> Iterator[None]:
    """Every call goes to the file, for `points` to read."""
    yield from _attached(pid, ["-e", f"trace={','.join(CALLS)}"], file)


def points(file: Path) -> list[Point]:
    """The calls in such a file, in the order in which they were made."""
    made: Counter[str] = Counter()
    found = []
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        name = line.partition("(")[0]
        if name in CALLS:
            made[name] += 1
            found.append(Point(name, made[name]))
    return found


def _attached(pid: int, options: Sequence[str], output: Path = Path(os.devnull)) -> Iterator[None]:
    command = ["strace", "-qq", "-o", str(output), *options, "-p", str(pid)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as tracer:
        yield
        tracer.wait(30)
