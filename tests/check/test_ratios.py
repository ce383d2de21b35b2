import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.check.relations import judged, only, relation
from tests.check.rounding import NOVEMBER, rounded, units
from tests.model.made import cell, month
from watchdog.check.quotient import Part, quotient
from watchdog.check.ratios import RatioParameters
from watchdog.model.cell import Cell, Measure
from watchdog.model.finding import Verdict
from watchdog.model.identity import Rows
from watchdog.model.rule import Rule

amounts = st.integers(1, 10**9).map(lambda count: Fraction(count, 1000))
small = st.integers(-20, 20)
weights = st.sampled_from([Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 3)])
parts = st.lists(st.builds(Part, small, weights, weights), min_size=1, max_size=4)


def ratio(
    figure: str, of: str, by: str, *, times: int = 1, rows: Sequence[Rows] = (Rows.MONTHS,), soft: bool = False
) -> Rule:
    return relation(
        "ratio",
        RatioParameters(
            document="exh1", rows=tuple(rows), figure=figure, of=of, by=by, times=Decimal(times), soft=soft
        ),
    )


PRICE = ratio("price", "worth", "quantity")
DAILY = ratio("daily", "quantity", "days", rows=(Rows.MONTHS, Rows.YTD, Rows.YEARS))
PERCENT = ratio("x[percent]", "diff(x[level])", "lag(x[level], 1)", times=100)
SHARE = ratio("share", "part", "part + rest", times=100)


@given(st.data(), amounts, amounts, st.tuples(units, units, units))
def test_a_price_never_fails_by_rounding(
    data: st.DataObject, worth: Fraction, quantity: Fraction, steps: tuple[Decimal, ...]
) -> None:
    true = {"price": worth / quantity, "worth": worth, "quantity": quantity}
    cells = [data.draw(rounded(key, exact, step)) for (key, exact), step in zip(true.items(), steps, strict=True)]

    assert only(judged(PRICE, cells)).verdict in (Verdict.PASS, Verdict.UNDECIDED)


@given(st.data(), amounts, amounts, units, units)
def test_a_percent_change_never_fails_by_rounding_though_one_figure_stands_on_both_sides_of_the_line(
    data: st.DataObject, before: Fraction, now: Fraction, level: Decimal, percent: Decimal
) -> None:
    cells = [
        data.draw(rounded("x", before, level, NOVEMBER.shift(-1))),
        data.draw(rounded("x", now, level)),
        data.draw(rounded("x", 100 * (now - before) / before, percent, measure=Measure.PERCENT)),
    ]

    assert only(judged(PERCENT, cells)).verdict in (Verdict.PASS, Verdict.UNDECIDED)


@given(st.data(), amounts, amounts, units, units)
def test_a_share_never_fails_by_rounding(
    data: st.DataObject, part: Fraction, rest: Fraction, level: Decimal, share: Decimal
) -> None:
    true = {"part": (part, level), "rest": (rest, level), "share": (100 * part / (part + rest), share)}
    cells = [data.draw(rounded(key, exact, step)) for key, (exact, step) in true.items()]

    assert only(judged(SHARE, cells)).verdict in (Verdict.PASS, Verdict.UNDECIDED)


@settings(max_examples=25)
@given(st.data(), amounts, amounts, st.sampled_from([1, -1]))
def test_a_price_beyond_what_rounding_explains_always_fails_and_one_step_less_does_not(
    data: st.DataObject, worth: Fraction, quantity: Fraction, side: int
) -> None:
    assume(quantity > 1)
    true = {"price": worth / quantity, "worth": worth, "quantity": quantity}
    price, *others = (data.draw(rounded(key, exact, Decimal(1))) for key, exact in true.items())
    verdicts: list[Verdict] = []
    for steps in itertools.count():
        moved = replace(price, count=price.count + side * steps)
        result = only(judged(PRICE, [moved, *others]))
        assert result.difference is not None
        assert result.limit is not None
        verdicts.append(result.verdict)
        assert (abs(result.difference) <= result.limit) == (result.verdict is Verdict.PASS)
        if result.verdict is Verdict.FAIL or steps > 200:
            break

    assert Verdict.PASS is verdicts[0]
    assert Verdict.FAIL is result.verdict or steps > 200


