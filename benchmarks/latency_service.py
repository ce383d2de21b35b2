"""The real service, polling at every tick whatever the calendar says; started by benchmarks.latency."""

import os
import sys
from datetime import timedelta
from pathlib import Path

from watchdog.app import service, single_instance
from watchdog.running import POLL_ALLOWANCE, ticks
from watchdog.scheduler.metronome import Rhythm, Tick, run_until, stopped_by_signals
from watchdog.service import Service
from watchdog.settings import load


def main() -> None:
    """Run until it is told to stop: CONFIG, and the seconds from one poll to the next."""
    config, seconds = sys.argv[1:]
    with service(load(Path(config), os.environ)) as watch, single_instance(watch), stopped_by_signals() as stop:
        watch.warm_up()
        run_until(stop, densely(watch), rhythm=Rhythm(every=timedelta(seconds=float(seconds))))


def densely(watch: Service) -> list[Tick]:
    """The service's own ticks, but for the one that asks the calendar whether to poll."""
    delivering = [tick for tick in ticks(watch) if tick.bell is not None]
    (program,) = watch.programs
    (bell,) = {tick.bell for tick in delivering if tick.bell}

    def poll() -> None:
        watch.poll(program, bell.ring)
        watch.reader.prepare()

    return [Tick(name="poll", act=poll, allowance=POLL_ALLOWANCE), *delivering]


if __name__ == "__main__":
    main()
