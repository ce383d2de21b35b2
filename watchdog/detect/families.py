"""The lines of a family of series, such as the categories of services: which they are, and their figures as a table."""

import fnmatch
from collections.abc import Sequence

import numpy as np

from watchdog.detect.structure import Array
from watchdog.model.knowledge import History, Knowledge
from watchdog.model.period import Period


def leaves(known: Knowledge, total: str, patterns: Sequence[str], *, by_partner: bool) -> list[History]:
    """The series with months published whose keys are like one of `patterns` (a * stands for anything), of the basis of
    `total`, for the world or by partner; without those that are sums of others: 'a.b' where there is 'a.b.c'.
    """
    basis = known.series[total].basis
    keys = [
        key
        for key, series in known.series.items()
        if series.basis == basis
        and (series.partner != "world") == by_partner
        and any(fnmatch.fnmatchcase(key, pattern) for pattern in patterns)
    ]
    lines = {key: history for key in sorted(keys) if (history := known.history(key)).known}
    sums = {key.rsplit(".", depth)[0] for key in lines for depth in range(1, key.count(".") + 1)}
    return [history for key, history in lines.items() if key not in sums]


def figures(lines: Sequence[History], last: Period, window: int) -> Array:
    """A row for each line: its `window` months before `last` and that one, NaN where nothing is published."""
    months = [last.shift(-back) for back in range(window, -1, -1)]
    values = [[line.value(month) for month in months] for line in lines]
    return np.array([[np.nan if value is None else float(value) for value in row] for row in values])
