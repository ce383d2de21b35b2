"""surprise: lines of a family that lie far from what their own past foretold, told only as far as all of them allow.

score = (figure - one-step forecast) / its standard deviation, as a normal quantile (seasonal.py: trend, season in what
is not adjusted, noise, heavy tails, changing volatility); Benjamini-Hochberg over the family's leaves at `rate` = 0.10
(DOI 10.1111/j.2517-6161.1995.tb02031.x). Misfires on strikes, holidays that move, working days in unadjusted figures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

import numpy as np

from watchdog.detect.families import as_a_whole, figures, leaves, without_lines
from watchdog.detect.multiplicity import told
from watchdog.detect.outcome import flagged, of_cell
from watchdog.detect.seasonal import Surprises, surprises
from watchdog.model.finding import Finding
from watchdog.model.knowledge import History, Situation
from watchdog.model.period import Period
from watchdog.model.rule import Rule
from watchdog.model.series import Adjustment
from watchdog.model.wording import amount


@dataclass(frozen=True, slots=True, kw_only=True)
class SurpriseParameters:
    """The family of `lines` below `total` (see `leaves`), by item for the world or by partner. `rate` is the share of
    false alarms among what is told; `window` the months looked at.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    total: str
    lines: tuple[str, ...]
    by: Literal["item", "partner"] = "item"
    transform: Literal["level", "log"] = "level"
    rate: float = 0.1
    window: int = 240


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """The family as a whole, then each line that could be judged."""
    parameters = rule.of(SurpriseParameters)
    lines = leaves(situation.known, parameters)
    if not lines:
        return [without_lines(rule, situation, parameters.total)]
    total = situation.known.series[parameters.total]
    season = total.basis.adjustment is Adjustment.NSA
    found = foretold(lines, parameters.transform, parameters.window, situation.release.period, season=season)
    chances = np.array([math.erfc(abs(score) / math.sqrt(2)) for score in found.score[:, 0]])
    standing = told(chances, parameters.rate)
    tested = [line for line in range(len(lines)) if not np.isnan(found.score[line, 0])]
    findings = [_line(rule, situation, lines[line], found, line, fires=bool(standing[line])) for line in tested]
    chance = Decimal(str(parameters.rate)) * max(int(standing.sum()), 1)
    note = f"{chance.normalize():f} false alarms expected"
    want = "history" if parameters.transform == "level" else "history above zero"
    return [as_a_whole(rule, situation, parameters.total, len(lines), findings, note, want), *findings]


def foretold(
    lines: Sequence[History], transform: Literal["level", "log"], window: int, period: Period, *, season: bool
) -> Surprises:
    """What the months before `period` foretold of it, in the unit of the lines."""
    values = figures(lines, period, window)
    if transform == "level":
        return surprises(values, season=season)
    values[values <= 0] = np.nan  # these months alone: a line is not forgotten for twenty years because of one blank
    logs = surprises(np.log(values), season=season)
    expected = np.exp(logs.expected)
    return Surprises(expected=expected, spread=expected * logs.spread, score=logs.score)


def _line(rule: Rule, situation: Situation, line: History, found: Surprises, row: int, *, fires: bool) -> Finding:
    series, period = line.series, situation.release.period
    cell = line.known[period].cell
    step = cell.published_unit
    expected, spread = (Decimal(round(part[row, 0] / float(step))) * step for part in (found.expected, found.spread))
    score = float(found.score[row, 0])
    now, then, error = (amount(value, series.unit, decimals=2) for value in (cell.value, expected, spread))
    off = amount(cell.value - expected, series.unit, decimals=2, signed=True)
    message = (
        f"{series.label}: {now} in {period.label}, {off} from the {then} that its own past foretold "
        f"(standard deviation {error}, score {score:+.1f})."
    )
    return flagged(
        rule,
        situation,
        series.key,
        period,
        message,
        fires=fires,
        **of_cell(cell),
        expected=expected,
        difference=cell.value - expected,
        score=score,
    )
