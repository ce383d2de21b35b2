"""outlier_type: a month that stands out among the three newest, and whether it is a stray, a shift or dies away.

t of each shape (AO, LS, TC with 0.7 a month; Chen and Liu, JASA 88, 1993) on the one-step surprises, against a robust
standard deviation; told at |t| >= `warn` = 3.8, the usual critical value for 60 to 400 months. The shapes are equal in
their first month and near in the second: until two months have followed, the type is provisional. Misfires on strikes.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from watchdog.detect.families import figures
from watchdog.detect.outcome import flagged, of_cell, undecided
from watchdog.detect.outlier_fit import LATEST, OutlierType, type_scores
from watchdog.detect.structure import Array
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule
from watchdog.model.series import Adjustment


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlierTypeParameters:
    """`window` months before the newest three are the history; `warn` bounds |t|."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: tuple[str, ...]
    transform: Literal["level", "log"] = "level"
    window: int = 240
    warn: float = 3.8


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Look at the release's own month and the two before it, in each series."""
    parameters = rule.of(OutlierTypeParameters)
    return [_judge_series(rule, situation, parameters, key) for key in parameters.series]


def _judge_series(rule: Rule, situation: Situation, parameters: OutlierTypeParameters, key: str) -> Finding:
    history = situation.known.history(key)
    values = figures([history], situation.release.period, parameters.window + LATEST - 1)[0]
    if parameters.transform == "log":
        if (values <= 0).any():
            return undecided(rule, situation, key, "a logarithm needs positive figures")
        values = np.log(values)
    scores = type_scores(values, season=history.series.basis.adjustment is Adjustment.NSA)
    if scores is None:
        return undecided(rule, situation, key, "the newest three months, and two years before them, are not published")
    return _finding(rule, situation, parameters, key, scores)


def _finding(rule: Rule, situation: Situation, parameters: OutlierTypeParameters, key: str, scores: Array) -> Finding:
    """The month and shape that explain most; where none reaches `warn`, the release's own month."""
    row, column = np.unravel_index(np.abs(scores).argmax(), scores.shape)
    score = float(scores[row, column])
    fires = abs(score) >= parameters.warn
    later = LATEST - 1 - int(row) if fires else 0
    period = situation.release.period.shift(-later)
    series, cell = situation.known.series[key], situation.known.history(key).known[period].cell
    listed = ", ".join(
        f"{kind} t {value:+.1f}" for kind, value in zip(OutlierType, scores[LATEST - 1 - later], strict=True)
    )
    kind = tuple(OutlierType)[int(column)]
    final = f"the figures of {period.shift(LATEST - 1).label} decide of which type"
    verdict = f"looks like {kind}" if later == LATEST - 1 else f"stands out, so far like {kind}: {final}"
    message = f"{series.label}: {period.label} {verdict if fires else 'does not stand out'} ({listed})."
    return flagged(
        rule,
        situation,
        key,
        period,
        message,
        fires=fires,
        **of_cell(cell),
        score=score,
    )
