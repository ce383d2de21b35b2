"""Which documents of a release wait for the others of their source: an agency puts up one file after the other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchdog.model.document import Reading
from watchdog.model.period import Period

# shorter than the delay after which a release is called late: what is half here is not late
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """The documents of one pass that could be read, by number, when each was fetched, and the latest month that is held
    of each document of the program, by source and name.
    """

    readings: Mapping[int, Reading]
    fetched_at: Mapping[int, datetime]
    held: Mapping[tuple[str, str], Period]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """A release that is half here: the documents that wait (none once the grace is over), and a sentence about it."""

    waiting: tuple[int, ...]
    note: str


def partial_releases(arrivals: Arrivals, now: datetime) -> Iterator[Partial]:
    """Each source whose documents disagree on the month: some moved on, others that did so last time have not."""
    for source in dict.fromkeys(reading.source for reading in arrivals.readings.values()):
        here = {number: reading for number, reading in arrivals.readings.items() if reading.source == source}
        held = {document: period for (of, document), period in arrivals.held.items() if of == source}
        latest = max(reading.reference for reading in here.values())
        before = max(held.values(), default=None)
        if before is None or latest <= before:
            continue
        ahead = {number: reading for number, reading in here.items() if reading.reference == latest}
        moved = {reading.document for reading in ahead.values()}
        behind = [document for document, period in held.items() if period == before and document not in moved]
        if behind:
            since = min(arrivals.fetched_at[number] for number in ahead)
            yield _partial(ahead, latest, behind, before, since + GRACE, now)


def _partial(
    ahead: Mapping[int, Reading],
    latest: Period,
    behind: Iterable[str],
    before: Period,
    until: datetime,
    now: datetime,
) -> Partial:
    named = ", ".join(reading.document for reading in ahead.values())
    disagreement = f"partial: {latest.label} in {named}, still {before.label} in {', '.join(behind)}"
    if now < until:
        return Partial(waiting=tuple(ahead), note=f"{disagreement}: kept, waiting until {until:%H:%M:%SZ}")
    return Partial(waiting=(), note=f"{disagreement}: what is here is judged without the rest")
