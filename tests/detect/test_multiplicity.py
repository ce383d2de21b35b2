import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from watchdog.detect.multiplicity import told

chances = st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=60)


@given(chances, st.floats(0.001, 0.5))
def test_what_stands_out_is_what_scipy_says_with_untested_lines_left_out(drawn: list[float], rate: float) -> None:
    values = np.array(drawn, dtype=float)
    tested = ~np.isnan(values)
    adjusted = false_discovery_control(values[tested]) if tested.any() else np.array([])
    clear = np.abs(adjusted - rate) > 1e-9

    assert not told(values, rate)[~tested].any()
    assert np.array_equal((adjusted <= rate)[clear], told(values, rate)[tested][clear])


@pytest.mark.parametrize("lines", [11, 128])
def test_a_family_where_nothing_is_unusual_is_quiet_in_nine_of_ten_cases(lines: int) -> None:
    rng = np.random.default_rng(2)
    share = np.mean([told(rng.random(lines), 0.1).any() for _ in range(4000)])

    assert 0.1 == pytest.approx(float(share), abs=0.015)


def test_more_lines_ask_for_more_of_each() -> None:
    alone, among = np.array([0.01]), np.array([0.01, *np.linspace(0.2, 1, 30)])

    assert [True, False] == [bool(told(each, 0.1).any()) for each in (alone, among)]
