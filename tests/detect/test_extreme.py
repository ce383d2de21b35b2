from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.detect.made import LARGEST, SMALLEST, judged, rule
from tests.detect.published import release_of
from tests.model.made import levels, month, printed, situation
from watchdog.detect.extreme import ExtremeParameters, claim_at
from watchdog.model.claim import Claim, Side
from watchdog.model.finding import Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.period import Period

HIGH = rule("extreme", ExtremeParameters(series="x", side=Side.HIGH, noun="highest value", at_least=3))
LOW = rule("extreme", ExtremeParameters(series="x", side=Side.LOW, noun="lowest value", at_least=3))


def through_november(values: list[int]) -> Situation:
    first = str(month("2025-11").shift(1 - len(values)))
    return situation("2025-11", *printed("2025-11", levels("x", first, values)))


@pytest.mark.specimens
def test_october_2025_is_the_smallest_deficit_since_june_2009_in_its_vintage(specimens: Path) -> None:
    finding = judged(SMALLEST, release_of(specimens, "2025-10"))

    assert finding.claim is not None
    assert (month("2009-06"), Decimal(-27152)) == (finding.claim.since, finding.claim.since_value)
    assert (month("2009-08"), Decimal(-31674)) == (finding.claim.runner_up, finding.claim.runner_up_value)
    assert datetime(2026, 1, 8, 13, 30, tzinfo=UTC) == finding.claim.known_as_of
    assert Verdict.WARN is finding.verdict
    assert (
        "October 2025, at $29.4 billion, is the smallest deficit since June 2009 ($27.2 billion); runner-up August "
        "2009 at $31.7 billion, margin $2.32 billion; in data published through 8 January 2026, series from January "
        "1992."
    ) == finding.message


@pytest.mark.specimens
@pytest.mark.parametrize(
    ("release", "value", "since", "runner_up", "margin"),
    [
        ("2025-11", -29206, "2009-06", ("2009-08", -31674), 2468),
        ("2025-12", -28749, "2009-06", ("2009-08", -31674), 2925),
        ("2026-01", -31102, "2009-06", ("2009-08", -31674), 572),
        ("2026-07", -37376, "2019-11", ("2020-02", -37485), 109),
    ],
)
def test_the_same_month_in_later_vintages(
    specimens: Path, release: str, value: int, since: str, runner_up: tuple[str, int], margin: int
) -> None:
    claim = claim_at(SMALLEST, _parameters(), release_of(specimens, release), month("2025-10"))

    assert isinstance(claim, Claim)
    assert (Decimal(value), since) == (claim.value, str(claim.since))
    assert runner_up == (str(claim.runner_up), int(claim.runner_up_value))
    assert Decimal(margin) == claim.margin


def _parameters() -> ExtremeParameters:
    assert isinstance(SMALLEST.parameters, ExtremeParameters)
    return SMALLEST.parameters


@pytest.mark.specimens
def test_it_was_never_a_record_for_smaller_deficits_stand_in_the_same_file(specimens: Path) -> None:
    history = release_of(specimens, "2025-10").known.history("balance.total")
    smaller = [period for period, known in history.known.items() if known.cell.value > Decimal(-29350)]

    assert len(smaller) > 100


@pytest.mark.specimens
@pytest.mark.parametrize("release", ["2025-07", "2025-08", "2025-11", "2025-12"])
def test_november_and_the_others_are_extreme_on_neither_side(specimens: Path, release: str) -> None:
    for each in (SMALLEST, LARGEST):
        finding = judged(each, release_of(specimens, release))

        assert (Verdict.PASS, Severity.INFO, None) == (finding.verdict, finding.severity, finding.claim)


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=30), st.sampled_from(Side))
def test_a_claim_is_true_of_the_figures_it_rests_on(values: list[int], side: Side) -> None:
    by = HIGH if side is Side.HIGH else LOW
    known = through_november(values)
    parameters = by.parameters
    assert isinstance(parameters, ExtremeParameters)
    claim = claim_at(by, parameters, known, month("2025-11"))
    assert isinstance(claim, Claim)
    history = {period: each.cell.value for period, each in known.known.history("x").known.items()}
    sign = 1 if side is Side.HIGH else -1

    def at_least_as_extreme(period: Period) -> bool:
        return sign * history[period] >= sign * claim.value

    earlier = [period for period in sorted(history) if period < claim.period]
    assert claim.since == max(filter(at_least_as_extreme, earlier), default=None)
    between = [period for period in earlier if claim.since is None or period > claim.since]
    assume(between)
    assert claim.runner_up in between
    assert claim.margin == min(abs(history[period] - claim.value) for period in between)
    assert claim.margin > 0


