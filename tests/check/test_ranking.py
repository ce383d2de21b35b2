"""Printed ranks against the figures that they rank."""

from decimal import Decimal

import pytest

from tests.check.relations import judged, only, relation
from tests.model.made import cell
from watchdog.check.ranking import RankingParameters
from watchdog.model.cell import Cell, Measure
from watchdog.model.finding import Verdict
from watchdog.model.identity import Rows

RANKS = relation(
    "ranking", RankingParameters(document="exh1", rows=(Rows.YTD,), greatest_first={"<row>.rank": "<row>.value"})
)
DEFICITS = relation(
    "ranking", RankingParameters(document="exh1", rows=(Rows.YTD,), least_first={"<row>.rank": "<row>.value"})
)


def table(*rows: tuple[int, int | str], unit: str = "1") -> list[Cell]:
    """Countries with their ranks and year-to-date figures."""
    return [
        each
        for number, (rank, value) in enumerate(rows)
        for each in (
            cell(f"c{number}.rank", "2025-11", rank, measure=Measure.YTD),
            cell(f"c{number}.value", "2025-11", value, measure=Measure.YTD, unit=Decimal(unit)),
        )
    ]


CASES = {
    "as ranked": ([(2, 50), (1, 90), (3, -4)], Verdict.PASS),
    "equal figures either way": ([(2, 50), (1, 50), (3, -4)], Verdict.PASS),
    "two exchanged": ([(1, 50), (2, 90), (3, -4)], Verdict.FAIL),
    "a rank twice": ([(2, 50), (1, 90), (2, -4)], Verdict.FAIL),
    "a rank beyond the last": ([(2, 50), (1, 90), (4, -4)], Verdict.FAIL),
    "no rank at all": ([(2, 50), (0, 90), (1, 80)], Verdict.FAIL),
    "a figure of another row": ([(2, 500), (1, 90), (3, -4)], Verdict.FAIL),
}


@pytest.mark.parametrize("case", CASES)
def test_ranks_are_those_of_their_figures(case: str) -> None:
    rows, verdict = CASES[case]

    assert verdict is only(judged(RANKS, table(*rows))).verdict


def test_the_least_may_come_first() -> None:
    assert Verdict.PASS is only(judged(DEFICITS, table((2, -5), (1, -90), (3, 7)))).verdict
    assert Verdict.FAIL is only(judged(DEFICITS, table((2, -90), (1, -5), (3, 7)))).verdict


def test_figures_that_rounding_can_have_exchanged_may_stand_either_way() -> None:
    coarse, fine = table((1, 50), (2, 55), unit="5"), table((1, 50), (2, 55))

    assert (Verdict.PASS, Verdict.FAIL) == (only(judged(RANKS, coarse)).verdict, only(judged(RANKS, fine)).verdict)


def test_what_is_wrong_is_named_with_its_cells() -> None:
    cells = table((1, 50), (2, 90), (3, -4))
    result = only(judged(RANKS, cells))

    assert "c0.value (50) has rank 1, c1.value (90) has rank 2" == result.reason
    assert ((cells[0], cells[1], cells[2], cells[3]),) == result.faults


def test_a_rank_without_its_figure_leaves_it_undecided_unless_others_are_wrong() -> None:
    cells = table((2, 50), (1, 90), (3, -4))
    gone, wrong = [each for each in cells if each.key.series != "c2.value"], table((1, 50), (2, 90), (3, -4))[:-1]

    assert "c2.value (ytd) of 2025-11 is not printed in exh1" == only(judged(RANKS, gone)).reason
    assert (Verdict.UNDECIDED, Verdict.FAIL) == (only(judged(RANKS, gone)).verdict, only(judged(RANKS, wrong)).verdict)
