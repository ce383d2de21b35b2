from dataclasses import replace

import pytest

from tests.check.relations import judged, relation
from tests.model.made import cell
from watchdog.check.ordering import OrderingParameters
from watchdog.model.cell import Address, Cell, Measure
from watchdog.model.finding import Verdict

RANKED = relation("ordering", OrderingParameters(document="exh7", heads=("food", "capital")))


def sheet(*changes: tuple[str, int]) -> list[Cell]:
    """The lines from the top of the sheet to its end, with their changes."""
    return [
        replace(
            cell(key, "2025-11", change, measure=Measure.CHANGE, document="exh7"),
            address=Address("exh7.xlsx", "1", f"D{place}"),
        )
        for place, (key, change) in enumerate(changes, start=9)
    ]


ORDER = {
    "falling below a head that grew": ([("food", 5), ("corn", 9), ("nuts", 2), ("rice", -6)], Verdict.PASS),
    "rising below a head that fell": ([("food", -5), ("rice", -9), ("nuts", 1), ("corn", 3)], Verdict.PASS),
    "equal changes": ([("food", 5), ("corn", 3), ("nuts", 3), ("rice", -1)], Verdict.PASS),
    "against its head": ([("food", 5), ("rice", -9), ("nuts", 1), ("corn", 13)], Verdict.FAIL),
    "one line moved": ([("food", 5), ("corn", 9), ("rice", -6), ("nuts", 2)], Verdict.FAIL),
    "one unit out of order": ([("food", 5), ("corn", 2), ("rice", 3), ("nuts", 0)], Verdict.FAIL),
    "either way below a head that stayed": ([("food", 0), ("rice", -2), ("corn", 2)], Verdict.PASS),
    "neither way below a head that stayed": ([("food", 0), ("rice", -2), ("corn", 2), ("nuts", 0)], Verdict.FAIL),
    "a head alone": ([("food", 5)], Verdict.PASS),
}


@pytest.mark.parametrize("lines", ORDER)
def test_lines_stand_in_the_order_of_their_changes_in_the_direction_of_their_head(lines: str) -> None:
    changes, verdict = ORDER[lines]
    cells = sheet(*changes, ("capital", -1), ("ships", -3), ("planes", 2))
    results = {each.subject: each.verdict for each in judged(RANKED, reversed(cells))}

    assert {"exh7/food/change": verdict, "exh7/capital/change": Verdict.PASS} == results


def test_the_neighbours_out_of_order_are_named_with_their_cells() -> None:
    cells = sheet(("food", 5), ("corn", 9), ("rice", -6), ("nuts", 2), ("capital", 1))
    food, _ = judged(RANKED, cells)

    assert "nuts (+2) stands below rice (-6)" == food.reason
    assert ["D11", "D12"] == [each.address.cell for each in food.cells if each.address]


def test_without_the_change_of_the_head_it_cannot_tell() -> None:
    food, capital = judged(RANKED, sheet(("corn", 9), ("rice", -6), ("capital", 1)))

    assert (Verdict.UNDECIDED, Verdict.PASS) == (food.verdict, capital.verdict)
    assert "food (change) of 2025-11 is not printed in exh7" == food.reason
