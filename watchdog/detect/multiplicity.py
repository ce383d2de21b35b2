"""How many of many tests to believe: among those told, a given share may be false alarms, however many were made."""

import numpy as np

from watchdog.detect.structure import Array, Months


def told(chances: Array, rate: float) -> Months:
    """Which tests stand out by Benjamini and Hochberg (1995): at most `rate` of them are expected to be false alarms,
    and where nothing is unusual none stands out in 1 - `rate` of all cases. NaN is no test.
    """
    tests = int((~np.isnan(chances)).sum())
    order = np.argsort(chances)[:tests]
    below = np.flatnonzero(chances[order] <= rate * np.arange(1, tests + 1) / max(tests, 1))
    standing = np.zeros(len(chances), dtype=np.bool_)
    if len(below):
        standing[order[: below[-1] + 1]] = True
    return standing
