"""Which lines to look at first: few, the most important ones, and none where nothing exceeds the usual."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from tests.detect.made import judged, rule
from tests.model.made import levels, printed, situation
from watchdog.detect.selective_editing import SelectiveEditingParameters
from watchdog.model.finding import Finding, Verdict

PARAMETERS = SelectiveEditingParameters(total="exports.goods", lines=("exports.goods.*",))
SIZES = {"small": 100, "middle": 1_000, "large": 50_000}


def beside_a_line_that_never_moved(last: int, transform: Literal["level", "log"]) -> Finding:
    """Five years of a line at 1,000 that is `last` now, beside one that goes up and down."""
    cells = levels("exports.goods", "2025-11", [60_000])
    cells += levels("exports.goods.small", "2020-11", [1_000] * 60 + [last])
    cells += levels("exports.goods.large", "2020-11", [20_000 + place * 37 % 11 * 40 for place in range(61)])
    parameters = replace(PARAMETERS, transform=transform)
    return judged(rule("selective_editing", parameters), situation("2025-11", *printed("2025-11", cells)))


def looked_at(**off: float) -> Finding:
    """Five years of three lines that wander by a hundredth of their size, the last month `off` by that part of it."""
    rng = np.random.default_rng(3)
    cells = levels("exports.goods", "2025-11", [60_000])
    for name, size in SIZES.items():
        wander = size * (10 + 0.1 * rng.standard_normal(61))
        wander[-1] += 10 * size * off.get(name, 0.0)
        cells += levels(f"exports.goods.{name}", "2020-11", [int(value) for value in wander])
    return judged(rule("selective_editing", PARAMETERS), situation("2025-11", *printed("2025-11", cells)))


def test_where_nothing_exceeds_the_usual_no_line_needs_a_look() -> None:
    finding = looked_at()

    assert Verdict.PASS is finding.verdict
    assert 0 == finding.observed
    assert "no line needs a look" in finding.message


def test_a_line_that_cannot_matter_is_left_out_however_odd() -> None:
    assert 0 == looked_at(small=0.05).observed
    assert 1 == looked_at(small=0.3).observed


def test_the_most_important_comes_first() -> None:
    finding = looked_at(middle=0.5, large=0.5, small=0.6)
    places = [finding.message.index(name) for name in ("of goods of large", "of goods of middle", "of goods of small")]

    assert sorted(places) == places
    assert (finding.score or 0) <= PARAMETERS.accepted


def test_it_is_said_and_never_alerted() -> None:
    finding = looked_at(large=0.5)

    assert ("screening", Verdict.PASS) == (finding.kind, finding.verdict)


@pytest.mark.parametrize("transform", ["level", "log"])
@pytest.mark.parametrize(("last", "named"), [(1_000, 0), (1_001, 0), (5_000, 1)])
def test_a_line_that_never_moved_is_looked_at_when_it_does_by_more_than_rounding(
    last: int, named: int, transform: Literal["level", "log"]
) -> None:
    finding = beside_a_line_that_never_moved(last, transform)

    assert Verdict.PASS is finding.verdict
    assert named == finding.observed
    assert bool(named) == ("of small (+$4.00 billion from what was foretold, score 923.760)" in finding.message)


def test_lines_without_history_leave_it_undecided() -> None:
    cells = levels("exports.goods", "2025-11", [60_000])
    cells += levels("exports.goods.small", "2025-01", [1_000] * 11)
    cells += levels("exports.goods.large", "2020-11", [20_000 + place * 37 % 11 * 40 for place in range(61)])
    finding = judged(rule("selective_editing", PARAMETERS), situation("2025-11", *printed("2025-11", cells)))

    assert Verdict.UNDECIDED is finding.verdict
    assert finding.message.endswith("; one line could not be judged, for want of history.")
