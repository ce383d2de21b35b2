from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.detect.made import GOLD, REVERSAL, judged, rule
from tests.detect.published import release_of
from tests.model.made import cell, levels, month, printed, situation
from watchdog.detect import reversal
from watchdog.detect.reversal import ReversalParameters
from watchdog.model.cell import Measure, Provenance
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.release import Release

SHORT = rule("reversal", ReversalParameters(series=("x",), window=8))
# Changes with median 2 and a spread of 1.4826; a move is large beyond 2.5 of these: 3.71.
STEADY = [100, 101, 103, 106, 107, 109, 112, 113, 115]


def after(*changes: int) -> Finding:
    values = [*STEADY]
    for change in changes:
        values.append(values[-1] + change)
    first = str(month("2025-11").shift(1 - len(values)))
    return judged(SHORT, situation("2025-11", *printed("2025-11", levels("x", first, values))))


@pytest.mark.specimens
def test_the_reversals_since_1997_are_these_eight(specimens: Path) -> None:
    known = release_of(specimens, "2026-07")
    months = sorted(period for period in known.known.history("balance.total").known if period >= month("1997-01"))
    hits = [
        str(period)
        for period in months
        if judged(REVERSAL, replace(known, release=Release("ft900", period))).verdict is Verdict.WARN
    ]

    assert [
        "2001-02", "2001-03", "2021-11", "2022-04", "2023-04", "2025-04", "2025-08", "2025-11",
    ] == hits  # fmt: skip


@pytest.mark.specimens
def test_november_2025_is_a_reversal_with_its_gross_and_net(specimens: Path) -> None:
    finding = judged(REVERSAL, release_of(specimens, "2025-11"))

    assert Verdict.WARN is finding.verdict
    assert (
        "Balance of trade in goods and services: +18.9 in October 2025 and -27.6 in November 2025: "
        "a gross swing of $46.6 billion, net -$8.7 billion, 31 % of the larger move: a round trip."
    ) == finding.message


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ((4, -4), Verdict.WARN),
        ((-4, 4), Verdict.WARN),
        ((4, 4), Verdict.PASS),  # twice the same way
        ((4, -3), Verdict.PASS),  # one of them is not large
        ((3, -40), Verdict.PASS),
        ((4, 0), Verdict.PASS),
    ],
)
def test_two_large_changes_of_opposite_sign_are_a_reversal(changes: tuple[int, int], verdict: Verdict) -> None:
    finding = after(*changes)

    assert verdict is finding.verdict
    assert (verdict is Verdict.WARN) == (finding.severity is Severity.WARNING)
    assert (verdict is Verdict.WARN) == ("gross swing" in finding.message) or changes[0] * changes[1] < 0


def test_neither_tested_change_is_part_of_the_baseline() -> None:
    assert (
        "8 consecutive changes through 2025-09 are needed"
        in judged(SHORT, situation("2025-11", *printed("2025-11", levels("x", "2025-02", [*STEADY, 119])))).message
    )
    assert Verdict.WARN is after(10_000, -10_000).verdict


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((10, -10), "net $0.0 billion, 0 % of the larger move: a round trip."),
        ((10, -5), "50 % of the larger move: a round trip."),
        ((10, -4), "60 % of the larger move: a partial reversal."),
    ],
)
def test_a_small_net_makes_a_round_trip(changes: tuple[int, int], words: str) -> None:
    assert words in after(*changes).message


def gold(october: int, november: int) -> Finding:
    """Published changes only, each in the release of its month."""
    key = "exports.nonmonetary_gold"
    changes = [
        cell(key, period, value, measure=Measure.CHANGE, document="press", unit=100)
        for period, value in (("2025-10", october), ("2025-11", november))
    ]
    known = [*printed("2025-10", changes[:1]), *printed("2025-11", changes[1:])]
    return judged(GOLD, situation("2025-11", *known))


def test_gold_that_came_and_went_is_told_gross_and_net_from_published_changes() -> None:
    finding = gold(6800, -4200)

    assert (Verdict.WARN, Provenance.PRESS_ROUNDED) == (finding.verdict, finding.provenance)
    assert (Decimal(11000), Decimal(2600)) == (finding.observed, finding.difference)
    assert (
        "Exports of nonmonetary gold: +6.8 in October 2025 (as printed in the release for October 2025) and -4.2 in "
        "November 2025: a gross swing of $11.0 billion, net +$2.6 billion, 38 % of the larger move: a round trip."
    ) == finding.message
    assert "totaled" not in finding.message


@pytest.mark.parametrize(("october", "november"), [(6800, 4200), (3900, -4000), (-6800, -4200)])
def test_gold_that_only_came_or_little_of_it_is_not_told(october: int, november: int) -> None:
    assert Verdict.PASS is gold(october, november).verdict


def test_one_change_alone_cannot_be_a_reversal_nor_its_absence() -> None:
    change = cell("exports.nonmonetary_gold", "2025-11", -4200, measure=Measure.CHANGE, document="press", unit=100)
    finding = judged(GOLD, situation("2025-11", *printed("2025-11", [change])))

    assert Verdict.UNDECIDED is finding.verdict


def test_every_series_of_the_rule_gets_its_answer() -> None:
    both = rule("reversal", ReversalParameters(series=("x", "y"), window=8))
    cells = [*levels("x", "2025-01", [*STEADY, 119, 115]), cell("y", "2025-11", 1)]

    assert [("x", Verdict.WARN), ("y", Verdict.UNDECIDED)] == [
        (finding.subject, finding.verdict)
        for finding in reversal.judge(both, situation("2025-11", *printed("2025-11", cells)))
    ]
