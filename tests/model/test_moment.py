from datetime import UTC, date, datetime, time, timedelta

from watchdog.model.moment import local_moment

NEW_YORK = "America/New_York"


def test_half_past_eight_in_new_york_is_one_moment_a_day_at_one_of_two_hours_from_2000_to_2040() -> None:
    days = [date(2000, 1, 1) + timedelta(days=number) for number in range(41 * 365 + 11)]
    moments = [local_moment(day, time(8, 30), NEW_YORK) for day in days]

    assert date(2040, 12, 31) == days[-1]
    assert {time(12, 30), time(13, 30)} == {moment.time() for moment in moments}
    assert days == [moment.date() for moment in moments]


def test_the_hour_follows_the_law_of_the_zone() -> None:
    assert datetime(2026, 1, 29, 13, 30, tzinfo=UTC) == local_moment(date(2026, 1, 29), time(8, 30), NEW_YORK)
    assert datetime(2026, 7, 7, 12, 30, tzinfo=UTC) == local_moment(date(2026, 7, 7), time(8, 30), NEW_YORK)
    assert datetime(2026, 3, 7, 13, 30, tzinfo=UTC) == local_moment(date(2026, 3, 7), time(8, 30), NEW_YORK)
    assert datetime(2026, 3, 8, 12, 30, tzinfo=UTC) == local_moment(date(2026, 3, 8), time(8, 30), NEW_YORK)
