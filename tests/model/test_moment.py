from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchdog.model.moment import end_of_day, moment_in

EASTERN = ZoneInfo("America/New_York")
LAST_TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-01", datetime(2026, 2, 2, 5, tzinfo=UTC) - LAST_TICK),
        ("2026-07-01", datetime(2026, 7, 2, 4, tzinfo=UTC) - LAST_TICK),
        ("2026-03-08", datetime(2026, 3, 9, 4, tzinfo=UTC) - LAST_TICK),  # the clocks went forward in that night
        ("2026-01-29 08:30", datetime(2026, 1, 29, 13, 30, tzinfo=UTC)),
        ("2026-01-29T08:30", datetime(2026, 1, 29, 13, 30, tzinfo=UTC)),
        ("2026-01-29T13:30Z", datetime(2026, 1, 29, 13, 30, tzinfo=UTC)),
        ("2026-01-29T14:30+01:00", datetime(2026, 1, 29, 13, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_people_mean_it(text: str, moment: datetime) -> None:
    assert moment == moment_in(text, EASTERN)


@pytest.mark.parametrize("text", ["", "today", "2026-02-30", "2026-2-1", "9999-12-31", "29/01/2026"])
def test_anything_else_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="is not a moment such as 2026-02-01"):
        moment_in(text, EASTERN)


@given(st.dates(date(1900, 1, 2), date(2200, 1, 1)), st.sampled_from(["America/New_York", "Europe/Berlin", "UTC"]))
def test_the_end_of_a_day_is_the_last_tick_that_is_still_that_day(day: date, zone: str) -> None:
    end = end_of_day(day, ZoneInfo(zone))

    assert day == end.astimezone(ZoneInfo(zone)).date()
    assert day < (end + LAST_TICK).astimezone(ZoneInfo(zone)).date()
