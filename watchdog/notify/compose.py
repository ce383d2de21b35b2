"""From what was decided to the alerts themselves: the release's digest or update, and each retraction."""

from collections.abc import Iterator
from dataclasses import dataclass
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
    kind = digest_type(decision.items, first_of_release=release_thread.last is None and not release_thread.is_begun)
    if kind is not None:
        text = brief.digest(material, decision.items, decision.retractions)
        yield _alert(material, kind, decision.items, text, release_thread, now)
    for told in decision.retractions:
        if told.corrects is None:
            continue
        thread = corrected[told.corrects[0]]
        yield _alert(material, AlertType.RETRACTED, (told,), brief.retraction(material, told), thread, now)


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


def _alert(
    material: Material, kind: AlertType, items: tuple[Told, ...], text: Brief, thread: Thread, now: datetime
) -> Alert:
    situation = material.situation
    picture = _picture(material, items)
    return Alert(
        id=alert_id(kind, str(situation.release), situation.vintage, [item.event_id for item in items]),
        type=kind,
        release=situation.release,
        vintage=situation.vintage,
        created_at=now,
        items=items,
        brief=text,
        thread=thread.name,
        replies_to=thread.last,
        chart=draw(picture) if picture else None,
        chart_alt=alt_text(picture) if picture else "",
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
