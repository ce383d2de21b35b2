"""The processes that series come from. Each draws a batch: parameters, gaps, length and rounding are shared by the
series of a batch, and differ from batch to batch.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality import airline, structure
from benchmarks.quality.structure import MONTHS, TESTED, Array, Structure

Oracle = Callable[[Array], Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """True series before faults, the standard deviation of their one-step surprise, and what becomes of them when they
    are published: months that are `missing`, and whole numbers of `unit` (0: not rounded). `oracle` gives the surprises
    of published series.
    """

    values: Array
    deviation: float
    oracle: Oracle
    missing: NDArray[np.bool_]
    unit: float = 0.0

    def published(self, values: Array) -> Array:
        """The series as people see them."""
        seen = np.round(values / self.unit) * self.unit if self.unit else values.copy()
        seen[:, self.missing] = math.nan
        return seen


Process = Callable[[int, np.random.Generator], Batch]


def structural(count: int, rng: np.random.Generator) -> Batch:
    """Random-walk trend, drifting season, AR(1) noise; every second batch has Student's shocks of 5 degrees."""
    return _batch(_drawn(rng, tails=5.0 if rng.random() < 0.5 else math.inf), count, rng)


def heavy_tails(count: int, rng: np.random.Generator) -> Batch:
    """Shocks of 3 to 5 degrees of freedom."""
    return _batch(_drawn(rng, tails=rng.uniform(3, 5)), count, rng)


def airline_like(count: int, rng: np.random.Generator) -> Batch:
    """The airline model itself."""
    theta, seasonal_theta = rng.uniform(0, 0.9), rng.uniform(0.3, 0.95)
    values, before = airline.simulate(theta, seasonal_theta, count, rng)
    return Batch(
        values=values,
        deviation=1.0,
        oracle=lambda seen: airline.surprises(seen, before, theta, seasonal_theta),
        missing=np.zeros(MONTHS, dtype=bool),
    )


def changing_volatility(count: int, rng: np.random.Generator) -> Batch:
    """The logarithm of the shocks' size is an AR(1) of standard deviation 0.5: calm years and restless ones."""
    log_size = np.zeros(MONTHS)
    log_size[0] = 0.5 * rng.standard_normal()
    for month in range(1, MONTHS):
        log_size[month] = 0.95 * log_size[month - 1] + 0.5 * math.sqrt(1 - 0.95**2) * rng.standard_normal()
    return _batch(replace(_drawn(rng), volatility=np.exp(log_size)), count, rng)


def moving_season(count: int, rng: np.random.Generator) -> Batch:
    """The season moves as much as anything else."""
    return _batch(replace(_drawn(rng), season=rng.uniform(0.5, 1.2)), count, rng)


def short_history(count: int, rng: np.random.Generator) -> Batch:
    """Histories of three to eight years."""
    missing = np.arange(MONTHS) < MONTHS - rng.integers(36, 97)
    return _batch(_drawn(rng), count, rng, missing=missing)


def gaps(count: int, rng: np.random.Generator) -> Batch:
    """Single months missing here and there, and one longer gap, none in the tested months or just before."""
    missing = rng.random(MONTHS) < 0.03
    start = rng.integers(12, MONTHS - 30)
    missing[start : start + rng.integers(2, 10)] = True
    missing[-TESTED - 2 :] = False
    return _batch(_drawn(rng), count, rng, missing=missing)


def rounded(count: int, rng: np.random.Generator) -> Batch:
    """A published unit of half a standard deviation of the surprise to twice that deviation."""
    batch = _batch(_drawn(rng), count, rng)
    return replace(batch, unit=batch.deviation * rng.uniform(0.5, 2.0))


def shifted(count: int, rng: np.random.Generator) -> Batch:
    """One to three shifts of level and as many stray months in the past, 4 to 10 deviations each; the oracle knows."""
    batch = _batch(_drawn(rng), count, rng)
    past = np.zeros(MONTHS)
    for _ in range(rng.integers(1, 4)):
        step, stray = rng.uniform(4, 10, 2) * rng.choice([-1, 1], 2) * batch.deviation
        past[rng.integers(24, MONTHS - 12) :] += step
        past[rng.integers(24, MONTHS - 12)] += stray
    return replace(batch, values=batch.values + past, oracle=lambda seen: batch.oracle(seen - past))


def no_season(count: int, rng: np.random.Generator) -> Batch:
    """Seasonally adjusted: a random walk with noise."""
    return _batch(replace(_drawn(rng), season=0.0, amplitude=0.0), count, rng)


PROCESSES: Mapping[str, Process] = {
    "structural": structural,
    "heavy tails": heavy_tails,
    "airline": airline_like,
    "changing volatility": changing_volatility,
    "moving season": moving_season,
    "short history": short_history,
    "gaps": gaps,
    "rounded": rounded,
    "shifts in the past": shifted,
    "no season": no_season,
}


def _drawn(rng: np.random.Generator, *, tails: float = math.inf) -> Structure:
    return Structure(
        level=rng.uniform(0.1, 1.0),
        slope=rng.choice([0.0, 0.01, 0.03]),
        season=rng.uniform(0.02, 0.25),
        noise=rng.uniform(0.3, 1.5),
        phi=rng.uniform(-0.3, 0.6),
        amplitude=rng.uniform(1, 8),
        volatility=np.ones(MONTHS),
        tails=tails,
    )


def _batch(
    drawn: Structure, count: int, rng: np.random.Generator, *, missing: NDArray[np.bool_] | None = None
) -> Batch:
    values = structure.simulate(drawn, count, rng)
    _, deviation = structure.surprises(values, drawn)
    return Batch(
        values=values,
        deviation=deviation,
        oracle=lambda seen: structure.surprises(seen, drawn)[0],
        missing=np.zeros(MONTHS, dtype=bool) if missing is None else missing,
    )
