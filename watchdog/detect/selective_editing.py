"""selective_editing: the lines of a family that people should look at first, and how little the others can matter.

score = suspicion * influence = (|x - expected| / its standard deviation) * (|x - expected| / total), expected as for
`surprise`. Of a line, what exceeds `usual` = 3 standard deviations is taken for error; the fewest lines, by score, are
named that leave less than `accepted` = 0.1 % of the total in the others (Latouche and Berthelot, J. of Official
Statistics 8, 1992; Hedlin, ibid. 19, 2003). No standard deviation is below that of rounding to the published unit u,
u / sqrt(12), so that a line that never moved counts when it does. One sentence, no alert: it is for editors. Misfires
as `surprise` does.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

import numpy as np

from watchdog.detect.families import leaves, without_lines
from watchdog.detect.outcome import outcome, undecided
from watchdog.detect.surprise import foretold
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import History, Situation
from watchdog.model.rule import Rule
from watchdog.model.series import Adjustment
from watchdog.model.wording import amount


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectiveEditingParameters:
    """The family of `lines` below `total` (see `leaves`); `accepted` in per cent of the total; `window` months."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    total: str
    lines: tuple[str, ...]
    by: Literal["item", "partner"] = "item"
    transform: Literal["level", "log"] = "level"
    usual: float = 3.0
    accepted: float = 0.1
    window: int = 240


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """The lines to look at, most important first, in one finding."""
    parameters, period = rule.of(SelectiveEditingParameters), situation.release.period
    if not (lines := leaves(situation.known, parameters)):
        return [without_lines(rule, situation, parameters.total)]
    total = situation.known.best(parameters.total, period)
    if total is None or not total.cell.value:
        return [undecided(rule, situation, parameters.total, "the total of the month is not at hand, or zero")]
    season = situation.known.series[parameters.total].basis.adjustment is Adjustment.NSA
    found = foretold(lines, parameters.transform, parameters.window, period, season=season)
    judged = np.flatnonzero(~np.isnan(found.expected[:, 0]))
    if not len(judged):
        return [undecided(rule, situation, parameters.total, f"none of {len(lines)} lines has history enough")]
    cells = [lines[row].known[period].cell for row in judged.tolist()]
    values = np.array([float(cell.value) for cell in cells])
    rounding = np.array([float(cell.published_unit) for cell in cells]) / math.sqrt(12)
    expected, spread = found.expected[judged, 0], np.fmax(found.spread[judged, 0], rounding)
    whole = abs(float(total.cell.value))
    off = np.abs(values - expected)
    scores = off**2 / (spread * whole)
    errors = np.maximum(off - parameters.usual * spread, 0) * 100 / whole
    order = np.argsort(-scores, kind="stable")
    left = errors.sum() - np.cumsum(errors[order])
    needed = 0 if errors.sum() <= parameters.accepted else int((left > parameters.accepted).sum()) + 1
    named = [(lines[judged[row]], float(scores[row]), values[row] - expected[row]) for row in order[:needed].tolist()]
    rest = float(left[needed - 1]) if needed else float(errors.sum())
    return [_finding(rule, situation, named, rest, untested=len(lines) - len(judged))]


def _finding(
    rule: Rule, situation: Situation, named: list[tuple[History, float, float]], rest: float, *, untested: int
) -> Finding:
    parameters, period = rule.of(SelectiveEditingParameters), situation.release.period
    listed = "; ".join(
        f"{line.series.label} ({amount(Decimal(round(off)), line.series.unit, decimals=2, signed=True)} from what was "
        f"foretold, score {score:.3f})"
        for line, score, off in named
    )
    lines = "one line" if untested == 1 else f"{untested} lines"
    beyond = f"; {lines} could not be judged, for want of history" if untested else ""
    message = (
        f"{rule.label}: {f'to look at first: {listed}' if named else 'no line needs a look'}; the others can add "
        f"{rest:.2f} % of the total in error{beyond}."
    )
    verdict = Verdict.UNDECIDED if untested else Verdict.PASS
    cells = [line.known[period].cell for line, *_ in named]
    return outcome(
        rule,
        situation,
        parameters.total,
        period,
        verdict,
        message,
        severity=Severity.INFO,
        kind="screening",
        observed=Decimal(len(named)),
        score=rest,
        evidence=tuple(cell.address for cell in cells if cell.address),
    )
