"""Series that are the sum of a trend, a season and noise, and what one who knows their parameters would say of them.

The Kalman filter with the true parameters gives the best linear one-step forecast: no detector of one-step surprises
can do better, save by knowing the tails.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MONTHS = 192
TESTED = 3
START = 1000.0
_STATES = 14
_LEVEL, _SLOPE, _SEASON, _NOISE = 0, 1, 2, 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Standard deviations of the monthly shocks to level, slope and season, and of the AR(1) noise with coefficient
    `phi`; shocks are normal or, with `tails` degrees of freedom, Student's of the same variance. All shocks of month t
    are scaled by `volatility[t]`; `amplitude` is that of the first season.
    """

    level: float
    slope: float
    season: float
    noise: float
    phi: float
    amplitude: float
    volatility: Array
    tails: float = math.inf


def simulate(structure: Structure, count: int, rng: np.random.Generator) -> Array:
    """`count` series of MONTHS months."""
    move, shock = _move(structure), _shock(structure)
    state = np.zeros((count, _STATES))
    state[:, _LEVEL] = START
    state[:, _SEASON : _SEASON + 11] = structure.amplitude * rng.standard_normal((count, 11))
    values = np.empty((count, MONTHS))
    for month in range(MONTHS):
        state = state @ move.T + _drawn(structure, (count, _STATES), rng) * shock * structure.volatility[month]
        values[:, month] = state[:, [_LEVEL, _SEASON, _NOISE]].sum(axis=1)
    return values


def surprises(values: Array, structure: Structure) -> tuple[Array, float]:
    """The standardised one-step surprises of the tested months, and the standard deviation of the last one.

    All series must have their gaps in the same months.
    """
    move, shock = _move(structure), _shock(structure)
    seen = np.zeros(_STATES)
    seen[[_LEVEL, _SEASON, _NOISE]] = 1
    state = np.zeros((len(values), _STATES))
    state[:, _LEVEL] = START
    spread = np.diag([1.0, 0.0, *[structure.amplitude**2] * 11, 0.0])
    found, deviation = [], math.nan
    for month in range(MONTHS):
        state = state @ move.T
        spread = move @ spread @ move.T + np.diag((shock * structure.volatility[month]) ** 2)
        variance = float(seen @ spread @ seen)
        deviation = math.sqrt(variance)
        surprise = values[:, month] - state @ seen
        if month >= MONTHS - TESTED:
            found.append(surprise / deviation)
        if not np.isnan(surprise).any():
            gain = spread @ seen / variance
            state = state + surprise[:, None] * gain
            spread = spread - np.outer(gain, seen @ spread)
    return np.stack(found, axis=1), deviation


def _move(structure: Structure) -> Array:
    """What becomes of level, slope, eleven seasons (which add up to nothing over a year) and noise in a month."""
    move = np.zeros((_STATES, _STATES))
    move[_LEVEL, [_LEVEL, _SLOPE]] = 1
    move[_SLOPE, _SLOPE] = 1
    move[_SEASON, _SEASON : _SEASON + 11] = -1
    move[range(_SEASON + 1, _SEASON + 11), range(_SEASON, _SEASON + 10)] = 1
    move[_NOISE, _NOISE] = structure.phi
    return move


def _shock(structure: Structure) -> Array:
    shock = np.zeros(_STATES)
    shock[[_LEVEL, _SLOPE, _SEASON, _NOISE]] = structure.level, structure.slope, structure.season, structure.noise
    return shock


def _drawn(structure: Structure, shape: tuple[int, int], rng: np.random.Generator) -> Array:
    if math.isinf(structure.tails):
        return rng.standard_normal(shape)
    return rng.standard_t(structure.tails, shape) * math.sqrt((structure.tails - 2) / structure.tails)
