from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detect.made import SWING, judged, rule
from tests.detect.published import balance, release_of
from tests.model.made import cell, knowledge, levels, month, printed, situation
from watchdog.detect.baselines import Baseline, baseline
from watchdog.detect.swing import SwingParameters, usual_levels
from watchdog.model.finding import Severity, Verdict
from watchdog.model.knowledge import History
from watchdog.model.release import Release
from watchdog.model.rule import Rule

NOVEMBER = month("2025-11")
SHORT = rule("swing", SwingParameters(series="x", window=8))
LOGS = rule("swing", SwingParameters(series="x", window=8, transform="log_difference"))
# Changes of 1, 2, 3, 1, 2, 3, 1, 2: median 2, and a median distance of 1 from it.
STEADY = [100, 101, 103, 106, 107, 109, 112, 113, 115]


def history(values: list[int], last: str = "2025-11") -> History:
    first = month(last).shift(1 - len(values))
    return knowledge(*printed(last, levels("x", str(first), values))).history("x")


@pytest.mark.specimens
@pytest.mark.parametrize(
    ("release", "score", "severity"),
    [
        ("2025-07", "-3.40", Severity.WARNING),
        ("2025-08", "+3.48", Severity.WARNING),
        ("2025-10", "+3.20", Severity.WARNING),
        ("2025-11", "-4.18", Severity.CRITICAL),
    ],
)
def test_the_swings_of_2025_fire_each_in_its_own_vintage(
    specimens: Path, release: str, score: str, severity: Severity
) -> None:
    finding = judged(SWING, release_of(specimens, release))

    assert finding.score is not None
    assert (score, Verdict.WARN, severity) == (f"{finding.score:+.2f}", finding.verdict, finding.severity)
    assert f"robust z {score}, against the 60 monthly changes through" in finding.message


@pytest.mark.specimens
@pytest.mark.parametrize("release", ["2025-06", "2025-09", "2025-12", "2026-01"])
def test_the_other_months_are_quiet(specimens: Path, release: str) -> None:
    assert Verdict.PASS is judged(SWING, release_of(specimens, release)).verdict


@pytest.mark.specimens
def test_from_2006_to_2026_fifteen_months_swing_nine_warnings_and_six_critical(specimens: Path) -> None:
    """All by the vintage of September 2026; as months were known at the time, others fire."""
    known = release_of(specimens, "2026-07")
    months = sorted(period for period in known.known.history("balance.total").known if period >= month("2006-01"))
    found = [judged(SWING, replace(known, release=Release("ft900", period))) for period in months]
    hits = {str(finding.period): finding.severity for finding in found if finding.verdict is Verdict.WARN}

    assert 247 == len(months)
    assert {Severity.WARNING: 9, Severity.CRITICAL: 6} == Counter(hits.values())
    assert {"2025-10", "2025-11"} <= hits.keys()


@pytest.mark.specimens
def test_mean_and_standard_deviation_would_have_missed_them(specimens: Path) -> None:
    """Why the rule uses median and MAD: the front-loading of early 2025 hides what follows it."""
    scores = {}
    for release in ("2025-07", "2025-08", "2025-10", "2025-11"):
        months = sorted(text for text in balance(specimens, release) if text <= release)
        known = balance(specimens, release)
        changes = np.diff([float(known[text]) for text in months[-62:]])
        scores[release] = (changes[-1] - changes[:-1].mean()) / changes[:-1].std(ddof=1)

    assert all(abs(score) < 3 for score in scores.values())
    assert {"2025-10": 1.4, "2025-11": -2.1} == {each: round(scores[each], 1) for each in ("2025-10", "2025-11")}


@given(st.lists(st.integers(-1000, 1000), min_size=9, max_size=40), st.integers(-(10**6), 10**6))
def test_the_tested_month_is_never_part_of_its_own_baseline(values: list[int], tested: int) -> None:
    before = month("2025-10")
    with_it = [baseline(history([*values, last]), last=before, window=8) for last in (tested, 0)]

    assert with_it[0] == with_it[1]
    assert with_it[0] == baseline(history(values, "2025-10"), last=before, window=8)


@given(st.lists(st.integers(-1000, 1000), min_size=10, max_size=40), st.integers(-(10**6), 10**6))
def test_what_came_before_the_window_does_not_count(values: list[int], older: int) -> None:
    last = NOVEMBER

    assert baseline(history([0, *values]), last=last, window=8) == baseline(
        history([older, *values]), last=last, window=8
    )


def test_median_and_spread_can_be_repeated_by_hand() -> None:
    found = baseline(history(STEADY), last=NOVEMBER, window=8)

    assert Baseline(median=2.0, spread=1.4826, count=8, last=NOVEMBER) == found


@pytest.mark.parametrize(
    ("change", "verdict", "severity"),
    [
        (2, Verdict.PASS, Severity.INFO),
        (6, Verdict.PASS, Severity.INFO),  # z 2.70
        (7, Verdict.WARN, Severity.WARNING),  # z 3.37
        (-3, Verdict.WARN, Severity.WARNING),
        (8, Verdict.WARN, Severity.CRITICAL),  # z 4.05
    ],
)
def test_a_change_is_told_from_three_spreads_and_critical_from_four(
    change: int, verdict: Verdict, severity: Severity
) -> None:
    values = [*STEADY, STEADY[-1] + change]
    finding = judged(SHORT, situation("2025-11", *printed("2025-11", levels("x", "2025-02", values))))

    assert (verdict, severity) == (finding.verdict, finding.severity)


