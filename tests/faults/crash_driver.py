"""The process that gets killed: the real service, forked from one that has imported all and read the rules.

A restart so costs what the store, the work and the threads need, not Python, and kills land there. Orders come as JSON
lines on standard input; the process id of each life and then how it ended go back as lines on standard output.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TypedDict

import pandera.pandas  # noqa: F401 - what the service imports late would be imported in every child
import structlog
import vl_convert  # noqa: F401 - as above
from sqlalchemy import func, select
from structlog import DropEvent

from watchdog.app import service, single_instance
from watchdog.check import schema
from watchdog.demo.story import StoryClock
from watchdog.rulebook.reload import LiveRulebook
from watchdog.running import POLL_ALLOWANCE, ticks
from watchdog.scheduler.metronome import Rhythm, Tick, run_until
from watchdog.service import Service
from watchdog.settings import Settings, load
from watchdog.store.told_tables import attempts, deliveries, targets

RULES: dict[Path, LiveRulebook] = {}
BEAT = Rhythm(every=timedelta(milliseconds=30))
_QUIET = 4
"""Looks in a row at which nothing had been sent since the last, until a life is over."""


class Order(TypedDict):
    """One life: from which moment of the story, and whether to wait for a tracer, which follows one thread only."""

    config: str
    secret: str
    moment: str
    traced: bool


def main() -> None:
    """One child an order, one at a time, until the input ends."""
    structlog.configure(processors=[drop])
    schema.warm_up()
    for line in sys.stdin:
        order: Order = json.loads(line)
        for watched in load(Path(order["config"]), {"WATCHDOG_HOOK_SECRET": order["secret"]}).sources.values():
            if watched.pack not in RULES:
                RULES[watched.pack] = LiveRulebook(watched.pack)
        child = os.fork()
        if child == 0:
            _obey(order)
        print(child, flush=True)  # noqa: T201 - the answer
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def drop(*_: object) -> dict[str, object]:
    """Nobody reads the log of a life."""
    raise DropEvent


def _obey(order: Order) -> None:
    """Do the work and end, past whatever the parent process would do at its own end."""
    try:
        settings = load(Path(order["config"]), {"WATCHDOG_HOOK_SECRET": order["secret"]})
        if order["traced"]:
            _await_tracer()
            _cycle(settings, datetime.fromisoformat(order["moment"]))
        else:
            _run(settings, datetime.fromisoformat(order["moment"]))
    except BaseException:  # noqa: BLE001 - a forked child must never run on into its parent's loop
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _cycle(settings: Settings, moment: datetime) -> None:
    """What `watchdog once` does, by a clock that stands: the same now after every restart, so the same bytes."""
    with service(settings, clock=StoryClock(moment), seed=1, read_rules=_read) as watch, single_instance(watch):
        for program in watch.programs:
            watch.poll(program)
        watch.remind()
        watch.deliver_until_idle()


class _Onward:
    """A clock that goes on from a moment of the story."""

    def __init__(self, moment: datetime) -> None:
        self._moment, self._begun = moment, time.monotonic()

    def now(self) -> datetime:
        return self._moment + timedelta(seconds=time.monotonic() - self._begun)


def _run(settings: Settings, moment: datetime) -> None:
    """What `watchdog run` does, its own ticks on its own threads, until there is nothing more to do."""
    with service(settings, clock=_Onward(moment), read_rules=_read) as watch, single_instance(watch):
        stop, polled, reminded = Event(), Event(), Event()
        # what the calendar would let wait is polled at once, as the first tick of a release window is
        others = [tick for tick in ticks(watch) if tick.name != "poll"]
        (bell,) = {tick.bell for tick in others if tick.bell}
        reminding = [_noted(tick, reminded) for tick in others if tick.name == "remind"]
        if not reminding:
            reminded.set()
        delivering = [tick for tick in others if tick.name != "remind"]

        def poll() -> None:
            if not polled.is_set():
                for program in watch.programs:
                    watch.poll(program, bell.ring)
                polled.set()

        polling = Tick(name="poll", act=poll, allowance=POLL_ALLOWANCE)
        ending = Tick(name="end", act=_end_when_quiet(watch, (polled, reminded), stop), allowance=POLL_ALLOWANCE)
        run_until(stop, [polling, *reminding, *delivering, ending], rhythm=BEAT)


def _noted(tick: Tick, done: Event) -> Tick:
    """Sets `done` when it has done its work once."""

    def act() -> None:
        tick.act()
        done.set()

    return replace(tick, act=act)


def _end_when_quiet(watch: Service, first: Sequence[Event], stop: Event) -> Callable[[], None]:
    """Stops when these are set and for a while nothing was sent; if that is too soon, there is a next life."""
    seen: list[int] = []

    def look() -> None:
        with watch.store.reading() as connection:
            made = connection.execute(select(func.count()).select_from(attempts)).scalar_one()
            at = (targets.c.channel == deliveries.c.channel) & (targets.c.target == deliveries.c.target)
            taken = (targets.c.failures == 0) & targets.c.disabled_at.is_(None)
            untried = (deliveries.c.state == "pending") & (deliveries.c.attempts == 0) & taken
            leased = deliveries.c.lease_owner.is_not(None)
            unfinished = select(func.count()).select_from(deliveries).join(targets, at).where(untried | leased)
            busy = connection.execute(unfinished).scalar_one()
        seen.append(made)
        if all(each.is_set() for each in first) and not busy and len(seen) > _QUIET and len(set(seen[-_QUIET:])) == 1:
            stop.set()

    return look


def _read(pack: Path) -> LiveRulebook:
    """The rules as the parent process read them; the lives of one world differ in nothing else."""
    return RULES[pack]


def _await_tracer() -> None:
    deadline = time.monotonic() + 10
    while "TracerPid:\t0\n" in Path("/proc/self/status").read_text():
        if time.monotonic() > deadline:
            raise TimeoutError("nobody traces this process")
        time.sleep(0.001)


if __name__ == "__main__":
    main()
