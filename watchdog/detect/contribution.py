"""contribution: which published parts make up a change of the total; the table sums, its remainder shown.

Each part moves the total by its sign times its own change; what the published parts leave over is the last line, with
the error that rounding alone can put there. Misleads where large parts offset each other: read the whole table.
"""

from dataclasses import dataclass, replace
from typing import ClassVar

from watchdog.detect.outcome import outcome, undecided
from watchdog.formulas.evaluate import Bounded, Missing, evaluate
from watchdog.formulas.parse import parse
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
    parameters = rule.parameters
    assert isinstance(parameters, ContributionParameters)  # noqa: S101 - the rulebook built it by the kind's own table
    total = _change(parameters.total, 1, situation)
    if isinstance(total, Missing):
        return [undecided(rule, situation, parameters.total, total.reason)]
    groups = [group for part in parameters.parts for group in _groups(part, situation)]
    if not groups:
        return [undecided(rule, situation, parameters.total, "none of the parts is published for this month")]
    groups.sort(key=lambda group: -abs(group[0].value))
    rows = [row for group in groups for row in group]
    rows.append(_remainder(parameters.remainder, total, [row for row in rows if row.depth == 0]))
    return [_finding(rule, situation, parameters, total, tuple(rows))]


def _finding(
    rule: Rule, situation: Situation, parameters: ContributionParameters, total: Bounded, rows: tuple[Contribution, ...]
) -> Finding:
    series, period = situation.known.series[parameters.total], situation.release.period
    largest = rows[0]
    message = (
        f"{series.label} moved by {amount(total.value, series.unit, signed=True)} in {period.label}; "
        f"the largest part is {largest.label}, {amount(largest.value, series.unit, signed=True)}."
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
    whole = _change(part.series, part.sign, situation)
    below = [row for inner in part.of if (row := _row(inner, situation, depth=1))]
    if isinstance(whole, Missing):
        return [[_at_depth(row, 0)] for row in below]
    head = _line(situation.known.series[part.series].label, whole, depth=0)
    if not below:
        return [[head]]
    other = _remainder("other", whole, below, depth=1)
    return [[head, *sorted(below, key=lambda row: -abs(row.value)), other]]


def _row(part: Part, situation: Situation, depth: int) -> Contribution | None:
    change = _change(part.series, part.sign, situation)
    return None if isinstance(change, Missing) else _line(situation.known.series[part.series].label, change, depth)


def _change(key: str, sign: int, situation: Situation) -> Bounded | Missing:
    found = evaluate(parse(f"diff({'-' if sign < 0 else ''}{key})"), situation.release.period, situation.known)
    if isinstance(found, Bounded) and found.releases != {situation.release.period}:
        return Missing(f"{key} was last printed in an earlier release")
    return found


def _line(label: str, change: Bounded, depth: int) -> Contribution:
    return Contribution(
        label=label,
        value=change.value,
        error=change.error,
        provenance=change.provenance,
        weakest=change.weakest,
        depth=depth,
    )


def _at_depth(row: Contribution, depth: int) -> Contribution:
    return replace(row, depth=depth)


def _remainder(label: str, whole: Bounded, parts: list[Contribution], depth: int = 0) -> Contribution:
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
