from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.model.made import cell, knowledge, levels, month, printed
from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
from watchdog.model.cell import Cell, Measure, Provenance
from watchdog.model.knowledge import Knowledge, Known
from watchdog.model.period import Period

NOVEMBER = month("2025-11")
# A computed decimal keeps 28 digits; nothing here is told with more than a dozen.
LAST_DIGIT = Fraction(1, 10**15)

Truth = Callable[[Mapping[Period, Fraction], Period], Fraction]


def of(text: str, known: Knowledge, period: str = "2025-11") -> Bounded | Missing:
    return evaluate(parse(text), month(period), known)


def value(text: str, known: Knowledge, period: str = "2025-11") -> Decimal:
    found = of(text, known, period)
    assert isinstance(found, Bounded), found
    return found.value


def reason(text: str, known: Knowledge, period: str = "2025-11") -> str:
    found = of(text, known, period)
    assert isinstance(found, Missing), found
    return found.reason


TRUTHS: dict[str, Truth] = {
    "diff(x)": lambda true, at: true[at] - true[at.shift(-1)],
    "diff(-x)": lambda true, at: true[at.shift(-1)] - true[at],
    "yoy(x)": lambda true, at: true[at] - true[at.year_before()],
    "ytd(x)": lambda true, at: sum((true[each] for each in at.year_to_date()), Fraction(0)),
    "yoy(ytd(x))": lambda true, at: TRUTHS["ytd(x)"](true, at) - TRUTHS["ytd(x)"](true, at.year_before()),
    "mean(x, 3)": lambda true, at: sum((true[at.shift(-back)] for back in range(3)), Fraction(0)) / 3,
    "yoy(mean(x, 3))": lambda true, at: TRUTHS["mean(x, 3)"](true, at) - TRUTHS["mean(x, 3)"](true, at.year_before()),
    "diff(mean(x, 3))": lambda true, at: TRUTHS["mean(x, 3)"](true, at) - TRUTHS["mean(x, 3)"](true, at.shift(-1)),
    "diff(lag(x, 2))": lambda true, at: true[at.shift(-2)] - true[at.shift(-3)],
    "pct(x)": lambda true, at: 100 * TRUTHS["diff(x)"](true, at) / abs(true[at.shift(-1)]),
    "yoy_pct(x)": lambda true, at: 100 * TRUTHS["yoy(x)"](true, at) / abs(true[at.year_before()]),
    "yoy_pct(ytd(x))": lambda true, at: (
        100 * TRUTHS["yoy(ytd(x))"](true, at) / abs(TRUTHS["ytd(x)"](true, at.year_before()))
    ),
    "share(x, lag(x, 1))": lambda true, at: 100 * true[at] / true[at.shift(-1)],
    "x / lag(x, 12)": lambda true, at: true[at] / true[at.year_before()],
    "abs(diff(x))": lambda true, at: abs(TRUTHS["diff(x)"](true, at)),
    "2 * x - 0.5 * lag(x, 1)": lambda true, at: 2 * true[at] - true[at.shift(-1)] / 2,
    "pct(x) - yoy_pct(x)": lambda true, at: TRUTHS["pct(x)"](true, at) - TRUTHS["yoy_pct(x)"](true, at),
}
PRINTED_AS_SUCH = {
    "diff(x)": Measure.CHANGE,
    "ytd(x)": Measure.YTD,
    "yoy(ytd(x))": Measure.YTD_CHANGE,
    "mean(x, 3)": Measure.MEAN3,
}

thousandths = (st.integers(-(10**8), 10**8) | st.integers(-(10**6), 10**6)).map(lambda count: Fraction(count, 1000))
steps = st.sampled_from([Decimal(1), Decimal(10), Decimal(100)])


@st.composite
def figures(draw: st.DrawFn) -> tuple[dict[Period, Fraction], list[Cell]]:
    """Two years of true figures, their levels as printed, and some prints of what follows from them."""
    months = [NOVEMBER.shift(-back) for back in range(27)]
    true = {period: draw(thousandths) for period in months}
    cells = [rounded(draw, "x", period, true[period], Measure.LEVEL) for period in months]
    for formula in draw(st.sets(st.sampled_from(sorted(PRINTED_AS_SUCH)))):
        for period in (NOVEMBER, NOVEMBER.year_before()):
            try:
                exact = TRUTHS[formula](true, period)
            except KeyError:
                continue
            cells.append(rounded(draw, "x", period, exact, PRINTED_AS_SUCH[formula]))
    return true, cells


