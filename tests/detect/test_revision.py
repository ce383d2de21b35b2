from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.detect.made import REVISION, judged
from tests.detect.published import release_of
from tests.model.made import cell, knowledge, levels, month, printed, situation
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.revisions import Revisions


def revised(
    before: list[int],
    now: list[int],
    *,
    releases: tuple[str, str] = ("2025-10", "2025-11"),
    known: Revisions = Revisions(),  # noqa: B008 - a value
) -> Finding:
    first, second = (
        printed(release, levels("balance.total", "2025-08", values))
        for release, values in zip(releases, (before, now), strict=True)
    )
    at = situation(releases[1], *second, before=knowledge(*first))
    return judged(REVISION, replace(at, revisions={"balance.total": known}))


def moved(by: int, count: int, release: str = "2025-11") -> Revisions:
    """So many releases in a row before this one, each of which moved the month before its own by so much."""
    earlier = [month(release).shift(-step) for step in range(1, count + 2)]
    return Revisions(
        moves={"exh1": {each: {each.shift(-1): Decimal(by)} if each != earlier[-1] else {} for each in earlier}}
    )


@pytest.mark.specimens
def test_septembers_revision_is_found_in_octobers_release(specimens: Path) -> None:
    finding = judged(REVISION, release_of(specimens, "2025-10"))

    assert (Verdict.WARN, month("2025-09")) == (finding.verdict, finding.period)
    assert (Decimal(-48137), Decimal(-52828), Decimal(4691)) == (finding.observed, finding.expected, finding.difference)
    assert (
        "Balance of trade in goods and services of September 2025 was revised by +$4.7 billion, from -52.8 in the "
        "release for September 2025 to -48.1 in the release for October 2025; 5 other months between April 2025 and "
        "August 2025 were revised as well, by +$7.0 billion in all."
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


@pytest.mark.parametrize(
    ("usually", "count", "severity"),
    [
        (900, 5, Severity.WARNING),  # five tell nothing of what is usual: the amount decides
        (900, 6, Severity.INFO),
        (840, 6, Severity.INFO),
        (830, 6, Severity.WARNING),
        (830, 24, Severity.WARNING),
        (0, 24, Severity.WARNING),  # at that age nothing was ever revised
    ],
)
def test_what_is_no_more_than_three_usual_revisions_is_for_the_digest_alone(
    usually: int, count: int, severity: Severity
) -> None:
    finding = revised([-10, -20, -30], [-10, -20, -2530, -40], known=moved(usually, count))

    assert (Verdict.WARN, severity) == (finding.verdict, finding.severity)


def test_a_revision_is_compared_with_those_of_its_age_once_two_years_of_them_are_known() -> None:
    """First revisions of 2.5 billion are usual, and second ones were never made."""
    known = moved(2500, 24)

    assert Severity.INFO is revised([-10, -20, -30], [-10, -20, -2530, -40], known=known).severity
    assert Severity.INFO is revised([-10, -20, -30], [-10, -2520, -30, -40], known=moved(2500, 23)).severity
    assert Severity.WARNING is revised([-10, -20, -30], [-10, -2520, -30, -40], known=known).severity


def test_the_releases_own_revisions_are_no_part_of_what_is_usual() -> None:
    known = moved(100, 6)
    own = {**known.moves["exh1"], month("2025-11"): {month("2025-10"): Decimal(-2500)}}
    finding = revised([-10, -20, -30], [-10, -20, -2530, -40], known=Revisions(moves={"exh1": own}))

    assert "25.0 times the usual revision ($0.1 billion, the root mean square of 6 earlier ones)" in finding.message


def test_an_annual_revision_is_not_compared_with_monthly_ones() -> None:
    releases = ("2026-03", "2026-04")
    before, now = [-10] * 8, [-10] * 7 + [-11_020, -30]
    finding = revised(before, now, releases=releases, known=moved(9_000, 30, "2026-04"))

    assert (Verdict.WARN, Severity.WARNING, None) == (finding.verdict, finding.severity, finding.score)


def test_the_revisions_of_more_than_a_year_are_averaged_for_nobody_adds_them_up() -> None:
    before, now = [-10] * 15, [-110] * 14 + [-5010, -40]

    assert (
        "; 14 other months between August 2025 and September 2026 were revised as well, by -$0.1 billion on average."
        in (revised(before, now, releases=("2026-10", "2026-11")).message)
    )


def test_the_largest_is_told_and_the_others_are_counted() -> None:
    finding = revised([-10, -20, -30], [-1010, 3980, -130, -40])

    assert month("2025-09") == finding.period
    assert finding.message.endswith(
        "; 2 other months between August 2025 and October 2025 were revised as well, by -$1.1 billion in all."
    )


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
