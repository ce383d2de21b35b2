import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.check.made import EXACT, EXHIBIT_1, GOODS_AGAIN, checked, identity, only, verdicts
from tests.check.rounding import NOVEMBER, exhibit_1, months, rounded, sums, units
from tests.model.made import cell, knowledge, levels, month, printed, situation
from watchdog.check.report import check_release
from watchdog.check.statement import LARGEST
from watchdog.model.cell import Address, Blank, Cell, Measure
from watchdog.model.finding import Verdict
from watchdog.model.identity import IdentityClass, Rows

TOTAL = identity("total = a + b")
MEAN = identity("x[mean3] = mean(x[exh1, level], 3)", document="exh2")
YTD = identity("x = ytd(x[level])", rows=[Rows.YTD])


def parts(total: int, a: int, b: int) -> list[Cell]:
    return [cell("total", "2025-11", total), cell("a", "2025-11", a), cell("b", "2025-11", b)]


@given(sums())
def test_parts_that_add_up_never_fail_however_they_are_rounded(added: tuple[str, list[Cell]]) -> None:
    holds, cells = added

    assert only(checked([identity(holds)], cells)).verdict in (Verdict.PASS, Verdict.WARN)


@given(st.data())
def test_a_mean_of_three_months_never_fails_by_rounding(data: st.DataObject) -> None:
    true = data.draw(months(3))
    printed_mean = rounded("x", sum(true.values(), Fraction(0)) / 3, data.draw(units), NOVEMBER, Measure.MEAN3, "exh2")
    cells = [data.draw(rounded("x", exact, data.draw(units), period)) for period, exact in true.items()]
    report = checked([MEAN], [*cells, data.draw(printed_mean)])

    assert only(report).verdict in (Verdict.PASS, Verdict.WARN)


@given(st.data())
def test_a_year_to_date_never_fails_by_rounding(data: st.DataObject) -> None:
    true = data.draw(months(11))
    cumulated = rounded("x", sum(true.values(), Fraction(0)), data.draw(units), NOVEMBER, Measure.YTD)
    cells = [data.draw(rounded("x", exact, Decimal(1), period)) for period, exact in true.items()]
    report = checked([YTD], [*cells, data.draw(cumulated)])

    assert only(report).verdict in (Verdict.PASS, Verdict.WARN)


@given(st.data(), units, units)
def test_the_same_fact_rounded_twice_never_fails_and_to_one_unit_must_be_equal(
    data: st.DataObject, here: Decimal, there: Decimal
) -> None:
    fact = data.draw(st.integers(-(10**9), 10**9).map(lambda count: Fraction(count, 1000)))
    printed_here = data.draw(rounded("x", fact, here, document="exh5"))
    printed_there = data.draw(rounded("x", Fraction(printed_here.value) if here == there else fact, there))
    result = only(
        checked([identity("x = x[exh1]", identity_class=EXACT, document="exh5")], [printed_here, printed_there])
    )

    assert Verdict.PASS is result.verdict
    assert (here == there) == (result.limit == 0)


def test_one_unit_off_is_too_much_where_the_same_figure_is_printed_twice() -> None:
    cells = [cell("x", "2025-11", 8, document="exh5"), cell("x", "2025-11", 7)]
    result = only(checked([identity("x = x[exh1]", identity_class=EXACT, document="exh5")], cells))

    assert Verdict.FAIL is result.verdict
    assert "off by +1, rounding explains 0" == result.reason


def test_a_tie_may_be_printed_either_way() -> None:
    twice = identity("x = x[press]", identity_class=EXACT)
    fails = [
        only(checked([twice], [cell("x", "2025-11", -56825), cell("x", "2025-11", text, document="press", unit=10)]))
        for text in (-56830, -56820, -56810)
    ]

    assert [Verdict.PASS, Verdict.PASS, Verdict.FAIL] == [result.verdict for result in fails]


@settings(max_examples=40)
@given(sums(), st.data())
def test_a_residual_beyond_half_a_unit_for_each_figure_always_fails(
    added: tuple[str, list[Cell]], data: st.DataObject
) -> None:
    holds, cells = added
    total, *others = cells
    as_printed = only(checked([identity(holds)], cells))
    assert as_printed.limit is not None
    assert as_printed.difference is not None
    # How far the total must move for the residual to stand outside the bound, on either side.
    up = (as_printed.limit - as_printed.difference) // total.published_unit + 1
    down = (as_printed.limit + as_printed.difference) // total.published_unit + 1
    steps = data.draw(st.sampled_from([int(up), -int(down)]))
    moved = replace(total, count=total.count + steps)
    one_less = replace(total, count=total.count + steps - (1 if steps > 0 else -1))

    assert Verdict.FAIL is only(checked([identity(holds)], [moved, *others])).verdict
    assert Verdict.FAIL is not only(checked([identity(holds)], [one_less, *others])).verdict


