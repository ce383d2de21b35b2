"""How unlikely a surprise is, given those before it: their scale, how it changes, and how heavy their tails are.

A mixture of Student's distributions of several degrees of freedom, with a scale that is constant or follows the recent
months, each weighed by how well it foretold the past. The answer is a probability, so that a threshold means the same
for a calm series and a wild one.
"""

import math

import numpy as np

from watchdog.detect.baselines import MAD_TO_SIGMA
from watchdog.detect.structure import Array

DEGREES = {4.0: 0.0, 6.0: 0.0, 10.0: 0.0, 200.0: 1.0}
"""Degrees of freedom, each with the logarithm of its weight beforehand: nearly normal tails are the usual ones."""
MEMORIES = (1.0, 0.9)
"""How much of the last month's variance stays the next month; 1 is a scale that never changes."""
# What a changing scale must gain in logarithm of likelihood before it is believed.
_PENALTY = 1.0
_ROUNDS = 6
# One month can raise the scale that follows it by so many standard deviations at most.
_CLIP = 3.0


def robust_scores(surprises: Array, tested: int) -> tuple[Array, Array]:
    """The newest `tested` surprises of each row as scores (standard normal where nothing is unusual), and the standard
    deviations against which they stand; NaN where the surprises before them have no spread.
    """
    from scipy.special import ndtri, stdtr

    history, months = surprises[:, :-tested], surprises.shape[1] - tested
    weights, chances, spreads = [], [], []
    for memory in MEMORIES:
        scale = _scale(surprises, tested, memory)
        past, now = history / scale[:, :-tested], surprises[:, -tested:] / scale[:, -tested:]
        unit = _spread(past)
        beforehand = -np.log(scale[:, :-tested]).sum(axis=1) - _PENALTY * (memory < 1)
        for degrees, weight in DEGREES.items():
            unit = _student_scale(past, unit, degrees)
            fit = _log_density(past / unit, degrees).sum(axis=1) - months * np.log(unit[:, 0])
            weights.append(fit + beforehand + weight)
            chances.append(stdtr(1 / (1 / degrees + 1 / months), -np.abs(now / unit)))
            spreads.append(unit * scale[:, -tested:])
    share = np.exp(np.array(weights) - np.max(weights, axis=0))
    share /= share.sum(axis=0)
    chance = np.einsum("ks,kst->st", share, np.array(chances))
    scores = np.sign(surprises[:, -tested:]) * -ndtri(np.maximum(chance, 1e-300))
    return scores, np.einsum("ks,kst->st", share, np.array(spreads))


def _scale(surprises: Array, tested: int, memory: float) -> Array:
    """What to expect of each month from those before it, up to a constant."""
    if memory == 1:
        return np.ones_like(surprises)
    variance = _spread(surprises[:, :-tested])[:, 0] ** 2
    scale = np.empty_like(surprises)
    for month in range(surprises.shape[1]):
        scale[:, month] = variance
        told = np.minimum(surprises[:, month] ** 2, _CLIP**2 * variance)
        variance = memory * variance + (1 - memory) * told
    return np.sqrt(scale)


def _spread(surprises: Array) -> Array:
    spread: Array = MAD_TO_SIGMA * np.median(np.abs(surprises), axis=1, keepdims=True)
    return np.where(spread > 0, spread, np.nan)


def _student_scale(surprises: Array, start: Array, degrees: float) -> Array:
    """The scale at which Student's distribution fits best, by its usual fixed point."""
    scale = start
    for _ in range(_ROUNDS):
        squares = (surprises / scale) ** 2
        scale = scale * np.sqrt(((degrees + 1) * squares / (degrees + squares)).mean(axis=1, keepdims=True))
    return scale


def _log_density(values: Array, degrees: float) -> Array:
    constant = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2) - 0.5 * math.log(degrees * math.pi)
    density: Array = constant - (degrees + 1) / 2 * np.log1p(values**2 / degrees)
    return density
