"""Writes what a message says, before any format: facts, what is unusual, causes that add up, quality, claims, evidence.

Every sentence is filled in from figures that carry their own error and provenance; nothing is said of what is missing
except that it is missing. '~' before a figure means that it rests on a figure known only as rounded in print.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from watchdog.model.alert import Brief, Cause, Quality, Table, Told
from watchdog.model.cell import Provenance
from watchdog.model.finding import NOT_STATED, Contribution, Figure, Finding, Verdict
from watchdog.model.knowledge import Situation
from watchdog.model.release import Vintage
from watchdog.model.rule import DigestText
from watchdog.model.series import Flow, Series
from watchdog.model.wording import BILLION, amount, billions, day, half_up
from watchdog.notify.marks import in_sentence

_NAME = re.compile(r"\{([a-z0-9_-]+)\}")
_MOST_REASONS = 5
_MOST_WITHHELD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that a digest may speak of. `figures` maps a name to the figure, or to the reason why there is none."""

    situation: Situation
    vintage: Vintage
    text: DigestText
    figures: Mapping[str, Figure | str]
    findings: Sequence[Finding]
    quality: Quality
    rules_hash: str


def digest(
    material: Material, items: Sequence[Told], retractions: Sequence[Told], withheld: Sequence[Told] = ()
) -> Brief:
    """The release's own message; without items it is the all-clear."""
    gravest_first = sorted(items, key=lambda item: -item.finding.severity.rank)
    unusual = (*map(item_line, gravest_first), *withheld_lines(withheld))
    return Brief(
        headline=_headline(material, items, retractions, withheld),
        published=day(material.vintage.available_at, material.situation.zone),
        facts=(*_facts(material), *_also(material)),
        unusual=unusual or ("Nothing unusual by the rules in force.",),
        causes=tuple(_table(finding, material) for finding in material.findings if finding.contributions),
        quality=tuple(_quality(material)),
        claims=tuple(_claims(material.findings)),
        evidence=tuple(_evidence(material)),
        figures=tuple(figure for figure in material.figures.values() if isinstance(figure, Figure)),
    )


_VERB = {"extreme": "is now only", "year_to_date": "now has"}


def retraction(material: Material, told: Told) -> Brief:
    """A message that takes an earlier one back; what that one said stands in the item itself."""
    finding = told.finding
    return Brief(
        headline=f"{material.text.title}: retracted: {_subject_of_claim(finding)}",
        facts=(finding.message,),
        evidence=tuple(_evidence(material)),
    )


def _subject_of_claim(finding: Finding) -> str:
    return (
        f"{finding.period.label} no longer stands out"
        if finding.claim is None
        else f"{finding.claim.subject} {_VERB[finding.claim.kind]} {finding.claim.sentence}"
    )


def _headline(material: Material, items: Sequence[Told], retractions: Sequence[Told], withheld: Sequence[Told]) -> str:
    filled = _filled(material.text.headline, material)
    said = filled if filled is not None else "headline figures not published"
    silenced = [item for item in withheld if item.withheld and item.withheld.cause is Cause.SILENCED]
    findings = len(items) + len(withheld) - len(silenced)
    counts = [
        f"{count} {word if count == 1 else word + 's'}"
        for count, word in ((findings, "finding"), (len(retractions), "retraction"))
        if count
    ]
    undecided = sum(map(_is_open, material.findings))
    state = ", ".join(counts) or ("all clear" if not undecided else f"nothing unusual, {undecided} could not be judged")
    state += f", {len(silenced)} silenced" if silenced else ""
    return f"{material.text.title}, {material.situation.release.period.label}: {said}; {state}"


def _facts(material: Material) -> Iterable[str]:
    missing: dict[str, str] = {}
    for sentence in material.text.facts:
        filled = _filled(sentence, material)
        if filled is not None:
            yield filled
        for name in _NAME.findall(sentence):
            figure = material.figures.get(name)
            if isinstance(figure, str):
                missing[name] = figure
    for reason in dict.fromkeys(missing.values()):
        names = ", ".join(name.replace("-", " ") for name, why in missing.items() if why == reason)
        yield f"Not computed: {names}: {reason}."