@settings(max_examples=40)
@given(exhibit_1(), st.integers(-5, 5), st.randoms(use_true_random=False))
def test_the_order_of_the_figures_changes_nothing(cells: list[Cell], error: int, shuffler: random.Random) -> None:
    cells[0] = replace(cells[0], count=cells[0].count + error)
    shuffled = [*cells]
    shuffler.shuffle(shuffled)

    assert verdicts(checked([*EXHIBIT_1, *GOODS_AGAIN], cells)) == verdicts(
        checked([*GOODS_AGAIN, *reversed(EXHIBIT_1)], shuffled)
    )


@settings(max_examples=40)
@given(exhibit_1(), st.data())
def test_a_missing_figure_leaves_its_statements_undecided_and_the_others_as_they_were(
    cells: list[Cell], data: st.DataObject
) -> None:
    missing = data.draw(st.sampled_from(cells))
    assert missing.address is not None
    blank = Blank(key=missing.key, address=missing.address)
    identities = [*EXHIBIT_1, *GOODS_AGAIN]
    whole, holed = (
        verdicts(checked(identities, cells)),
        checked(identities, [each for each in cells if each is not missing], blanks=[blank]),
    )
    touched = {
        (result.statement.identity.name, "months", "2025-11")
        for result in checked(identities, cells).results
        if missing.key in {place.key for place in result.statement.weights}
    }

    assert touched
    assert {key: Verdict.UNDECIDED if key in touched else verdict for key, verdict in whole.items()} == verdicts(holed)
    assert len(touched) == holed.quality.undecided


def test_a_blank_is_named_with_its_place() -> None:
    blank = Blank(key=cell("total", "2025-11", 0).key, address=Address("exh1.xlsx", "1", "B310"))
    result = only(checked([TOTAL], parts(3, 1, 2)[1:], blanks=[blank]))

    assert Verdict.UNDECIDED is result.verdict
    assert "total (level) of 2025-11 is blank in exh1 at exh1.xlsx sheet 1 B310" == result.reason


@pytest.mark.parametrize(
    ("rows", "period", "measure"),
    [(Rows.YTD, "2025-11", Measure.YTD), (Rows.YEARS, "2025", Measure.LEVEL), (Rows.MONTHS, "2025-11", Measure.LEVEL)],
)
def test_each_kind_of_row_is_stated_for_its_own_figures_only(rows: Rows, period: str, measure: Measure) -> None:
    cells = [cell(key, period, value, measure=measure) for key, value in (("total", 3), ("a", 1), ("b", 2))]
    everywhere = identity("total = a + b", rows=list(Rows))

    assert {("total = a + b", str(rows), period): Verdict.PASS} == verdicts(checked([everywhere], cells))


def test_an_identity_of_january_is_stated_in_january_only() -> None:
    january = identity("x = x[level]", identity_class=EXACT, rows=[Rows.YTD], only_months=(1,))
    cells = [
        *levels("x", "2026-01", [5, 6]),
        cell("x", "2026-01", 5, measure=Measure.YTD),
        cell("x", "2026-02", 12, measure=Measure.YTD),
    ]

    assert {("x = x[level]", "ytd", "2026-01"): Verdict.PASS} == verdicts(checked([january], cells, "2026-02"))


REPEATED = identity("x = x[prior.exh1]", identity_class=EXACT, rows=[Rows.AS_PUBLISHED])


@pytest.mark.parametrize(("then", "verdict"), [(-29350, Verdict.PASS), (-29351, Verdict.FAIL)])
def test_the_row_as_published_must_repeat_the_release_before(then: int, verdict: Verdict) -> None:
    before = knowledge(*printed("2025-10", [cell("x", "2025-10", then)]))
    now = printed("2025-11", [cell("x", "2025-10", -29206), cell("x", "2025-10", -29350, block="as_published")])
    report = check_release([REPEATED], situation("2025-11", *now, before=before))

    assert verdict is only(report).verdict


