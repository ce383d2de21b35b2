"""Whether a probability means what it says: false alarms on clean series against the nominal ones."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import norm

from benchmarks.quality.measure import Scored
from benchmarks.quality.report import table_of
from benchmarks.quality.structure import Array
from watchdog.detect.multiplicity import told

LEVELS = (0.05, 0.01, 0.0027)
SIZES = (11, 30, 128)
RATE = 0.1
FAMILIES = 4000


def table(by_process: Mapping[str, Sequence[Scored]]) -> str:
    """The share of clean months that score beyond each level, over that level."""
    months = {process: len(_clean(scored)) for process, scored in by_process.items()}
    months["all"] = sum(months.values())
    rows = [
        [process, str(months[process]), *(f"{ratio:.2f}" for ratio in of.values())]
        for process, of in over_nominal(by_process).items()
    ]
    columns = ["process", "clean months", *(f"at {level:.2%}" for level in LEVELS)]
    return f"## Calibration: false alarms over nominal\n\n{table_of(columns, rows)}"


def over_nominal(by_process: Mapping[str, Sequence[Scored]]) -> dict[str, dict[float, float]]:
    """By process, and for all of them, and by level."""
    scores = {process: _clean(scored) for process, scored in by_process.items()}
    scores["all"] = np.concatenate(list(scores.values()))
    return {process: {level: _over(each, level) for level in LEVELS} for process, each in scores.items()}


def families(by_process: Mapping[str, Sequence[Scored]]) -> str:
    """Families of clean lines drawn from all processes: how often any is told, against the nominal rate."""
    clean = np.concatenate([_clean(scored) for scored in by_process.values()])
    rng = np.random.default_rng(1)
    rows = []
    for size in SIZES:
        chances = 2 * norm.sf(np.abs(rng.choice(clean, (FAMILIES, size))))
        share = float(np.mean([told(each, RATE).any() for each in chances]))
        rows.append([str(size), f"{RATE:.2f}", f"{share:.3f}", f"{share / RATE:.2f}"])
    columns = ["clean lines in a family", "nominal", "families with a false alarm", "over nominal"]
    return f"## Families under Benjamini-Hochberg\n\n{table_of(columns, rows)}"


def _clean(scored: Sequence[Scored]) -> Array:
    ours = next(each for each in scored if each.method == "ours")
    months: Array = ours.scores[ours.panel.size == 0].ravel()
    return months[~np.isnan(months)]


def _over(scores: Array, level: float) -> float:
    return float((2 * norm.sf(np.abs(scores)) <= level).mean()) / level
