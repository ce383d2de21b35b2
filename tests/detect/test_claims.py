from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.detect.made import SMALLEST, judged, rule
from tests.detect.published import release_of
from tests.model.made import levels, month, printed, situation
from watchdog.detect.claims import retest
from watchdog.detect.extreme import ExtremeParameters
from watchdog.model.claim import Claim, Side, Standing
from watchdog.model.finding import Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.retest import Retest
from watchdog.model.revisions import Revisions

HIGH = rule("extreme", ExtremeParameters(series="x", side=Side.HIGH, noun="largest surplus", at_least=3))


def release(text: str, values: list[int], first: str = "2025-01") -> Situation:
    return situation(text, *printed(text, levels("x", first, values)))


def claimed(in_release: Situation) -> Claim:
    claim = judged(HIGH if "x" in in_release.known.series else SMALLEST, in_release).claim
    assert claim is not None
    return claim


def again(values: list[int]) -> Retest:
    """The claim of October, the largest since February, in the release of November."""
    october = claimed(release("2025-10", [8, 9, 1, 1, 1, 1, 1, 1, 1, 7]))
    assert month("2025-02") == october.since
    return retest(october, HIGH, release("2025-11", values))


@pytest.mark.specimens
@pytest.mark.parametrize(
    ("later", "standing", "margin"),
    [
        ("2025-11", Standing.CONFIRMED, "$2.47"),
        ("2025-12", Standing.CONFIRMED, "$2.93"),
        ("2026-01", Standing.WEAKENED, "$0.57"),
    ],
)
def test_the_claim_about_october_2025_holds_in_the_next_vintages(
    specimens: Path, later: str, standing: Standing, margin: str
) -> None:
    retested = retest(claimed(release_of(specimens, "2025-10")), SMALLEST, release_of(specimens, later))

    assert (standing, Verdict.PASS, "claim") == (
        retested.now.standing,
        retested.finding.verdict,
        retested.finding.kind,
    )
    assert f"since June 2009 ($27.2 billion); runner-up August 2009 at $31.7 billion, margin {margin} billion" in (
        retested.finding.message
    )


@pytest.mark.specimens
def test_the_claim_about_october_2025_is_taken_back_in_september_2026(specimens: Path) -> None:
    first = claimed(release_of(specimens, "2025-10"))
    retested = retest(first, SMALLEST, release_of(specimens, "2026-07"))

    assert (Standing.RETRACTED, Verdict.FAIL, Severity.CRITICAL, "retraction") == (
        retested.now.standing,
        retested.finding.verdict,
        retested.finding.severity,
        retested.finding.kind,
    )
    assert (
        "October 2025 is no longer the smallest deficit since June 2009: $29.4 billion in the release for October "
        "2025, $37.4 billion in the release for July 2026. By this release it was the smallest deficit since November "
        "2019 ($36.9 billion); runner-up February 2020 at $37.5 billion, margin $0.11 billion;"
    ) in retested.finding.message
    assert retested.replacement is not None
    assert month("2019-11") == retested.replacement.since
    assert judged(SMALLEST, release_of(specimens, "2025-10")).key == retested.finding.key


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ([5, 9, 1, 1, 1, 1, 1, 1, 1, 7, 0], Standing.CONFIRMED),
        ([5, 9, 1, 1, 1, 1, 1, 1, 1, 2, 0], Standing.WEAKENED),  # revised, by a hair
        ([5, 9, 1, 1, 1, 1, 1, 1, 1, 7, 99], Standing.CONFIRMED),  # a later month says nothing of it
        ([8, 6, 1, 1, 1, 1, 1, 1, 1, 7, 0], Standing.WEAKENED),  # since even longer ago than was said, the rival closer
        ([5, 6, 1, 1, 1, 1, 1, 1, 1, 7, 0], Standing.WEAKENED),  # in the whole history
        ([5, 9, 1, 1, 1, 8, 1, 1, 1, 7, 0], Standing.RETRACTED),  # another month was revised up
        ([5, 9, 1, 1, 1, 7, 1, 1, 1, 7, 0], Standing.RETRACTED),  # up to a tie
        ([5, 9, 1, 1, 1, 1, 1, 1, 1, 0, 0], Standing.RETRACTED),  # the month itself was revised down
    ],
)
def test_a_claim_stands_as_long_as_nothing_between_is_as_extreme(values: list[int], standing: Standing) -> None:
    retested = again(values)

    assert standing is retested.now.standing
    assert standing is Standing.RETRACTED or retested.replacement is None
    assert retested.before.key == retested.now.key


