"""hidiroglou_berthelot: lines of a family whose ratio to the month before is unlike that of the other lines.

r = x / (x of the month before), with one published unit added to both where either is zero; s = r / median - 1, or 1 -
median / r below it; effect E = s * max(x)^U with U = 0.5; bounds: median of E -/+ C * max(its distance to the quartile,
A * |median|), A = 0.05, C = 10 to be told, 20 with the rule's severity (Survey Methodology 12, 1986). A line that is
zero in both months has no ratio, and no part in what is usual. Misfires on strong seasons in unadjusted figures.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

import numpy as np

from watchdog.detect.families import as_a_whole, figures, leaves, without_lines
from watchdog.detect.outcome import flagged, undecided
from watchdog.detect.structure import Array
from watchdog.model.finding import Finding, Severity
from watchdog.model.knowledge import History, Known, Situation
from watchdog.model.rule import Rule
from watchdog.model.wording import amount, number

FEWEST = 8
"""Lines without which there is no telling what is usual among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HidiroglouBerthelotParameters:
    """The family of `lines` below `total` (see `leaves`), by item for the world or by partner. `size` is U, `share` A;
    `warn` and `critical` are C.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    total: str
    lines: tuple[str, ...]
    by: Literal["item", "partner"] = "item"
    size: float = 0.5
    share: float = 0.05
    warn: float = 10.0
    critical: float = 20.0


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """The family as a whole, then each line that could be compared."""
    parameters = rule.of(HidiroglouBerthelotParameters)
    if not (every := leaves(situation.known, parameters)):
        return [without_lines(rule, situation, parameters.total)]
    lines = [line for line in every if not _is_nothing(line, situation)]
    comparable = [line for line in lines if _is_comparable(line, situation)]
    if len(comparable) < FEWEST:
        reason = f"{FEWEST} lines with two months of one release are needed, {len(comparable)} are published"
        return [undecided(rule, situation, parameters.total, reason)]
    values = figures(comparable, situation.release.period, 1)
    steps = np.array([float(line.known[situation.release.period].cell.published_unit) for line in comparable])
    values = values + steps[:, None] * (values == 0).any(axis=1, keepdims=True)
    ratios = values[:, 1] / values[:, 0]
    distances = _distances(ratios, values.max(axis=1), parameters)
    usual = float(np.median(ratios))
    judged = zip(comparable, distances.tolist(), ratios.tolist(), strict=True)
    findings = [_finding(rule, situation, line, distance, ratio, usual) for line, distance, ratio in judged]
    return [as_a_whole(rule, situation, parameters.total, len(lines), findings), *findings]


def _is_nothing(line: History, situation: Situation) -> bool:
    """Zero in both months."""
    return all(known is not None and not known.cell.count for known in _months(line, situation))


def _is_comparable(line: History, situation: Situation) -> bool:
    """Both months are printed by one release and neither is negative."""
    now, before = _months(line, situation)
    return (
        now is not None
        and before is not None
        and now.stamp.release == before.stamp.release
        and (min(now.cell.count, before.cell.count) >= 0)
    )


def _months(line: History, situation: Situation) -> list[Known | None]:
    return [line.known.get(situation.release.period.shift(-back)) for back in (0, 1)]


def _distances(ratio: Array, size: Array, parameters: HidiroglouBerthelotParameters) -> Array:
    """How many times the usual distance each effect lies from the median effect, with its sign."""
    median = np.median(ratio)
    symmetric = np.where(ratio >= median, ratio / median - 1, 1 - median / ratio)
    effect = symmetric * size**parameters.size
    low, middle, high = np.quantile(effect, [0.25, 0.5, 0.75])
    least = max(abs(parameters.share * middle), np.finfo(np.float64).tiny)
    usual = np.where(effect >= middle, max(high - middle, least), max(middle - low, least))
    distances: Array = (effect - middle) / usual
    return distances


def _finding(rule: Rule, situation: Situation, line: History, distance: float, ratio: float, usual: float) -> Finding:
    series, period, parameters = line.series, situation.release.period, rule.of(HidiroglouBerthelotParameters)
    now, before = (line.known[period.shift(-back)].cell for back in (0, 1))
    ratios = " against ".join(number(Decimal(str(round(each, 6))), decimals=2) for each in (ratio, usual))
    message = (
        f"{series.label}: {amount(now.value, series.unit, decimals=2)} in {period.label} after "
        f"{amount(before.value, series.unit, decimals=2)}: {ratios} for the middle line, "
        f"{distance:+.1f} times the usual distance."
    )
    return flagged(
        rule,
        situation,
        series.key,
        period,
        message,
        fires=abs(distance) > parameters.warn,
        severity=rule.severity if abs(distance) > parameters.critical else Severity.INFO,
        provenance=now.provenance,
        observed=now.value,
        difference=now.value - before.value,
        score=distance,
        evidence=tuple(cell.address for cell in (before, now) if cell.address),
    )
