"""Where a year stands against the one before: claimed once, and taken back when the sign turns."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.detect.made import judged, rule
from tests.detect.published import release_of
from tests.model.made import levels, printed, situation
from watchdog.detect.year_to_date import YearToDateParameters, judge, retest
from watchdog.model.claim import Claim, Side, Standing
from watchdog.model.finding import Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.retest import Retest

YEAR = rule("year_to_date", YearToDateParameters(series="balance.total", noun="deficit"), "deficit-year-to-date")
LAST_YEAR = [-60_000] * 12


def release(month: str, *this_year: int) -> Situation:
    return situation(month, *printed(month, levels("balance.total", "2024-01", [*LAST_YEAR, *this_year])))


def claimed(at: Situation) -> Claim:
    claim = judged(YEAR, at).claim
    assert claim is not None
    return claim


def june(level: int = -70_000) -> Claim:
    return claimed(release("2025-06", *[level] * 6))


def again(claim: Claim, month: str, *this_year: int) -> Retest:
    return retest(claim, YEAR, release(month, *this_year))


def test_the_direction_of_the_year_is_claimed_with_its_sums() -> None:
    claim = june()

    assert (Side.HIGH, Decimal(420_000), Decimal(360_000)) == (claim.side, claim.value, claim.since_value)
    assert "January through June 2025: a larger deficit than in the same months of 2024" == (
        f"{claim.subject}: {claim.sentence}"
    )


def test_what_is_claimed_already_is_not_claimed_again() -> None:
    assert [] == judge(YEAR, replace(release("2025-07", *[-70_000] * 7), claims=(june(),)))
    assert judge(YEAR, replace(release("2025-07", *[-70_000] * 7), claims=(replace(june(), rule="another"),)))


@pytest.mark.parametrize(
    ("month", "this_year", "standing"),
    [
        ("2025-07", [-70_000] * 7, Standing.CONFIRMED),
        ("2025-12", [*[-70_000] * 6, *[-51_000] * 6], Standing.WEAKENED),
        ("2025-12", [*[-70_000] * 6, *[-49_000] * 6], Standing.RETRACTED),
        ("2025-07", [*[-70_000] * 6, 1], Standing.UNDECIDED),  # 420 against 420: no sign
        ("2026-01", [*[-70_000] * 12, -1], Standing.CONFIRMED),  # the full year, in the release after it
        ("2026-01", [*[-50_000] * 12, -1], Standing.RETRACTED),  # revised
    ],
)
def test_the_claim_is_tested_by_as_much_of_its_year_as_is_known(
    month: str, this_year: list[int], standing: Standing
) -> None:
    assert standing is again(june(), month, *this_year).now.standing


def test_a_turned_sign_is_taken_back_with_the_figures_that_held_last_and_claimed_the_other_way() -> None:
    held = again(june(), "2025-11", *[-61_000] * 11).now
    turned = again(held, "2025-12", *[-61_000] * 11, -40_000)

    assert ("retraction", Verdict.FAIL, "2025") == (
        turned.finding.kind,
        turned.finding.verdict,
        str(turned.finding.period),
    )
    assert turned.finding.message.startswith(
        "The deficit of 2025 is no longer larger than that of the year before: +1.7 % from January through November "
        "2025 in the vintage of"
    )
    assert "-1.3 % in all of 2025 in that of" in turned.finding.message
    assert turned.replacement is not None
    assert Side.LOW is turned.replacement.side
    assert turned.replacement.key != turned.now.key


def test_a_year_that_this_release_does_not_print_throughout_stays_open() -> None:
    cells = levels("balance.total", "2024-01", [*LAST_YEAR, *[-70_000] * 7])
    window = situation("2025-07", *printed("2025-06", cells[:12]), *printed("2025-07", cells[12:]))
    later = retest(june(), YEAR, window)

    assert (Standing.UNDECIDED, Verdict.UNDECIDED) == (later.now.standing, later.finding.verdict)
    assert "Whether the deficit of 2025 is still larger than that of the year before could not be judged" in (
        later.finding.message
    )


@pytest.mark.specimens
def test_the_year_2025_turned_with_its_last_month_and_again_with_its_revision(specimens: Path) -> None:
    """+4.1 % on 29 January, -0.2 % on 19 February, +0.9 % on 12 March."""
    november = claimed(release_of(specimens, "2025-11"))
    december = retest(november, YEAR, release_of(specimens, "2025-12"))
    assert december.replacement is not None
    january = retest(december.replacement, YEAR, release_of(specimens, "2026-01"))

    assert (
        "The deficit of 2025 is no longer larger than that of the year before: +4.1 % from January through November "
        "2025 in the vintage of 29 January 2026, -0.2 % in all of 2025 in that of 19 February 2026."
    ) == december.finding.message
    assert (
        "The deficit of 2025 is no longer smaller than that of the year before: -0.2 % in all of 2025 in the vintage "
        "of 19 February 2026, +0.9 % in all of 2025 in that of 12 March 2026."
    ) == january.finding.message
    # the months as printed; the year itself is printed as 911,689, for months are rounded
    assert [Decimal(901_469), Decimal(911_692)] == [
        december.replacement.value,
        january.replacement and january.replacement.value,
    ]


def of_a_surplus(this_year: int, noun: str = "surplus") -> str:
    rule_of = rule("year_to_date", YearToDateParameters(series="balance.total", noun=noun), "year")
    values = [*[25_000] * 12, *[this_year] * 6]
    return judged(
        rule_of, situation("2025-06", *printed("2025-06", levels("balance.total", "2024-01", values)))
    ).message


def test_a_surplus_is_told_as_one() -> None:
    assert "the surplus was larger than in the same months of 2024: $180.0 billion against $150.0 billion, +20.0 %" in (
        of_a_surplus(30_000)
    )


def test_where_there_is_a_surplus_nothing_is_said_of_a_deficit() -> None:
    assert "January through June 2025 shows a surplus of $180.0 billion, and so no deficit" in (
        of_a_surplus(30_000, "deficit")
    )
    assert "the deficit was larger than in the same months of 2024: $6.0 billion against a surplus of $150.0" in (
        of_a_surplus(-1_000, "deficit")
    )


def test_a_deficit_that_became_a_surplus_is_taken_back_and_nothing_claimed_of_it_instead() -> None:
    retested = again(june(), "2025-07", *[1_000] * 7)

    assert (Standing.RETRACTED, None, None) == (
        retested.now.standing,
        retested.replacement,
        retested.finding.claim,
    )
