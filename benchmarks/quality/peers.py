"""Other ways to score the newest months, each from what was published before them; and ours.

Every method turns published series (a row each, gaps NaN) into a score for each tested month. Gaps are filled by a
straight line for those that cannot have them. What is imported from elsewhere is imported where it is used.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.quality.structure import TESTED, Array
from watchdog.detect.seasonal import surprises

Method = Callable[[Array], Array]
_MAD_TO_SIGMA = 1.4826
_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A method, which package it is of, and into how many parts a set is cut of which it is given one."""

    score: Method
    package: str = ""
    parts: int = 1


def ours(values: Array) -> Array:
    """What the rule kind `surprise` scores by, with a season."""
    return surprises(values, season=True, tested=TESTED).score


def naive(values: Array) -> Array:
    """The change from the same month a year before, over its root mean square."""
    return _each(values, lambda y: _last(_changes(y, 12), lambda past: (0.0, float(np.sqrt(np.mean(past**2))))))


def mad(values: Array) -> Array:
    """The same change, by median and median absolute deviation."""
    return _each(values, lambda y: _last(_changes(y, 12), _median_and_mad))


def swing(values: Array) -> Array:
    """The change from the month before, by median and median absolute deviation of the last 60."""
    return _each(values, lambda y: _last(_changes(y, 1)[-60 - TESTED :], _median_and_mad))


def stl(values: Array) -> Array:
    """The remainder of a robust STL through the tested month, over its median absolute deviation."""
    from statsmodels.tsa.seasonal import STL

    def score(y: Array) -> Array:
        rests = [np.asarray(STL(y[: len(y) - back], period=12, robust=True).fit().resid) for back in _BACK]
        return np.array([(rest[-1] - np.median(rest[:-1])) / _mad(rest[:-1]) for rest in rests])

    return _each(values, score)


def auto_arima(values: Array) -> Array:
    """AutoARIMA fitted before the tested months, then run forward a month at a time."""
    from statsforecast.models import AutoARIMA

    return _each(values, lambda y: _forecast(AutoARIMA(season_length=12, approximation=True), y))


def mstl(values: Array) -> Array:
    """MSTL in the same way."""
    from statsforecast.models import MSTL

    return _each(values, lambda y: _forecast(MSTL(season_length=12), y))


def ecod(values: Array) -> Array:
    """ECOD on the changes from the month and the year before; its 1 % threshold is put at 3."""
    from pyod.models.ecod import ECOD

    def score(y: Array) -> Array:
        scores = []
        for back in _BACK:
            known = y[: len(y) - back]
            features = np.column_stack([np.diff(known)[11:], known[12:] - known[:-12]])
            found = ECOD(contamination=0.01).fit(features)
            scores.append(3 * float(found.decision_scores_[-1]) / float(found.threshold_))
        return np.array(scores)

    return _each(values, score)


def adtk(values: Array) -> Array:
    """ADTK's seasonal detector: how many interquartile ranges the remainder lies outside; its own threshold is 3."""
    import pandas as pd
    from adtk.transformer import ClassicSeasonalDecomposition

    def score(y: Array) -> Array:
        scores = []
        for back in _BACK:
            known = pd.Series(y[: len(y) - back], index=pd.date_range("2000-01-01", periods=len(y) - back, freq="MS"))
            rest = np.asarray(ClassicSeasonalDecomposition(freq=12).fit_transform(known))
            low, high = np.quantile(rest, [0.25, 0.75])
            scores.append(max(rest[-1] - high, low - rest[-1]) / (high - low))
        return np.array(scores)

    return _each(values, score)


PEERS: Mapping[str, Peer] = {
    "ours": Peer(score=ours),
    "naive": Peer(score=naive),
    "MAD": Peer(score=mad),
    "swing": Peer(score=swing),
    "STL + MAD": Peer(score=stl, package="statsmodels", parts=3),
    "AutoARIMA 1-step": Peer(score=auto_arima, package="statsforecast", parts=3),
    "MSTL 1-step": Peer(score=mstl, package="statsforecast", parts=3),
    "ECOD": Peer(score=ecod, package="pyod", parts=3),
    "ADTK seasonal": Peer(score=adtk, package="adtk", parts=3),
}
_BACK = range(TESTED - 1, -1, -1)


def _each(values: Array, score: Method) -> Array:
    """Series by series; NaN where a method fails on one."""
    found = np.full((len(values), TESTED), np.nan)
    for row, y in enumerate(values):
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                found[row] = score(_filled(y))
        except Exception as error:  # noqa: BLE001 - a peer that cannot judge a series has no score for it
            print(f"series {row}: {error!r}")
    return found


def _filled(y: Array) -> Array:
    known = y[np.argmax(~np.isnan(y)) :]
    month, seen = np.arange(len(known)), ~np.isnan(known)
    return np.interp(month, month[seen], known[seen])


def _changes(y: Array, lag: int) -> Array:
    return y[lag:] - y[:-lag]


def _last(changes: Array, usual: Callable[[Array], tuple[float, float]]) -> Array:
    scores = []
    for back in _BACK:
        known = changes[: len(changes) - back]
        centre, spread = usual(known[:-1])
        scores.append((known[-1] - centre) / spread)
    return np.array(scores)


def _median_and_mad(past: Array) -> tuple[float, float]:
    return float(np.median(past)), _mad(past)


def _mad(past: Array) -> float:
    return _MAD_TO_SIGMA * float(np.median(np.abs(past - np.median(past))))


def _forecast(model: object, y: Array) -> Array:
    """The tested months against one-step forecasts of a model fitted before them all."""
    fitted = model.fit(y[:-TESTED])  # type: ignore[attr-defined] # statsforecast publishes no types
    scores = []
    for back in range(TESTED, 0, -1):
        said = (
            fitted.predict(h=1, level=[95]) if back == TESTED else fitted.forward(y=y[: len(y) - back], h=1, level=[95])
        )
        mean, high = float(said["mean"][0]), float(said["hi-95"][0])
        scores.append((y[-back] - mean) / ((high - mean) / _NORMAL_95))
    return np.array(scores)