@settings(max_examples=40)
@given(st.data(), amounts, amounts, st.integers(-3, 3), st.integers(-4, 4), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_figures_nor_their_unit_changes_anything(
    data: st.DataObject, part: Fraction, rest: Fraction, error: int, power: int, shuffler: random.Random
) -> None:
    true = {"part": part, "rest": rest, "share": 100 * part / (part + rest)}
    cells = [data.draw(rounded(key, exact, Decimal(1))) for key, exact in true.items()]
    cells[2] = replace(cells[2], count=cells[2].count + error)
    here = only(judged(SHARE, cells))
    scaled = [
        each if each.key.series == "share" else replace(each, published_unit=Decimal(10) ** power) for each in cells
    ]
    shuffler.shuffle(scaled)
    there = only(judged(SHARE, scaled))

    assert (here.verdict, here.difference, here.limit) == (there.verdict, there.difference, there.limit)


@given(parts, st.integers(-3, 3))
def test_the_extremes_are_those_of_the_corners(drawn: list[Part], divisor: int) -> None:
    found = quotient(drawn, divisor=divisor)
    assume(found.is_defined)
    corners = [
        (
            sum((part.above * (part.printed + move) for part, move in zip(drawn, moves, strict=True)), Fraction(0))
            / (divisor + sum((part.below * (part.printed + move) for part, move in zip(drawn, moves, strict=True))))
        )
        for moves in itertools.product((Fraction(-1, 2), Fraction(1, 2)), repeat=len(drawn))
    ]

    assert (min(corners), max(corners)) == found.extremes


DAYS = {
    ("2024-02", Measure.LEVEL): 29,
    ("2025-02", Measure.LEVEL): 28,
    ("2025-12", Measure.LEVEL): 31,
    ("2024-03", Measure.YTD): 91,
    ("2025-03", Measure.YTD): 90,
    ("2025-01", Measure.YTD): 31,
    ("2024", Measure.LEVEL): 366,
    ("2025", Measure.LEVEL): 365,
    ("2100", Measure.LEVEL): 365,
}


@pytest.mark.parametrize(("period", "measure"), DAYS)
def test_an_average_a_day_is_of_all_the_days_that_the_row_is_about(period: str, measure: Measure) -> None:
    days = DAYS[period, measure]
    cells = [
        cell("daily", period, 5000, measure=measure),
        cell("quantity", period, 5000 * days, measure=measure),
    ]
    result = only(judged(DAILY, cells, release="2025-12"))

    assert (Verdict.PASS, Decimal(0)) == (result.verdict, result.difference)


def test_the_bound_is_that_of_every_figure() -> None:
    cells = [
        cell("price", "2025-11", "66.84", unit="0.01"),
        cell("worth", "2025-11", 66845),
        cell("quantity", "2025-11", 1000),
    ]
    result = only(judged(PRICE, cells))

    # half a cent, half a unit of worth in a thousand, and half a unit of the quantity at that price
    assert Verdict.PASS is result.verdict
    assert result.limit is not None
    assert Decimal("0.0389") < result.limit < Decimal("0.0390")


def test_what_breaks_is_told_with_both_figures_and_the_bound() -> None:
    cells = [
        cell("price", "2025-11", "67.84", unit="0.01"),
        cell("worth", "2025-11", 66845),
        cell("quantity", "2025-11", 1000),
    ]
    result = only(judged(PRICE, cells))

    assert Verdict.FAIL is result.verdict
    assert "67.84 against 66.845, off by +0.995, rounding explains 0.038939" == result.reason
    assert {"price", "worth", "quantity"} == {each.key.series for each in result.cells}


def test_a_soft_ratio_warns() -> None:
    cells = [cell("price", "2025-11", 2), cell("worth", "2025-11", 100), cell("quantity", "2025-11", 100)]

    assert Verdict.WARN is only(judged(ratio("price", "worth", "quantity", soft=True), cells)).verdict


UNDECIDED: dict[str, list[Cell]] = {
    "the divisor quantity cannot be told from zero": [cell("worth", "2025-11", 7), cell("quantity", "2025-11", 0)],
    "quantity (level) of 2025-11 is not printed in exh1": [cell("worth", "2025-11", 7)],
    "worth (level) of 2025-11 is not printed in exh1": [cell("quantity", "2025-11", 7)],
}


@pytest.mark.parametrize("reason", UNDECIDED)
def test_it_cannot_tell_without_a_figure_or_by_nothing(reason: str) -> None:
    result = only(judged(PRICE, [cell("price", month("2025-11"), 7), *UNDECIDED[reason]]))

    assert Verdict.UNDECIDED is result.verdict
    assert reason in result.reason
