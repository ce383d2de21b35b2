"""Series of the airline model, (0,1,1)(0,1,1) of period 12, and the surprises that its true parameters give."""

import numpy as np

from benchmarks.quality.structure import MONTHS, TESTED, Array

BURN_IN = 120
_WHOLE = BURN_IN + MONTHS


def simulate(theta: float, seasonal_theta: float, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """`count` series with innovations of variance one, and the months before them, which only the oracle sees."""
    innovations = np.zeros((count, 13 + _WHOLE))
    innovations[:, 13:] = rng.standard_normal((count, _WHOLE))
    values = np.zeros_like(innovations)
    for t in range(13, 13 + _WHOLE):
        e = innovations
        moved = e[:, t] - theta * e[:, t - 1] - seasonal_theta * e[:, t - 12] + theta * seasonal_theta * e[:, t - 13]
        values[:, t] = values[:, t - 1] + values[:, t - 12] - values[:, t - 13] + moved
    return values[:, 13 + BURN_IN :], values[:, : 13 + BURN_IN]


def surprises(values: Array, before: Array, theta: float, seasonal_theta: float) -> Array:
    """The one-step surprises of the tested months, from the true beginning."""
    y = np.concatenate([before, values], axis=1)
    e = np.zeros_like(y)
    for t in range(13, y.shape[1]):
        moved = y[:, t] - y[:, t - 1] - y[:, t - 12] + y[:, t - 13]
        e[:, t] = moved + theta * e[:, t - 1] + seasonal_theta * e[:, t - 12] - theta * seasonal_theta * e[:, t - 13]
    return e[:, -TESTED:]
