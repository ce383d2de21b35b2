"""Revision triangles and how far figures move, against values reckoned by hand."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.detect.published import RELEASES, balance
from tests.model.made import cell, levels, month, published, series
from watchdog.detect.maturity import Summary, Triangle, by_maturity, by_release, triangle
from watchdog.model.cell import Cell, Measure
from watchdog.model.knowledge import Print, Stamp
from watchdog.model.period import Period

BALANCE = series("balance.total")


def prints(release: str, cells: list[Cell], at: datetime | None = None) -> list[Print]:
    """What a vintage of this release printed."""
    stamp = Stamp(month(release), at or published(release))
    return [Print(cell=each, stamp=stamp, vintage=f"{release} {stamp.available_at}") for each in cells]


def printed(*figures: tuple[str, str, list[int]]) -> Triangle:
    """Each a release, the first month that it prints, and the figures from there."""
    return triangle(
        BALANCE,
        [
            each
            for release, first, values in figures
            for each in prints(release, levels("balance.total", first, values))
        ],
    )


def values(table: Triangle, period: str) -> list[int]:
    return [int(edition.cells[month(period)].value) for edition in table.editions if month(period) in edition.cells]


def months(*texts: str) -> list[Period]:
    return [month(text) for text in texts]


FOUR = printed(
    ("2025-10", "2025-09", [10, 100]),
    ("2025-11", "2025-09", [13, 104, 200]),
    ("2025-12", "2025-09", [12, 98, 190, 300]),
    ("2026-02", "2025-09", [12, 90, 195, 320, 400, 500]),
)


def test_a_row_is_a_month_as_each_release_printed_it() -> None:
    assert [100, 104, 98, 90] == values(FOUR, "2025-10")
    assert [200, 190, 195] == values(FOUR, "2025-11")
    assert months("2025-10", "2025-11", "2025-12", "2026-02") == [edition.release for edition in FOUR.editions]


def test_first_print_and_cumulative_revision() -> None:
    first = FOUR.first_print(month("2025-10"))

    assert first is not None
    assert (Decimal(100), Decimal(-10)) == (first.value, FOUR.cumulative(month("2025-10")))


def test_what_was_first_printed_by_a_release_that_is_not_kept_has_no_first_print() -> None:
    assert FOUR.first_print(month("2025-09")) is None
    assert FOUR.first_print(month("2026-01")) is None
    assert FOUR.cumulative(month("2025-09")) is None


def test_what_was_printed_once_has_not_been_revised_by_zero() -> None:
    assert FOUR.first_print(month("2026-02")) is not None
    assert FOUR.cumulative(month("2026-02")) is None


def test_revisions_by_maturity_reckoned_by_hand() -> None:
    first, second, whole = by_maturity(FOUR, months("2025-10", "2025-11", "2025-12"))

    # October +4, November -10; December's second print is not kept
    assert ("1st to 2nd", 2, -3.0, 7.0, math.sqrt(58)) == figures(first)
    assert (Decimal(-10), month("2025-11")) == (first.largest, first.largest_period)
    # October 104 to 98; the step from December's release to February's is none of one release
    assert ("2nd to 3rd", 1, -6.0, 6.0, 6.0) == figures(second)
    # October -10, November -5, December +20
    assert ("1st to latest", 3, pytest.approx(5 / 3), pytest.approx(35 / 3), math.sqrt(175)) == figures(whole)


def test_revisions_by_release_reckoned_by_hand() -> None:
    steps = {step.step: step for step in by_release(FOUR, months("2025-09", "2025-10", "2025-11"))}

    assert ["2025-10 to 2025-11", "2025-11 to 2025-12", "2025-12 to 2026-02"] == list(steps)
    assert ("2025-11 to 2025-12", 3, pytest.approx(-17 / 3), pytest.approx(17 / 3), math.sqrt(137 / 3)) == figures(
        steps["2025-11 to 2025-12"]
    )


def figures(summary: Summary) -> tuple[object, ...]:
    return summary.step, summary.count, summary.mean, summary.mean_absolute, summary.root_mean_square


def test_a_correction_within_a_release_opens_another_column_and_counts_once() -> None:
    noon = published("2025-11") + timedelta(hours=4)
    table = triangle(
        BALANCE,
        [
            *prints("2025-10", levels("balance.total", "2025-09", [10, 100])),
            *prints("2025-11", levels("balance.total", "2025-09", [10, 104, 200])),
            *prints("2025-11", levels("balance.total", "2025-09", [10, 105, 220]), noon),
            *prints("2025-12", levels("balance.total", "2025-09", [10, 105, 230, 300])),
        ],
    )
    first, second, _ = by_maturity(table, months("2025-10", "2025-11"))

    assert [200, 220, 230] == values(table, "2025-11")
    assert ["2025-10", "2025-11", "2025-11", "2025-12"] == [str(edition.release) for edition in table.editions]
    assert noon == table.editions[2].available_at
    assert (Decimal(30), 2, 1) == (table.cumulative(month("2025-11")), first.count, second.count)
    assert 7.5 == first.mean


def test_documents_that_agree_share_a_column_and_the_preferred_one_is_shown() -> None:
    later = published("2025-10") + timedelta(hours=1)
    exhibit = levels("balance.total", "2025-09", [10, 100])
    elsewhere = levels("balance.total", "2025-08", [5, 10, 100], document="fred")
    stale = [cell("balance.total", "2025-10", 99, document="ftd")]
    table = triangle(BALANCE, [*prints("2025-10", exhibit), *prints("2025-10", elsewhere + stale, later)])
    (edition,) = table.editions

    assert published("2025-10") == edition.available_at
    assert ["fred", "exh1", "exh1"] == [edition.cells[p].key.outlet.document for p in table.periods]


def test_a_figure_rounded_for_the_press_gives_way_to_a_finer_one_and_is_never_a_revision() -> None:
    rounded = [cell("balance.total", "2025-10", 29400, document="press", unit=100)]
    table = triangle(
        BALANCE,
        [*prints("2025-10", rounded), *prints("2025-11", levels("balance.total", "2025-10", [29206, 56825]))],
    )

    assert () == by_release(table, table.periods)
    assert table.cumulative(month("2025-10")) is None


def test_only_monthly_levels_of_the_main_table_count() -> None:
    others = [
        cell("balance.total", "2025", -900),
        cell("balance.total", "2025-10", -800, measure=Measure.YTD),
        cell("balance.total", "2025-10", -29, block="as_published"),
    ]

    assert ((), ()) == (triangle(BALANCE, prints("2025-10", others)).editions, triangle(BALANCE, []).periods)


def _published(specimens: Path) -> Iterator[Print]:
    for release, (_, at) in RELEASES.items():
        cells = [cell("balance.total", period, value) for period, value in balance(specimens, release).items()]
        yield from prints(release, cells, at)


@pytest.mark.specimens
def test_october_2025_as_it_was_published_release_after_release(specimens: Path) -> None:
    table = triangle(BALANCE, _published(specimens))

    assert [-29350, -29206, -28749, -31102, -37376] == values(table, "2025-10")
    assert Decimal(-8026) == table.cumulative(month("2025-10"))


@pytest.mark.specimens
def test_the_revisions_of_2025_from_february_to_march_and_to_september_2026(specimens: Path) -> None:
    table = triangle(BALANCE, _published(specimens))
    steps = {step.step: step for step in by_release(table, Period.parse("2025").months)}
    march, september = steps["2025-12 to 2026-01"], steps["2026-01 to 2026-07"]

    assert (12, 905, Decimal(-2982)) == (march.count, round(march.mean_absolute), march.largest)
    assert (12, 3860, Decimal(-10224)) == (september.count, round(september.mean_absolute), september.largest)


def test_the_lag_is_read_off_the_prints() -> None:
    table = triangle(
        BALANCE, prints("2025-11", levels("balance.total", "2025-08", [1, 2]), datetime(2026, 1, 1, tzinfo=UTC))
    )

    assert (2, 1, 2) == (
        table.lag,
        table.maturity(month("2025-09"), table.editions[0]),
        table.maturity(month("2025-08"), table.editions[0]),
    )
