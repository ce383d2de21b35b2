import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchdog.model.period import Frequency, Period

periods = st.builds(Period, st.sampled_from(Frequency), st.integers(1, 9999).map(lambda year: year * 12)) | st.builds(
    Period.of_month, st.integers(1, 9999), st.integers(1, 12)
)
years_of_four_digits = periods.filter(lambda period: 1 <= period.year <= 9999)


@given(years_of_four_digits)
def test_a_period_reads_back_as_it_is_written(period: Period) -> None:
    assert period == Period.parse(str(period))


@given(periods, st.integers(-600, 600))
def test_shifting_forth_and_back_changes_nothing(period: Period, by: int) -> None:
    assert period == period.shift(by).shift(-by)
    assert (by > 0) == (period.shift(by) > period)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_the_year_to_date_runs_from_january_through_the_month(year: int, number: int) -> None:
    months = list(Period.of_month(year, number).year_to_date())

    assert [Period.of_month(year, each) for each in range(1, number + 1)] == months


def test_a_year_to_date_of_a_year_is_its_twelve_months() -> None:
    assert [Period.of_month(2025, number) for number in range(1, 13)] == list(Period.of_year(2025).year_to_date())


@pytest.mark.parametrize(
    ("text", "label"), [("2025-11", "November 2025"), ("2025-Q3", "third quarter 2025"), ("2025", "2025")]
)
def test_people_read_the_name_of_the_period(text: str, label: str) -> None:
    assert label == Period.parse(text).label


@pytest.mark.parametrize(
    "text", ["", "2025-13", "2025-00", "2025-Q5", "25-11", "2025-1", "2025/11", "2025-11 ", "2025-11\n"]
)
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="is not a reference period such as 2025-11"):
        Period.parse(text)


def test_the_thirteenth_month_is_refused() -> None:
    with pytest.raises(ValueError, match="month 13 is not one of 1 to 12"):
        Period.of_month(2025, 13)


def test_a_year_before_keeps_the_month_and_the_quarter() -> None:
    assert Period.parse("2024-11") == Period.parse("2025-11").year_before()
    assert Period.parse("2024-Q3") == Period.parse("2025-Q3").year_before()
    assert Period.parse("2024") == Period.parse("2025").year_before()


@pytest.mark.parametrize(
    ("period", "first", "last", "count"),
    [("2025-10", "2025-10", "2025-10", 1), ("2025-Q4", "2025-10", "2025-12", 3), ("2025", "2025-01", "2025-12", 12)],
)
def test_a_period_spans_its_months(period: str, first: str, last: str, count: int) -> None:
    months = Period.parse(period).months

    assert (Period.parse(first), Period.parse(last), count) == (months[0], months[-1], len(months))


@pytest.mark.parametrize(
    ("period", "pieces"),
    [
        ("2025-01", ["2025-01"]),
        ("2025-03", ["2025-Q1"]),
        ("2025-08", ["2025-Q1", "2025-Q2", "2025-07", "2025-08"]),
        ("2025-12", ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]),
        ("2025", ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]),
    ],
)
def test_a_year_to_date_is_its_complete_quarters_and_the_months_after_them(period: str, pieces: list[str]) -> None:
    assert pieces == [str(piece) for piece in Period.parse(period).quarters_and_months()]
