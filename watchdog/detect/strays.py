"""Months of the past that stand out so far that they must not shape what is usual: single strays and shifts of level.

After Chen and Liu: the template that explains most is taken out, again and again, while it exceeds `LIMIT` robust
standard deviations. The months to be judged are never looked at.
"""

import numpy as np

from watchdog.detect.baselines import MAD_TO_SIGMA
from watchdog.detect.structure import Array, Whitening

LIMIT = 5.5
MOST = 6
# A step needs that many months behind it before it is one.
_MONTHS_OF_STEP = 6
_FAINTEST = 0.2


def without_strays(values: Array, whitening: Whitening, history: int) -> Array:
    """The series (a row each) with strays and shifts among their first `history` months taken out."""
    cleaned = values.copy()
    templates = _templates(whitening, history)
    lengths = np.sqrt((templates**2).sum(axis=1))
    lengths[lengths < _FAINTEST] = np.inf
    judged = whitening.judged[:history]
    rows = np.arange(len(values))
    for _ in range(MOST):
        surprises = cleaned[rows, :history] @ whitening.matrix[:history, :history].T * judged
        spread = MAD_TO_SIGMA * np.median(np.abs(surprises[:, judged]), axis=1)
        sizes = surprises @ templates.T / lengths
        best = np.abs(sizes).argmax(axis=1)
        size = sizes[np.arange(len(rows)), best]
        far = np.abs(size) > LIMIT * np.where(spread > 0, spread, np.inf)
        if not far.any():
            break
        rows, best, amount = rows[far], best[far], (size / lengths[best])[far]
        cleaned[rows] -= amount[:, None] * _shapes(best, history, values.shape[1])
    return cleaned


def _templates(whitening: Whitening, history: int) -> Array:
    """What a stray and then what a step of size one, in each month, adds to the surprises."""
    judged = whitening.judged[:history]
    stray = whitening.matrix[:history, :history] * judged[:, None]
    step = np.cumsum(stray[:, ::-1], axis=1)[:, ::-1].copy()
    stray[:, ~judged] = 0
    step[:, ~judged] = 0
    step[:, max(history - _MONTHS_OF_STEP, 0) :] = 0
    return np.concatenate([stray.T, step.T])


def _shapes(chosen: np.ndarray[tuple[int], np.dtype[np.intp]], history: int, months: int) -> Array:
    """Ones where the chosen templates act: in one month, or from it on."""
    month, at = np.arange(months), (chosen % history)[:, None]
    return np.where((chosen < history)[:, None], month == at, month >= at).astype(np.float64)
