"""From the readings of one pass to releases by reference period; documents that lag are named, never mixed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from watchdog.model.document import Reading
from watchdog.model.period import PER_YEAR, Period


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
    """Sort readings into releases; `known` is the latest reference period held of each document by short name.

    A document without months (quarters by country) does not say of which release it is: it came with the latest.
    """
    latest_known = known or {}
    current: dict[Period, list[Reading]] = {}
    stale, quarterly = [], []
    for reading in readings:
        if not reading.reference.is_month:
            quarterly.append(reading)
        elif reading.reference < latest_known.get(reading.document, reading.reference):
            stale.append(reading)
        else:
            current.setdefault(reading.reference, []).append(reading)
    months = current or latest_known.values() or [_last_month(reading.reference) for reading in quarterly]
    for reading in quarterly:
        current.setdefault(max(months), []).append(reading)
    releases = {period: tuple(current[period]) for period in sorted(current)}
    return Grouping(
        releases=releases,
        stale=tuple(stale),
        waiting=tuple(_waiting(releases)),
        setbacks=tuple(_setback(reading, latest_known[reading.document]) for reading in stale),
    )


def _last_month(period: Period) -> Period:
    """The last month of a quarter or year."""
    months = 12 // PER_YEAR[period.frequency]
    return Period.of_month(period.year, period.position * months)


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
