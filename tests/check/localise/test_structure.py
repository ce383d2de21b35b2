import random

import pytest

from tests.check.localise.sheet import COLUMNS, cells, genuine, lower, report
from tests.model.made import printed, situation
from watchdog.check.findings import findings, mended
from watchdog.check.localise.causes import causes
from watchdog.check.report import CheckReport
from watchdog.model.finding import Severity, Verdict

GRID = genuine()
LETTERS = list(COLUMNS.values())


def column(letter: str) -> dict[str, int]:
    return {where: count for where, count in GRID.items() if where.startswith(letter)}


def beside(letter: str, other: str) -> dict[str, int]:
    return {where: GRID[where.replace(letter, other)] for where in column(letter)}


SHAPES = [
    ("column F, rows 13 to 21, stands one row too low", lower("F", 12, 21)),
    ("columns F and I are exchanged", beside("F", "I") | beside("I", "F")),
    ("column G repeats column F", beside("G", "F")),
    ("column E is 1,000 times too small", {where: round(count / 1000) for where, count in column("E").items()}),
    ("column E is 1,000 times too large", {where: count * 1000 for where, count in column("E").items()}),
    ("column H has the sign turned", {where: -count for where, count in column("H").items()}),
    ("rows 20 and 21 are exchanged", {f"{x}{a}": GRID[f"{x}{b}"] for x in LETTERS for a, b in ((20, 21), (21, 20))}),
    (
        "exports and imports are exchanged",
        {k: v for a, b in zip("EFGHIJ", "HIJEFG", strict=True) for k, v in beside(a, b).items()},
    ),
]


def broken(checked: CheckReport) -> int:
    return sum(result.verdict is Verdict.FAIL for result in checked.results)


@pytest.mark.parametrize(("told", "altered"), SHAPES, ids=[told for told, _ in SHAPES])
def test_a_line_that_went_wrong_as_a_whole_is_one_cause(told: str, altered: dict[str, int]) -> None:
    checked = report(**altered)
    found = causes(checked)

    assert broken(checked) >= 5
    assert [told] == [f"{each.structure.lines} {each.structure.words}" for each in found.collapses]
    assert () == found.breaches


def test_the_sheet_adds_up_before_anything_is_altered() -> None:
    assert 0 == broken(report())


@pytest.mark.parametrize("seed", range(12))
def test_single_wrong_figures_are_never_taken_for_a_structure(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a repeatable sample
    wrong = {
        where: GRID[where] + chance.choice((-9000, 900, 54)) for where in chance.sample(sorted(GRID), 1 + seed % 5)
    }

    assert () == causes(report(**wrong)).collapses


def test_a_wrong_figure_beside_a_shifted_column_is_told_by_itself() -> None:
    found = causes(report(**lower("F", 12, 21), J11=GRID["J11"] + 5000))
    ((explanation,),) = (each.explanations for each in found.breaches)

    assert 1 == len(found.collapses)
    assert ["J11"] == [suspect.cell.address and suspect.cell.address.cell for suspect in explanation.suspects]


def test_a_structure_is_one_critical_finding_that_is_mended_when_the_sheet_adds_up() -> None:
    wrong, right = (
        situation("2025-11", *printed("2025-11", cells(GRID | altered))) for altered in (lower("F", 12, 21), {})
    )
    (told,) = findings(report(**lower("F", 12, 21)), wrong)

    assert ("structure", "exh1", Severity.CRITICAL) == (told.kind, told.subject, told.severity)
    assert told.message.startswith("exh1.xlsx sheet 1: column F, rows 13 to 21, stands one row too low. That explains ")
    assert [] == mended(report(**lower("F", 12, 21)), [told], wrong)
    assert [(Verdict.PASS, told.key)] == [(each.verdict, each.key) for each in mended(report(), [told], right)]


def test_a_copied_column_is_named_wherever_the_one_stands_that_it_repeats() -> None:
    (found,) = causes(report(**beside("H", "B"))).collapses

    assert ("column H", "repeats column B") == (found.structure.lines, found.structure.words)
