"""hidiroglou_berthelot: lines of a family whose ratio to the month before is unlike that of the other lines.

r = (x + 1) / (x of the month before + 1); s = r / median - 1, or 1 - median / r below it; effect E = s * max(x)^U with
U = 0.5; bounds: median of E -/+ C * max(its distance to the quartile, A * |median|), A = 0.05, C = 10 to be told, 20 to
be told with the rule's severity (Survey Methodology 12, 1986). Misfires on strong seasons in unadjusted figures.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

import numpy as np

from watchdog.detect.families import as_a_whole, figures, leaves, without_lines
from watchdog.detect.outcome import outcome, undecided
from watchdog.detect.structure import Array
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import History, Situation
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
    parameters = rule.parameters
    assert isinstance(parameters, HidiroglouBerthelotParameters)  # noqa: S101 - the rulebook built it by the kind's own table
    lines = leaves(situation.known, parameters.total, parameters.lines, by_partner=parameters.by == "partner")
    if not lines:
        return [without_lines(rule, situation, parameters.total)]
    comparable = [line for line in lines if _is_comparable(line, situation)]
    if len(comparable) < FEWEST:
        reason = f"{FEWEST} lines with two months of one release are needed, {len(comparable)} are published"
        return [undecided(rule, situation, parameters.total, reason)]
    values = figures(comparable, situation.release.period, 1)
    distances = _distances(values[:, 0], values[:, 1], parameters)
    ratios = (values[:, 1] + 1) / (values[:, 0] + 1)
    usual = float(np.median(ratios))
    findings = [
        _finding(rule, situation, parameters, line, float(distance), float(ratio), usual)
        for line, distance, ratio in zip(comparable, distances, ratios, strict=True)
    ]
    return [as_a_whole(rule, situation, parameters.total, len(lines), findings), *findings]


def _is_comparable(line: History, situation: Situation) -> bool:
    """Both months are printed by one release and neither is negative."""
    now, before = (line.known.get(situation.release.period.shift(-back)) for back in (0, 1))
    if now is None or before is None or now.stamp.release != before.stamp.release:
        return False
    return min(now.cell.count, before.cell.count) >= 0


def _distances(before: Array, now: Array, parameters: HidiroglouBerthelotParameters) -> Array:
    """How many times the usual distance each effect lies from the median effect, with its sign."""
    ratio = (now + 1) / (before + 1)
    median = np.median(ratio)
    symmetric = np.where(ratio >= median, ratio / median - 1, 1 - median / ratio)
    effect = symmetric * np.maximum(now, before) ** parameters.size
    low, middle, high = np.quantile(effect, [0.25, 0.5, 0.75])
    least = max(abs(parameters.share * middle), np.finfo(np.float64).tiny)
    usual = np.where(effect >= middle, max(high - middle, least), max(middle - low, least))
    distances: Array = (effect - middle) / usual
    return distances


def _finding(
    rule: Rule,
    situation: Situation,
    parameters: HidiroglouBerthelotParameters,
    line: History,
    distance: float,
    ratio: float,
    usual: float,
) -> Finding:
    series, period = line.series, situation.release.period
    now, before = (line.known[period.shift(-back)].cell for back in (0, 1))
    fires = abs(distance) > parameters.warn
    severity = rule.severity if abs(distance) > parameters.critical else Severity.INFO
    ratios = " against ".join(number(Decimal(str(round(each, 6))), decimals=2) for each in (ratio, usual))
    message = (
        f"{series.label}: {amount(now.value, series.unit, decimals=2)} in {period.label} after "
        f"{amount(before.value, series.unit, decimals=2)}: {ratios} for the middle line, "
        f"{distance:+.1f} times the usual distance."
    )
    return outcome(
        rule,
        situation,
        series.key,
        period,
        Verdict.WARN if fires else Verdict.PASS,
        message,
        severity=severity if fires else Severity.INFO,
        provenance=now.provenance,
        observed=now.value,
        difference=now.value - before.value,
        score=distance,
        evidence=tuple(cell.address for cell in (before, now) if cell.address),
    )
