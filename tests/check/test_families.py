"""Families of identities: a member for each row that is printed, sums of what is printed, nothing silently left."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.check.made import checked, identity, verdicts
from tests.model.made import cell
from watchdog.check.report import CheckReport
from watchdog.check.statement import INAPPLICABLE
from watchdog.model.cell import Blank, Cell, Measure
from watchdog.model.finding import Verdict
from watchdog.model.identity import Age, Identity, Rows
from watchdog.model.period import Period
from watchdog.model.row_keys import RowKeys

KNOWN = RowKeys(
    {
        "exports.|.foods.|": "exports.foods",
        "exports.|.foods.corn.|": "exports.corn",
        "exports.|.foods.nuts.|": "exports.foods.nuts",
        "exports.|.fuels.|": "exports.fuels",
        "exports.|.fuels.coal.|": "exports.fuels.coal",
        "exports.|.other.|": "exports.other",
    }
)
HEADS = replace(identity("exports.<head> = sum(exports.<head>.<line>)"), name="heads", paths={"exh1": KNOWN})
PRINTED = {"exports.foods": 5, "exports.corn": 2, "exports.foods.nuts": 3, "exports.fuels": 4, "exports.fuels.coal": 4}


def figures(printed: dict[str, int], period: str = "2025-11") -> list[Cell]:
    return [cell(series, period, value) for series, value in printed.items()]


def blank(series: str, found: str = "") -> Blank:
    printed = cell(series, "2025-11", 0)
    assert printed.address is not None
    return Blank(key=printed.key, address=printed.address, found=found)


def stated(report: CheckReport) -> dict[str, Verdict]:
    return {name: verdict for (name, _, _), verdict in verdicts(report).items()}


def test_each_row_with_parts_has_an_identity_of_its_own() -> None:
    report = checked([HEADS], figures({**PRINTED, "exports.other": 7}))

    assert {"heads.foods": Verdict.PASS, "heads.fuels": Verdict.PASS} == stated(report)
    assert {"heads"} == {result.statement.identity.family for result in report.results}


def test_a_row_known_by_another_name_is_in_the_sum() -> None:
    (foods, _) = checked([HEADS], figures(PRINTED)).results

    assert {"exports.foods", "exports.corn", "exports.foods.nuts"} == {p.key.series for p in foods.statement.weights}


def test_a_new_line_is_in_the_sum_without_a_change_of_rules() -> None:
    assert (
        Verdict.PASS
        is stated(checked([HEADS], figures({**PRINTED, "exports.foods": 15, "exports.foods.rice": 10})))["heads.foods"]
    )


def test_a_new_group_has_an_identity_of_its_own() -> None:
    report = checked([HEADS], figures({**PRINTED, "exports.ores": 9, "exports.ores.iron": 2}))

    assert Verdict.FAIL is stated(report)["heads.ores"]


def test_a_row_that_is_gone_breaks_the_sum() -> None:
    report = checked([HEADS], figures({name: value for name, value in PRINTED.items() if name != "exports.corn"}))

    assert Verdict.FAIL is stated(report)["heads.foods"]


def test_a_row_that_is_blank_leaves_the_sum_undecided() -> None:
    printed = figures({name: value for name, value in PRINTED.items() if name != "exports.corn"})
    report = checked([HEADS], printed, blanks=[blank("exports.corn")])

    assert Verdict.UNDECIDED is stated(report)["heads.foods"]


def test_a_row_that_has_no_such_figure_is_left_out_of_the_sum() -> None:
    printed = figures({**PRINTED, "exports.foods": 3})
    printed = [each for each in printed if each.key.series != "exports.corn"]

    assert (
        Verdict.PASS is stated(checked([HEADS], printed, blanks=[blank("exports.corn", INAPPLICABLE)]))["heads.foods"]
    )
    assert Verdict.UNDECIDED is stated(checked([HEADS], printed, blanks=[blank("exports.corn", "n.a.")]))["heads.foods"]


def test_a_total_without_a_figure_is_undecided_where_it_has_no_such_figure() -> None:
    printed = [each for each in figures(PRINTED) if each.key.series != "exports.foods"]

    assert (
        Verdict.UNDECIDED
        is stated(checked([HEADS], printed, blanks=[blank("exports.foods", INAPPLICABLE)]))["heads.foods"]
    )


def test_a_total_whose_row_is_gone_is_undecided() -> None:
    report = checked([HEADS], [each for each in figures(PRINTED) if each.key.series != "exports.foods"])
    (undecided,) = (result for result in report.results if result.verdict is Verdict.UNDECIDED)

    assert "exports.foods (level) of 2025-11 is not printed in exh1" == undecided.reason


def test_parts_that_are_all_gone_leave_their_total_undecided() -> None:
    report = checked([HEADS], figures({"exports.fuels": 4, "exports.foods": 5}))

    assert {"heads.foods": Verdict.UNDECIDED, "heads.fuels": Verdict.UNDECIDED} == stated(report)


def test_words_that_are_left_out_are_neither_heads_nor_parts() -> None:
    without = {"line": {"nuts": "a memo"}, "head": {"fuels": "another matter"}}
    report = checked([replace(HEADS, without=without)], figures({**PRINTED, "exports.foods": 2}))

    assert {"heads.foods": Verdict.PASS} == stated(report)


def test_a_variable_of_the_left_side_may_name_the_row_of_another_document() -> None:
    twin = replace(identity("exports.<head> = exports.<head>[exh2]"), name="twin", paths={"exh1": KNOWN})
    elsewhere = [cell("exports.foods", "2025-11", 9, document="exh2")]

    assert {"twin.foods": Verdict.FAIL, "twin.fuels": Verdict.UNDECIDED} == stated(
        checked([twin], [*figures(PRINTED), *elsewhere])
    )


def test_each_measure_sums_what_is_printed_in_it() -> None:
    changes = replace(HEADS, rows=(Rows.CHANGES,))
    printed = [cell(series, "2025-11", 1, measure=Measure.CHANGE) for series in ("exports.fuels", "exports.fuels.coal")]

    assert {"heads.fuels": Verdict.PASS} == stated(checked([changes], [*figures(PRINTED), *printed]))


@given(values=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=40), order=st.randoms(use_true_random=False))
def test_lines_that_add_up_pass_in_any_order(values: list[int], order: object) -> None:
    printed = {"exports.ores": sum(values), **{f"exports.ores.n{place}": value for place, value in enumerate(values)}}
    cells = figures(printed)
    order.shuffle(cells)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    assert {"heads.ores": Verdict.PASS} == stated(checked([HEADS], cells))


def periods(identity_: Identity, cells: Sequence[Cell], release: str = "2025-11") -> set[str]:
    return {period for _, _, period in verdicts(checked([identity_], cells, release))}


def test_an_identity_of_some_age_is_stated_for_those_periods_only() -> None:
    same = identity("balance.total = exports.total")
    cells = [cell(s, p, 1) for s in ("balance.total", "exports.total") for p in ("2024-11", "2025-10", "2025-11")]

    assert {"2024-11", "2025-10", "2025-11"} == periods(same, cells)
    assert {"2025-11"} == periods(replace(same, only=Age.LATEST), cells)
    assert {"2024-11"} == periods(replace(same, only=Age.EARLIER_YEARS), cells)


def test_where_a_table_does_not_go_back_as_far_nothing_is_stated() -> None:
    same = replace(identity("balance.total = balance.total[exh2]"), where_shown=True)
    first = [cell("balance.total", period, 1) for period in ("2025-10", "2025-11")]
    second = [cell("exports.total", "2025-11", 1, document="exh2")]

    assert {("2025-11", Verdict.UNDECIDED)} == {
        (period, verdict) for (_, _, period), verdict in verdicts(checked([same], [*first, *second])).items()
    }


def test_quarters_and_years_are_rows_of_their_own() -> None:
    same = replace(identity("balance.total = ytd_quarters(balance.total[level])"), rows=(Rows.YEARS,))
    quarters = [cell("balance.total", f"2024-Q{quarter}", quarter) for quarter in (1, 2, 3, 4)]
    report = checked([same], [*quarters, cell("balance.total", "2024", 10)])

    assert {Verdict.PASS} == set(stated(report).values())
    assert {"2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"} == periods(
        replace(identity("balance.total = exports.total"), rows=(Rows.QUARTERS,)), quarters
    )


@pytest.mark.parametrize("printed", ["25373.801295999998", "25373.801296", "25373.8012960000001"])
def test_the_noise_of_a_spreadsheet_s_arithmetic_is_neither_an_error_nor_too_large(printed: str) -> None:
    noisy = cell("balance.total", "2025-11", printed, unit=Decimal(1).scaleb(Decimal(printed).as_tuple().exponent))  # type: ignore[arg-type]  # of a finite number
    exact = cell("exports.total", "2025-11", "25373.801296", unit="0.000001")
    report = checked([identity("balance.total = exports.total")], [noisy, exact])

    assert {Verdict.PASS} == set(stated(report).values())


@pytest.mark.parametrize(("starts", "verdict"), [("2025-11", Verdict.FAIL), ("2025-12", Verdict.UNDECIDED)])
def test_of_months_before_it_holds_an_identity_is_undecided_for_the_words_that_this_is_said_of(
    starts: str, verdict: Verdict
) -> None:
    dated = replace(HEADS, starts=Period.parse(starts), starts_for={"head": ("foods",)})
    report = checked([dated], figures({**PRINTED, "exports.foods": 90, "exports.fuels": 40}))

    assert {"heads.foods": verdict, "heads.fuels": Verdict.FAIL} == stated(report)


def test_why_an_identity_is_not_told_of_an_earlier_month_is_said() -> None:
    (result,) = checked([replace(SUM, starts=Period.parse("2025-12"))], figures(ADDED)).results

    assert "exports.total (level) of 2025-11 may be made up otherwise before December 2025 in exh1" == result.reason


SUM = identity("exports.total = exports.a + exports.b")
ADDED = {"exports.total": 9, "exports.a": 1, "exports.b": 2}