@pytest.mark.parametrize(
    ("warn", "critical", "verdict", "severity"),
    [
        (8 / 1.4826, 9.0, Verdict.WARN, Severity.WARNING),
        (np.nextafter(8 / 1.4826, 9), 9.0, Verdict.PASS, Severity.INFO),
        (1.0, 8 / 1.4826, Verdict.WARN, Severity.CRITICAL),
        (1.0, np.nextafter(8 / 1.4826, 9), Verdict.WARN, Severity.WARNING),
    ],
    ids=["at warn", "just below warn", "at critical", "just below critical"],
)
@pytest.mark.parametrize("change", [10, -6])
def test_a_score_that_is_exactly_the_threshold_reaches_it(
    warn: float, critical: float, verdict: Verdict, severity: Severity, change: int
) -> None:
    by = rule("swing", SwingParameters(series="x", window=8, warn=warn, critical=critical))
    values = [*STEADY, STEADY[-1] + change]
    finding = judged(by, situation("2025-11", *printed("2025-11", levels("x", "2025-02", values))))

    assert (verdict, severity) == (finding.verdict, finding.severity)


def test_a_finding_says_what_moved_by_how_much_and_how_that_was_judged() -> None:
    values = [1000 * value for value in [*STEADY, STEADY[-1] + 9]]
    finding = judged(SHORT, situation("2025-11", *printed("2025-11", levels("x", "2025-02", values))))

    assert (
        "X moved by +$9.0 billion in November 2025: robust z +4.72, against the 8 monthly changes through October 2025 "
        "(median 2.00, 1.4826 MAD 1.48)."
    ) == finding.message
    assert (Decimal(9000), Decimal("2000.0"), Decimal("7000.0")) == (
        finding.observed,
        finding.expected,
        finding.difference,
    )
    assert Decimal("4447.8") == finding.limit
    assert 2 == len(finding.evidence)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([*STEADY[1:], 200], "8 consecutive changes through 2025-10 are needed, 7 are published"),
        ([5] * 10, "the 8 changes through 2025-10 have no spread"),
    ],
)
def test_without_a_baseline_it_cannot_be_told(values: list[int], reason: str) -> None:
    first = str(NOVEMBER.shift(1 - len(values)))
    finding = judged(SHORT, situation("2025-11", *printed("2025-11", levels("x", first, values))))

    assert Verdict.UNDECIDED is finding.verdict
    assert reason in finding.message


def test_a_gap_in_the_months_is_no_change_of_one_month() -> None:
    cells = levels("x", "2025-02", [*STEADY, 115])
    holed = [each for each in cells if each.key.period != month("2025-06")]

    assert Verdict.UNDECIDED is judged(SHORT, situation("2025-11", *printed("2025-11", holed))).verdict


def test_a_month_last_printed_by_an_older_release_makes_no_change() -> None:
    cells = levels("x", "2025-02", [*STEADY, 200])
    known = [*printed("2025-10", cells[:-1]), *printed("2025-11", cells[-1:])]
    finding = judged(SHORT, situation("2025-11", *known))

    assert Verdict.UNDECIDED is finding.verdict
    assert "its figures are of different releases (2025-10, 2025-11)" in finding.message


def test_flows_can_be_judged_in_logarithms_where_they_are_positive() -> None:
    doubling = [2**number * (3 if number % 2 else 2) for number in range(10)]
    finding = judged(LOGS, situation("2025-11", *printed("2025-11", levels("x", "2025-02", doubling))))
    negative = judged(LOGS, situation("2025-11", *printed("2025-11", levels("x", "2025-02", [-1, *doubling[1:]]))))
    sunk = judged(LOGS, situation("2025-11", *printed("2025-11", levels("x", "2025-02", [*doubling[:-1], 0]))))

    assert "of the log changes" in finding.message
    assert finding.limit is None
    assert [Verdict.UNDECIDED] * 2 == [negative.verdict, sunk.verdict]
    assert "a logarithm needs positive figures" in sunk.message


def test_a_printed_change_alone_is_no_baseline() -> None:
    known = situation("2025-11", *printed("2025-11", [cell("x", "2025-11", 5)]))

    assert Verdict.UNDECIDED is judged(SHORT, known).verdict


@pytest.mark.parametrize("by", [SHORT, LOGS], ids=["difference", "log difference"])
@pytest.mark.parametrize("off", [-0.001, 0.001])
def test_what_lies_within_the_usual_levels_is_not_told_and_what_lies_beyond_is(by: Rule, off: float) -> None:
    assert isinstance(by.parameters, SwingParameters)
    steady = [1000 * level for level in STEADY]
    ((_, low, high),) = usual_levels(by.parameters, history([*steady, 0]), [NOVEMBER])

    for edge, outwards in ((low, -1), (high, 1)):
        value = round(edge * (1 + outwards * off))
        found = judged(by, situation("2025-11", *printed("2025-11", levels("x", "2025-02", [*steady, value]))))

        assert found.verdict is (Verdict.WARN if off > 0 else Verdict.PASS)


def test_months_without_enough_before_them_have_no_usual_levels() -> None:
    assert [] == list(usual_levels(SwingParameters(series="x", window=8), history(STEADY[:6]), [NOVEMBER]))
