"""What prices make of a change: of a flow by its implied price, and of months whose prices were imputed."""

import math
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.detect.made import judged, rule
from tests.model.made import levels, month, printed, situation
from watchdog.detect.real_nominal_gap import RealNominalGapParameters
from watchdog.model.finding import Finding, Verdict

FLOW = RealNominalGapParameters(nominal="exports.goods", real="exports.chained", window=8)
BALANCE = RealNominalGapParameters(nominal="balance.goods", real="balance.chained")
PRICES = [100, 101, 103, 104, 106, 107, 109, 110, 112]


def flow(last: int) -> Finding:
    """Volumes of 1,000 at these prices, the last of which is given."""
    nominal = [price * 10 for price in (*PRICES, last)]
    cells = [*levels("exports.goods", "2025-02", nominal), *levels("exports.chained", "2025-02", [1000] * 10)]
    return judged(rule("real_nominal_gap", FLOW), situation("2025-11", *printed("2025-11", cells)))


def balance(nominal: list[int], real: list[int], *imputed: str, unit: str = "1") -> Finding:
    cells = [
        *levels("balance.goods", "2025-10", nominal, unit=unit),
        *levels("balance.chained", "2025-10", real, unit=unit),
    ]
    of = replace(BALANCE, imputed=tuple(map(month, imputed)))
    return judged(rule("real_nominal_gap", of), situation("2025-11", *printed("2025-11", cells)))


def test_a_price_that_moves_as_it_did_is_no_news_and_a_jump_is() -> None:
    assert [Verdict.PASS, Verdict.WARN] == [flow(113).verdict, flow(130).verdict]


def test_the_jump_itself_is_not_among_the_changes_that_it_is_judged_by() -> None:
    changes = np.diff(np.log(PRICES))
    spread = 1.4826 * np.median(np.abs(changes - np.median(changes)))

    assert [pytest.approx((math.log(last / 112) - np.median(changes)) / spread, rel=1e-9) for last in (113, 144)] == [
        flow(last).score for last in (113, 144)
    ]


def test_too_little_history_of_a_flow_is_undecided() -> None:
    cells = [*levels("exports.goods", "2025-10", [1000, 1200]), *levels("exports.chained", "2025-10", [1000, 1000])]
    finding = judged(rule("real_nominal_gap", FLOW), situation("2025-11", *printed("2025-11", cells)))

    assert Verdict.UNDECIDED is finding.verdict
    assert "10 months of one release are needed, 2 are published" in finding.message


@pytest.mark.parametrize("imputed", ["2025-10", "2025-11"])
def test_where_either_month_was_deflated_by_imputed_prices_the_gap_is_stated_and_undecided(imputed: str) -> None:
    finding = balance([-58_980, -86_900], [-63_600, -87_100], imputed)

    assert (Verdict.UNDECIDED, "10.4") == (finding.verdict, f"{finding.difference:.1f}")
    assert "imputed" in finding.message


def test_a_gap_that_rounding_could_carry_over_the_limit_is_undecided() -> None:
    finding = balance([-50_000, -55_000], [-50_000, -52_500], unit="100")

    assert (Verdict.UNDECIDED, Decimal(5)) == (finding.verdict, finding.difference)


def test_a_surplus_that_grows_more_in_dollars_than_in_volume_has_a_positive_gap_too() -> None:
    assert Decimal(10) == balance([50_000, 60_000], [50_000, 55_000]).difference
