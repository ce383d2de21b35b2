"""Wrong figures in the published workbooks: as few as a mixed-integer solver needs, and an end to the work."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.localise.solver import solved
from tests.check.test_all_exhibits import august, checked
from watchdog.check.localise.causes import causes, solve
from watchdog.check.localise.puzzle import puzzle_of
from watchdog.check.localise.sheet import sheets_of
from watchdog.check.localise.structure import EITHER, structures
from watchdog.check.report import CheckReport
from watchdog.model.document import Reading

pytestmark = pytest.mark.specimens
WITH_COUNTRIES = ("exh12", "exh14", "exh4s")
SLIPS = (-900, 90, 5400, 77)


def altered(readings: Sequence[Reading], document: str, figures: int, seed: int) -> CheckReport:
    """The release with so many figures of a document wrong."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable sample
    (cells,) = (one.cells for one in readings if one.document == document)
    wrong = {number: chance.choice(SLIPS) for number in chance.sample(range(len(cells)), figures)}
    changed = tuple(replace(cell, count=cell.count + wrong.get(number, 0)) for number, cell in enumerate(cells))
    return checked([replace(one, cells=changed) if one.document == document else one for one in readings])


@pytest.mark.parametrize("figures", [1, 2, 3, 4])
@pytest.mark.parametrize("document", ["exh1", "exh14"])
def test_no_smaller_set_explains_a_corrupted_release(specimens: Path, document: str, figures: int) -> None:
    report = altered(august(specimens, [document]), document, figures, seed=figures)
    assert report.system is not None
    puzzle = puzzle_of(report.system)
    found = solve(puzzle, puzzle.broken())

    assert found
    assert all(each.is_proved and each.outcome.is_complete for each in found)
    assert solved(puzzle)[0] == sum(each.outcome.cost for each in found)


def test_a_hundred_wrong_figures_of_one_exhibit_get_an_answer(specimens: Path) -> None:
    found = causes(altered(august(specimens, WITH_COUNTRIES), "exh14", 100, seed=7)).breaches

    assert found
    assert all(each.explanations or each.candidates for each in found)


def test_many_wrong_figures_get_the_same_answer_on_any_machine(specimens: Path) -> None:
    report = altered(august(specimens, WITH_COUNTRIES), "exh14", 30, seed=7)

    assert causes(report).breaches == causes(report).breaches != (), "the steps are counted, not the time"


def test_an_exhibit_in_another_unit_is_one_cause(specimens: Path) -> None:
    scaled = [
        replace(one, cells=tuple(replace(cell, count=10 * cell.count) for cell in one.cells))
        if one.document == "exh14"
        else one
        for one in august(specimens, WITH_COUNTRIES)
    ]
    found = causes(checked(scaled))

    assert () == found.breaches
    assert ["all columns are 10 times too large"] == [
        f"{each.structure.lines} {each.structure.words}" for each in found.collapses
    ]


def test_where_the_steps_end_it_is_said_what_was_not_tried(specimens: Path) -> None:
    report = altered(august(specimens, ["exh1", "exh14"]), "exh14", 30, seed=7)
    assert report.system is not None
    puzzle, sheets = puzzle_of(report.system), sheets_of(report.system)

    assert frozenset() == structures(puzzle, sheets).untried
    assert "exh14" in structures(puzzle, sheets, steps=500).untried
    assert any(not each.outcome.is_complete for each in solve(puzzle, puzzle.broken(), steps=50))


COPIES = {
    ("exh1", "B", "E"): "column E repeats column B",
    ("exh7", "B", "E"): "column E repeats column B",
    ("exh7", "B", "C"): f"columns B and C {EITHER}",
    ("exh7", "C", "B"): f"columns B and C {EITHER}",
}


@pytest.mark.parametrize(("document", "source", "to"), COPIES)
def test_a_column_that_repeats_another_is_one_cause_and_neither_is_blamed_at_random(
    specimens: Path, document: str, source: str, to: str
) -> None:
    (reading,) = august(specimens, [document])
    counts = {cell.address.cell: cell.count for cell in reading.cells if cell.address}
    copied = tuple(
        replace(cell, count=counts.get(source + cell.address.cell[1:], cell.count))
        if cell.address and cell.address.cell[0] == to
        else cell
        for cell in reading.cells
    )
    report = checked([replace(reading, cells=copied)])
    start = time.process_time()
    found = causes(report)
    took = time.process_time() - start

    assert [COPIES[document, source, to]] == [
        f"{each.structure.lines} {each.structure.words}" for each in found.collapses
    ]
    assert () == found.breaches
    assert 2 > took
