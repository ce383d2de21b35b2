"""The faults that are planted in the newest months, sized in standard deviations of the one-step surprise."""

from collections.abc import Sequence

import numpy as np

from benchmarks.quality.structure import TESTED, Array

KINDS = ("AO", "LS", "TC", "reversal", "record")
SIZES = (2, 3, 4, 6)
EACH: Sequence[tuple[str, int]] = tuple((kind, size) for kind in KINDS for size in SIZES)
_TC_DECAY = 0.7
_RECORD_YEARS = 3


def with_fault(values: Array, kind: str, size: float, rng: np.random.Generator) -> Array:
    """One series with a fault of `size` (in the figures' own unit) that begins in one of the tested months.

    AO is one month; LS all from it on; TC dies away at 0.7 a month; a reversal is taken back with the opposite sign the
    month after; a record is an AO that also passes every figure of the last three years.
    """
    changed = values.copy()
    size *= rng.choice([-1, 1])
    latest = TESTED - 1 if kind == "reversal" else TESTED
    first = len(values) - TESTED + int(rng.integers(latest))
    if kind == "AO":
        changed[first] += size
    elif kind == "LS":
        changed[first:] += size
    elif kind == "TC":
        changed[first:] += size * _TC_DECAY ** np.arange(len(values) - first)
    elif kind == "reversal":
        changed[first : first + 2] += size, -size
    else:
        sign = np.sign(size)
        past = sign * values[first - 12 * _RECORD_YEARS : first]
        changed[first] = sign * max(sign * (values[first] + size), past.max() + abs(size) / 10)
    return changed
