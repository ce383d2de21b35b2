"""How firm a claim is, in revisions of the usual size."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.model.made import levels, printed, situation
from watchdog.detect.firmness import FEWEST_REVISIONS, Firmness, firmness
from watchdog.model.claim import Grade
from watchdog.model.knowledge import Situation
from watchdog.model.revisions import Revisions


def known(count: int, size: int) -> Situation:
    """As many revisions of this size."""
    at = situation("2025-11", *printed("2025-11", levels("x", "2025-10", [1, 2])))
    return replace(at, revisions={"x": Revisions(count, Decimal(count * size * size))})


@pytest.mark.parametrize(
    ("margin", "grade"), [(3000, Grade.A), (2990, Grade.B), (1000, Grade.B), (990, Grade.C), (0, Grade.C)]
)
def test_a_margin_of_three_usual_revisions_is_firm_and_of_less_than_one_is_not(margin: int, grade: Grade) -> None:
    found = firmness(Decimal(margin), "x", known(20, 1000))

    assert Firmness(margin / 1000, grade) == found


def test_a_sum_can_be_revised_in_each_of_its_months() -> None:
    assert Grade.A is firmness(Decimal(3000), "x", known(20, 1000)).grade
    assert Grade.B is firmness(Decimal(3000), "x", known(20, 1000), months=3).grade


def test_too_few_revisions_give_no_grade() -> None:
    assert Firmness() == firmness(Decimal(3000), "x", known(FEWEST_REVISIONS - 1, 1000))
    assert Firmness() == firmness(Decimal(3000), "y", known(FEWEST_REVISIONS, 1000))
