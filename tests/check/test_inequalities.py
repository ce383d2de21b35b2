import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.check.relations import judged, only, relation
from tests.check.rounding import rounded, thousandths, units
from tests.model.made import cell, knowledge, printed, series, situation
from watchdog.check.inequalities import InequalityParameters
from watchdog.check.report import judge_relations
from watchdog.model.cell import Measure
from watchdog.model.finding import Verdict
from watchdog.model.identity import Rows
from watchdog.plugins import RELATION_KINDS

FREIGHT = relation(
    "inequality", InequalityParameters(document="exh1", rows=(Rows.MONTHS,), greater="cif", least="customs + freight")
)
BY_COUNTRY = relation(
    "inequality",
    InequalityParameters(
        document="exh1", rows=(Rows.MONTHS,), greater="imports.<row>.cif", least="imports.<row>", soft=True
    ),
)
CUMULATED = relation(
    "inequality",
    InequalityParameters(document="exh1", rows=(Rows.YTD,), greater="exports.<row>", least="exports.<row>[level]"),
)


@given(st.data(), thousandths, thousandths, st.integers(0, 10**6), st.tuples(units, units, units))
def test_it_never_fails_by_rounding(
    data: st.DataObject, customs: Fraction, freight: Fraction, more: int, steps: tuple[Decimal, ...]
) -> None:
    true = {"cif": customs + freight + Fraction(more, 1000), "customs": customs, "freight": freight}
    cells = [data.draw(rounded(key, exact, step)) for (key, exact), step in zip(true.items(), steps, strict=True)]

    assert Verdict.PASS is only(judged(FREIGHT, cells)).verdict


@settings(max_examples=30)
@given(st.integers(-(10**6), 10**6), st.integers(0, 10**6), st.integers(0, 9), st.randoms(use_true_random=False))
def test_it_fails_as_soon_as_it_falls_short_by_more_than_half_a_unit_of_each_figure(
    customs: int, freight: int, short: int, shuffler: random.Random
) -> None:
    cells = [
        cell("cif", "2025-11", customs + freight - short),
        cell("customs", "2025-11", customs),
        cell("freight", "2025-11", freight),
    ]
    shuffler.shuffle(cells)
    scaled = [replace(each, published_unit=Decimal("0.001")) for each in cells]
    verdict = Verdict.FAIL if short > Fraction(3, 2) else Verdict.PASS

    assert [verdict, verdict] == [only(judged(FREIGHT, printed)).verdict for printed in (cells, scaled)]


def test_of_many_rows_those_that_break_it_are_named() -> None:
    pairs = {"china": (110, 100), "mexico": (90, 100), "canada": (100, 100), "vietnam": (7, 100)}
    cells = [
        cell(f"imports.{country}{suffix}", "2025-11", value)
        for country, values in pairs.items()
        for suffix, value in zip((".cif", ""), values, strict=True)
    ]
    result = only(judged(BY_COUNTRY, cells))

    assert Verdict.WARN is result.verdict
    assert result.reason == (
        "imports.vietnam.cif is 7, below 100, rounding explains 1; "
        "imports.mexico.cif is 90, below 100, rounding explains 1"
    )
    assert ["imports.vietnam.cif", "imports.vietnam", "imports.mexico.cif", "imports.mexico"] == [
        each.key.series for each in result.cells
    ]


def test_a_row_without_its_other_side_is_undecided_and_named() -> None:
    cells = [
        cell("imports.china.cif", "2025-11", 110),
        cell("imports.china", "2025-11", 100),
        cell("imports.mexico.cif", "2025-11", 110),
    ]
    result = only(
        judged(BY_COUNTRY, [*cells, cell("imports.canada.cif", "2025-11", 1), cell("imports.canada", "2025-11", 1)])
    )

    assert Verdict.UNDECIDED is result.verdict
    assert "imports.mexico (level) of 2025-11 is not printed in exh1" == result.reason


def test_what_may_be_negative_itself_has_no_part_in_it() -> None:
    cells = [
        cell("exports.gold", "2025-11", 10, measure=Measure.YTD),
        cell("exports.gold", "2025-11", 4),
        cell("exports.adjustments", "2025-11", -9, measure=Measure.YTD),
        cell("exports.adjustments", "2025-11", 4),
    ]
    known = printed("2025-11", cells)
    adjustments = replace(series("exports.adjustments"), signed=True)
    now = replace(situation("2025-11", *known), known=knowledge(*known, series_of={"exports.adjustments": adjustments}))

    assert Verdict.FAIL is only(judged(CUMULATED, cells)).verdict
    assert Verdict.PASS is only(list(judge_relations([CUMULATED], RELATION_KINDS, now))).verdict


def test_a_year_to_date_whose_months_are_not_printed_is_not_stated() -> None:
    assert [] == judged(CUMULATED, [cell("exports.gold", "2024-11", 10, measure=Measure.YTD)])
