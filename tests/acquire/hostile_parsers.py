"""Parsers that a document or a defect has made dangerous; a child is started with them."""

import os
import sys
import time

from watchdog.acquire.parsers import fred_csv
from watchdog.errors import NotUnderstood
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout


def wasteful(capture: Capture, layout: Layout) -> Reading:
    """Never comes back."""
    while True:
        hash((capture, layout.document))


def sleepy(capture: Capture, layout: Layout) -> Reading:
    """Comes back much too late, without using the processor."""
    time.sleep(60)
    return fred_csv.read(capture, layout)


def greedy(capture: Capture, layout: Layout) -> Reading:
    """Asks for more memory than there may be."""
    raise KeyError(f"{len(bytearray(8 * 1024**3))} bytes for {capture.document} {layout.document}")


def talkative(capture: Capture, layout: Layout) -> Reading:
    """Prints, as a forgotten debugging line would."""
    sys.stdout.write("reading\n")
    return fred_csv.read(capture, layout)


def broken(capture: Capture, layout: Layout) -> Reading:
    """Has a defect."""
    raise KeyError(f"{capture.document} {layout.document}")


def environment(capture: Capture, layout: Layout) -> Reading:
    """Tells what it can see."""
    raise NotUnderstood(capture.name, layout.document, f"names={sorted(os.environ)}")
