"""consensus: the figure against what was expected of it before the release, by a source that is always named.

score = (first print - consensus) / standard deviation (n - 1) of the past surprises of the same source, of which there
must be `fewest` = 12; told at |score| >= `warn` = 2, critical at 3. Units: `unit`. A consensus counts if it was stated
before the figure's first print was available, the last one before it; sources differ by billions, so that with the most
past surprises decides and the others are named with theirs. Misfires where the definition expected is another one.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.consensus_record import Statement, Statements, counting, surprises
from watchdog.detect.outcome import flagged, of_cell, undecided
from watchdog.model.cell import Address
from watchdog.model.finding import Finding, Severity
from watchdog.model.knowledge import Situation
from watchdog.model.moment import moment_in
from watchdog.model.revisions import FirstPrint, Revisions
from watchdog.model.rule import Rule
from watchdog.model.text_forms import UnitText
from watchdog.model.wording import BILLION, amount, day


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsensusParameters:
    """`stated` is the name of a CSV beside the rules with the columns period, consensus, source and stated_at, or the
    list of its rows.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    series: str
    unit: UnitText = BILLION
    stated: Statements = ()
    fewest: int = 12
    warn: float = 2.0
    critical: float = 3.0


def thresholds(_: ConsensusParameters) -> tuple[str, ...]:
    """What may be tuned."""
    return ("warn", "critical")


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """Score the first print of the release's own month."""
    parameters, period = rule.of(ConsensusParameters), situation.release.period
    of_month = [each for each in parameters.stated if each.period == period]
    revisions = situation.revisions.get(parameters.series, Revisions())
    first = revisions.first.get(period)
    if first is None or not of_month:
        reason = (
            "this release does not print the month" if first is None else f"no consensus of {period.label} is given"
        )
        return [undecided(rule, situation, parameters.series, reason)]
    expected = counting(parameters.stated, period, first, situation.zone)
    if not expected:
        late = min(of_month, key=lambda each: moment_in(each.stated_at, situation.zone))
        reason = f"the consensus of {late.source} was stated after the figure was out ({late.stated_at})"
        return [undecided(rule, situation, parameters.series, reason)]
    scale = parameters.unit.in_units_of(situation.known.series[parameters.series].unit)
    before = {month: print_ for month, print_ in revisions.first.items() if month < period}
    past = {each: surprises(parameters.stated, before, each, scale, situation.zone) for each in expected}
    source = max(sorted(expected), key=lambda each: len(past[each]))
    if len(past[source]) < parameters.fewest or len(set(past[source])) == 1:
        reason = f"{parameters.fewest} past surprises of {source} that differ are needed, {len(past[source])} are known"
        return [undecided(rule, situation, parameters.series, reason)]
    others = [expected[each] for each in sorted(expected) if each != source]
    return [_finding(rule, situation, first, expected[source], past[source], others)]


def _finding(
    rule: Rule,
    situation: Situation,
    first: FirstPrint,
    stated: Statement,
    past: Sequence[Decimal],
    others: Sequence[Statement],
) -> Finding:
    parameters = rule.of(ConsensusParameters)
    series, value = situation.known.series[parameters.series], first.cell.value
    expected, deviation = stated.consensus * parameters.unit.in_units_of(series.unit), statistics.stdev(past)
    score = float((value - expected) / deviation)
    rest = "".join(f"; {each.source} {amount(each.consensus, parameters.unit)}" for each in others)
    message = (
        f"{series.label}: {amount(value, series.unit)} in {stated.period.label}, "
        f"{amount(value - expected, series.unit, signed=True)} against the consensus of "
        f"{amount(expected, series.unit)} by {stated.source}, stated "
        f"{day(moment_in(stated.stated_at, situation.zone), situation.zone)}{rest}: score {score:+.1f}, against "
        f"{len(past)} past surprises of {stated.source} (standard deviation {amount(deviation, series.unit)})."
    )
    cell = of_cell(first.cell)
    file, _, line = stated.place.partition(" ")
    cell["evidence"] += (Address(file, "", line),) if file else ()
    return flagged(
        rule,
        situation,
        series.key,
        stated.period,
        message,
        fires=abs(score) >= parameters.warn,
        severity=Severity.CRITICAL if abs(score) >= parameters.critical else rule.severity,
        **cell,
        expected=expected,
        difference=value - expected,
        score=score,
    )
