from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detect.made import JUDGES, PATTERN
from tests.detect.published import RELEASES, release_of
from tests.model.made import cell, knowledge, levels, printed, situation
from watchdog.model.cell import Cell
from watchdog.model.finding import Finding, Verdict


def found(before: list[Cell], now: list[Cell]) -> list[Finding]:
    known = knowledge(*printed("2025-10", before))
    judged = JUDGES["revision_pattern"](PATTERN, situation("2025-11", *printed("2025-11", now), before=known))
    return [finding for finding in judged if finding.verdict is Verdict.WARN]


def moved(*amounts: int) -> list[Finding]:
    """What is found where the months from January 2025 on moved by these amounts."""
    start = [-70_000 - 137 * place for place in range(len(amounts))]
    now = [value + amount for value, amount in zip(start, amounts, strict=True)]
    return found(levels("balance.total", "2025-01", start), levels("balance.total", "2025-01", now))


@pytest.mark.specimens
def test_july_2025_is_named_on_11_december_2025(specimens: Path) -> None:
    (finding,) = JUDGES["revision_pattern"](PATTERN, release_of(specimens, "2025-09"))

    assert (Verdict.WARN, "revision", Decimal(1000)) == (finding.verdict, finding.kind, finding.difference)
    assert (
        "Balance of trade in goods and services of July 2025: round-number revision by exactly +1,000 million USD, "
        "from -78,154 to -77,154, between the releases for August 2025 and September 2025, while June 2025 stayed."
    ) == finding.message


@pytest.mark.specimens
def test_it_speaks_twice_in_eight_revisions(specimens: Path) -> None:
    spoken = {
        release: [finding.message for finding in JUDGES["revision_pattern"](PATTERN, release_of(specimens, release))]
        for release in list(RELEASES)[1:]
    }
    named = {release: messages for release, messages in spoken.items() if "by one amount, and none" not in messages[0]}

    assert ["2025-09", "2025-12"] == list(named)
    assert "uniform shift: the 10 months from January 2025 to October 2025" in named["2025-12"][0]
    assert "+456 to +457 million USD" in named["2025-12"][0]


def test_months_that_moved_by_one_amount_are_one_shift() -> None:
    (finding,) = moved(0, 457, 456, 457, 3781)

    assert "the 3 months from February 2025 to April 2025 were all revised by the same amount" in finding.message


@pytest.mark.parametrize(
    ("why", "amounts"),
    [
        ("two months are no run", (0, 457, 456, 0)),
        ("equal but tiny moves are chance", (0, 2, 2, 2, 0)),
        ("two apart is more than rounding explains", (0, 456, 457, 458, 0)),
        ("a round number amid others that moved is chance", (13, 1000, 27)),
        ("a step that is not reached", (0, 499, 0)),
        ("nothing moved", (0, 0, 0)),
    ],
)
def test_other_revisions_are_not_named(why: str, amounts: tuple[int, ...]) -> None:
    assert [] == moved(*amounts), why


def test_a_shift_by_a_round_number_is_told_once() -> None:
    (finding,) = moved(0, 1000, 1000, 1000, 0)

    assert "uniform shift" in finding.message


def test_figures_rounded_for_the_press_are_never_a_pattern() -> None:
    before = [
        cell("balance.total", f"2025-{number:02d}", -70_000, document="press", unit=100) for number in range(1, 6)
    ]
    now = levels("balance.total", "2025-01", [-69_000, -70_000, -69_500, -69_500, -69_500])

    assert [] == found(before, now)


@given(st.integers(1, 40), st.sampled_from([-1, 1]))
def test_any_multiple_of_the_step_is_named_where_its_neighbours_stayed(times: int, sign: int) -> None:
    (finding,) = moved(0, sign * times * 500, 0)

    assert f"by exactly {sign * times * 500:+,} million USD" in finding.message
    assert "while January 2025 and March 2025 stayed" in finding.message