@pytest.mark.parametrize(
    ("values", "since"),
    [
        ([5, 9, 1, 1, 1, 8, 1, 1, 1, 7, 0], "2025-06"),  # still nothing as large for as long as the rule asks
        ([5, 9, 1, 1, 1, 1, 1, 1, 1, 0, 0], None),  # exceeded the month before: nothing left to claim
    ],
)
def test_a_retracted_claim_leaves_a_weaker_one_only_if_that_is_worth_telling(
    values: list[int], since: str | None
) -> None:
    replacement = again(values).replacement

    assert (since and month(since)) == (replacement and replacement.since)


def test_a_claim_stays_as_it_was_made_beside_what_a_later_vintage_says_of_it() -> None:
    now = again([5, 6, 1, 1, 1, 1, 1, 1, 1, 8, 0]).now

    assert now.tested is not None
    assert (Decimal(7), "2025-10") == (now.value, str(now.release.period))
    assert (Decimal(8), "2025-11") == (now.tested.value, str(now.tested.release.period))
    assert "the largest surplus since February 2025" == now.sentence


def test_a_retraction_says_what_was_claimed_what_held_last_and_what_is_known_now() -> None:
    held = again([5, 9, 1, 1, 1, 1, 1, 1, 1, 6, 0]).now
    december = retest(held, HIGH, release("2025-12", [5, 9, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]))

    assert december.finding.message.startswith(
        "October 2025 is no longer the largest surplus since February 2025: $0.0 billion in the release for October "
        "2025, $0.0 billion in the release for November 2025, $0.0 billion in the release for December 2025."
    )
    assert december.now.tested is not None
    assert [Decimal(7), Decimal(6), Decimal(0)] == [
        held.value,
        held.tested and held.tested.value,
        december.now.tested.value,
    ]
    assert [Standing.RETRACTED, Standing.RETRACTED] == [december.now.standing, december.now.tested.standing]


def test_a_claim_of_rows_that_the_release_does_not_print_is_undecided_and_stays_open() -> None:
    october = claimed(release("2025-10", [5, 9, 1, 1, 1, 1, 1, 1, 1, 7]))
    cells = levels("x", "2025-01", [5, 9, 1, 1, 1, 1, 1, 1, 1, 7, 0])
    window = situation("2025-11", *printed("2025-10", cells[:6]), *printed("2025-11", cells[6:]))
    retested = retest(october, HIGH, window)

    assert (Standing.UNDECIDED, Verdict.UNDECIDED) == (retested.now.standing, retested.finding.verdict)
    assert retested.replacement is None
    assert retested.finding.message.startswith(
        "Whether October 2025 is still the largest surplus since February 2025 could not be judged:"
    )
    assert october.period == retested.finding.period


def test_a_claim_that_is_weaker_only_because_revisions_grew_is_not_called_smaller() -> None:
    made = release("2025-10", [8, 9, 1, 1, 1, 1, 1, 1, 1, 7])
    small, large = (replace(made, revisions={"x": Revisions(20, Decimal(20 * size))}) for size in (1, 49))
    october = claimed(small)
    later = release("2025-11", [8, 9, 1, 1, 1, 1, 1, 1, 1, 7, 0])

    retested = retest(october, HIGH, replace(later, revisions=large.revisions))

    assert (Standing.WEAKENED, october.margin) == (retested.now.standing, claimed(large).margin)
    assert "Still holds, though its margin is graded C now and was A: revisions have become larger" in (
        retested.finding.message
    )


def test_a_claim_on_the_whole_history_falls_with_the_first_as_extreme() -> None:
    whole = claimed(release("2025-10", [5, 1, 1, 1, 1, 1, 1, 1, 1, 7]))
    assert whole.since is None

    assert Standing.CONFIRMED is retest(whole, HIGH, release("2025-11", [5, 1, 1, 1, 1, 1, 1, 1, 1, 6, 0])).now.standing
    assert Standing.RETRACTED is retest(whole, HIGH, release("2025-11", [7, 1, 1, 1, 1, 1, 1, 1, 1, 7, 0])).now.standing


def test_an_earlier_standing_does_not_weigh_on_todays() -> None:
    october = replace(claimed(release("2025-10", [5, 9, 1, 1, 1, 1, 1, 1, 1, 7])), standing=Standing.UNDECIDED)

    assert (
        Standing.CONFIRMED is retest(october, HIGH, release("2025-11", [5, 9, 1, 1, 1, 1, 1, 1, 1, 7, 0])).now.standing
    )
