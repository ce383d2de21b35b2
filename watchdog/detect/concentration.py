"""concentration: partners whose share of a total moved, and whether trade is spread over fewer of them.

share = 100 * partner / total, of the release's own month and the one before, both of one release; told where one moved
by `warn` = 2 percentage points or more. Herfindahl index = sum of (share / 100)^2 over the partners named; between 0
and 1, and 1 / index is how many partners of equal size would give it. Others count as many small ones.
Misfires on single shipments (aircraft, bullion, a cargo of oil) and on areas that overlap the countries beside them.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

import numpy as np

from watchdog.detect.families import figures, leaves, without_lines
from watchdog.detect.outcome import flagged, undecided
from watchdog.detect.structure import Array
from watchdog.model.finding import Finding
from watchdog.model.knowledge import History, Situation
from watchdog.model.rule import Rule

LISTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcentrationParameters:
    """The partners are `lines` of `total` (see `leaves`) that do not overlap; `warn` in percentage points."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    total: str
    lines: tuple[str, ...]
    by: Literal["item", "partner"] = "partner"
    warn: float = 2.0


def thresholds(_: ConcentrationParameters) -> tuple[str, ...]:
    """What may be tuned."""
    return ("warn",)


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """The shares of the release's own month against those of the month before."""
    parameters = rule.of(ConcentrationParameters)
    if not (every := leaves(situation.known, parameters)):
        return [without_lines(rule, situation, parameters.total)]
    total = situation.known.history(parameters.total)
    if not _is_of_release(total, situation):
        reason = "this release does not print the month and the one before it"
        return [undecided(rule, situation, parameters.total, reason)]
    lines = [line for line in every if _is_of_release(line, situation)]
    if len(lines) < len(every):
        reason = f"this release prints both months of {len(lines)} of {len(every)} partners"
        return [undecided(rule, situation, parameters.total, reason)]
    period = situation.release.period
    whole = figures([total], period, 1)
    if (whole <= 0).any():
        return [undecided(rule, situation, parameters.total, "shares need a total above zero")]
    return [_finding(rule, situation, lines, 100 * figures(lines, period, 1) / whole)]


def _is_of_release(line: History, situation: Situation) -> bool:
    period = situation.release.period
    known = [line.known.get(month) for month in (period, period.shift(-1))]
    return all(each is not None and each.stamp.release == period for each in known)


def _finding(rule: Rule, situation: Situation, lines: list[History], shares: Array) -> Finding:
    parameters, period = rule.of(ConcentrationParameters), situation.release.period
    moves = shares[:, 1] - shares[:, 0]
    order = np.argsort(-np.abs(moves))[:LISTED]
    listed = ", ".join(
        f"{lines[row].series.label} {moves[row]:+.1f} to {shares[row, 1]:.1f} %" for row in order.tolist()
    )
    before, now = ((shares / 100) ** 2).sum(axis=0).tolist()
    series = situation.known.series[parameters.total]
    message = (
        f"{series.label}, {len(lines)} partners in {period.label}: Herfindahl index {now:.4f} after {before:.4f}; "
        f"shares in percentage points: {listed}."
    )
    largest = float(moves[order[0]])
    cells = [lines[row].known[period].cell for row in order.tolist()]
    return flagged(
        rule,
        situation,
        series.key,
        period,
        message,
        fires=abs(largest) >= parameters.warn,
        observed=Decimal(str(round(now, 6))),
        expected=Decimal(str(round(before, 6))),
        difference=Decimal(str(round(now - before, 6))),
        score=largest,
        evidence=tuple(cell.address for cell in cells if cell.address),
    )
