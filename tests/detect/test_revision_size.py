"""A revision against those of its maturity: each age by its own past, of a calendar month where that is long enough."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.detect.made import judged, rule
from tests.model.made import knowledge, levels, month, printed, situation
from watchdog.detect.revision_size import RevisionSizeParameters
from watchdog.model.finding import Finding, Verdict
from watchdog.model.period import Period
from watchdog.model.revisions import Revisions

PARAMETERS = RevisionSizeParameters(series="balance.total", fewest=10)
FIRST = month("2024-11")
RELEASE = month("2025-11")


def moves(
    first: int, second: int, months: int = 12, start: Period = FIRST
) -> Mapping[Period, Mapping[Period, Decimal]]:
    """So many releases in a row, each of which moved the month before by one amount and that before it by another, up
    and down in turns.
    """
    return {
        release: {release.shift(-1): Decimal(sign * first), release.shift(-2): Decimal(sign * second)}
        for step in range(months)
        for release, sign in [(start.shift(step), 1 if step % 2 else -1)]
    }


def revised(by: tuple[int, int], known: Revisions, parameters: RevisionSizeParameters = PARAMETERS) -> Finding:
    """September and October moved by these amounts, with November's release."""
    before = knowledge(*printed("2025-10", levels("balance.total", "2025-09", [-50_000, -51_000])))
    now = printed("2025-11", levels("balance.total", "2025-09", [-50_000 + by[0], -51_000 + by[1], -52_000]))
    at = replace(situation("2025-11", *now, before=before), revisions={"balance.total": known})
    return judged(rule("revision_size", parameters), at)


@pytest.mark.parametrize(
    ("by", "verdict", "period"),
    [
        ((0, 290), Verdict.PASS, "2025-10"),
        ((0, 310), Verdict.WARN, "2025-10"),
        ((310, 0), Verdict.PASS, "2025-09"),
        ((3_100, 290), Verdict.WARN, "2025-09"),
        ((0, 0), Verdict.PASS, "2025-10"),
    ],
)
def test_three_times_the_usual_of_its_maturity_is_told(by: tuple[int, int], verdict: Verdict, period: str) -> None:
    finding = revised(by, Revisions(moves={"exh1": moves(100, 1_000)}))

    assert (verdict, month(period)) == (finding.verdict, finding.period)


def test_months_that_stayed_count_as_revisions_of_nothing() -> None:
    quiet: dict[Period, Mapping[Period, Decimal]] = {release: {} for release in moves(0, 0)}
    some: Mapping[Period, Mapping[Period, Decimal]] = {**quiet, month("2025-08"): {month("2025-07"): Decimal(330)}}
    finding = revised((0, 310), Revisions(moves={"exh1": some}))

    assert Verdict.WARN is finding.verdict
    assert "11 past revisions of that maturity ($0.10 billion; median $0.00 billion" in finding.message


def test_too_few_of_its_maturity_cannot_tell() -> None:
    few = Revisions(moves={"exh1": moves(100, 1_000, months=8, start=month("2025-03"))})

    assert Verdict.UNDECIDED is revised((0, 310), few).verdict


def test_a_release_that_is_not_at_hand_makes_no_step() -> None:
    every = moves(100, 1_000)
    gaps = {release: moved for place, (release, moved) in enumerate(every.items()) if place % 2}

    assert Verdict.UNDECIDED is revised((0, 310), Revisions(moves={"exh1": gaps})).verdict


def test_ten_years_of_a_calendar_month_are_compared_alone() -> None:
    """Octobers are revised by 2 billion, other months by 0.1: a revision of one billion is small for October."""
    every = {
        release: {earlier: by * 20 if earlier.position == 10 else by for earlier, by in moved.items()}
        for release, moved in moves(100, 0, months=132, start=month("2014-11")).items()
    }
    known = Revisions(moves={"exh1": every})
    of_ten = replace(PARAMETERS, years=10)

    assert Verdict.PASS is revised((0, 3_000), known, of_ten).verdict
    assert Verdict.WARN is revised((0, 3_000), known, replace(of_ten, years=50)).verdict


def test_what_this_release_did_is_not_in_its_own_past() -> None:
    past = moves(100, 1_000)
    with_now = {**past, RELEASE: {month("2025-10"): Decimal(310)}}

    assert revised((0, 310), Revisions(moves={"exh1": past})).score == (
        revised((0, 310), Revisions(moves={"exh1": with_now})).score
    )
