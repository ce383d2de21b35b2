"""The process that gets killed: one cycle of the real service, forked from one that has imported everything already.

A restart so costs what the service itself needs to start, not Python, and kills land in the work. Orders come as JSON
lines on standard input; the process id of each cycle and then how it ended go back as lines on standard output.
"""

import json
import os
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import pandera.pandas  # noqa: F401 - what the service imports late would be imported in every child
import vl_convert  # noqa: F401 - as above

from watchdog.app import service, single_instance
from watchdog.demo.story import StoryClock
from watchdog.settings import load


class Order(TypedDict):
    """One cycle: at which moment of the story, and whether to wait for a tracer."""

    config: str
    secret: str
    moment: str
    traced: bool


def main() -> None:
    """One child an order, one at a time, until the input ends."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _obey(json.loads(line))
        print(child, flush=True)  # noqa: T201 - the answer
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def _obey(order: Order) -> None:
    """Do the cycle and end, past whatever the parent process would do at its own end."""
    try:
        if order["traced"]:
            _await_tracer()
        _cycle(order)
    except BaseException:  # noqa: BLE001 - a forked child must never run on into its parent's loop
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _cycle(order: Order) -> None:
    """What `watchdog once` does, by the story's clock: the same now after every restart, so the same bytes."""
    settings = load(Path(order["config"]), {"WATCHDOG_HOOK_SECRET": order["secret"]})
    clock = StoryClock(datetime.fromisoformat(order["moment"]))
    with service(settings, clock=clock, seed=1) as watch, single_instance(watch):
        for program in watch.programs:
            watch.poll(program)
        # receivers check signatures by the clock on the wall
        watch.deliver_until_idle(datetime.now(UTC))


def _await_tracer() -> None:
    deadline = time.monotonic() + 10
    while "TracerPid:\t0\n" in Path("/proc/self/status").read_text():
        if time.monotonic() > deadline:
            raise TimeoutError("nobody traces this process")
        time.sleep(0.001)


if __name__ == "__main__":
    main()