def rounded(draw: st.DrawFn, key: str, period: Period, exact: Fraction, measure: Measure) -> Cell:
    """A tie goes either way, as it does in print."""
    unit = draw(steps)
    count, rest = divmod(exact, Fraction(unit))
    up = rest * 2 > unit or (rest * 2 == unit and draw(st.booleans()))
    return cell(key, period, (int(count) + up) * unit, measure=measure, unit=unit)


@given(figures(), st.sampled_from(sorted(TRUTHS)))
def test_the_error_bounds_how_far_the_result_is_from_that_of_unrounded_figures(
    published: tuple[dict[Period, Fraction], list[Cell]], formula: str
) -> None:
    true, cells = published
    found = of(formula, knowledge(*printed("2025-11", cells)))
    assume(isinstance(found, Bounded))
    assert isinstance(found, Bounded)

    assert abs(Fraction(found.value) - TRUTHS[formula](true, NOVEMBER)) <= Fraction(found.error) + LAST_DIGIT


def test_the_bound_of_a_ratio_is_no_wider_than_the_worst_rounding() -> None:
    known = knowledge(*printed("2025-11", [cell("x", "2025-11", 10), cell("y", "2025-11", 10)]))
    ratio = of("x / y", known)

    assert isinstance(ratio, Bounded)
    assert abs(Fraction(ratio.error) - (Fraction("10.5") / Fraction("9.5") - 1)) <= LAST_DIGIT


def test_every_formula_of_that_property_can_be_computed() -> None:
    known = knowledge(*printed("2025-11", levels("x", "2023-09", range(1000, 1027))))

    assert [] == [formula for formula in TRUTHS if not isinstance(of(formula, known), Bounded)]


def november(*more: Known) -> Knowledge:
    """The balance as known on 29 January 2026."""
    balance = levels("balance.total", "2025-09", [-48137, -29206, -56825])
    return knowledge(*printed("2025-11", balance), *more)


def test_the_figures_of_november_2025() -> None:
    known = november()

    assert Decimal(27619) == value("diff(-balance.total)", known)
    assert Decimal("94.57") == round(value("pct(-balance.total)", known), 2)
    assert Decimal(44723) == round(value("mean(-balance.total, 3)", known))


def test_a_single_figure_stays_as_exact_as_it_was_printed_whatever_its_sign() -> None:
    figure = of("-balance.total", november())

    assert isinstance(figure, Bounded)
    assert (Decimal(56825), Decimal("0.5"), Provenance.EXACT) == (figure.value, figure.error, figure.provenance)
    assert 1 == len(figure.evidence)


def test_a_computed_figure_names_its_weakest_part_and_all_its_evidence() -> None:
    press = printed("2025-11", [cell("exports.total", "2025-11", 292050, document="press", unit=10)])
    figure = of("share(exports.total, balance.total)", november(*press))

    assert isinstance(figure, Bounded)
    assert (Provenance.DERIVED, Provenance.PRESS_ROUNDED) == (figure.provenance, figure.weakest)
    assert ["press.xlsx", "exh1.xlsx"] == [address.document for address in figure.evidence]


def test_a_percent_change_across_zero_is_refused() -> None:
    known = knowledge(*printed("2025-11", levels("balance.total", "2025-09", [-500, 100, 200])))

    assert "a percent change across zero means nothing" == reason("pct(balance.total)", known, "2025-10")
    assert Decimal(100) == value("pct(balance.total)", known)


def test_a_percent_change_is_of_the_size_so_a_growing_deficit_is_minus_a_growing_balance() -> None:
    known = november()

    assert value("pct(-balance.total)", known) == -value("pct(balance.total)", known)


def test_a_divisor_that_rounding_could_make_zero_is_refused() -> None:
    known = knowledge(*printed("2025-11", [cell("x", "2025-11", 7), *levels("y", "2025-10", [1, 0])]))

    assert "the divisor cannot be told from zero" == reason("x / diff(y)", known)
    assert "the divisor cannot be told from zero" == reason("x / y", known)
    assert "the divisor cannot be told from zero" == reason("share(x, y)", known)
    assert "the divisor cannot be told from zero" == reason("x / 0", known)


