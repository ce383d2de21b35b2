"""An alert as Prometheus Alertmanager's API (v2) takes it: each finding is an alert there, told apart by its labels.

The labels therefore hold what stays from vintage to vintage, and the severity, by which people route: release and
vintage are annotations. Whatever is told anew ends what its finding was under another severity.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from watchdog.model.alert import Alert, AlertType, Told
from watchdog.model.finding import Reason, Severity, Verdict
from watchdog.notify import render
from watchdog.notify.inert import one_line

MOST_FINDINGS = 1000
NOTICE = "release-watchdog"
Entry = dict[str, object]
_OVER = (Reason.RESOLVED, Reason.RETRACTED)


def alerts_body(alert: Alert, firing: timedelta, generator_url: str | None) -> bytes:
    """One entry for each finding, firing from when it was first seen; an all-clear has none."""
    ordered = sorted(alert.items, key=lambda told: -told.finding.severity.rank)
    entries = [entry for told in ordered[:MOST_FINDINGS] for entry in _entries(told, alert, firing)]
    if len(ordered) > MOST_FINDINGS:
        more = f"and {len(ordered) - MOST_FINDINGS:,} more findings, by {render.whereabouts(alert)}"
        entries.append(_notice(alert, f"{alert.brief.headline}: {more}", firing))
    elif not ordered and alert.type is not AlertType.DIGEST:
        entries.append(_notice(alert, alert.brief.headline, firing))
    link = {"generatorURL": generator_url} if generator_url else {}
    return json.dumps([entry | link for entry in entries], separators=(",", ":")).encode()


def _entries(told: Told, alert: Alert, firing: timedelta) -> Iterator[Entry]:
    """The finding under its severity, firing or ended, and ended under every other that it may have had before."""
    finding = told.finding
    is_over = told.reason in _OVER or finding.verdict is Verdict.PASS
    for severity in Severity:
        if severity is not finding.severity and told.reason is Reason.NEW:
            continue
        ends = alert.created_at if is_over or severity is not finding.severity else alert.created_at + firing
        yield {
            "labels": _labels(told, severity),
            "annotations": _annotations(told, alert),
            "startsAt": _time(min(told.first_seen_at, ends)),
            "endsAt": _time(ends),
        }


def _labels(told: Told, severity: Severity) -> dict[str, str]:
    finding = told.finding
    labels = {
        "alertname": finding.rule,
        "rule": finding.rule,
        "program": finding.release.program,
        "series": finding.subject,
        "period": str(finding.period),
        "severity": severity.value,
    }
    return {name: one_line(value) for name, value in labels.items() if one_line(value)}


def _annotations(told: Told, alert: Alert) -> dict[str, str]:
    finding = told.finding
    annotations = {
        "summary": alert.brief.headline,
        "description": finding.message,
        "release": str(finding.release),
        "vintage": finding.vintage,
        "reason": told.reason.value,
        "kind": finding.kind,
        "alert": alert.id,
        "corrects": told.corrects[0] if told.corrects else "",
    }
    return {name: one_line(value) for name, value in annotations.items() if value}


def _notice(alert: Alert, summary: str, firing: timedelta) -> Entry:
    """What is no finding: a test, a message that did not arrive, findings beyond the most that are posted."""
    return {
        "labels": {"alertname": NOTICE, "severity": render.severity(alert).value, "alert": alert.id},
        "annotations": {"summary": one_line(summary), "description": one_line(" ".join(alert.brief.facts))},
        "startsAt": _time(alert.created_at),
        "endsAt": _time(alert.created_at + firing),
    }


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