@pytest.mark.parametrize(
    ("values", "verdict", "since"),
    [
        ([9, 1, 2, 3], Verdict.WARN, "2025-08"),
        ([9, 9, 2, 3], Verdict.PASS, None),  # since two months ago only
        ([3, 1, 2, 3], Verdict.WARN, "2025-08"),  # as extreme is no less extreme
        ([9, 1, 2, 2], Verdict.PASS, None),
        ([0, 1, 2, 3], Verdict.WARN, "the published history, from August 2025"),
    ],
)
def test_a_claim_needs_its_months(values: list[int], verdict: Verdict, since: str | None) -> None:
    finding = judged(HIGH, through_november(values))

    assert verdict is finding.verdict
    assert (since is None) == (finding.claim is None)
    if finding.claim is not None and since is not None:
        assert since in (str(finding.claim.since), finding.claim.sentence.removeprefix("the highest value in "))
        assert "record" not in finding.message


def test_rows_last_printed_by_an_older_release_could_hold_one_as_extreme_so_it_cannot_be_told() -> None:
    cells = levels("x", "2025-01", [9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5])
    stale = situation("2025-11", *printed("2025-10", cells[:4]), *printed("2025-11", cells[4:]))
    within = situation("2025-11", *printed("2025-10", [cells[0]]), *printed("2025-11", cells[1:]))
    reached = levels("x", "2025-01", [9, 1, 1, 1, 1, 9, 1, 1, 1, 1, 5])
    enough = situation("2025-11", *printed("2025-10", reached[:4]), *printed("2025-11", reached[4:]))

    assert "the months before 2025-05 were last printed by an earlier release" in judged(HIGH, stale).message
    assert [Verdict.UNDECIDED] * 2 == [judged(HIGH, each).verdict for each in (stale, within)]
    assert Verdict.WARN is judged(HIGH, enough).verdict


def test_a_missing_month_could_be_as_extreme_so_it_cannot_be_told() -> None:
    cells = levels("x", "2025-01", [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5])
    holed = [each for each in cells if each.key.period != month("2025-04")]
    found_sooner = levels("x", "2025-01", [1, 1, 1, 1, 1, 9, 1, 1, 1, 1, 5])
    enough = [each for each in found_sooner if each.key.period != month("2025-04")]

    assert (
        "the month before 2025-05 is not published, and could be as extreme"
        in judged(HIGH, situation("2025-11", *printed("2025-11", holed))).message
    )
    assert Verdict.WARN is judged(HIGH, situation("2025-11", *printed("2025-11", enough))).verdict


def test_a_month_without_any_before_it_cannot_be_told() -> None:
    alone = situation("2025-11", *printed("2025-11", levels("x", "2025-11", [5])))
    absent = situation("2025-11", *printed("2025-10", levels("x", "2025-08", [5, 6, 7])))

    assert [Verdict.UNDECIDED] * 2 == [judged(HIGH, each).verdict for each in (alone, absent)]


SURPLUS = [40_000, 30_000, 20_000, 10_000, 15_000, 25_000, 35_000]


@pytest.mark.parametrize(
    ("noun", "values", "words"),
    [
        ("largest surplus", SURPLUS, "at $35.0 billion, is the largest surplus since May 2025 ($40.0 billion)"),
        ("largest surplus", [*SURPLUS[:-1], -1_000], "shows a deficit of $1.0 billion, and so no surplus"),
        ("smallest deficit", [-50_000] * 6 + [5_000], "shows a surplus of $5.0 billion, and so no deficit"),
        (
            "smallest deficit",
            [1_000, *[-50_000] * 6, -9_000],
            "since April 2025 (a surplus of $1.0 billion)",
        ),
    ],
)
def test_a_balance_is_told_with_the_sign_of_what_it_is_called(noun: str, values: list[int], words: str) -> None:
    parameters = ExtremeParameters(series="balance.total", side=Side.HIGH, noun=noun, at_least=3)
    first = str(month("2025-11").shift(1 - len(values)))
    at = situation("2025-11", *printed("2025-11", levels("balance.total", first, values)))

    assert words in judged(rule("extreme", parameters), at).message


def test_figures_that_would_read_alike_are_told_apart() -> None:
    at = situation(
        "2025-11", *printed("2025-11", levels("balance.total", "2025-06", [-49_170, *[-60_000] * 4, -49_190]))
    )

    assert "at $49.19 billion, is the smallest deficit since June 2025 ($49.17 billion)" in judged(SMALLEST, at).message
