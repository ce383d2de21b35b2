"""What is said of planted errors, on a sheet whose sums are known, and against checks of sheets that have them."""

from dataclasses import replace
from random import Random

import pytest

from tests.check.localise import sheet
from tests.check.made import checked, identity
from tests.model.made import cell
from watchdog.check.localise.causes import causes
from watchdog.check.report import CheckReport
from watchdog.model.cell import Blank, Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import IdentityClass
from watchdog.tune.bench import Bench
from watchdog.tune.planting import LINES, Ground, Kind
from watchdog.tune.power import Power, power

CELLS = sheet.cells(sheet.genuine())


@pytest.fixture(scope="module")
def found() -> Power:
    return power(sheet.report(), CELLS)


def broken(report: CheckReport, verdict: Verdict) -> set[tuple[str, str, str]]:
    return {
        (result.statement.identity.name, str(result.statement.rows), str(result.statement.period))
        for result in report.results
        if result.verdict is verdict
    }


@pytest.mark.parametrize("kind", list(Kind))
def test_each_planting_breaks_the_statements_that_a_check_of_the_wrong_sheet_says_are_broken(kind: Kind) -> None:
    report = sheet.report()
    assert report.system is not None
    bench = Bench(report.system)
    columns = bench.sheets.stated
    plantings = Ground(bench.sheets, "exh1", columns).plantings(kind, columns, Random(3))  # noqa: S311 - a repeatable draw
    judged = bench.judge(plantings)
    for number in range(0, len(plantings.at), max(len(plantings.at) // 12, 1)):
        changes = plantings.changes[:, [number]].tocoo()
        by = {
            bench.sheets.places[column].key: change
            for column, change in zip(changes.row.tolist(), changes.data.tolist(), strict=True)
        }
        if kind is Kind.DELETED:
            now, verdict, said = [c for c in CELLS if c.key not in by], Verdict.UNDECIDED, judged.plantings == number
            blanks = [Blank(key=c.key, address=c.address) for c in CELLS if c.key in by and c.address]
        else:
            now, verdict = [replace(c, count=c.count + by.get(c.key, 0)) for c in CELLS], Verdict.FAIL
            said, blanks = (judged.plantings == number) & judged.fails, []
        statements = [bench.system.statements[row] for row in judged.rows[said].tolist()]

        assert broken(checked(sheet.IDENTITIES, now, blanks=blanks), verdict) == {
            (each.identity.name, str(each.rows), str(each.period)) for each in statements
        }


def test_what_is_beyond_bound_and_residual_is_always_found(found: Power) -> None:
    total = found.documents[0].total

    assert total.certain == total.certain_broken > 0


def test_a_smaller_error_is_found_where_the_residual_is_on_its_side() -> None:
    cells = [cell("total", "2025-11", 501), cell("a", "2025-11", 200), cell("b", "2025-11", 300)]
    unit = power(checked([identity("total = a + b")], cells), cells, kinds=[Kind.UNIT]).documents[0].total

    assert (6, 0, 6, 3) == (unit.planted, unit.certain, unit.small, unit.small_broken)


def test_an_error_that_leaves_a_residual_of_just_the_bound_is_not_found() -> None:
    """Four figures explain two units: one is there already, one more is on the bound, one more still is beyond it."""
    figures = {"total": 601, "a": 200, "b": 300, "c": 100}
    cells = [cell(series, "2025-11", count) for series, count in figures.items()]
    unit = power(checked([identity("total = a + b + c")], cells), cells, kinds=[Kind.UNIT]).documents[0].total
    beyond = [replace(each, count=602) if each.key.series == "total" else each for each in cells]
    further = power(checked([identity("total = a + b + c")], beyond), beyond, kinds=[Kind.UNIT]).documents[0].total

    assert (8, 0) == (unit.planted, unit.broken)
    assert (8, 4) == (further.planted, further.broken)
    assert Verdict.PASS is checked([identity("total = a + b + c")], beyond).results[0].verdict


def test_the_wrong_figure_is_always_named_and_alone_as_often_as_a_check_says(found: Power) -> None:
    total = found.documents[0].total

    assert 0 < total.alone <= total.separable <= total.pointed
    assert total.named == total.pointed


def test_a_gap_is_undecided_and_not_broken(found: Power) -> None:
    deleted = found.documents[0].tallies[Kind.DELETED]

    assert (len(CELLS), len(CELLS), 0) == (deleted.planted, deleted.undecided, deleted.broken)


def test_the_smallest_error_that_is_always_found_is_one_beyond_the_bound() -> None:
    cells = [cell("total", "2025-11", 5), cell("a", "2025-11", 2), cell("b", "2025-11", 3)]
    found = power(checked([identity("total = a + b")], cells), cells)

    assert (2, 2, 2) == found.documents[0].smallest
    assert [("total = a + b", 1, 2)] == [(each.name, each.statements, each.smallest) for each in found.identities]


def test_figures_of_one_sum_cannot_be_told_apart() -> None:
    cells = [cell("total", "2025-11", 500), cell("a", "2025-11", 200), cell("b", "2025-11", 300)]
    total = power(checked([identity("total = a + b")], cells), cells, kinds=[Kind.SIGN]).documents[0].total

    assert (3, 3, 0, 0) == (total.pointed, total.named, total.alone, total.separable)


def test_a_soft_identity_doubts_and_proves_nothing() -> None:
    cells = [cell("total", "2025-11", 500), cell("a", "2025-11", 200), cell("b", "2025-11", 300)]
    soft = identity("total = a + b", identity_class=IdentityClass.SOFT)
    (document,) = power(checked([soft], cells), cells, kinds=[Kind.SIGN]).documents

    assert (3, 0, 3) == (document.total.planted, document.total.broken, document.total.doubtful)
    assert () == document.smallest


def test_what_is_broken_as_printed_has_no_part_in_it() -> None:
    cells = [cell("total", "2025-11", 900), cell("a", "2025-11", 200), cell("b", "2025-11", 300)]
    right = [cell("total", "2025-10", 500), cell("a", "2025-10", 200), cell("b", "2025-10", 300)]
    (document,) = power(checked([identity("total = a + b")], [*cells, *right]), [*cells, *right]).documents

    assert (6, 3) == (document.printed, document.chosen)
    assert document.tallies[Kind.UNIT].planted == 6


def test_figures_that_no_identity_covers_are_told_with_the_reason() -> None:
    cells = [cell("total", "2025-11", 5), cell("a", "2025-11", 2), cell("b", "2025-11", 3)]
    lonely, waiting = cell("c", "2025-11", 7), cell("d", "2025-11", 7)
    identities = [identity("total = a + b"), identity("d = e + a")]
    (document,) = power(checked(identities, [*cells, lonely, waiting]), [*cells, lonely, waiting]).documents

    assert (5, 3) == (document.printed, document.covered)
    assert {
        "no identity states it": (lonely,),
        "its identities are undecided: a figure of exh1 is not printed": (waiting,),
    } == {each.reason: each.cells for each in document.blind}


def test_a_sample_follows_from_its_seed() -> None:
    def once(seed: int) -> Power:
        return power(sheet.report(), CELLS, sample=5, seed=seed)

    assert once(1) == once(1)
    assert 5 == once(1).documents[0].chosen
    assert once(1) != once(2)


def test_where_nothing_could_be_stated_nothing_is_said() -> None:
    cells: list[Cell] = [cell("a", "2025-11", 2)]

    assert Power(documents=(), identities=()) == power(checked([identity("total = a + b")], cells), cells)


def test_lines_that_go_wrong_are_not_asked_for_one_figure(found: Power) -> None:
    for kind in LINES:
        assert 0 == found.documents[0].tallies[kind].pointed


def test_a_figure_alone_is_one_that_the_localisation_of_a_check_names_alone() -> None:
    report = sheet.report(F12=sheet.genuine()["F12"] + 1000)
    (breach,) = causes(report).breaches
    (explanation,) = breach.explanations
    (document,) = power(sheet.report(), [c for c in CELLS if c.address and c.address.cell == "F12"]).documents

    assert ["F12"] == [each.cell.address.cell for each in explanation.suspects if each.cell.address]
    assert document.total.alone > 0
