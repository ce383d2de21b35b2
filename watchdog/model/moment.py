"""Moments as people write them: a bare date means the end of that day in the agency's zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_TICK = timedelta(microseconds=1)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a calendar day in the zone, in UTC; such a day may have 23 or 25 hours."""
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC) - _TICK


def moment_in(text: str, zone: ZoneInfo) -> datetime:
    """Read '2026-02-01' (the end of that day), '2026-01-29 08:30' (local in the zone) or '2026-01-29T13:30Z'."""
    try:
        if len(text) == len("2026-02-01"):
            return end_of_day(date.fromisoformat(text), zone)
        written = datetime.fromisoformat(text)
        return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is not a moment such as 2026-02-01 or 2026-01-29T08:30") from None
