"""From the readings of one pass to releases by reference period; documents that lag are named, never mixed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from watchdog.model.document import Reading
from watchdog.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """`releases` by reference period, the earliest first; `stale` shows less than was already known of its document.

    `waiting` says in sentences which documents have not moved to the latest period yet; `setbacks` which went back.
    """

    releases: Mapping[Period, tuple[Reading, ...]]
    stale: tuple[Reading, ...]
    waiting: tuple[str, ...]
    setbacks: tuple[str, ...]


def group(readings: Iterable[Reading], known: Mapping[str, Period] | None = None) -> Grouping:
    """Sort readings into releases; `known` is the latest reference period held of each document by short name."""
    latest_known = known or {}
    current: dict[Period, list[Reading]] = {}
    stale = []
    for reading in readings:
        if reading.reference < latest_known.get(reading.document, reading.reference):
            stale.append(reading)
        else:
            current.setdefault(reading.reference, []).append(reading)
    releases = {period: tuple(current[period]) for period in sorted(current)}
    return Grouping(
        releases=releases,
        stale=tuple(stale),
        waiting=tuple(_waiting(releases)),
        setbacks=tuple(_setback(reading, latest_known[reading.document]) for reading in stale),
    )


def _waiting(releases: Mapping[Period, tuple[Reading, ...]]) -> Iterable[str]:
    if not releases:
        return
    latest = max(releases)
    ahead = ", ".join(reading.document for reading in releases[latest])
    for period, readings in releases.items():
        for reading in readings if period < latest else ():
            yield f"{reading.document} shows {period.label} while {ahead} shows {latest.label}: kept, waiting"


def _setback(reading: Reading, known: Period) -> str:
    return (
        f"{reading.document} shows {reading.reference.label}, earlier than {known.label} which we hold: "
        "an old copy or the wrong month, kept and set aside"
    )
