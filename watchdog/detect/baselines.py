"""What is usual for a series: its own past changes, summed up by their median and MAD; the tested point stays out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from watchdog.model.knowledge import History
from watchdog.model.period import Period

# MAD times this estimates the standard deviation of a normal sample: 1 / (the normal 75 % quantile).
MAD_TO_SIGMA = 1.4826


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """`median` and `spread` (1.4826 MAD) of `count` changes, the last of them that of `last`."""

    median: float
    spread: float
    count: int
    last: Period

    def score(self, change: float) -> float:
        """How many spreads the change lies from the median."""
        return (change - self.median) / self.spread


def baseline(history: History, *, last: Period, window: int, transform: str = "difference") -> Baseline | str:
    """The `window` changes that end with the one of `last`; a sentence instead where they cannot be had."""
    run = history.unbroken_through(last)
    if len(run) < window + 1:
        return f"{window} consecutive changes through {last} are needed, {max(len(run) - 1, 0)} are published"
    levels = np.array([float(history.known[period].cell.value) for period in run[-window - 1 :]])
    if transform == "log_difference":
        if (levels <= 0).any():
            return "a logarithm needs positive figures"
        levels = np.log(levels)
    changes = np.diff(levels)
    median, spread = median_and_spread(changes)
    if spread == 0:
        return f"the {window} changes through {last} have no spread"
    return Baseline(median=median, spread=spread, count=window, last=last)


def median_and_spread(values: NDArray[np.float64] | Sequence[float]) -> tuple[float, float]:
    """The median, and 1.4826 times the median absolute deviation from it."""
    median = float(np.median(values))
    return median, MAD_TO_SIGMA * float(np.median(np.abs(np.asarray(values) - median)))
