"""A set of series to judge methods by: clean ones and faulty ones of each process, drawn from one seed.

Detectors may be shaped on the training seeds only; what is reported comes from the evaluation seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.faults import EACH, with_fault
from benchmarks.quality.processes import PROCESSES
from benchmarks.quality.structure import Array

TRAINING_SEEDS = (11, 12, 13, 14)
EVALUATION_SEED = 20261123
BATCHES = 100
CLEAN, FAULTY = 10, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Published series, the oracle's surprises of the tested months, and for each series its process, and its kind and
    size of fault ('' and 0 for a clean one).
    """

    values: Array
    oracle: Array
    process: NDArray[np.str_]
    kind: NDArray[np.str_]
    size: NDArray[np.int64]

    def part(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Panel":
        """The chosen series only."""
        return Panel(
            values=self.values[chosen],
            oracle=self.oracle[chosen],
            process=self.process[chosen],
            kind=self.kind[chosen],
            size=self.size[chosen],
        )


def together(panels: Sequence[Panel]) -> Panel:
    """All of them as one."""
    return Panel(
        values=np.concatenate([each.values for each in panels]),
        oracle=np.concatenate([each.oracle for each in panels]),
        process=np.concatenate([each.process for each in panels]),
        kind=np.concatenate([each.kind for each in panels]),
        size=np.concatenate([each.size for each in panels]),
    )


def panel(seed: int, processes: Sequence[str] = tuple(PROCESSES), batches: int = BATCHES) -> Panel:
    """100 batches of 10 clean and 4 faulty series, by turns from each process: 1,400 series."""
    seeds = np.random.SeedSequence([seed, *(list(PROCESSES).index(name) for name in processes)]).spawn(batches)
    drawn = [
        _batch(number, processes[number % len(processes)], np.random.default_rng(seeds[number]), len(processes))
        for number in range(batches)
    ]
    return together(drawn)


def _batch(number: int, process: str, rng: np.random.Generator, processes: int) -> Panel:
    batch = PROCESSES[process](CLEAN + FAULTY, rng)
    values = batch.values.copy()
    first = FAULTY * (number // processes) + FAULTY * (number % processes) * 7
    planted = [EACH[(first + place) % len(EACH)] for place in range(FAULTY)]
    for place, (kind, size) in enumerate(planted, CLEAN):
        values[place] = with_fault(values[place], kind, size * batch.deviation, rng)
    seen = batch.published(values)
    return Panel(
        values=seen,
        oracle=batch.oracle(seen),
        process=np.repeat(process, CLEAN + FAULTY),
        kind=np.array([""] * CLEAN + [kind for kind, _ in planted]),
        size=np.array([0] * CLEAN + [size for _, size in planted]),
    )