def _also(material: Material) -> Iterable[str]:
    """What is worth saying where it can be computed."""
    filled = (_filled(sentence, material) for sentence in material.text.also)
    return (sentence for sentence in filled if sentence is not None)


def _filled(sentence: str, material: Material) -> str | None:
    """The sentence with its figures; None when one is missing."""
    period = material.situation.release.period
    words = {
        "period": period.label,
        "before": period.shift(-1).label,
        "published": day(material.vintage.available_at, material.situation.zone),
    }
    for name in _NAME.findall(sentence):
        if name in words:
            continue
        figure = material.figures[name]
        if isinstance(figure, str):
            return None
        words[name] = in_sentence(figure) + figure.text
    return _NAME.sub(lambda match: words[match[1]], sentence)


def item_line(item: Told) -> str:
    """A finding in a sentence, with how loudly and why it is told."""
    finding = item.finding
    mark = "~ " if finding.provenance is Provenance.PRESS_ROUNDED else ""
    return f"[{finding.severity}, {item.reason}] {mark}{finding.message}"


def withheld_lines(withheld: Sequence[Told]) -> Iterator[str]:
    """What has no line of its own: how many are silenced by what until when, and what is over the budget, each with
    what is told within it.
    """
    by_cause: dict[tuple[Cause, str], list[Told]] = {}
    for item in withheld:
        if item.withheld is not None and item.withheld.cause is not Cause.WITHIN:
            by_cause.setdefault((item.withheld.cause, item.withheld.why), []).append(item)
    for (cause, why), items in by_cause.items():
        kind = f"silenced {why}" if cause is Cause.SILENCED else "more in the list"
        named = "; ".join(_named(each, withheld) for each in items[:_MOST_WITHHELD])
        more = len(items) - _MOST_WITHHELD
        end = f"; and {more} more, by `watchdog anomalies list --withheld`" if more > 0 else ""
        yield f"{len(items)} {kind}: {named}{end}."


def _named(item: Told, withheld: Iterable[Told]) -> str:
    finding = item.finding
    guests = [other.finding.key for other in withheld if other.withheld and other.withheld.by == finding.key]
    return f"{finding.severity} {finding.key}" + (f" (with {', '.join(guests)})" if guests else "")


def _table(finding: Finding, material: Material) -> Table:
    """The cause table in billions to one decimal; each remainder is what makes its printed lines add up."""
    series = material.situation.known.series[finding.subject]
    total = Contribution(
        label=f"Change of the {series.label.lower()}",
        value=finding.observed or Decimal(0),
        error=Decimal(0),
        provenance=finding.provenance,
    )
    scale = series.unit.in_units_of(BILLION)
    shown = [_in_billions(row, scale) for row in (total, *finding.contributions)]
    return Table(
        title=f"Effect of each part on the {_whole(series)}, from {finding.period.shift(-1).label}",
        unit=str(BILLION),
        total=shown[0],
        rows=tuple(_adding_up(shown[1:], shown[0])),
    )


def _whole(series: Series) -> str:
    return "balance" if series.flow is Flow.BALANCE else "total"


def _in_billions(row: Contribution, scale: Decimal) -> Contribution:
    return replace(row, value=half_up(row.value * scale), error=row.error * scale)


def _adding_up(rows: Sequence[Contribution], total: Contribution) -> Iterable[Contribution]:
    """Remainders of depth 1 complete the line of depth 0 above them; the one of depth 0 completes the total."""
    heads = parts = Decimal(0)
    head = total
    for row in rows:
        if row.is_remainder:
            yield replace(row, value=head.value - parts if row.depth else total.value - heads)
        elif row.depth:
            parts += row.value
            yield row
        else:
            head, parts, heads = row, Decimal(0), heads + row.value
            yield row


