"""The total and its core: told apart where the lines left out made most of a change, or turned it."""

import pytest

from tests.detect.made import billion, judged, rule
from tests.model.made import levels, printed, situation
from watchdog.detect.core_gap import CoreGapParameters
from watchdog.model.finding import Finding, Verdict

PARAMETERS = CoreGapParameters(total="balance.total", core="balance.core", least=billion("3"))


def moved(total: int, core: int, release: str = "2025-11") -> Finding:
    known = [
        *printed(release, levels("balance.total", "2025-10", [-50_000, -50_000 + total])),
        *printed("2025-11", levels("balance.core", "2025-10", [-40_000, -40_000 + core])),
    ]
    return judged(rule("core_gap", PARAMETERS), situation("2025-11", *known))


@pytest.mark.parametrize(
    ("total", "core", "verdict", "why"),
    [
        (-27_600, -11_200, Verdict.WARN, "more than half of it"),
        (-27_600, -13_900, Verdict.PASS, "less than half of it"),
        (18_800, -5_900, Verdict.WARN, "the other way"),
        (1_000, -1_500, Verdict.PASS, "the other way, by little"),
        (300, 2_900, Verdict.PASS, "much of a change that is none"),
        (0, 3_500, Verdict.WARN, "no change at all, of two large ones"),
    ],
)
def test_it_is_told_where_the_lines_left_out_made_the_change(total: int, core: int, verdict: Verdict, why: str) -> None:
    assert verdict is moved(total, core).verdict, why


def test_both_numbers_are_said_and_gdp_is_not_claimed() -> None:
    message = moved(18_800, -5_900).message

    assert "moved by +$18.8 billion in November 2025, the core by -$5.9 billion" in message
    assert "GDP" not in message


def test_what_this_release_does_not_print_cannot_be_compared() -> None:
    assert Verdict.UNDECIDED is moved(-27_600, -11_200, release="2025-10").verdict


@pytest.mark.parametrize(
    ("total", "core", "verdict"),
    [
        (2, -1, Verdict.PASS),  # one of them no more than rounding, so that its sign says nothing
        (2, -2, Verdict.WARN),
        (7, 3, Verdict.PASS),  # 4 of 7 is more than half, and 3.5 less 2 of rounding is not
        (8, 1, Verdict.WARN),
    ],
)
def test_figures_printed_in_billions_tell_no_more_than_their_rounding(total: int, core: int, verdict: Verdict) -> None:
    balance = levels("balance.total", "2025-10", [-50_000, -50_000 + 1_000 * total], unit="1000")
    of_core = levels("balance.core", "2025-10", [-40_000, -40_000 + 1_000 * core], unit="1000")

    assert (
        verdict
        is judged(rule("core_gap", PARAMETERS), situation("2025-11", *printed("2025-11", balance + of_core))).verdict
    )
