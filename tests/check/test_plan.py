"""Plans are used again for other figures of the same structure, and for nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.check.made import EXACT, EXHIBIT_1, identity
from tests.model.made import cell, knowledge, printed, situation
from watchdog.check.plan import Plans, Wanted
from watchdog.check.report import check_release
from watchdog.check.results import Result, Results
from watchdog.check.statement import INAPPLICABLE, LARGEST
from watchdog.model.cell import Address, Blank, Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import Identity
from watchdog.model.knowledge import Situation

MONTHS = ("2025-10", "2025-11")
NAMES = tuple(f"{side}.{item}" for side in ("balance", "exports", "imports") for item in ("total", "goods", "services"))
FIGURES = [cell(name, period, 100 + 7 * place) for place, name in enumerate(NAMES) for period in MONTHS]
COPIED = identity("exports.total = exports.total[prior]", identity_class=EXACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call: the rules, the figures of this release and of the one before, those of an earlier print, and blanks."""

    identities: Sequence[Identity] = (*EXHIBIT_1, COPIED)
    cells: Sequence[Cell] = field(default_factory=lambda: list(FIGURES))
    stale: Sequence[Cell] = ()
    before: Sequence[Cell] = field(default_factory=lambda: [cell("exports.total", "2025-10", 121)])
    blanks: Sequence[Blank] = ()
    release: str = "2025-11"

    def situation(self) -> Situation:
        known = [*printed("2025-09", self.stale), *printed(self.release, self.cells)]
        before = knowledge(*printed("2025-10", self.before)) if self.before else None
        return situation(self.release, *known, before=before)


def results(asked: Asked, plans: Plans) -> list[Result]:
    return list(Results(plans.filled(Wanted(identities=tuple(asked.identities)), asked.situation(), asked.blanks)))


def with_counts(cells: Sequence[Cell], counts: Sequence[int]) -> list[Cell]:
    return [replace(each, count=count) for each, count in zip(cells, counts, strict=True)]


@settings(max_examples=20)
@given(st.lists(st.integers(-LARGEST, LARGEST), min_size=len(FIGURES), max_size=len(FIGURES)))
def test_other_figures_of_the_same_structure_get_the_same_plan_and_the_results_of_a_new_one(counts: list[int]) -> None:
    plans, other = Plans(), Asked(cells=with_counts(FIGURES, counts))
    first = plans.filled(Wanted(identities=tuple(Asked().identities)), Asked().situation())

    assert first.plan is plans.filled(Wanted(identities=tuple(other.identities)), other.situation()).plan
    assert results(other, Plans()) == results(other, plans)


BLANK = Blank(key=cell("exports.goods", "2025-12", 0).key, address=Address("exh1.xlsx", "1", "B9"))
CHANGES = {
    "a rule is exact now": Asked(identities=(*EXHIBIT_1[:-1], replace(EXHIBIT_1[-1], identity_class=EXACT), COPIED)),
    "a rule says something else under its name": Asked(
        identities=(replace(EXHIBIT_1[0], right="exports.total + imports.total"), *EXHIBIT_1[1:], COPIED)
    ),
    "a rule is gone": Asked(identities=EXHIBIT_1),
    "the rules stand in another order": Asked(identities=(COPIED, *EXHIBIT_1)),
    "a figure is gone": Asked(cells=FIGURES[1:]),
    "a figure is new": Asked(cells=[*FIGURES, cell("balance.total", "2025-09", 5)]),
    "the figures stand in another order": Asked(cells=FIGURES[::-1]),
    "a figure is of another document": Asked(
        cells=[*FIGURES[1:], cell("balance.total", "2025-10", 1, document="exh5")]
    ),
    "a figure is printed more finely": Asked(
        cells=[replace(FIGURES[0], count=1000, published_unit=Decimal("0.1")), *FIGURES[1:]]
    ),
    "a figure is left from an earlier release": Asked(cells=FIGURES[1:], stale=FIGURES[:1]),
    "a place is blank": Asked(blanks=[BLANK]),
    "a place says that there is no such figure": Asked(blanks=[replace(BLANK, found=INAPPLICABLE)]),
    "the release before is not at hand": Asked(before=()),
    "the release before printed something else": Asked(before=[cell("exports.total", "2025-09", 121)]),
    "the release before printed more finely": Asked(before=[cell("exports.total", "2025-10", 121, unit="0.1")]),
    "another release": Asked(release="2025-12"),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_of_rules_or_structure_never_uses_a_plan_made_before_it(changed: Asked) -> None:
    plans = Plans()
    before = plans.filled(Wanted(identities=tuple(Asked().identities)), Asked().situation())
    after = plans.filled(Wanted(identities=tuple(changed.identities)), changed.situation(), changed.blanks)

    assert before.plan is not after.plan
    assert results(changed, Plans()) == list(Results(after))
    assert results(Asked(), Plans()) == results(Asked(), plans), "and the one before still holds"


@pytest.mark.parametrize("number", [0, 3, len(FIGURES) - 1])
def test_a_figure_that_becomes_too_large_to_be_checked_leaves_its_statements_undecided(number: int) -> None:
    large = [*FIGURES[:number], replace(FIGURES[number], count=10**20), *FIGURES[number + 1 :]]
    plans = Plans()
    results(Asked(), plans)

    assert results(Asked(cells=large), Plans()) == results(Asked(cells=large), plans)
    assert Verdict.UNDECIDED in {each.verdict for each in results(Asked(cells=large), plans)}
    assert results(Asked(), Plans()) == results(Asked(), plans), "nor does it leave a plan behind"


@settings(max_examples=30)
@given(st.integers(-(10**17), 10**17), st.integers(-(10**17), 10**17))
def test_the_noise_of_a_spreadsheet_s_arithmetic_is_taken_off_anew(one: int, two: int) -> None:
    plans = Plans()
    for count in (one, two):
        noisy = [replace(FIGURES[0], count=count, published_unit=Decimal("1e-14")), *FIGURES[1:]]
        assert results(Asked(cells=noisy), Plans()) == results(Asked(cells=noisy), plans)


def test_plans_that_were_not_used_for_long_are_forgotten() -> None:
    plans = Plans(kept=2)
    first = plans.filled(Wanted(identities=tuple(Asked().identities)), Asked().situation()).plan
    for gone in (1, 2):
        plans.filled(Wanted(identities=tuple(Asked().identities)), Asked(cells=FIGURES[gone:]).situation())

    assert first is not plans.filled(Wanted(identities=tuple(Asked().identities)), Asked().situation()).plan


def test_results_are_a_sequence_in_which_each_is_written_once() -> None:
    report = check_release(Asked().identities, Asked().situation())
    every = list(report.results)

    assert every[-1] is report.results[-1]
    assert tuple(every[2:5]) == report.results[2:5]
    with pytest.raises(IndexError):
        report.results[len(every)]
    assert report.system is not None
    decided = [each.statement for each in every if each.verdict is not Verdict.UNDECIDED]
    assert [id(each) for each in report.system.statements] == [id(each) for each in decided]
