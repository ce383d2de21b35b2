"""The tests notice the defects that alerts must never have; `python -m tests.mutation` plants all the others."""

import pytest

from tests.mutation.mutants import OTHERS, PROMISES, Mutant
from tests.mutation.planting import ROOT, copied, plant, run, trouble

TRIED = PROMISES[::2]  # all: python -m tests.mutation


@pytest.mark.parametrize("mutant", TRIED, ids=lambda mutant: mutant.name)
def test_a_planted_defect_turns_the_tests_red(mutant: Mutant) -> None:
    assert "" == trouble(mutant)


def test_without_a_defect_the_same_tests_are_green() -> None:
    with copied() as folder:
        assert 0 == run(folder, sorted({test for mutant in TRIED for test in mutant.tests}))


@pytest.mark.parametrize("mutant", [*PROMISES, *OTHERS], ids=lambda mutant: mutant.name)
def test_every_defect_can_still_be_planted(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")

    assert 1 == text.count(mutant.old)
    assert [] == [test for test in mutant.tests if not (ROOT / test.partition("::")[0]).is_file()]


def test_a_defect_that_survives_or_has_lost_its_place_is_said() -> None:
    harmless = Mutant(
        "harmless", "watchdog/errors.py", "WatchdogError\n├", "WatchdogError \n├", ("tests/model/test_secret.py",)
    )
    lost = harmless._replace(name="lost", old="no such text")

    assert "harmless: survived tests/model/test_secret.py" == trouble(harmless)
    assert "lost: watchdog/errors.py has its place 0 times, not once: correct the mutant" == plant(lost, ROOT)
