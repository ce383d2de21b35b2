"""What a release must be as a table: each demand on invented lines, and on genuine releases."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.check.relations import judged, only, relation
from tests.check.test_published import figures, reading, rulebook
from tests.model.made import cell, knowledge, levels, month, printed, series, situation
from watchdog.check.relations import RelationResult
from watchdog.check.report import judge_relations
from watchdog.check.table import Demand, TableParameters
from watchdog.model.cell import Address, Blank, Cell, CellKey, Measure, Outlet
from watchdog.model.finding import Verdict
from watchdog.model.knowledge import Knowledge, Situation
from watchdog.plugins import RELATION_KINDS

RELEASE = "2025-11"


def demanded(demand: Demand, cells: Iterable[Cell], *, blanks: Sequence[Blank] = ()) -> RelationResult:
    rule = relation("table", TableParameters(demand=demand, documents=("exh1", "exh9")))
    return only(judged(rule, cells, release=RELEASE, blanks=blanks))


def blank(key: str, period: str) -> Blank:
    place = CellKey(key, month(period), Measure.LEVEL, Outlet("census", "exh1", "main"))
    return Blank(key=place, address=Address("exh1.xlsx", "1", "B7"))


WHOLE = [
    *levels("exports.total", "2025-01", range(1, 12)),
    *levels("balance.total", "2025-01", range(-11, 0)),
    cell("exports.total", "2025-11", 66, measure=Measure.YTD),
    cell("exports.total", "2024-11", 55, measure=Measure.YTD),
    cell("exports.total", "2024", 60),
    cell("exports.total", "2025-10", 9, document="exh1", block="as_published"),
]


def without(period: str, *keys: str) -> list[Cell]:
    gone = [each for each in WHOLE if str(each.key.period) == period and each.key.series in keys]
    return [each for each in WHOLE if each not in gone or each.key.outlet.block != "main"]


BROKEN = {
    Demand.CONTINUITY: (
        without("2025-03", "exports.total"),
        "1 missing before exports.total (level) of 2025-04",
    ),
    Demand.COMPLETENESS: (
        [each for each in WHOLE if each.key != WHOLE[10].key],
        "1 missing after exports.total (level) of 2025-10",
    ),
    Demand.JANUARY: (
        without("2025-01", "exports.total", "balance.total"),
        "; ".join(
            f"1 missing before {side}.total (level) of 2025-02, the first of its line"
            for side in ("balance", "exports")
        ),
    ),
    Demand.IN_TIME: (
        [*WHOLE, cell("exports.total", "2025-12", 12)],
        "exports.total (level) of 2025-12 is 1 months later than the release",
    ),
    Demand.SIGN: (
        [*WHOLE[1:], cell("exports.total", "2025-01", -1)],
        "exports.total (level) of 2025-01 is -1, below zero",
    ),
}


@pytest.mark.parametrize("demand", Demand)
def test_each_demand_holds_for_a_whole_table(demand: Demand) -> None:
    assert Verdict.PASS is demanded(demand, WHOLE).verdict


@pytest.mark.parametrize("demand", Demand)
def test_each_demand_fails_where_it_is_not_met_and_says_where(demand: Demand) -> None:
    cells, reason = BROKEN[demand]
    result = demanded(demand, cells)

    assert (Verdict.FAIL, reason) == (result.verdict, result.reason)
    assert all(each.address for each in result.cells)
    assert result.cells


@pytest.mark.parametrize("broken", Demand)
@pytest.mark.parametrize("demand", Demand)
def test_no_demand_speaks_for_another(demand: Demand, broken: Demand) -> None:
    verdict = demanded(demand, BROKEN[broken][0]).verdict
    # a month too late on one line is also a month that the other line lacks
    also = {(Demand.COMPLETENESS, Demand.IN_TIME)}

    assert (demand is broken or (demand, broken) in also) == (verdict is Verdict.FAIL)


@settings(max_examples=20)
@given(st.sampled_from(list(Demand)), st.randoms(use_true_random=False))
def test_the_order_of_the_figures_changes_nothing(demand: Demand, shuffler: random.Random) -> None:
    cells = [*BROKEN[demand][0]]
    shuffler.shuffle(cells)

    assert BROKEN[demand][1] == demanded(demand, cells).reason


def test_a_year_that_is_not_over_is_of_the_future() -> None:
    result = demanded(Demand.IN_TIME, [*WHOLE, cell("exports.total", "2025", 70)])

    assert "exports.total (level) of 2025 is 1 months later than the release" == result.reason


def test_balances_and_what_is_signed_may_be_below_zero() -> None:
    cells = [cell("exports.adjustments", "2025-11", -1)]
    known = printed(RELEASE, cells)
    signed = replace(series("exports.adjustments"), signed=True)
    now = replace(situation(RELEASE, *known), known=knowledge(*known, series_of={"exports.adjustments": signed}))
    rule = relation("table", TableParameters(demand=Demand.SIGN, documents=("exh1",)))

    assert Verdict.FAIL is demanded(Demand.SIGN, cells).verdict
    assert Verdict.PASS is only(list(judge_relations([rule], RELATION_KINDS, now))).verdict


def test_a_blank_within_a_line_or_instead_of_one_is_undecided_and_named() -> None:
    hole = without("2025-03", "exports.total")
    within = demanded(Demand.COMPLETENESS, hole, blanks=[blank("exports.total", "2025-03")])
    instead = demanded(Demand.COMPLETENESS, WHOLE, blanks=[blank("imports.total", "2025-11")])

    assert "exports.total (level) of 2025-03 is blank in exh1 at exh1.xlsx sheet 1 B7" == within.reason
    assert (Verdict.UNDECIDED, Verdict.UNDECIDED) == (within.verdict, instead.verdict)
    assert Verdict.PASS is demanded(Demand.CONTINUITY, hole, blanks=[blank("exports.total", "2025-03")]).verdict


def test_a_document_of_blanks_only_does_not_pass() -> None:
    result = demanded(Demand.COMPLETENESS, [], blanks=[blank("exports.total", "2025-11")])

    assert Verdict.UNDECIDED is result.verdict


def test_a_document_that_is_not_at_hand_is_not_stated() -> None:
    rule = relation("table", TableParameters(demand=Demand.CONTINUITY, documents=("exh9",)))

    assert [] == judged(rule, WHOLE)


def of_release(specimens: Path, release: str, *documents: str) -> tuple[Situation, list[Blank]]:
    folder = specimens / "ft900" / f"release_{release}"
    _, cells = figures(folder, *documents)
    known = printed(release, cells)
    blanks = [each for document in documents for each in reading(folder / f"{document}.xlsx").blanks]
    everything = Knowledge(as_of=known[0].stamp.available_at, series=rulebook().series, cells=known)
    return replace(situation(release, *known), known=everything), blanks


GENUINE = [
    ("2021-08", ("exh1", "exh2", "exh3", "exh4", "exh5", "exh6", "exh9", "exh12", "exh13", "exh16", "exh17", "exh3s")),
    ("2025-11", ("exh12",)),
    ("2025-12", ("exh1", "exh12")),
    ("2026-01", ("exh1", "exh12")),
]


@pytest.mark.specimens
@pytest.mark.parametrize(("release", "documents"), GENUINE)
def test_every_relation_holds_on_a_genuine_release(specimens: Path, release: str, documents: tuple[str, ...]) -> None:
    now, blanks = of_release(specimens, release, *documents)
    results = list(judge_relations(rulebook().relations, RELATION_KINDS, now, blanks))
    undecided = {each.rule.name for each in results if each.verdict is Verdict.UNDECIDED}

    assert {Verdict.PASS, Verdict.UNDECIDED} == {each.verdict for each in results}
    assert {"XV1", "XV2"} == undecided


@pytest.mark.specimens
def test_a_month_taken_out_of_a_genuine_exhibit_is_missed_and_placed(specimens: Path) -> None:
    now, _ = of_release(specimens, "2021-08", "exh1", "exh5")
    left = [
        known
        for known in now.known.cells.values()
        if (known.cell.key.outlet.document, str(known.cell.key.period)) != ("exh5", "2020-03")
    ]
    holed = replace(now, known=Knowledge(as_of=now.known.as_of, series=now.known.series, cells=left))
    broken = [
        each for each in judge_relations(rulebook().relations, RELATION_KINDS, holed) if each.verdict is Verdict.FAIL
    ]

    assert [("T1.continuity", "exh5")] == [(each.rule.name, each.subject) for each in broken]
    assert "1 missing before balance.goods (level) of 2020-04" in broken[0].reason