def test_without_the_release_before_it_cannot_be_told() -> None:
    now = [cell("x", "2025-10", -29350, block="as_published")]
    older = knowledge(*printed("2025-09", [cell("x", "2025-10", -29350)]))

    assert Verdict.UNDECIDED is only(checked([REPEATED], now)).verdict
    assert (
        Verdict.UNDECIDED
        is only(check_release([REPEATED], situation("2025-11", *printed("2025-11", now), before=older))).verdict
    )


def test_a_figure_of_an_older_release_decides_nothing() -> None:
    fresh, *stale = parts(3, 1, 2)
    known = [*printed("2025-11", [fresh]), *printed("2025-10", stale)]
    result = only(check_release([TOTAL], situation("2025-11", *known)))

    assert Verdict.UNDECIDED is result.verdict
    assert "a (level) of 2025-11 was last printed by the release for 2025-10" in result.reason


def test_a_document_that_is_not_at_hand_is_said_to_be_so() -> None:
    report = checked([TOTAL, identity("y = z", document="exh3")], parts(3, 1, 2))

    assert ("exh3",) == report.quality.not_stated
    assert 1 == report.quality.total


def test_sums_are_exact_where_floats_are_not() -> None:
    total = 2**53
    holding, broken = parts(total, total - 1, 1), parts(total, total - 3, 1)

    assert Decimal(0) == only(checked([TOTAL], holding)).difference
    assert (Decimal(2), Verdict.FAIL) == (
        only(checked([TOTAL], broken)).difference,
        only(checked([TOTAL], broken)).verdict,
    )


@given(st.lists(st.integers(-LARGEST, LARGEST), min_size=3, max_size=3))
def test_integers_stay_exact_up_to_the_largest_count(counts: list[int]) -> None:
    result = only(checked([TOTAL], parts(*counts)))

    assert Decimal(counts[0] - counts[1] - counts[2]) == result.difference


@pytest.mark.parametrize("absurd", [LARGEST + 1, 2**62, 2**63, 10**30])
def test_a_figure_too_large_for_exact_arrays_is_undecided_and_never_wraps_round(absurd: int) -> None:
    result = only(checked([TOTAL], parts(absurd, 1, 2)))

    assert Verdict.UNDECIDED is result.verdict
    assert "is larger than can be checked" in result.reason


def test_an_unlikely_residual_within_the_bound_is_a_warning_and_no_failure() -> None:
    names = [f"p{number}" for number in range(48)]
    wide = identity("total = " + " + ".join(names))
    cells = [cell(name, "2025-11", 0) for name in names]
    at = {off: only(checked([wide], [cell("total", "2025-11", off), *cells])).verdict for off in (0, 7, 8, 24, 25)}

    assert {0: "pass", 7: "pass", 8: "warn", 24: "warn", 25: "fail"} == {
        off: str(verdict) for off, verdict in at.items()
    }


def test_a_soft_relation_warns_and_never_fails() -> None:
    soft = identity("total = a + b", identity_class=IdentityClass.SOFT)

    assert Verdict.WARN is only(checked([soft], parts(99, 1, 2))).verdict


def test_a_result_says_observed_expected_difference_and_limit() -> None:
    result = only(checked([TOTAL], parts(99, 1, 2)))

    assert tuple(map(Decimal, ("99", "3", "96", "1.5"))) == (
        result.observed,
        result.expected,
        result.difference,
        result.limit,
    )
    assert "off by +96, rounding explains 1.5" == result.reason
    assert Decimal("94.5") == result.excess


def test_quality_counts_every_statement_once_and_groups_what_is_undecided_by_its_cause() -> None:
    cells = [*parts(3, 1, 2), *(cell(key, "2025-10", 1) for key in ("total", "a"))]
    quality = checked([TOTAL], cells).quality

    assert (1, 0, 0, 1, 2) == (quality.passed, quality.warned, quality.failed, quality.undecided, quality.total)
    assert ("1 because a figure of exh1 is not printed (b)",) == quality.undecided_reasons


def test_a_release_of_which_nothing_can_be_stated_passes_nothing() -> None:
    quality = checked([TOTAL], [cell("elsewhere", "2025-11", 1)]).quality

    assert 0 == quality.total


def test_the_periods_are_those_of_the_left_side() -> None:
    cells = [
        *levels("total", "2025-10", [3, 3]),
        *levels("a", "2025-09", [1, 1, 1]),
        *levels("b", "2025-09", [2, 2, 2]),
    ]

    assert [month("2025-10"), month("2025-11")] == [
        result.statement.period for result in checked([TOTAL], cells).results
    ]
