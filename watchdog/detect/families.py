"""The lines of a family of series, such as the categories of services: which they are, their figures as a table, and
what is said of all of them together.
"""

import fnmatch
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal, Protocol

import numpy as np

from watchdog.detect.changes import change
from watchdog.detect.outcome import outcome, undecided
from watchdog.detect.structure import Array
from watchdog.formulas.evaluate import Bounded
from watchdog.model.finding import NOT_STATED, Finding, Severity, Verdict
from watchdog.model.knowledge import History, Knowledge, Situation
from watchdog.model.period import Period
from watchdog.model.rule import Rule
from watchdog.model.wording import amount


class Family(Protocol):
    """The lines below a total, as a rule's parameters name them: by item for the world, or by partner."""

    @property
    def total(self) -> str:
        """The key of the series that they are lines of."""
        ...

    @property
    def lines(self) -> tuple[str, ...]:
        """Patterns of their keys; a * stands for anything."""
        ...

    @property
    def by(self) -> Literal["item", "partner"]:
        """What tells them apart."""
        ...


def leaves(known: Knowledge, family: Family) -> list[History]:
    """The lines with months published, of the basis of the total; without those that are sums of others: 'a.b' where
    there is 'a.b.c'.
    """
    basis = known.series[family.total].basis
    keys = [
        key
        for key, series in known.series.items()
        if series.basis == basis
        and (series.partner != "world") == (family.by == "partner")
        and any(fnmatch.fnmatchcase(key, pattern) for pattern in family.lines)
    ]
    lines = {key: history for key in sorted(keys) if (history := known.history(key)).known}
    sums = {key.rsplit(".", depth)[0] for key in lines for depth in range(1, key.count(".") + 1)}
    return [history for key, history in lines.items() if key not in sums]


def without_lines(rule: Rule, situation: Situation, total: str) -> Finding:
    """The rule could not tell, for no release ever printed any of its lines."""
    return replace(undecided(rule, situation, total, "none of its lines is published by month"), kind=NOT_STATED)


def figures(lines: Sequence[History], last: Period, window: int) -> Array:
    """A row for each line: its `window` months before `last` and that one, NaN where nothing is published."""
    months = [last.shift(-back) for back in range(window, -1, -1)]
    values = [[line.value(month) for month in months] for line in lines]
    return np.array([[np.nan if value is None else float(value) for value in row] for row in values])


def as_a_whole(
    rule: Rule,
    situation: Situation,
    total: str,
    lines: int,
    tested: Sequence[Finding],
    note: str = "",
    want: str = "history",
) -> Finding:
    """How many lines were tested, how many stand out and what these add to the change of the total; undecided while
    some could not be tested, for `want` of something.
    """
    fired = [finding.subject for finding in tested if finding.verdict is Verdict.WARN]
    stand = f"{len(fired)} stand{'' if len(fired) > 1 else 's'} out" if fired else "none stands out"
    some = stand + _explained(situation, total, fired)
    rest = f"; {lines - len(tested)} could not be judged, for want of {want}" if len(tested) < lines else ""
    said = ", ".join(filter(None, (f"{len(tested)} lines tested", some, note)))
    return outcome(
        rule,
        situation,
        total,
        situation.release.period,
        Verdict.UNDECIDED if rest else Verdict.PASS,
        f"{rule.label}: {said}{rest}.",
        severity=Severity.INFO,
        kind="screening",
    )


def _explained(situation: Situation, total: str, lines: Sequence[str]) -> str:
    """The part that these lines have in the change of the total; nothing where one release does not print them all."""
    unit = situation.known.series[total].unit
    alike = [key for key in lines if situation.known.series[key].unit == unit]
    moved = [found for key in (total, *alike) if isinstance(found := change(key, situation), Bounded)]
    if not lines or len(moved) <= len(lines):
        return ""
    whole, *parts = (found.value for found in moved)
    of_lines = sum(parts, Decimal(0))
    return f" ({amount(of_lines, unit, signed=True)} of the total's change of {amount(whole, unit, signed=True)})"