def test_a_missing_month_is_missing_and_named() -> None:
    assert "balance.total is not at hand for 2025-08" == reason("mean(balance.total, 4)", november())


def test_a_difference_never_crosses_releases() -> None:
    known = knowledge(
        *printed("2025-10", levels("x", "2025-10", [100])), *printed("2025-11", levels("x", "2025-11", [90]))
    )

    assert "its figures are of different releases (2025-10, 2025-11)" == reason("diff(x)", known)
    assert "its figures are of different releases (2025-10, 2025-11)" == reason("pct(x)", known)


def test_a_printed_change_stands_where_no_level_is_published() -> None:
    known = knowledge(
        *printed("2025-11", [cell("gold", "2025-11", -4200, measure=Measure.CHANGE, document="press", unit=100)])
    )
    figure = of("diff(-gold)", known)

    assert isinstance(figure, Bounded)
    assert (Decimal(4200), Decimal(50), Provenance.PRESS_ROUNDED) == (figure.value, figure.error, figure.provenance)


def test_the_sharper_of_print_and_computation_is_taken() -> None:
    coarse = cell("balance.total", "2025-11", -27620, measure=Measure.CHANGE, document="press", unit=10)
    sharp = cell("balance.total", "2025-11", -134_169, measure=Measure.YTD)

    assert Decimal(-27619) == value("diff(balance.total)", november(*printed("2025-11", [coarse])))
    assert Decimal("0.5") == getattr(of("ytd(balance.total)", november(*printed("2025-11", [sharp]))), "error", None)


@pytest.mark.parametrize("formula", ["diff(lag(x, 1))", "diff(mean(x, 3))", "ytd(diff(x))", "mean(ytd(x), 3)"])
def test_a_printed_change_of_the_series_is_not_that_of_a_function_of_it(formula: str) -> None:
    plain = levels("x", "2024-10", range(14))
    misleading = [
        cell("x", "2025-11", 999, measure=measure) for measure in (Measure.CHANGE, Measure.YTD, Measure.MEAN3)
    ]

    assert value(formula, knowledge(*printed("2025-11", plain))) == value(
        formula, knowledge(*printed("2025-11", [*plain, *misleading]))
    )


def test_a_print_of_an_earlier_release_does_not_displace_what_the_latest_one_says() -> None:
    old = cell("x", "2025-02", 999, measure=Measure.YTD)
    known = knowledge(*printed("2025-02", [old]), *printed("2025-11", levels("x", "2025-01", [10, 20])))

    assert Decimal(30) == value("ytd(x)", known, "2025-02")


def test_last_months_level_follows_from_this_months_and_its_change() -> None:
    known = knowledge(
        *printed("2025-10", [cell("exports.total", "2025-10", 302000, document="press", unit=100)]),
        *printed("2025-11", [cell("exports.total", "2025-11", 292052)]),
        *printed(
            "2025-11", [cell("exports.total", "2025-11", -10870, measure=Measure.CHANGE, document="press", unit=10)]
        ),
    )
    level = of("exports.total", known, "2025-10")

    assert isinstance(level, Bounded)
    assert (Decimal(302922), Decimal("5.5")) == (level.value, level.error)
    assert Decimal("-3.59") == round(value("pct(exports.total)", known), 2)


def test_a_figure_of_the_release_before_is_only_for_identities() -> None:
    assert "only identities can ask for balance.total as printed by the release before" == reason(
        "balance.total - balance.total[prior]", november()
    )


def test_a_term_can_say_where_it_is_printed() -> None:
    fred = printed("2025-11", [cell("balance.total", "2025-11", -56800, document="fred")])

    assert Decimal(-25) == value("balance.total[exh1] - balance.total[fred]", november(*fred))
    assert "balance.total is not at hand for 2025-11" == reason("balance.total[exh2, mean3]", november())


def test_series_times_series_has_no_bound_here() -> None:
    assert "this formula multiplies series by series" == reason("balance.total * balance.total", november())
