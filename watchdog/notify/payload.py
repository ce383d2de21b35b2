"""An alert as JSON, always in the same bytes: the body of a webhook, and the lines of the log of anomalies."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from watchdog.model.alert import Alert, Brief, Cause, Table, Told, Withheld
from watchdog.model.cell import Address
from watchdog.model.finding import Contribution, Figure

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

WEBHOOK_BYTES = 20_000
"""Standard Webhooks asks senders to stay below 20 kB."""


def webhook_body(alert: Alert, budget: int = WEBHOOK_BYTES) -> bytes:
    """The alert, within `budget` bytes if leaving out its least severe findings can do that; all are counted."""
    data = _alert_document(alert)
    body: dict[str, Json] = {"type": alert.type.value, "timestamp": _time(alert.created_at), "data": data}
    findings: list[Json] = []
    room = budget - len(_bytes(body))
    for told in sorted(alert.items, key=lambda told: -told.finding.severity.rank):
        document = finding_document(told)
        room -= len(_bytes(document)) + 1
        if room < 0:
            break
        findings.append(document)
    data["findings"] = findings
    return _bytes(body)


def log_lines(alert: Alert) -> bytes:
    """Every finding of the alert, withheld ones too, one JSON object a line; empty when there is none."""
    return b"".join(log_line(told, alert) for told in (*alert.items, *alert.withheld))


def log_line(told: Told, alert: Alert) -> bytes:
    """The finding and the alert that told it, as one line."""
    return _bytes({**finding_document(told), "alert": alert.id, "type": alert.type.value}) + b"\n"


def finding_document(told: Told) -> dict[str, Json]:
    """The finding as scripts know it: numbers in the stated unit, null where there is none, times in UTC."""
    finding = told.finding
    return {
        "id": told.event_id,
        "finding": finding.key,
        "reason": told.reason.value,
        "rule": finding.rule,
        "kind": finding.kind,
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "release": str(finding.release),
        "vintage": finding.vintage,
        "series": finding.subject,
        "period": str(finding.period),
        "basis": finding.basis,
        "provenance": finding.provenance.value,
        "observed": _number(finding.observed),
        "expected": _number(finding.expected),
        "difference": _number(finding.difference),
        "limit": _number(finding.limit),
        "unit": finding.unit,
        "score": _number(finding.score),
        "message": finding.message,
        "evidence": [_address(address) for address in finding.evidence],
        "contributions": [_contribution(part) for part in finding.contributions],
        **_withheld(told.withheld),
        "corrects": None if told.corrects is None else {"alert": told.corrects[0], "message": told.corrects[1]},
        "first_seen_at": _time(told.first_seen_at),
        "known_as_of": _time(finding.known_as_of),
    }


def _withheld(withheld: Withheld | None) -> dict[str, Json]:
    """Why it has no item of its own: null and false for one that has."""
    by = {withheld.cause: withheld.by} if withheld else {}
    return {
        "silenced_by": by.get(Cause.SILENCED),
        "told_within": by.get(Cause.WITHIN),
        "over_budget": Cause.OVER_BUDGET in by,
    }


def _alert_document(alert: Alert) -> dict[str, Json]:
    """Everything but the findings themselves, whose list is still empty."""
    return {
        "id": alert.id,
        "release": str(alert.release),
        "vintage": alert.vintage,
        "headline": alert.brief.headline,
        "thread": alert.thread,
        "replies_to": alert.replies_to,
        "findings_total": len(alert.items),
        "withheld": dict(Counter(told.withheld.cause.value for told in alert.withheld if told.withheld)),
        "findings": [],
        "brief": dict(_sections(alert.brief)),
        "figures": [_figure(figure) for figure in alert.brief.figures],
    }


def _sections(brief: Brief) -> Iterator[tuple[str, Json]]:
    for name in ("facts", "unusual", "quality", "claims", "evidence"):
        yield name, list(getattr(brief, name))
    yield "causes", [_table(table) for table in brief.causes]


def _table(table: Table) -> Json:
    rows: list[Json] = [_contribution(row) for row in table.rows]
    return {"title": table.title, "unit": table.unit, "total": _contribution(table.total), "rows": rows}


def _contribution(part: Contribution) -> Json:
    return {
        "label": part.label,
        "value": _number(part.value),
        "error": _number(part.error),
        "provenance": part.provenance.value,
        "depth": part.depth,
    }


def _figure(figure: Figure) -> Json:
    return {
        "name": figure.name,
        "label": figure.label,
        "text": figure.text,
        "value": _number(figure.value),
        "error": _number(figure.error),
        "unit": figure.unit,
        "provenance": figure.provenance.value,
        "evidence": [_address(address) for address in figure.evidence],
    }


def _address(address: Address) -> Json:
    return {"document": address.document, "sheet": address.sheet, "cell": address.cell}


def _number(value: Decimal | float | None) -> Json:
    """An integer when whole, else the shortest decimal that reads back as the same number; null if not a number."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else float(value)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _bytes(document: Json) -> bytes:
    """ASCII, so that no character of a label can act on a terminal or break a reader."""
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
