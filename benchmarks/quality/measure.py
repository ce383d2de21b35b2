"""From scores of the tested months to false alarms, precision, recall and F1.

A series is alarmed when any of its tested months scores at least the threshold; one in twenty is taken to be faulty. A
month without a score (NaN, undecided) does not alarm.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.panel import Panel
from benchmarks.quality.structure import Array

PREVALENCE = 0.05
NOMINAL = 10
"""False alarms for 1,000 clean series over the tested months, at which methods are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A method's scores of the series `rows` of a set, and what each cost in milliseconds of processor time."""

    method: str
    panel: Panel
    rows: NDArray[np.intp]
    scores: Array
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What a method does at a threshold."""

    threshold: float
    false_alarms: float
    recall: float

    @property
    def precision(self) -> float:
        """The share of alarms that are faults."""
        hits, misses = PREVALENCE * self.recall, (1 - PREVALENCE) * self.false_alarms / 1000
        return hits / (hits + misses) if hits else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.recall else 0.0


def strongest(scores: Array) -> Array:
    """The largest score of the tested months of each series; minus infinity where none could be judged."""
    found: Array = np.where(np.isnan(scores), -np.inf, np.abs(scores)).max(axis=1)
    return found


def calibrated(scores: Array, panel: Panel) -> float:
    """The threshold at which at most NOMINAL of 1,000 clean series alarm."""
    clean = np.sort(strongest(scores)[panel.size == 0])[::-1]
    return float(np.nextafter(clean[len(clean) * NOMINAL // 1000], np.inf))


def quality(scores: Array, panel: Panel, threshold: float) -> Quality:
    """Over the whole panel."""
    alarmed = strongest(scores) >= threshold
    return Quality(
        threshold=threshold,
        false_alarms=1000 * float(alarmed[panel.size == 0].mean()),
        recall=float(alarmed[panel.size > 0].mean()),
    )


def recall(scores: Array, threshold: float, chosen: NDArray[np.bool_]) -> float:
    """Of the chosen faulty series."""
    return float((strongest(scores)[chosen] >= threshold).mean())
