"""What the newest months of many series were expected to be from the months before them, and how surprising they are.

Each month is forecast one step ahead by the mixture of the twenty proportions of trend, season and noise in
`structure`, weighed by how well they foretold the series so far; `tails` says how unlikely what came is. No series is
fitted by search: all are judged at once by matrices that depend only on which months are published.
"""

from dataclasses import dataclass

import numpy as np

from watchdog.detect.strays import without_strays
from watchdog.detect.structure import Array, Whitening, reference, whitenings
from watchdog.detect.tails import robust_scores

FEWEST = 24
"""Judged months of history without which nothing is said; with a season the first 13 months are not among them."""
_AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprises:
    """For each series (row) and tested month: what was expected, its standard deviation, and the score, which is
    standard normal where nothing is unusual. NaN where it cannot be told.
    """

    expected: Array
    spread: Array
    score: Array


def surprises(values: Array, *, season: bool, tested: int = 1) -> Surprises:
    """Judge the newest `tested` months of each row of `values`, each from the months before it; gaps are NaN."""
    answer = np.full((3, len(values), tested), np.nan)
    for rows in _published_alike(values):
        seen = ~np.isnan(values[rows[0]])
        if not seen[-tested:].all():
            continue
        first = int(seen.argmax())
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            answer[:, part] = _judged(values[part, first:], season=season, tested=tested)
    expected, spread, score = answer
    return Surprises(expected=expected, spread=spread, score=score)


def _published_alike(values: Array) -> list[list[int]]:
    """The rows by which months are published."""
    groups: dict[bytes, list[int]] = {}
    for row, published in enumerate(~np.isnan(values)):
        groups.setdefault(published.tobytes(), []).append(row)
    return list(groups.values())


def _judged(values: Array, *, season: bool, tested: int) -> Array:
    """Expected, spread and score of rows that are published in the same months."""
    seen = ~np.isnan(values[0])
    published = values[:, seen]
    history = published.shape[1] - tested
    middle = reference(seen.tobytes(), season=season)
    if int(middle.judged[:history].sum()) < FEWEST:
        return np.full((3, len(values), tested), np.nan)
    published = published - (level := published[:, :1])  # so that what never moved is zero, and not nearly
    centred = published - published[:, :history].mean(axis=1, keepdims=True)
    cleaned = without_strays(centred, middle, history)
    models = whitenings(seen.tobytes(), season=season)
    judged = np.logical_and.reduce([model.judged for model in models])
    errors = np.stack([cleaned @ (model.matrix.T / model.matrix[-1, -1]) for model in models])
    share = shares(errors, models, history)
    mixed = np.einsum("ms,mst->st", share, errors)
    scores, spreads = robust_scores(mixed[:, judged], tested)
    wider = np.array([model.spread[-tested:] for model in models])
    missed = np.einsum("ms,mst,mt->st", share, errors[:, :, -tested:], wider)
    return np.stack([level + published[:, -tested:] - missed, spreads * (share.T @ wider), scores])


def shares(errors: Array, models: tuple[Whitening, ...], history: int) -> Array:
    """How far to believe each model, from the likelihood of the history; flat where a history never varies."""
    fits = []
    for model, error in zip(models, errors, strict=True):
        judged = model.judged[:history]
        variance = np.maximum((error[:, :history][:, judged] ** 2).mean(axis=1), 1e-300)
        fits.append(-0.5 * judged.sum() * np.log(variance) - np.log(model.spread[:history][judged]).sum())
    share = np.exp(np.array(fits) - np.max(fits, axis=0))
    normalised: Array = share / share.sum(axis=0)
    return normalised
