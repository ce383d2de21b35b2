from decimal import Decimal
from pathlib import Path

import pytest

from tests.detect.made import REVISION, judged
from tests.detect.published import release_of
from tests.model.made import cell, knowledge, levels, month, printed, situation
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation


def revised(before: list[int], now: list[int], *, releases: tuple[str, str] = ("2025-10", "2025-11")) -> Finding:
    first, second = (
        printed(release, levels("balance.total", "2025-08", values))
        for release, values in zip(releases, (before, now), strict=True)
    )
    return judged(REVISION, situation(releases[1], *second, before=knowledge(*first)))


@pytest.mark.specimens
def test_septembers_revision_is_found_in_octobers_release(specimens: Path) -> None:
    finding = judged(REVISION, release_of(specimens, "2025-10"))

    assert (Verdict.WARN, month("2025-09")) == (finding.verdict, finding.period)
    assert (Decimal(-48137), Decimal(-52828), Decimal(4691)) == (finding.observed, finding.expected, finding.difference)
    assert (
        "Balance of trade in goods and services of September 2025 was revised by +$4.7 billion, from -52.8 in the "
        "release for September 2025 to -48.1 in the release for October 2025; the revisions of 5 other months add up "
        "to +$7.0 billion."
    ) == finding.message


@pytest.mark.specimens
def test_the_annual_revision_has_a_limit_of_its_own(specimens: Path) -> None:
    finding = judged(REVISION, release_of(specimens, "2026-07"))

    assert (Decimal(10000), Decimal(-10224)) == (finding.limit, finding.difference)
    assert Verdict.WARN is finding.verdict


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ([-10, -20, -30, -40], Verdict.PASS),
        ([-10, -20, -1029, -40], Verdict.PASS),
        ([-10, -20, -2029, -40], Verdict.PASS),
        ([-10, -20, -2030, -40], Verdict.WARN),
        ([-10, 1980, -30, -40], Verdict.WARN),
        ([-9000, -20, -30, -40], Verdict.WARN),
    ],
)
def test_a_month_that_moved_by_two_billion_is_told(now: list[int], verdict: Verdict) -> None:
    finding = revised([-10, -20, -30], now)

    assert verdict is finding.verdict
    assert (Severity.WARNING if verdict is Verdict.WARN else Severity.INFO) is finding.severity


def test_the_largest_is_told_and_the_others_are_counted() -> None:
    finding = revised([-10, -20, -30], [-1010, 3980, -130, -40])

    assert month("2025-09") == finding.period
    assert finding.message.endswith("; the revisions of 2 other months add up to -$1.1 billion.")


def test_a_release_without_a_revision_says_so() -> None:
    assert "Balance of trade in goods and services: no earlier month was revised." == (
        revised([-10, -20, -30], [-10, -20, -30, -40]).message
    )


@pytest.mark.parametrize(
    ("releases", "limit"),
    [
        (("2025-10", "2025-11"), 2000),
        (("2026-03", "2026-04"), 10000),
        (("2026-01", "2026-07"), 10000),
        (("2026-04", "2026-05"), 2000),
    ],
)
def test_annual_is_what_follows_the_release_of_april(releases: tuple[str, str], limit: int) -> None:
    assert Decimal(limit) == revised([-10, -20], [-10, -7020, -30], releases=releases).limit


def test_a_sharper_print_of_a_rounded_figure_is_no_revision() -> None:
    def october(value: int) -> Finding:
        before = knowledge(*printed("2025-10", [cell("balance.total", "2025-10", -29400, document="press", unit=100)]))
        return judged(
            REVISION,
            situation("2025-11", *printed("2025-11", [cell("balance.total", "2025-10", value)]), before=before),
        )

    assert october(-29350).message.endswith("no earlier month was revised.")
    assert "was revised by +$5.4 billion" in october(-24000).message


@pytest.mark.parametrize(
    "known",
    [
        situation("2025-11", *printed("2025-11", levels("balance.total", "2025-10", [1, 2]))),
        situation(
            "2025-11",
            *printed("2025-10", levels("balance.total", "2025-10", [1])),
            *printed("2025-11", levels("balance.total", "2025-11", [1])),
            before=knowledge(*printed("2025-10", levels("balance.total", "2025-10", [1]))),
        ),
    ],
    ids=["nothing is known before", "no month in common"],
)
def test_without_a_month_in_both_it_cannot_be_told(known: Situation) -> None:
    assert Verdict.UNDECIDED is judged(REVISION, known).verdict
