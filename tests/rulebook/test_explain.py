"""Each entry of the rulebook can be put in words that a statistician can judge."""

import pytest

from watchdog.errors import UsageError
from watchdog.rulebook.explain import explain
from watchdog.rulebook.load import load
from watchdog.rulebook.packs import packaged_rules

BOOK = load(packaged_rules() / "us_trade")


def test_an_identity_says_what_holds_how_exactly_and_where() -> None:
    text = explain(BOOK, "X2.balance.total")

    assert "holds      balance.total[mean3] = mean(balance.total[exh1, level], 3)" in text
    assert "tolerance  rounding: at most half a published unit for each figure" in text
    assert "rows       every month of exh2" in text
    assert "touches    exh1 (exh1.xlsx), column Balance / Total: balance.total, bop/sa/current" in text


def test_an_identity_for_some_months_says_which() -> None:
    assert "months     only January" in explain(BOOK, "X1e.balance.total")


def test_an_identity_across_bases_says_so() -> None:
    assert "bridge     its series differ in basis on purpose" in explain(BOOK, "X12b.balance.goods")


def test_a_rule_says_its_parameters_and_the_series_it_touches() -> None:
    text = explain(BOOK, "headline-contributions")

    assert "-imports.capital_goods (of it -imports.computers, -imports.semiconductors)" in text
    assert "touches    imports.computers (census/sa/current): Imports of computers" in text
    assert "warn       3.0" in explain(BOOK, "headline-swing")


def test_a_figure_says_its_formula() -> None:
    assert "formula    yoy(mean(-balance.total, 3))" in explain(BOOK, "mean-deficit-year")


def test_a_series_says_its_basis_and_where_it_is_printed() -> None:
    text = explain(BOOK, "balance.goods.nsa")

    assert "basis      bop/nsa/current" in text
    assert "exh12 (exh12.xlsx), column Balance / Total Balance of Payments Basis" in text


# most of the thousands are made from templates and are all alike
SERIES = [key for number, (key, one) in enumerate(BOOK.series.items()) if one.outlets or number % 40 == 0]


@pytest.mark.parametrize(
    "name",
    [*(i.name for i in BOOK.identities), *(r.name for r in BOOK.rules), *(f.name for f in BOOK.figures), *SERIES],
)
def test_everything_can_be_explained(name: str) -> None:
    assert explain(BOOK, name).startswith(f"{name}: ")


def test_a_series_made_from_a_template_says_its_row_and_column() -> None:
    text = explain(BOOK, "balance.goods.european_union_other.nsa")

    assert "printed in exh14 (exh14.xlsx), row Europe / European Union / Other, column Balance" in text
    assert "exh8 (exh8.xlsx), row Capital goods, except automotive / Computers" in explain(BOOK, "imports.computers")
    assert "exh10 (exh10.xlsx), column Exports / Total Census" in explain(BOOK, "exports.goods.census.chained2017")


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'headline-swing'"):
        explain(BOOK, "headline-swng")


def test_a_family_says_what_it_stands_for_what_it_leaves_out_and_every_row() -> None:
    text = explain(BOOK, "X14c.exports")

    assert "holds      exports.goods.<area>.nsa = sum(exports.goods.<area>.<member>.nsa)" in text
    assert "stands for 6 identities in the rows that the rules know" in text
    assert "without    member euro_area: a second grouping" in text
    assert "X14c.exports.africa: Goods by country (exh14): exports, africa = sum of its members" in text
    assert "touches    exh14 (exh14.xlsx), row Africa / Egypt, column Exports: exports.goods.egypt.nsa" in text


def test_one_member_of_a_family_can_be_asked_for() -> None:
    text = explain(BOOK, "X7b.capital_goods")

    assert text.startswith("X7b.capital_goods: ")
    assert "sum of     32 rows that the rules know" in text
    assert "Foods" not in text


def test_the_beginning_of_a_name_explains_all_that_begin_so() -> None:
    text = explain(BOOK, "X14b")

    assert ["X14b.balance", "X14b.exports", "X14b.imports"] == [
        line.partition(":")[0] for line in text.splitlines() if line.startswith("X14b")
    ]


def test_an_identity_for_periods_of_some_age_says_which() -> None:
    assert "periods    only the release's own month" in explain(BOOK, "X15b")
    assert "periods    only those that all its tables show" in explain(BOOK, "X19d.exports")


def test_a_ratio_says_what_it_holds_and_which_figures_it_touches() -> None:
    text = explain(BOOK, "X17b.exports")

    assert "holds      exports.crude_oil.daily.nsa = exports.crude_oil.quantity.nsa / days" in text
    assert "rows       every month, every year to date, every completed year of exh17" in text
    assert "touches    exh17 (exh17.xlsx), column Exports / Crude Oil / Quantity (thousands of barrels): " in text


def test_an_inequality_of_many_rows_counts_them_and_a_ranking_names_its_heads() -> None:
    inequality, ranking = explain(BOOK, "XE1.cif.exh4s"), explain(BOOK, "X7e.exh7")

    assert "holds      imports.goods.<row>.cif.nsa >= imports.goods.<row>.nsa" in inequality
    assert "it usually holds: more is worth a look" in inequality
    assert "touches    exh4s (exh4s.xlsx), 252 rows that the rules know: imports.goods.<row>.nsa" in inequality
    assert "touches    exh7 (exh7.xlsx), row Capital goods, except automotive: exports.capital_goods" in ranking


@pytest.mark.parametrize("flow", ["balance", "exports", "imports"])
def test_a_sum_of_areas_says_so_and_names_every_cell_it_touches(flow: str) -> None:
    text = explain(BOOK, f"X14b.{flow}")

    assert "= the areas + unidentified countries + timing adjustments" in text
    assert 9 == text.count("touches    exh14 (exh14.xlsx), row ")
