from collections import Counter

import numpy as np
import pytest

from tests.detect.made import judged, rule
from tests.model.made import levels, month, printed, situation
from watchdog.detect.outlier_fit import DECAY, OutlierType, type_scores
from watchdog.detect.outlier_type import OutlierTypeParameters
from watchdog.detect.structure import Array
from watchdog.model.finding import Finding, Verdict

MONTHS = 120
SHAPES = {
    OutlierType.ADDITIVE: np.array([1.0, 0.0, 0.0]),
    OutlierType.SHIFT: np.array([1.0, 1.0, 1.0]),
    OutlierType.TRANSITORY: DECAY ** np.arange(3),
}
TYPED = rule("outlier_type", OutlierTypeParameters(series=("x",)))


def series(seed: int, newest: Array) -> Array:
    """A slowly wandering level with a season and noise of one; `newest` is added to the last months."""
    rng = np.random.default_rng(seed)
    values: Array = 5 * np.sin(2 * np.pi * np.arange(MONTHS) / 12) + 0.1 * rng.standard_normal(MONTHS).cumsum()
    values += rng.standard_normal(MONTHS)
    values[-len(newest) :] += newest
    return values


@pytest.mark.parametrize("kind", SHAPES)
def test_two_months_later_strays_and_shifts_are_told_apart(kind: OutlierType) -> None:
    """A change that dies away lies between the two, and is the hardest."""
    scores = [type_scores(series(seed, 12 * SHAPES[kind]), season=True) for seed in range(40)]
    named = Counter(tuple(OutlierType)[int(np.abs(score[0]).argmax())] for score in scores if score is not None)

    assert 40 == named.total()
    assert named[kind] >= (24 if kind is OutlierType.TRANSITORY else 34)


def test_in_its_first_month_one_shape_is_as_good_as_the_other() -> None:
    scores = type_scores(series(1, np.array([12.0])), season=True)

    assert scores is not None
    assert scores[2] == pytest.approx(scores[2, 0])
    assert abs(scores[2, 0]) > 5


def test_clean_series_seldom_stand_out() -> None:
    scores = [type_scores(series(seed, np.zeros(1)), season=True) for seed in range(200)]
    most = [float(np.abs(score).max()) for score in scores if score is not None]

    assert 200 == len(most)
    assert sum(each >= 3.8 for each in most) <= 8


def test_the_level_and_the_unit_do_not_matter() -> None:
    values = series(2, np.array([5.0]))

    assert type_scores(values, season=True) == pytest.approx(type_scores(1000 * values - 7, season=True), rel=1e-3)


def of_newest(*added: int) -> Finding:
    values = [round(1000 * float(value)) for value in series(3, np.zeros(1))]
    for back, more in enumerate(reversed(added), 1):
        values[-back] += more
    first = str(month("2025-11").shift(1 - MONTHS))
    return judged(TYPED, situation("2025-11", *printed("2025-11", levels("x", first, values))))


def test_a_type_is_provisional_until_two_months_have_followed() -> None:
    new, later = of_newest(20000), of_newest(20000, 20000, 20000)

    assert [month("2025-11"), month("2025-09")] == [new.period, later.period]
    assert "November 2025 stands out, so far like " in new.message
    assert "the figures of January 2026 decide of which type" in new.message
    assert "September 2025 looks like a shift of level" in later.message
    assert [Verdict.WARN] * 2 == [new.verdict, later.verdict]


def test_a_month_that_is_missing_among_the_newest_cannot_be_typed() -> None:
    values = series(1, np.zeros(1))
    values[-2] = np.nan

    assert type_scores(values, season=True) is None
    assert type_scores(np.full(MONTHS, 3.0), season=True) is None
