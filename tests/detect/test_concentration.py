"""Shares of partners and the index over them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detect.made import judged, rule
from tests.model.made import levels, printed, situation
from watchdog.detect.concentration import ConcentrationParameters
from watchdog.model.finding import NOT_STATED, Finding, Verdict

PARAMETERS = ConcentrationParameters(total="imports.goods", lines=("imports.goods.*",), by="item")


def moved(*partners: tuple[int, int], total: tuple[int, int] = (100_000, 100_000)) -> Finding:
    cells = levels("imports.goods", "2025-10", total)
    for number, values in enumerate(partners):
        cells += levels(f"imports.goods.p{number}", "2025-10", values)
    return judged(rule("concentration", PARAMETERS), situation("2025-11", *printed("2025-11", cells)))


@pytest.mark.parametrize(
    ("partners", "verdict"),
    [
        ([(30_000, 28_100), (20_000, 21_000)], Verdict.PASS),
        ([(30_000, 28_000), (20_000, 21_000)], Verdict.WARN),
        ([(30_000, 30_000), (20_000, 22_500)], Verdict.WARN),
    ],
)
def test_a_share_that_moves_by_two_points_is_told(partners: list[tuple[int, int]], verdict: Verdict) -> None:
    assert verdict is moved(*partners).verdict


@given(st.lists(st.integers(1, 20_000), min_size=2, max_size=5), st.integers(1, 9))
def test_growth_common_to_all_moves_no_share(sizes: list[int], growth: int) -> None:
    finding = moved(*((size, size * growth) for size in sizes), total=(100_000, 100_000 * growth))

    assert Verdict.PASS is finding.verdict
    assert finding.observed == finding.expected


def test_four_partners_of_one_size_have_an_index_of_a_quarter() -> None:
    assert "Herfindahl index 0.2500 after 0.2500" in moved(*[(25_000, 25_000)] * 4).message


def test_a_total_of_nothing_has_no_shares() -> None:
    assert Verdict.UNDECIDED is moved((1, 1), total=(0, 5)).verdict


def test_without_partners_it_waits_for_the_document() -> None:
    assert NOT_STATED == moved().kind


def test_a_partner_that_this_release_does_not_print_leaves_it_undecided() -> None:
    cells = [*levels("imports.goods", "2025-10", (100_000, 100_000)), *levels("imports.goods.a", "2025-10", (9, 9))]
    gone = printed("2025-10", levels("imports.goods.b", "2025-09", (50_000, 50_000)))
    finding = judged(rule("concentration", PARAMETERS), situation("2025-11", *printed("2025-11", cells), *gone))

    assert Verdict.UNDECIDED is finding.verdict
    assert "this release prints both months of 1 of 2 partners" in finding.message
