"""How the process of the service ends: in time, whatever hangs in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

_LAST_SECONDS = 1.5


@contextmanager
def ended_in_time() -> Iterator[None]:
    """However the block ends, the process is gone soon after. Python waits for threads at its end, and a delivery that
    hangs, or a log that nobody reads, would keep it for ever. What is cut off is done again at the next start.
    """
    code = 3
    try:
        yield
        code = 0
    finally:
        timer = Timer(_LAST_SECONDS, os._exit, [code])
        timer.daemon = True
        timer.start()
