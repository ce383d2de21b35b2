"""One-step surprises: what they are made of, what they may not look at, and how often they are wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from benchmarks.quality import structure as simulated
from benchmarks.quality.measure import calibrated, quality
from benchmarks.quality.panel import TRAINING_SEEDS, Panel, panel, together
from benchmarks.quality.structure import TESTED, Array
from watchdog.detect.multiplicity import told
from watchdog.detect.seasonal import FEWEST, surprises
from watchdog.detect.strays import without_strays
from watchdog.detect.structure import reference, whitenings
from watchdog.detect.tails import robust_scores

MONTHS = 120


def series(seed: int = 3, months: int = MONTHS, count: int = 1) -> Array:
    """A wandering level, a season of eight and noise of one."""
    rng = np.random.default_rng(seed)
    season = 8 * np.sin(2 * np.pi * np.arange(months) / 12)
    level = 500 + np.cumsum(0.3 * rng.standard_normal((count, months)), axis=1)
    values: Array = level + season + rng.standard_normal((count, months))
    return values


@pytest.fixture(scope="module")
def drawn() -> Panel:
    """Series of every process, of seeds that the detector was not shaped on."""
    return together([panel(max(TRAINING_SEEDS) + further) for further in (1, 2, 3)])


@pytest.fixture(scope="module")
def scores(drawn: Panel) -> Array:
    return surprises(drawn.values, season=True, tested=TESTED).score


@pytest.mark.parametrize("level", [0.05, 0.01])
def test_on_clean_series_the_false_alarms_are_within_30_per_cent_of_nominal(
    drawn: Panel, scores: Array, level: float
) -> None:
    clean = scores[drawn.size == 0]
    clean = clean[~np.isnan(clean)]
    share = float((2 * norm.sf(np.abs(clean)) <= level).mean())

    assert 0.7 * level <= share <= 1.3 * level


@pytest.mark.parametrize("lines", [11, 30])
def test_a_family_of_clean_lines_is_quiet_about_as_often_as_promised(drawn: Panel, scores: Array, lines: int) -> None:
    clean = scores[drawn.size == 0]
    clean = clean[~np.isnan(clean)]
    families = np.random.default_rng(7).choice(clean, (3000, lines))
    share = float(np.mean([told(2 * norm.sf(np.abs(family)), 0.1).any() for family in families]))

    assert 0.07 <= share <= 0.13


def test_faults_are_found_nearly_as_well_as_by_one_who_knows_the_process(drawn: Panel, scores: Array) -> None:
    ours, oracle = (quality(each, drawn, calibrated(each, drawn)) for each in (scores, drawn.oracle))

    assert ours.f1 >= 0.85 * oracle.f1


def test_a_season_is_no_surprise_and_the_same_figure_in_the_wrong_month_is() -> None:
    values = series()
    moved = values.copy()
    moved[0, -1] += 7

    assert abs(surprises(values, season=True).score[0, 0]) < 3
    assert surprises(moved, season=True).score[0, 0] > 3
    assert surprises(moved, season=False).score[0, 0] < 3


def test_what_was_expected_the_spread_and_the_figure_make_the_score_s_sign_and_size() -> None:
    values = series(count=200)
    found = surprises(values, season=True)
    plain = (values[:, -1:] - found.expected) / found.spread

    assert np.array_equal(np.sign(plain), np.sign(found.score))
    assert np.corrcoef(plain[:, 0], found.score[:, 0])[0, 1] > 0.99
    assert 0.8 < float(np.sqrt(np.mean(plain**2))) < 1.3


@given(st.integers(0, 10**6), st.integers(-(10**4), 10**4), st.floats(0.001, 1000))
def test_the_zero_and_the_unit_of_a_series_do_not_matter(seed: int, zero: int, unit: float) -> None:
    values = series(seed)

    assert surprises(values, season=True).score == pytest.approx(
        surprises(unit * (values + zero), season=True).score, rel=1e-4, abs=1e-4
    )


@given(st.integers(0, 10**6), st.integers(1, 3))
def test_a_later_month_never_changes_what_was_said_of_an_earlier_one(seed: int, later: int) -> None:
    """With the parameters learnt from the months before all tested ones, and no tested month among them."""
    values = series(seed)
    changed = values.copy()
    changed[0, -later:] = np.random.default_rng(seed).uniform(-1e4, 1e4, later)
    before, after = (surprises(each, season=True, tested=4) for each in (values, changed))

    assert before.score[0, : 4 - later] == pytest.approx(after.score[0, : 4 - later], abs=1e-6)
    assert before.expected[0, : 5 - later] == pytest.approx(after.expected[0, : 5 - later], abs=1e-3)


def test_rows_are_judged_each_by_itself() -> None:
    values = series(count=300)
    values[5, 40] = np.nan
    values[7, :30] = np.nan
    order = np.random.default_rng(1).permutation(300)
    found = surprises(values, season=True).score

    assert found[order] == pytest.approx(surprises(values[order], season=True).score, abs=1e-8)
    assert found[7] == pytest.approx(surprises(values[7:8, 30:], season=True).score[0], abs=1e-8)


def test_a_gap_is_skipped_whatever_stood_there() -> None:
    values = series()
    holed = values.copy()
    holed[0, 50:53] = np.nan
    found = surprises(holed, season=True).score[0, 0]

    assert found == pytest.approx(surprises(values, season=True).score[0, 0], abs=0.5)


@pytest.mark.parametrize(("season", "first"), [(True, 13 + FEWEST + 1), (False, 2 + FEWEST + 1)])
def test_a_short_history_cannot_be_judged(season: bool, first: int) -> None:  # noqa: FBT001 - a parameter of the test
    judged = {
        months: not np.isnan(surprises(series(months=months), season=season).score).any()
        for months in (first - 1, first)
    }

    assert {first - 1: False, first: True} == judged


def test_neither_a_month_that_is_not_published_nor_a_series_that_never_moves_can_be_judged() -> None:
    absent = series()
    absent[0, -1] = np.nan
    still = np.full((1, MONTHS), 7.0)

    assert all(np.isnan(surprises(each, season=True).score).all() for each in (absent, still, np.full((1, 60), np.nan)))


def test_a_shift_long_ago_does_not_hide_what_happens_now() -> None:
    values = series()
    values[0, -1] += 5
    shifted = values.copy()
    shifted[0, 60:] += 25
    shifted[0, 80] -= 30

    assert surprises(shifted, season=True).score[0, 0] == pytest.approx(
        surprises(values, season=True).score[0, 0], abs=0.6
    )


def test_strays_and_shifts_are_taken_out_where_and_as_large_as_they_were() -> None:
    values = series() - 500
    marred = values.copy()
    marred[0, 60:] += 25
    marred[0, 80] -= 30
    history = MONTHS - 1
    whitening = reference(np.ones(MONTHS, dtype=np.bool_).tobytes(), season=True)
    undone = marred - without_strays(marred, whitening, history)

    assert (0, pytest.approx(25, abs=4), pytest.approx(-5, abs=6)) == (undone[0, 59], undone[0, 70], undone[0, 80])
    assert np.array_equal(values, without_strays(values, whitening, history))


def test_a_changing_scale_follows_the_recent_months() -> None:
    rng = np.random.default_rng(5)
    calm = rng.standard_normal((1, 150))
    restless = np.concatenate([calm, 5 * rng.standard_normal((1, 30)), [[8.0]]], axis=1)
    steady = np.concatenate([calm, rng.standard_normal((1, 30)), [[8.0]]], axis=1)

    assert robust_scores(restless, 1)[0][0, 0] < 3 < robust_scores(steady, 1)[0][0, 0]


def test_heavy_tails_ask_for_more() -> None:
    rng = np.random.default_rng(6)
    normal, heavy = rng.standard_normal((40, 180)), rng.standard_t(3, (40, 180)) / np.sqrt(3)
    normal[:, -1] = heavy[:, -1] = 4.0

    less, more = (float(np.median(robust_scores(each, 1)[0])) for each in (heavy, normal))

    assert less + 0.4 < more
    assert more == pytest.approx(3.7, abs=0.3)


def test_the_surprises_are_those_of_a_kalman_filter_with_the_same_parameters() -> None:
    """The matrices against a recursion of another kind: trend and noise alone, after their first months."""
    months, trend = 60, 0.7
    drawn = np.random.default_rng(8).standard_normal(months).cumsum()
    models = whitenings(np.ones(months, dtype=np.bool_).tobytes(), season=False)
    matrix = models[2].matrix
    found = matrix @ drawn
    told = simulated.Structure(
        level=trend, slope=0.0, season=0.0, noise=1.0, phi=0.2, amplitude=0.0, volatility=np.ones(simulated.MONTHS)
    )
    padded = np.concatenate([np.full(simulated.MONTHS - months, np.nan), drawn])[None, :]
    expected, _ = simulated.surprises(padded, told)

    assert expected[0] == pytest.approx(found[-TESTED:], abs=0.15)
