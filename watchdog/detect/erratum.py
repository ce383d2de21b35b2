"""erratum: a document of this release now prints other figures than it did before, without a new month.

Revisions come with the next release; a document that is printed again for the same reference month with other figures
was corrected, announced or not. One finding a document; bytes that differ without a figure that does are none.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from watchdog.detect.outcome import of_release
from watchdog.model.finding import Finding, Severity, Verdict
from watchdog.model.knowledge import Change, Situation
from watchdog.model.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ErratumParameters:
    """A correction is critical when it touches one of `totals`, of the rule's own severity otherwise; the message
    spells out the first `listed` figures and counts the rest. Documents to `ignore` are kept by hand and grow.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    totals: tuple[str, ...] = ()
    listed: int = 20
    ignore: tuple[str, ...] = ()


def judge(rule: Rule, situation: Situation) -> list[Finding]:
    """One finding for each document that was corrected, or one that says that none was."""
    parameters = rule.of(ErratumParameters)
    by_document: dict[str, list[Change]] = defaultdict(list)
    sharper = set()
    for change in situation.corrections:
        document = change.key.outlet.document
        if document in parameters.ignore:
            continue
        if _is_only_sharper(change):
            sharper.add(document)
        else:
            by_document[document].append(change)
    found = [_corrected(rule, parameters, situation, name, by_document[name]) for name in sorted(by_document)]
    found += [_undecided(rule, situation, name) for name in sorted(sharper - by_document.keys())]
    return found or [_nothing(rule, situation)]


def _is_only_sharper(change: Change) -> bool:
    """Printed to another unit now, and within what the rounding of both explains."""
    before, now = change.before, change.now
    if before is None or now is None or before.published_unit == now.published_unit:
        return False
    return abs(now.value - before.value) <= before.rounding + now.rounding


def _corrected(
    rule: Rule, parameters: ErratumParameters, situation: Situation, document: str, changes: Sequence[Change]
) -> Finding:
    is_total = any(change.key.series in parameters.totals for change in changes)
    ordered = sorted(changes, key=lambda change: (change.key.series not in parameters.totals, change.key))
    shown, count = ordered[: parameters.listed], len(changes)
    more = f"; and {count - len(shown)} more" if count > len(shown) else ""
    message = (
        f"{document} of the release for {situation.release.period.label} was printed again with "
        f"{count} other figure{'s' if count > 1 else ''} for the same month: "
        f"{'; '.join(change.in_words for change in shown)}{more}."
    )
    found = of_release(rule, situation, document, Verdict.FAIL if is_total else Verdict.WARN, message)
    return replace(
        found,
        severity=Severity.CRITICAL if is_total else rule.severity,
        observed=Decimal(count),
        expected=Decimal(0),
        unit="figures",
        evidence=tuple(change.address for change in shown if change.address),
    )


def _undecided(rule: Rule, situation: Situation, document: str) -> Finding:
    label = situation.release.period.label
    message = (
        f"{rule.label}: could not be judged for {document} of {label}: figures are printed to another unit than before."
    )
    return of_release(rule, situation, document, Verdict.UNDECIDED, message)


def _nothing(rule: Rule, situation: Situation) -> Finding:
    message = (
        f"No document of the release for {situation.release.period.label} prints other figures than it did before."
    )
    return of_release(rule, situation, situation.release.program, Verdict.PASS, message)
