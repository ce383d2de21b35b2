"""Which ratios and inequalities hold beyond doubt, all at once: what is not plain is for exact arithmetic to say.

Sums are computed to fifteen digits; whatever lies nearer to a bound than a thousand times their error is not plain.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from watchdog.check.columns import Figures, Floats, Truths
from watchdog.check.prints import Weighted

_ERROR = 1e-12

Line = tuple[int, Sequence[Weighted], Sequence[Weighted], int, float]
"""The number of a printed quotient, the sums above and below the line, what is added below, and what it is times."""
Side = Sequence[Weighted]


class _Sums:
    """Weighted sums of figures, a row each; `sizes` are the sums of what their parts weigh, whatever the sign."""

    def __init__(self, rows: Sequence[Sequence[Weighted]]) -> None:
        weights = np.array([float(each.weight) for row in rows for each in row])
        numbers = np.array([each.number for row in rows for each in row], dtype=np.int64)
        starts = np.cumsum([0, *(len(row) for row in rows)])
        self._width = int(numbers.max()) + 1 if len(numbers) else 0
        shape = (len(rows), self._width)
        self._sums = csr_array((weights, numbers, starts), shape=shape)
        self._sizes = csr_array((abs(weights), numbers, starts), shape=shape)

    def of(self, values: Floats) -> Floats:
        """The sums."""
        return np.asarray(self._sums @ values[: self._width])

    def sizes(self, values: Floats) -> Floats:
        """How large the parts of each sum are together."""
        return np.asarray(self._sizes @ abs(values[: self._width]))


class Ratios:
    """Printed quotients of sums."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._printed = np.array([line[0] for line in lines], dtype=np.int64)
        self._above, self._below = _Sums([line[1] for line in lines]), _Sums([line[2] for line in lines])
        self._added = np.array([line[3] for line in lines], dtype=np.float64)
        self._scale = np.array([line[4] for line in lines], dtype=np.float64)

    def hold(self, figures: Figures) -> list[bool]:
        """Whether each is, within its own rounding alone, what the printed figures give; the divisor far from zero."""
        values, steps = figures.values, figures.steps
        above, below = self._above.of(values), self._below.of(values) + self._added
        large_above, large_below = self._above.sizes(values), self._below.sizes(values) + abs(self._added)
        is_defined = abs(below) > self._below.sizes(steps) + _ERROR * large_below
        divisor = np.where(is_defined, below, 1.0)
        quotient = self._scale * above / divisor
        error = _ERROR * (abs(self._scale) * large_above + abs(quotient) * large_below) / abs(divisor)
        printed = values[self._printed]
        room = steps[self._printed] / 2 - error - _ERROR * abs(printed)
        is_plain: list[bool] = (is_defined & (abs(printed - quotient) < room)).tolist()
        return is_plain


class Inequalities:
    """Sums that are not below others."""

    def __init__(self, sides: Sequence[tuple[Side, Side]]) -> None:
        self._left, self._right = (_Sums([each[side] for each in sides]) for side in (0, 1))
        single = [len(left) == len(right) == 1 and left[0].weight == right[0].weight == 1 for left, right in sides]
        self._is_single: Truths = np.array(single, dtype=np.bool_)
        self._first, self._second = (
            np.array(
                [each[side][0].number if is_single else 0 for each, is_single in zip(sides, single, strict=True)],
                dtype=np.int64,
            )
            for side in (0, 1)
        )

    def hold(self, figures: Figures) -> list[bool]:
        """Whether the left sum is beyond doubt not below the right one."""
        left, right = self._left.of(figures.values), self._right.of(figures.values)
        error = _ERROR * (self._left.sizes(figures.values) + self._right.sizes(figures.values))
        is_plain: list[bool] = ((left - right > error) | self._are_whole(figures)).tolist()
        return is_plain

    def _are_whole(self, figures: Figures) -> Truths:
        """Two figures of one unit are compared as whole numbers."""
        if not len(figures.counts):
            return np.zeros(len(self._is_single), dtype=np.bool_)
        one, two = self._first, self._second
        comparable = self._is_single & (figures.steps[one] == figures.steps[two])
        comparable &= figures.is_exact(one) & figures.is_exact(two)
        holds: Truths = comparable & (figures.counts[one] >= figures.counts[two])
        return holds