def _quality(material: Material) -> Iterable[str]:
    quality = material.quality
    yield (
        f"Identities: {quality.passed} of {quality.total} hold, {quality.failed} broken, {quality.warned} doubtful, "
        f"{quality.undecided} could not be decided."
    )
    if quality.undecided_reasons:
        listed = list(quality.undecided_reasons[:_MOST_REASONS])
        more = len(quality.undecided_reasons) - len(listed)
        yield (
            "Undecided, some for more than one reason: "
            + "; ".join(listed)
            + (f"; and {more} more reason{'s' if more > 1 else ''}" if more > 0 else "")
            + "."
        )
    if unstated := [*_not_stated(material)]:
        yield f"Not stated, for want of the document: {'; '.join(unstated)}."
    yield from _against_yesterday(material)
    for finding in material.findings:
        is_count = finding.kind in ("screening", "narrative")
        if finding.verdict is Verdict.PASS and (is_count or _is_seen(finding, material)):
            yield finding.message
    yield from _open(finding for finding in material.findings if _is_open(finding))


def _is_seen(finding: Finding, material: Material) -> bool:
    """Whether it is a revision that the figures of a message show, or that none was made."""
    if finding.kind != "revision" or finding.difference is None:
        return finding.kind == "revision"
    unit = material.situation.known.series[finding.subject].unit
    return any(digit in billions(finding.difference, unit) for digit in "123456789")


def _open(findings: Iterable[Finding]) -> Iterator[str]:
    """One sentence for each rule, whatever it lacks."""
    by_rule: dict[str, list[str]] = {}
    for finding in findings:
        head, of, reason = finding.message.partition(f" for {finding.release.period.label}: ")
        by_rule.setdefault(head + of, []).append(reason.removesuffix("."))
    for head, reasons in by_rule.items():
        yield head + "; ".join(reasons) + ("." if any(reasons) else "")


def _is_open(finding: Finding) -> bool:
    """Whether it could not tell of something that is published."""
    return finding.verdict is Verdict.UNDECIDED and finding.kind != NOT_STATED


def _not_stated(material: Material) -> Iterable[str]:
    if material.quality.not_stated:
        yield f"identities of {', '.join(material.quality.not_stated)}"
    if rules := [finding.rule for finding in material.findings if finding.kind == NOT_STATED]:
        yield f"the rule{'s' if len(rules) > 1 else ''} {', '.join(rules)}"


def _against_yesterday(material: Material) -> Iterable[str]:
    """The change from what a reader knew the day before: this month against last month's earlier print."""
    situation = material.situation
    period = situation.release.period
    for finding in material.findings:
        if finding.kind != "contribution" or situation.before is None or finding.observed is None:
            continue
        unit = situation.known.series[finding.subject].unit
        now = situation.known.best(finding.subject, period)
        yesterday = situation.before.best(finding.subject, period.shift(-1))
        if now is None or yesterday is None:
            continue
        change = now.cell.value - yesterday.cell.value
        revision = change - finding.observed
        yield (
            f"Against what was known the day before: {amount(change, unit, signed=True)}, of which "
            f"{billions(revision, unit, signed=True)} is revision of {period.shift(-1).label}."
        )


def _claims(findings: Iterable[Finding]) -> Iterable[str]:
    for finding in findings:
        if finding.kind == "claim":
            yield finding.message
        elif finding.kind == "retraction":
            yield f"Retracted: {finding.message}"


def _evidence(material: Material) -> Iterable[str]:
    vintage = material.vintage
    yield (
        f"Vintage {vintage.id[:16]}, public since {vintage.available_at:%Y-%m-%dT%H:%M:%SZ}, "
        f"first seen {vintage.first_seen_at:%Y-%m-%dT%H:%M:%SZ}; rules {material.rules_hash[:16]}."
    )
    if vintage.is_early and vintage.scheduled_at is not None:
        yield f"Early: it was seen before the release was due, {vintage.scheduled_at:%Y-%m-%dT%H:%M:%SZ}."
    for document in vintage.documents:
        yield f"{document.source}/{document.document} sha256 {document.sha256}"
