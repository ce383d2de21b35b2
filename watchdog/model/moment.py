"""A civil time in an agency's zone to a moment in UTC."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def local_moment(day: date, clock: time, zone: str) -> datetime:
    """The moment, in UTC, when clocks in `zone` show `clock` on `day`; 08:30 in New York is 12:30Z or 13:30Z."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
