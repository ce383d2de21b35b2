"""The process ends when its service does, whatever still hangs in it."""

import subprocess
import sys
import time

import pytest

HANGS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from watchdog.cli.ending import ended_in_time
from watchdog.scheduler.metronome import Rhythm, Tick, run_until

stop, patience = Event(), timedelta(milliseconds=300)

def hang():
    with ThreadPoolExecutor() as pool:  # as deliveries do; Python waits for its threads at the end
        sys.argv[1] == "asked" and stop.set()
        pool.submit(Event().wait).result()

with ended_in_time():
    rhythm = Rhythm(every=timedelta(milliseconds=20), ending=patience)
    run_until(stop, [Tick(name="deliver", act=hang, allowance=patience)], rhythm=rhythm)
"""


@pytest.mark.parametrize(("why", "code"), [("asked", 0), ("hung", 3)])
def test_a_delivery_that_never_ends_cannot_keep_it(why: str, code: int) -> None:
    begun = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", HANGS, why], capture_output=True, check=False, timeout=60)

    assert code == ended.returncode
    assert (b"the deliver tick hangs" in ended.stderr) == (why == "hung")
    assert time.monotonic() - begun < 15
