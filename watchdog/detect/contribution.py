"""contribution: which published parts make up a change of the total; the table sums, its remainder shown.

Each part moves the total by its sign times its own change; what the published parts leave over is the last line, with
the error that rounding alone can put there. Misleads where large parts offset each other: read the whole table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from watchdog.detect.changes import change
from watchdog.detect.outcome import outcome, undecided
from watchdog.formulas.evaluate import Bounded, Missing
from watchdog.model.cell import Provenance
from watchdog.model.finding import Contribution, Finding, Severity, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.rule import Rule
from watchdog.model.wording import amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A series whose change moves the total by `sign` times its own; `of` are parts of it."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    sign: int = 1
    of: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionParameters:
    """The change of `total` from the month before, by `parts`; `remainder` names what they leave over."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    total: str
    parts: tuple[Part, ...]
    remainder: str = "everything else"


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """The cause table of the release's own month."""
    parameters = rule.of(ContributionParameters)
    total = change(parameters.total, situation)
    if isinstance(total, Missing):
        return [undecided(rule, situation, parameters.total, total.reason)]
    groups = [group for part in parameters.parts for group in _groups(part, situation)]
    if not groups:
        return [undecided(rule, situation, parameters.total, "none of the parts is published for this month")]
    rows = [row for group in sorted(groups, key=lambda group: -abs(group[0].value)) for row in group]
    rows.append(_remainder(parameters.remainder, total, [row for row in rows if row.depth == 0]))
    return [_finding(rule, situation, parameters, total, tuple(rows))]


def _finding(
    rule: Rule, situation: Situation, parameters: ContributionParameters, total: Bounded, rows: tuple[Contribution, ...]
) -> Finding:
    series, period = situation.known.series[parameters.total], situation.release.period
    message = (
        f"{series.label} moved by {amount(total.value, series.unit, signed=True)} in {period.label}; "
        f"the largest part is {rows[0].label}, {amount(rows[0].value, series.unit, signed=True)}."
    )
    return outcome(
        rule,
        situation,
        parameters.total,
        period,
        Verdict.PASS,
        message,
        severity=Severity.INFO,
        provenance=total.provenance,
        observed=total.value,
        evidence=total.evidence,
        contributions=rows,
    )


def _groups(part: Part, situation: Situation) -> list[list[Contribution]]:
    """The part's line with those of its own parts below it; where it is not published itself, each of these alone."""
    head, below = _lines((part,), situation, depth=0), _lines(part.of, situation, depth=1)
    if not head:
        return [[replace(row, depth=0)] for row in below]
    if not below:
        return [head]
    other = _remainder("other", head[0], below, depth=1)
    return [[*head, *sorted(below, key=lambda row: -abs(row.value)), other]]


def _lines(parts: Sequence[Part], situation: Situation, depth: int) -> list[Contribution]:
    """Those of the parts that are published."""
    found = [(part, change(part.series, situation, part.sign)) for part in parts]
    return [
        Contribution(
            label=situation.known.series[part.series].label,
            value=moved.value,
            error=moved.error,
            provenance=moved.provenance,
            weakest=moved.weakest,
            depth=depth,
        )
        for part, moved in found
        if not isinstance(moved, Missing)
    ]


def _remainder(label: str, whole: Bounded | Contribution, parts: list[Contribution], depth: int = 0) -> Contribution:
    rounded = Provenance.PRESS_ROUNDED in {whole.weakest, *(part.weakest for part in parts)}
    return Contribution(
        label=label,
        value=whole.value - sum(part.value for part in parts),
        error=whole.error + sum(part.error for part in parts),
        provenance=Provenance.DERIVED,
        weakest=Provenance.PRESS_ROUNDED if rounded else Provenance.EXACT,
        depth=depth,
        is_remainder=True,
    )
