"""What is said of relations under planted errors, on a price beside a sum."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.check.made import identity
from tests.check.relations import relation
from tests.model.made import cell, printed, situation
from watchdog.check.inequalities import InequalityParameters
from watchdog.check.ratios import RatioParameters
from watchdog.check.report import CheckReport, check_release
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import Rows
from watchdog.plugins import RELATION_KINDS
from watchdog.tune.bench import Bench
from watchdog.tune.power import Power, power
from watchdog.tune.related import related

CENT = Decimal("0.01")
CELLS = [
    cell("worth", "2025-11", 4_000),
    cell("oil", "2025-11", 3_000),
    cell("gas", "2025-11", 1_000),
    cell("quantity", "2025-11", 50),
    cell("price", "2025-11", 80, unit=CENT),
    cell("landed", "2025-11", 4_100),
]
PRICE = relation(
    "ratio", RatioParameters(document="exh1", rows=(Rows.MONTHS,), figure="price", of="worth", by="quantity")
)
FREIGHT = relation(
    "inequality",
    InequalityParameters(document="exh1", rows=(Rows.MONTHS,), greater="landed", least="worth", soft=True),
)


def checked(cells: list[Cell]) -> CheckReport:
    now = situation("2025-11", *printed("2025-11", cells))
    return check_release([identity("worth = oil + gas")], now, relations=[PRICE, FREIGHT], kinds=RELATION_KINDS)


@pytest.fixture(scope="module")
def found() -> Power:
    return power(checked(CELLS), CELLS)


def test_a_relation_breaks_or_doubts_as_a_check_of_the_changed_figure_says() -> None:
    report = checked(CELLS)
    for place, each in enumerate(CELLS):
        for by in (1, -1, 60, -60, 500, -500, 2 * each.count):
            wrong = replace(each, count=each.count + by)

            again = checked([*CELLS[:place], wrong, *CELLS[place + 1 :]]).relations

            assert list(again.verdicts) == list(report.relations.if_printed(each.key, each.count + by).verdicts)


def test_the_errors_that_no_identity_finds_are_those_in_figures_beside_the_sum(found: Power) -> None:
    ratio, inequality = sorted(found.related.relations, key=lambda each: each.kind, reverse=True)

    assert ("ratio", 1, 0) == (ratio.kind, ratio.statements, ratio.doubtful)
    assert 0 < ratio.unseen < ratio.broken
    assert ("inequality", 1, 0) == (inequality.kind, inequality.statements, inequality.broken)
    assert 0 < inequality.unseen < inequality.doubtful


def test_an_error_in_a_figure_of_no_identity_is_found_by_none() -> None:
    report = checked(CELLS)
    assert report.system is not None
    of_price, of_worth = (
        related(report, [each], Bench(report.system), sample=None, seed=0).relations[-1]
        for each in (CELLS[4], CELLS[0])
    )

    assert ("ratio", "ratio") == (of_price.kind, of_worth.kind)
    assert of_price.unseen == of_price.broken > 0
    assert of_worth.unseen < of_worth.broken


def test_the_smallest_error_is_the_least_that_a_check_finds(found: Power) -> None:
    """A cent of the price is not covered by half a unit of worth in 50: the median over worth, quantity and price."""
    (ratio,) = (each for each in found.related.relations if each.kind == "ratio")
    least = []
    for each in CELLS[0], CELLS[3], CELLS[4]:
        by = next(
            by
            for by in range(1, 1000)
            for sign in (1, -1)
            if Verdict.FAIL in checked(CELLS).relations.if_printed(each.key, each.count + sign * by).verdicts
        )
        least.append(by)

    assert sorted(least)[1] == ratio.smallest


def test_a_figure_that_a_relation_alone_covers_is_told_apart_from_one_that_nothing_covers() -> None:
    lonely = cell("alone", "2025-11", 70)
    (document,) = power(checked([*CELLS, lonely]), [*CELLS, lonely]).documents

    assert {
        ("", "alone"),
        ("ratio", "price"),
        ("ratio", "quantity"),
        ("inequality", "landed"),
    } == {(each.relation, one.key.series) for each in document.blind for one in each.cells}
