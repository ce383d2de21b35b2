"""A rise that became a fall: only where both were more than nothing, and each as one release printed it."""

import pytest

from tests.detect.made import billion, judged, rule
from tests.model.made import knowledge, levels, month, printed, situation
from watchdog.detect.headline_flip import HeadlineFlipParameters
from watchdog.model.finding import Finding, Verdict

PARAMETERS = HeadlineFlipParameters(series="balance.total")
BEFORE = [-60_000, -59_000, -58_000]


def revised(now: list[int], parameters: HeadlineFlipParameters = PARAMETERS) -> Finding:
    """August to October as October's release had them, and as November's has them."""
    before = knowledge(*printed("2025-10", levels("balance.total", "2025-08", BEFORE)))
    known = printed("2025-11", levels("balance.total", "2025-08", [*now, -57_000]))
    return judged(rule("headline_flip", parameters), situation("2025-11", *known, before=before))


@pytest.mark.parametrize(
    ("now", "verdict", "why"),
    [
        ([-60_000, -59_000, -59_300], Verdict.WARN, "October fell"),
        ([-60_000, -59_000, -58_900], Verdict.PASS, "it still rose"),
        ([-60_000, -59_000, -59_000], Verdict.PASS, "no change is no fall"),
        ([-60_000, -59_000, -59_001], Verdict.PASS, "rounding alone explains that"),
        ([-65_000, -64_000, -63_000], Verdict.PASS, "all moved together"),
    ],
)
def test_a_flip_is_a_change_of_sign_beyond_rounding(now: list[int], verdict: Verdict, why: str) -> None:
    assert verdict is revised(now).verdict, why


def test_the_newest_is_told_and_the_others_are_named() -> None:
    finding = revised([-60_000, -61_000, -62_000])

    assert month("2025-10") == finding.period
    assert "; so did September 2025." in finding.message
    assert "between the releases for October 2025 and November 2025" in finding.message


def test_changes_that_nobody_would_have_told_do_not_flip() -> None:
    of_half = HeadlineFlipParameters(series="balance.total", least=billion("0.5"))

    assert Verdict.PASS is revised([-60_000, -59_000, -59_300], of_half).verdict
    assert Verdict.WARN is revised([-60_000, -59_000, -59_500], of_half).verdict


def test_months_long_past_are_left_alone() -> None:
    of_one_month = HeadlineFlipParameters(series="balance.total", months=1)

    assert Verdict.PASS is revised([-60_000, -61_000, -60_500], of_one_month).verdict


def test_a_change_between_two_releases_is_none() -> None:
    mixed = [
        *printed("2025-09", levels("balance.total", "2025-09", [-59_000])),
        *printed("2025-10", levels("balance.total", "2025-10", [-58_000])),
    ]
    known = printed("2025-11", levels("balance.total", "2025-09", [-59_000, -60_000, -57_000]))
    finding = judged(
        rule("headline_flip", PARAMETERS),
        situation("2025-11", *known, before=knowledge(*mixed)),
    )

    assert Verdict.PASS is finding.verdict
