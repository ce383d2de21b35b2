"""The short way to the suspects of one moved figure, against the search itself."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.check.localise import sheet
from tests.check.made import EXHIBIT_1, GOODS_AGAIN, checked
from tests.check.rounding import exhibit_1
from watchdog.check.localise.alone import sole_suspects
from watchdog.check.localise.causes import causes
from watchdog.check.localise.puzzle import puzzle_of
from watchdog.check.report import CheckReport
from watchdog.check.statement import Place
from watchdog.model.cell import Cell

IDENTITIES = (*EXHIBIT_1, *GOODS_AGAIN)


def named(report: CheckReport) -> set[frozenset[Place]]:
    return {
        frozenset(suspect.place for suspect in each.suspects)
        for breach in causes(report).breaches
        for each in breach.explanations
    }


@settings(max_examples=60)
@given(exhibit_1(), st.data(), st.integers(1, 10_000), st.sampled_from([1, -1]))
def test_the_suspects_are_those_of_the_search(cells: list[Cell], data: st.DataObject, size: int, sign: int) -> None:
    genuine = checked(IDENTITIES, cells)
    assert genuine.system is not None
    column = data.draw(st.integers(0, len(genuine.system.columns) - 1))
    key = genuine.system.columns[column].key
    moved = [replace(each, count=each.count + sign * size) if each.key == key else each for each in cells]
    found = sole_suspects(puzzle_of(genuine.system), column, sign * size)

    assert named(checked(IDENTITIES, moved)) == {frozenset((genuine.system.columns[at],)) for at in found}


def test_nothing_is_suspected_where_nothing_breaks() -> None:
    system = sheet.report().system
    assert system is not None

    assert [] == sole_suspects(puzzle_of(system), 0, 0)
