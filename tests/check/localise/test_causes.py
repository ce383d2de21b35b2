from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.check.localise import sheet
from tests.check.made import EXACT, EXHIBIT_1, GOODS_AGAIN, checked, identity
from tests.check.rounding import exhibit_1
from tests.model.made import cell, levels
from watchdog.check.localise.causes import causes, solve
from watchdog.check.localise.diagnosis import Slip
from watchdog.check.localise.puzzle import puzzle_of
from watchdog.check.localise.search import cheapest_sets
from watchdog.check.report import CheckReport
from watchdog.model.cell import Cell, CellKey
from watchdog.model.finding import Verdict

IDENTITIES = (*EXHIBIT_1, *GOODS_AGAIN)


def certain_moves(report: CheckReport, key: CellKey) -> list[int]:
    """For each statement about a figure, the smallest move that is certain to break it: bound and residual together."""
    moves = []
    for result in report.results:
        weights = {place.key: weight for place, weight in result.statement.weights.items()}
        if key in weights and result.limit is not None and result.difference is not None:
            moves.append(int((Fraction(result.limit) + abs(Fraction(result.difference))) / abs(weights[key])) + 1)
    return moves


@settings(max_examples=60)
@given(exhibit_1(), st.data())
def test_a_figure_moved_beyond_bound_and_residual_is_found_and_is_among_the_suspects(
    cells: list[Cell], data: st.DataObject
) -> None:
    wrong = data.draw(st.integers(0, len(cells) - 1))
    key = cells[wrong].key
    certain = certain_moves(checked(IDENTITIES, cells), key)
    move = data.draw(st.sampled_from(certain) | st.integers(min(certain), 10**6)) * data.draw(st.sampled_from([1, -1]))
    moved = [replace(each, count=each.count + move) if each.key == key else each for each in cells]
    found = causes(checked(IDENTITIES, moved)).breaches

    assert 1 == len(found)
    assert key in {suspect.key for suspect in found[0].suspects}


def test_a_release_that_holds_has_no_breach() -> None:
    cells = [cell("total", "2025-11", 3), cell("a", "2025-11", 1), cell("b", "2025-11", 2)]

    assert () == causes(checked([identity("total = a + b")], cells)).breaches


def exhibit(**changes: int) -> list[Cell]:
    """A small exhibit 1 that adds up exactly, goods repeated in exhibit 5 (`again_`), with some figures changed."""
    figures = {
        "exports.goods": 180_000, "exports.services": 110_000, "exports.total": 290_000,
        "imports.goods": 260_000, "imports.services": 75_000, "imports.total": 335_000,
        "balance.goods": -80_000, "balance.services": 35_000, "balance.total": -45_000,
    }  # fmt: skip
    here = {key: value + changes.get(key.replace(".", "_"), 0) for key, value in figures.items()}
    goods = {
        key: value + changes.get("again_" + key.replace(".", "_"), 0)
        for key, value in figures.items()
        if key.endswith("goods")
    }
    return [cell(key, "2025-11", value) for key, value in here.items()] + [
        cell(key, "2025-11", value, document="exh5") for key, value in goods.items()
    ]


@pytest.mark.parametrize(
    ("changes", "suspects"),
    [
        ({"exports_total": 2000}, {"exh1/exports.total"}),
        ({"balance_services": -27}, {"exh1/balance.services"}),
        ({"imports_goods": 9}, {"exh1/imports.goods"}),
        # One million is within the rounding of every sum about it: either exhibit could be the wrong one.
        ({"imports_goods": 1}, {"exh1/imports.goods", "exh5/imports.goods"}),
        # Here it cannot be that of exhibit 1: with one million more the sums about it would not hold.
        ({"again_imports_goods": 1, "imports_services": 1}, {"exh5/imports.goods"}),
    ],
)
def test_the_figure_that_one_correction_would_set_right_is_named(changes: dict[str, int], suspects: set[str]) -> None:
    (breach,) = causes(checked(IDENTITIES, exhibit(**changes))).breaches

    assert suspects == {f"{each.key.outlet.document}/{each.key.series}" for each in breach.suspects}


