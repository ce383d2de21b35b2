"""What a release's knowledge holds, column by column, so that whole columns are compared and computed at once."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from watchdog.check.statement import FINEST, LARGEST, meant, without_noise
from watchdog.model.cell import Cell
from watchdog.model.knowledge import Knowledge
from watchdog.model.period import Period

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Numbers = NDArray[np.int64]


class Columns:
    """The figures in their order; `counts` and `units` are those without noise. With `noisy`, noise is looked for only
    there: elsewhere a fine unit is another structure.
    """

    def __init__(self, knowledge: Knowledge | None, noisy: Sequence[int] | None = None) -> None:
        known = {} if knowledge is None else knowledge.cells
        self.keys = list(known)
        self.cells = [each.cell for each in known.values()]
        self.counts = [cell.count for cell in self.cells]
        self.units = [cell.published_unit for cell in self.cells]
        self.releases: list[Period] = [each.stamp.release for each in known.values()]
        if noisy is None:
            noisy = [number for number, unit in enumerate(self.units) if unit < FINEST]
        self.noisy = [number for number in noisy if number < len(self.cells)]
        for number in self.noisy:
            self.counts[number], self.units[number] = meant(self.cells[number])

    def is_like(self, other: Self) -> bool:
        """Whether it is the same but for the counts."""
        return self.keys == other.keys and self.releases == other.releases and self.units == other.units

    @cached_property
    def steps(self) -> Floats:
        """The units as fractional numbers."""
        return np.array(self.units, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One print for those who know where its figures stand: counts, the size of their units, and values to fifteen
    digits, by number.
    """

    now: Columns
    before: Columns | None
    counts: Floats
    steps: Floats
    counts_before: Floats
    steps_before: Floats
    values: Floats

    def cell(self, number: int) -> Cell:
        """The printed figure."""
        return without_noise(self.now.cells[number])

    def cell_before(self, number: int) -> Cell:
        """The figure of the release before."""
        assert self.before is not None  # noqa: S101 - only who saw it there knows its number
        return self.before.cells[number]

    def with_count(self, number: int, count: int) -> "Figures":
        """The same print with another count of one figure."""
        now = copy(self.now)
        now.cells = [*self.now.cells]
        now.cells[number] = replace(self.cell(number), count=count)
        counts = self.counts.copy()
        counts[number] = count
        return replace(self, now=now, counts=counts, values=counts * self.steps)

    def differs(self, before: Numbers, now: Numbers) -> Truths:
        """Which of these figures of the release before may differ from those of this one: the others do not."""
        is_same = self.is_exact(now)
        is_same &= self.steps[now] == self.steps_before[before]
        is_same &= self.counts[now] == self.counts_before[before]
        differing: Truths = ~is_same
        return differing

    def is_exact(self, numbers: Numbers) -> Truths:
        """Whether these counts can be compared as they are."""
        small: Truths = abs(self.counts[numbers]) <= LARGEST
        return small


def figures(now: Columns, before: Columns | None, steps: Floats, steps_before: Floats | None) -> Figures:
    """Of these columns, whose units are `steps`."""
    counts = np.array(now.counts, dtype=np.float64)
    return Figures(
        now=now,
        before=before,
        counts=counts,
        steps=steps,
        counts_before=np.array(before.counts if before else (), dtype=np.float64),
        steps_before=np.zeros(0) if steps_before is None else steps_before,
        values=counts * steps,
    )
