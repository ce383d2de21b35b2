"""Mutants of one specimen after another, given to the child process that reads documents, and what becomes of them."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from tests.acquire.layouts import capture
from tests.acquire.mutants import Specimen, mutant, strangers
from watchdog.acquire.sandbox import read_all, read_calendars
from watchdog.errors import SourceError
from watchdog.model.calendar import CalendarReading
from watchdog.model.document import Reading
from watchdog.plugins import CALENDAR_PARSERS, PARSERS

_FAILED = " failed with "  # what the child says when its last door caught something
_SMALL = 5_000  # bytes
_STOPPED = "reading it was stopped"
_LIMIT = "resource limit"


@dataclass
class Tally:
    """What became of the mutants that one parser was given; `faults` are those that show a defect of ours, with the
    seed that makes them again.
    """

    ended: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def campaign(
    specimens: Sequence[Specimen], seed: int, *, batch: int, goes_on: Callable[[float], bool]
) -> Iterator[tuple[str, Tally]]:
    """Batches of mutants, each parser in turn and of each its specimens, while `goes_on` allows after those seconds."""
    of_parser: dict[str, list[Specimen]] = {}
    for specimen in specimens:
        of_parser.setdefault(specimen.layout.parser, []).append(specimen)
    started = time.monotonic()
    for number in count():
        for parser, those in of_parser.items():
            if not goes_on(time.monotonic() - started):
                return
            specimen = those[number % len(those)]
            yield parser, trial(specimen, f"{seed}/{number}", batch if len(specimen.body) < _SMALL else batch // 10)


def trial(specimen: Specimen, seed: str, batch: int) -> Tally:
    """One batch of mutants through the child."""
    chance = Random(seed)  # noqa: S311 - repeatable, and no secret
    bodies = [mutant(chance, specimen.body) for _ in range(batch)]
    work = [(capture(specimen.layout, body), specimen.layout) for body in bodies]
    tally, started = Tally(), time.monotonic()
    is_calendar = specimen.layout.parser in CALENDAR_PARSERS
    answers = read_calendars(work, CALENDAR_PARSERS) if is_calendar else read_all(work, PARSERS)
    tally.seconds = time.monotonic() - started
    for number, (body, answer) in enumerate(zip(bodies, answers, strict=True)):
        ending, fault = _ending(specimen, body, answer)
        tally.ended[ending] += 1
        if fault:
            tally.faults.append(f"{specimen.name}, seed {seed}, mutant {number}: {fault}")
    return tally


def _ending(specimen: Specimen, body: bytes, answer: Reading | CalendarReading | SourceError) -> tuple[str, str]:
    if isinstance(answer, Reading):
        wrong = strangers(answer, specimen.layout, body)
        return "accepted", f"{wrong[0]} stands nowhere in it" if wrong else ""
    if isinstance(answer, CalendarReading):
        return "accepted", ""
    if _FAILED in str(answer):
        return "uncaught", str(answer)
    if _STOPPED in str(answer):
        # a reader that lays out a far cell takes its process along, as it should; any other end is a fault
        return "stopped", "" if _LIMIT in str(answer) else str(answer)
    return "refused", ""
