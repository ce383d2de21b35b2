"""The turn of the three-month mean against a year earlier: of one release, beyond rounding."""

from tests.detect.made import judged, rule
from tests.model.made import levels, printed, situation
from watchdog.detect.trend_flip import TrendFlipParameters
from watchdog.model.finding import Finding, Verdict

TREND = rule("trend_flip", TrendFlipParameters(series=("x",)))
TURNED = [*[5_000] * 15, 4_000, 4_000, 9_000]


def turned(unit: str = "1") -> Finding:
    return judged(TREND, situation("2025-11", *printed("2025-11", levels("x", "2024-06", TURNED, unit=unit))))


def test_a_mean_that_rises_above_that_of_a_year_ago_has_turned() -> None:
    finding = turned()

    assert Verdict.WARN is finding.verdict
    assert "turned from -$0.7 billion in October 2025 to +$0.7 billion" in finding.message


def test_growth_of_two_releases_is_not_compared() -> None:
    """A table may print a month and the same one a year earlier, and nothing between."""
    before = levels("x", "2024-06", TURNED[:-1], document="fred")
    now = [cell for cell in levels("x", "2024-06", TURNED) if cell.key.period.position == 11]
    known = [*printed("2025-10", before), *printed("2025-11", now)]
    month_by_month = rule("trend_flip", TrendFlipParameters(series=("x",), months=1))

    finding = judged(month_by_month, situation("2025-11", *known))

    assert Verdict.UNDECIDED is finding.verdict
    assert "of different releases" in finding.message


def test_rounding_alone_turns_nothing() -> None:
    assert "rounding alone can decide the sign" in turned("1000").message