def test_two_wrong_figures_that_share_nothing_are_two_breaches() -> None:
    separate = [identity("t = a + b"), identity("u = c + d")]
    cells = [cell(key, "2025-11", value) for key, value in {"t": 9, "a": 1, "b": 1, "u": 9, "c": 1, "d": 1}.items()]

    assert [{"t", "a", "b"}, {"u", "c", "d"}] == [
        {suspect.key.series for suspect in breach.suspects} for breach in causes(checked(separate, cells)).breaches
    ]


def test_where_no_single_correction_helps_something_is_still_named() -> None:
    changed = exhibit(exports_total=500, imports_services=-40, balance_goods=3000)
    found = causes(checked(IDENTITIES, changed)).breaches

    assert found
    assert all(breach.suspects for breach in found)


def test_the_print_of_the_release_before_is_another_figure_than_todays() -> None:
    twice = identity("x = x[exh1]", identity_class=EXACT, document="exh5")
    cells = [*levels("x", "2025-10", [5, 7]), *levels("x", "2025-10", [6, 8], document="exh5")]

    assert 2 == len(causes(checked([twice], cells)).breaches)
    assert {Verdict.FAIL} == {result.verdict for result in checked([twice], cells).results}


def test_exports_and_imports_exchanged_in_one_month_are_one_cause_of_two_figures() -> None:
    printed_sheet = sheet.genuine()
    found = causes(sheet.report(F12=printed_sheet["I12"], I12=printed_sheet["F12"]))
    ((explanation,),) = (each.explanations for each in found.breaches)

    assert (Slip.EXCHANGE, Slip.EXCHANGE) == explanation.slips
    assert {"F12", "I12"} == {each.cell.address.cell for each in explanation.suspects if each.cell.address}


def test_wrong_figures_that_have_nothing_to_do_with_each_other_are_told_apart() -> None:
    printed_sheet = sheet.genuine()
    wrong = {"E12": 900, "J15": -4000, "C18": 77}
    found = causes(sheet.report(**{where: printed_sheet[where] + by for where, by in wrong.items()}))

    assert [["C18"], ["E12"], ["J15"]] == sorted(
        [suspect.cell.address.cell for suspect in each.explanations[0].suspects if suspect.cell.address]
        for each in found.breaches
    )


def test_of_equals_the_figure_with_a_telling_slip_comes_first() -> None:
    three = [cell("total", "2025-11", 58_000), cell("a", "2025-11", 31_500), cell("b", "2025-11", 25_600)]
    (breach,) = causes(checked([identity("total = a + b")], three)).breaches

    assert "b" == breach.explanations[0].suspects[0].cell.key.series
    assert [Slip.SWAP, Slip.UNKNOWN, Slip.UNKNOWN] == [each.slips[0] for each in breach.explanations]


def test_a_search_that_runs_out_of_steps_claims_nothing() -> None:
    names = [f"x{part}" for part in range(6)]
    sums = [
        identity(f"t{row} = {' + '.join(name for part, name in enumerate(names) if part != row)}") for row in range(6)
    ]
    printed_figures = [cell(f"t{row}", "2025-11", 7 + 9 * row * row) for row in range(6)]
    system = checked(sums, [*printed_figures, *(cell(name, "2025-11", 1) for name in names)]).system
    assert system is not None
    puzzle = puzzle_of(system)
    (cut_short,) = solve(puzzle, puzzle.broken(), steps=20)

    assert ((), False) == (cut_short.outcome.sets, cut_short.outcome.is_complete)
    assert cut_short.outcome.cost <= cheapest_sets(puzzle, puzzle.broken()).cost


def test_a_month_that_repeats_the_month_before_is_said_to() -> None:
    (breach,) = causes(sheet.report(F15=sheet.genuine()["F14"])).breaches
    (suspect,) = breach.explanations[0].suspects

    assert "repeats the figure of May 2025" in {each.words for each in suspect.diagnoses}
