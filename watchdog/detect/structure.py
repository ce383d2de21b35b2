"""What a series of a trend, a season and noise would look like, in twenty proportions of the three, and the matrices
that turn such a series into what each month brought that the months before it did not foretell.

Trend: a random walk with drift. Season: one random walk for each calendar month. Noise: AR(1). The airline model
(0,1,1)(0,1,1) of period 12 is the usual short form of such series; here gaps and short histories are exact.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Months = NDArray[np.bool_]

PERIOD = 12
# Standard deviations of the monthly step of the trend, in those of the noise's shock; the season's of a year, in those
# of the larger of the two. A finer grid, or one with other autocorrelations, does not find more.
TREND_STEPS = (0.05, 0.3, 0.7, 1.5, 4.0)
SEASON_STEPS = (0.03, 0.1, 0.3, 0.8)
AUTOCORRELATION = 0.2
# Variance of what is unknown at first: level, drift, season. Large against all else, small enough for float64.
_DIFFUSE = 1e6
_DRIFT = 1e4
# A forecast is as uncertain as that as long as the first level, drift or season is not known.
_UNKNOWN = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Whitening:
    """For one proportion: `matrix` times the published figures are their standardised one-step surprises; it is lower
    triangular, so that none depends on a later figure. `spread` are their standard deviations, the last one the unit.
    """

    matrix: Array
    spread: Array

    @property
    def judged(self) -> Months:
        """The months whose forecast no longer hangs on what is unknown at first."""
        return self.spread < _UNKNOWN


@lru_cache(maxsize=8)
def whitenings(published: bytes, *, season: bool) -> tuple[Whitening, ...]:
    """One for each proportion, for series published in the months that are True in these bytes."""
    seen = np.frombuffer(published, dtype=np.bool_)
    return tuple(_whitening(covariance, seen) for covariance in _covariances(len(seen), season=season))


@lru_cache(maxsize=8)
def reference(published: bytes, *, season: bool) -> Whitening:
    """The same for one proportion in the middle, by which strays and shifts are looked for."""
    seen = np.frombuffer(published, dtype=np.bool_)
    return _whitening(_covariance(len(seen), 0.5, 0.1 if season else None), seen)


def _whitening(covariance: Array, seen: Months) -> Whitening:
    from scipy.linalg.lapack import dtrtri

    factor = np.linalg.cholesky(covariance[np.ix_(seen, seen)])
    spread = np.diag(factor)
    inverse, _ = dtrtri(factor, lower=1)
    return Whitening(matrix=inverse, spread=spread / spread[-1])


@lru_cache(maxsize=4)
def _covariances(months: int, *, season: bool) -> tuple[Array, ...]:
    steps = SEASON_STEPS if season else (None,)
    return tuple(_covariance(months, trend, step) for trend in TREND_STEPS for step in steps)


def _covariance(months: int, trend: float, season: float | None) -> Array:
    """How the figures of any two months vary together; the variance of the noise's shock is one."""
    month = np.arange(months, dtype=np.float64)
    lag = np.abs(np.subtract.outer(month, month))
    earlier = np.minimum.outer(month, month)
    covariance: Array = AUTOCORRELATION**lag / (1 - AUTOCORRELATION**2) + trend**2 * earlier
    covariance += _DIFFUSE + _DRIFT * np.outer(month, month)
    if season is not None:
        of_same_month = lag % PERIOD == 0
        covariance += (season * max(1.0, trend)) ** 2 * of_same_month * (earlier // PERIOD + 1)
        covariance += _DIFFUSE * (of_same_month - 1 / PERIOD)
    return covariance
