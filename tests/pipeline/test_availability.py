"""Where in time a file of an archive belongs."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.model.made import month
from watchdog.model.release import Release, ScheduledRelease
from watchdog.pipeline.availability import Placed, place_of

EASTERN = ZoneInfo("America/New_York")
SEPTEMBER = datetime(2025, 12, 11, 13, 30, tzinfo=UTC)
OCTOBER = datetime(2026, 1, 8, 13, 30, tzinfo=UTC)
NOVEMBER = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)
NOW = datetime(2026, 2, 1, tzinfo=UTC)
CALENDAR = tuple(
    ScheduledRelease(release=Release("ft900", month(period)), at=at)
    for period, at in (("2025-09", SEPTEMBER), ("2025-10", OCTOBER), ("2025-11", NOVEMBER))
)


def placed(
    reference: str, *, day: str | None = None, named: str | None = None, printed: tuple[datetime, ...] = ()
) -> Placed | str:
    return place_of(
        month(reference),
        day=date.fromisoformat(day) if day else None,
        month=month(named) if named else None,
        calendar=CALENDAR,
        zone=EASTERN,
        now=NOW,
        printed=printed,
    )


@pytest.mark.parametrize(
    ("why", "reference", "day", "moment"),
    [
        ("downloaded weeks after the release, before the next", "2025-09", "2026-01-07", SEPTEMBER),
        ("downloaded on the day of the release", "2025-10", "2026-01-08", OCTOBER),
        ("downloaded after the last one that the calendar knows", "2025-11", "2026-08-01", NOVEMBER),
    ],
)
def test_a_file_was_public_when_its_release_was(why: str, reference: str, day: str, moment: datetime) -> None:
    found = placed(reference, day=day)

    assert isinstance(found, Placed), why
    assert (moment, True) == (found.available_at, "as planned" in found.why)


@pytest.mark.parametrize(
    ("reference", "day", "words"),
    [
        ("2025-06", "2026-01-07", "the calendar does not know the release for June 2025"),
        ("2025-11", "2026-01-28", "it is dated before the release for November 2025, 29 January 2026"),
        ("2025-09", "2026-01-15", "October 2025 was out on 8 January 2026, but it does not show it"),
    ],
)
def test_a_file_whose_date_does_not_bear_that_out_was_public_at_the_end_of_its_day(
    reference: str, day: str, words: str
) -> None:
    found = placed(reference, day=day)

    assert isinstance(found, Placed)
    assert datetime.fromisoformat(f"{day}T23:59:59.999999-05:00") == found.available_at
    assert f"the end of its day: {words}" == found.why


def test_other_figures_of_a_release_that_was_printed_before_came_on_their_day() -> None:
    found = placed("2025-10", day="2026-01-12", printed=(OCTOBER,))
    earlier = placed("2025-10", day="2026-01-12", printed=(datetime(2026, 1, 20, tzinfo=UTC),))

    assert isinstance(found, Placed)
    assert isinstance(earlier, Placed)
    assert "the end of its day: the release for October 2025 had printed other figures before" == found.why
    assert OCTOBER == earlier.available_at, "what is printed later does not make it a second print"


def test_the_statistical_month_in_a_name_is_enough_where_the_calendar_knows_it() -> None:
    found = placed("2025-10", named="2025-10")

    assert isinstance(found, Placed)
    assert OCTOBER == found.available_at


def test_a_month_before_the_calendar_was_surely_out_three_months_later() -> None:
    found = placed("2021-08", named="2021-08")

    assert isinstance(found, Placed)
    assert datetime.fromisoformat("2021-11-30T23:59:59.999999-05:00") == found.available_at
    assert "its day of release is not known; by then it was surely out" in found.why


@pytest.mark.parametrize(("day", "moment"), [("2021-10-05", "2021-10-05T23:59:59.999999-04:00"), ("2026-01-08", None)])
def test_a_day_that_is_told_besides_the_month_counts_as_one_in_the_name(day: str, moment: str | None) -> None:
    found = placed("2021-08" if moment else "2025-10", day=day, named="2021-08" if moment else "2025-10")

    assert isinstance(found, Placed)
    assert (datetime.fromisoformat(moment) if moment else OCTOBER) == found.available_at


@pytest.mark.parametrize(
    ("reference", "named", "printed", "words"),
    [
        ("2025-10", None, (), "its name carries no date such as 2026-01-29"),
        ("2025-10", "2025-11", (), "its name says November 2025, but the latest month that it shows is October 2025"),
        ("2025-12", "2025-12", (), "the calendar does not know when December 2025 was released: say it with --avail"),
        ("2021-08", "2021-08", (NOVEMBER,), "the calendar does not know when August 2021 was released: say it with"),
        ("2025-10", "2025-10", (OCTOBER,), "its name gives no day on which it became another"),
    ],
)
def test_what_nobody_could_place_is_named(
    reference: str, named: str | None, printed: tuple[datetime, ...], words: str
) -> None:
    found = placed(reference, named=named, printed=printed)

    assert isinstance(found, str)
    assert words in found
