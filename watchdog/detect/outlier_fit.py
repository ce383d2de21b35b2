"""Whether the newest months of a series look like a single stray, a shift of level or a change that dies away."""

from enum import StrEnum

import numpy as np

from watchdog.detect.baselines import MAD_TO_SIGMA
from watchdog.detect.seasonal import FEWEST, shares
from watchdog.detect.strays import without_strays
from watchdog.detect.structure import Array, reference, whitenings

LATEST = 3
DECAY = 0.7


class OutlierType(StrEnum):
    """The three shapes of Chen and Liu, in the order of the columns of `type_scores`."""

    ADDITIVE = "a single stray month"
    SHIFT = "a shift of level"
    TRANSITORY = "a change that dies away"


def type_scores(values: Array, *, season: bool) -> Array | None:
    """The t value of each shape (columns) begun in each of the three newest months (rows, oldest first), with the best
    model taken for true; None where there is too little history. `values` is one series, gaps NaN.
    """
    values = values[np.argmax(~np.isnan(values)) :]
    seen = ~np.isnan(values)
    published, history = values[seen], int(seen.sum()) - LATEST
    if not seen[-LATEST:].all():
        return None
    middle = reference(seen.tobytes(), season=season)
    if int(middle.judged[:history].sum()) < FEWEST:
        return None
    cleaned = without_strays((published - published[:history].mean())[None, :], middle, history)
    models = whitenings(seen.tobytes(), season=season)
    errors = np.stack([cleaned @ (model.matrix.T / model.matrix[-1, -1]) for model in models])
    best = int(shares(errors, models, history)[:, 0].argmax())
    error, model = errors[best, 0], models[best]
    spread = MAD_TO_SIGMA * float(np.median(np.abs(error[:history][model.judged[:history]])))
    if spread == 0:
        return None
    shapes = (model.matrix / model.matrix[-1, -1]) @ _shapes(len(published)).T
    scores: Array = (error @ shapes) / (np.sqrt((shapes**2).sum(axis=0)) * spread)
    return scores.reshape(LATEST, len(OutlierType))


def _shapes(months: int) -> Array:
    """For each of the newest months, a stray, a step and a decaying step that begin there."""
    after = np.subtract.outer(-np.arange(months - LATEST, months), -np.arange(months))
    return (
        np.stack([after == 0, after >= 0, np.where(after >= 0, DECAY ** np.maximum(after, 0), 0)], axis=1)
        .reshape(LATEST * len(OutlierType), months)
        .astype(np.float64)
    )
