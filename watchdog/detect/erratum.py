"""erratum: a document of this release now prints other figures than it did before, without a new month.

Revisions come with the next release; a document that is printed again for the same reference month with other figures
was corrected, announced or not. One finding a document; bytes that differ without a figure that does are none.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from watchdog.model.cell import Address, Cell, Measure
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Change, Situation
from watchdog.model.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ErratumParameters:
    """A correction is critical when it touches one of `totals`, of the rule's own severity otherwise; the message
    spells out the first `listed` figures and counts the rest.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    totals: tuple[str, ...] = ()
    listed: int = 20


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """One finding for each document that was corrected; nothing where none was."""
    parameters = rule.parameters
    assert isinstance(parameters, ErratumParameters)  # noqa: S101 - the rulebook built it by the kind's own table
    by_document: dict[str, list[Change]] = defaultdict(list)
    for change in situation.corrections:
        by_document[change.key.outlet.document].append(change)
    return [_finding(rule, parameters, situation, name, by_document[name]) for name in sorted(by_document)]


def _finding(
    rule: Rule, parameters: ErratumParameters, situation: Situation, document: str, changes: Sequence[Change]
) -> Finding:
    touched = {change.key.series for change in changes}
    is_total = not touched.isdisjoint(parameters.totals)
    shown = sorted(changes, key=lambda change: (change.key.series not in parameters.totals, change.key))
    shown = shown[: parameters.listed]
    count, more = len(changes), len(changes) - len(shown)
    message = (
        f"{document} of the release for {situation.release.period.label} was printed again with "
        f"{count} other figure{'s' if count > 1 else ''} for the same month: "
        f"{'; '.join(_difference(change) for change in shown)}{f'; and {more} more' if more else ''}."
    )
    return Finding(
        rule=rule.name,
        kind=rule.kind,
        verdict=Verdict.FAIL if is_total else Verdict.WARN,
        severity=Severity.CRITICAL if is_total else rule.severity,
        release=situation.release,
        vintage=situation.vintage,
        subject=document,
        period=situation.release.period,
        message=message,
        known_as_of=situation.known.as_of,
        observed=Decimal(count),
        expected=Decimal(0),
        unit="figures",
        evidence=tuple(address for change in shown if (address := _place(change))),
    )


def _difference(change: Change) -> str:
    key = change.key
    measure = "" if key.measure is Measure.LEVEL else f" {key.measure}"
    block = "" if key.outlet.block == "main" else f" {key.outlet.block}"
    place = _place(change)
    where = f" ({place})" if place else ""
    return f"{key.series}{measure}{block} {key.period} {_figure(change.before)} → {_figure(change.now)}{where}"


def _figure(cell: Cell | None) -> str:
    return "nothing" if cell is None else f"{cell.value:,f}"


def _place(change: Change) -> Address | None:
    cell = change.now or change.before
    return cell.address if cell else None
