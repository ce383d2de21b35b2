"""The embedded releases: what came out when, with the real figures of each document as far as they are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from watchdog.model.period import Period
from watchdog.samples.tables import Content, read_exhibit, read_observations, read_press, read_totals

_NEW_YORK = ZoneInfo("America/New_York")
_EMBEDDED = (
    ("2025-09", date(2025, 12, 11), ("exh1", "fred", "press")),
    ("2025-10", date(2026, 1, 8), ("exh1", "fred", "press")),
    ("2025-11", date(2026, 1, 29), ("exh1", "exh12", "fred", "press")),
    ("2025-12", date(2026, 2, 19), ("exh1", "exh12", "fred")),
    ("2026-01", date(2026, 3, 12), ("exh1", "exh12", "fred")),
    ("2026-07", date(2026, 9, 3), ("ftd",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRelease:
    """One statistical month, the moment it was published (UTC), and its documents by short name."""

    period: Period
    published_at: datetime
    documents: Mapping[str, Content]


def embedded_releases() -> tuple[SampleRelease, ...]:
    """Every embedded release, in the order of publication."""
    return tuple(
        SampleRelease(
            period=Period.parse(month),
            published_at=datetime.combine(day, time(8, 30), _NEW_YORK).astimezone(UTC),
            documents={document: _read(document, month) for document in documents},
        )
        for month, day, documents in _EMBEDDED
    )


def _read(document: str, month: str) -> Content:
    match document:
        case "fred":
            return read_observations(month)
        case "ftd":
            return read_totals(month)
        case "press":
            return read_press(month)
        case _:
            return read_exhibit(int(document.removeprefix("exh")), month)
