"""From what was decided to the alerts themselves: the release's digest or update, and each retraction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from watchdog.model.alert import Alert, AlertType, Brief, Told
from watchdog.model.finding import Finding
from watchdog.model.period import Period
from watchdog.model.release import Release
from watchdog.model.series import Flow, Series
from watchdog.model.wording import BILLION, day, half_up
from watchdog.notify import brief
from watchdog.notify.brief import Material
from watchdog.notify.charts import Picture, alt_text, draw
from watchdog.notify.decide import Decision, alert_id, digest_type

YEARS_DRAWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The messages about one subject so far: its name, and the alert that the next one replies to. `is_begun` where
    there is no such alert because nobody was told of its beginning.
    """

    name: str
    last: str | None
    is_begun: bool = False


def alerts(
    material: Material, decision: Decision, release_thread: Thread, corrected: dict[str, Thread], now: datetime
) -> Iterator[Alert]:
    """Everything to send of one vintage. `corrected` gives the thread of each alert id that a retraction corrects."""
    situation = material.situation
    for draft in drafts(situation.release, situation.vintage, decision, release_thread, corrected, now):
        if draft.type is AlertType.RETRACTED:
            text = brief.retraction(material, draft.items[0])
        else:
            text = brief.digest(material, draft.items, decision.retractions, draft.withheld)
        picture = _picture(material, draft.items)
        chart, words = (draw(picture), alt_text(picture)) if picture else (None, "")
        yield replace(draft, brief=text, chart=chart, chart_alt=words)


def drafts(
    release: Release,
    vintage: str,
    decision: Decision,
    release_thread: Thread,
    corrected: Mapping[str, Thread],
    now: datetime,
) -> Iterator[Alert]:
    """The same without text and chart: which messages there are, and what is told in each."""
    is_first = release_thread.last is None and not release_thread.is_begun
    kind = digest_type((*decision.items, *decision.withheld), first_of_release=is_first)
    if kind is not None:
        made = _draft(release, vintage, kind, decision.items, release_thread, now)
        identifier = alert_id(kind, str(release), vintage, decision.event_ids)
        yield replace(made, id=identifier, withheld=decision.withheld)
    for told in decision.retractions:
        if told.corrects is not None:
            yield _draft(release, vintage, AlertType.RETRACTED, (told,), corrected[told.corrects[0]], now)


def test_alert(now: datetime) -> Alert:
    """A message that says it is a test, in the form of a real one."""
    moment = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    release = Release("test", Period.of_month(now.year, now.month))
    return Alert(
        id=alert_id(AlertType.OPENED, str(release), "", [moment]),
        type=AlertType.OPENED,
        release=release,
        vintage="",
        created_at=now,
        items=(),
        brief=Brief(headline="Test message of release-watchdog", facts=(f"Sent at {moment}; nothing was found.",)),
        thread="test",
    )


def _draft(
    release: Release, vintage: str, kind: AlertType, items: tuple[Told, ...], thread: Thread, now: datetime
) -> Alert:
    return Alert(
        id=alert_id(kind, str(release), vintage, [item.event_id for item in items]),
        type=kind,
        release=release,
        vintage=vintage,
        created_at=now,
        items=items,
        brief=Brief(headline=""),
        thread=thread.name,
        replies_to=thread.last,
    )


def _picture(material: Material, items: tuple[Told, ...]) -> Picture | None:
    """The headline series (or the one spoken of) over the last years, with the months spoken of marked."""
    findings = [item.finding for item in items]
    subject = next(
        (finding.subject for finding in (*findings, *material.findings) if _drawable(finding, material)), None
    )
    if subject is None:
        return None
    situation = material.situation
    history = situation.known.history(subject)
    last = max(history.known)
    shown = {period for period in history.known if period > last.shift(-12 * YEARS_DRAWN)}
    marked = {finding.period for finding in findings if finding.subject == subject} or {situation.release.period}
    series = history.series
    return Picture(
        title=material.text.charts.get(series.key, series.label),
        subtitle=f"As known on {day(situation.known.as_of, situation.zone)}; {series.basis.in_words}",
        source=f"{material.text.title}; vintage {situation.vintage[:12]}",
        unit="billion USD",
        history=tuple((period, _drawn(history.known[period].cell.value, series)) for period in sorted(shown)),
        marked=tuple(
            (period, f"{period.label} {_drawn(history.known[period].cell.value, series)}")
            for period in sorted(marked & shown)
        ),
        reference=_reference(findings, series),
    )


def _drawable(finding: Finding, material: Material) -> bool:
    """Bars need a history in dollars of at least two years."""
    series = material.situation.known.series.get(finding.subject)
    return (
        series is not None
        and series.unit.of == BILLION.of
        and len(material.situation.known.history(series.key).known) >= 24
    )


def _drawn(value: Decimal, series: Series) -> Decimal:
    billions = value * series.unit.in_units_of(BILLION)
    return half_up(-billions if series.flow is Flow.BALANCE else billions)


def _reference(findings: list[Finding], series: Series) -> tuple[Decimal, str] | None:
    for finding in findings:
        claim = finding.claim
        if claim and claim.since and claim.since_value is not None and claim.series == series.key:
            level = _drawn(claim.since_value, series)
            return level, f"{claim.since.label}: {level}"
    return None
