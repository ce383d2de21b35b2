"""Adjusted against unadjusted: the factor's own range decides, never the signs of the two changes."""

import pytest

from tests.detect.made import judged, rule
from tests.model.made import cell, printed, situation
from watchdog.detect.seasonal_factor import SeasonalFactorParameters
from watchdog.model.finding import Finding, Verdict

PARAMETERS = SeasonalFactorParameters(adjusted="exports.goods", unadjusted="exports.goods_nsa")
SERIES = (PARAMETERS.adjusted, PARAMETERS.unadjusted)


def factors(*unadjusted: int, before: tuple[int, int] | None = None, adjusted: int = 100_000) -> Finding:
    """Those of November, of the years that end with 2025; `before` are October's figures, adjusted and not."""
    years = range(2026 - len(unadjusted), 2026)
    cells = [cell("exports.goods", f"{year}-11", adjusted) for year in years]
    cells += [cell("exports.goods_nsa", f"{year}-11", value) for year, value in zip(years, unadjusted, strict=True)]
    if before:
        cells += [cell("exports.goods", "2025-10", before[0]), cell("exports.goods_nsa", "2025-10", before[1])]
    return judged(rule("seasonal_factor", PARAMETERS), situation("2025-11", *printed("2025-11", cells)))


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (98_000, Verdict.PASS),
        (100_400, Verdict.PASS),
        (100_600, Verdict.WARN),
        (95_100, Verdict.PASS),
        (94_900, Verdict.WARN),
    ],
)
def test_a_factor_more_than_two_points_outside_its_range_is_told(now: int, verdict: Verdict) -> None:
    assert verdict is factors(97_000, 98_500, 98_000, now).verdict


def test_a_clash_of_signs_alone_is_never_told() -> None:
    """Adjusted up by a tenth and unadjusted down by a tenth, with a factor as every November's."""
    assert Verdict.PASS is factors(97_000, 98_500, 98_000, 98_000, before=(90_000, 108_000)).verdict


def test_figures_too_coarse_to_tell_are_not_told() -> None:
    assert Verdict.PASS is factors(97, 98, 97, 101, adjusted=100).verdict


def test_years_beyond_those_asked_for_do_not_count() -> None:
    assert Verdict.WARN is factors(101_000, 98_000, 98_000, 98_000, 98_000, 98_000, 101_000).verdict
    assert Verdict.PASS is factors(98_000, 101_000, 98_000, 98_000, 98_000, 98_000, 101_000).verdict


def test_a_factor_that_another_release_printed_is_not_of_this_one() -> None:
    cells = [cell(key, f"{year}-11", 98_000) for year in range(2021, 2026) for key in SERIES]

    finding = judged(rule("seasonal_factor", PARAMETERS), situation("2025-11", *printed("2025-10", cells)))

    assert Verdict.UNDECIDED is finding.verdict
    assert "the figures are of another release" in finding.message
