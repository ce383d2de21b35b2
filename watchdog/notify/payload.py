"""An alert as JSON, always in the same bytes: the body of a webhook, and the lines of the log of anomalies."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import accumulate

from watchdog.model.alert import Alert, Brief, Cause, Table, Told, Withheld
from watchdog.model.cell import Address
from watchdog.model.finding import Contribution, Figure
from watchdog.notify.render import whereabouts

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

WEBHOOK_BYTES = 20_000
"""Standard Webhooks asks senders to stay below 20 kB."""


def webhook_body(alert: Alert, budget: int = WEBHOOK_BYTES) -> bytes:
    """The alert within `budget` bytes: what has no room, of its findings the least severe, is counted, and `everything`
    is the command that prints it all.
    """
    data = _alert_document(alert)
    body: dict[str, Json] = {"type": alert.type.value, "timestamp": _time(alert.created_at), "data": data}
    ordered = sorted(alert.items, key=lambda told: -told.finding.severity.rank)
    findings = [finding_document(told) for told in ordered]
    room = budget - len(_bytes(body))
    room -= min(sum(map(_size, findings)), room // 2)  # where there is too much of both, findings get half
    data["brief"], data["brief_left_out"] = _with_room(alert.brief, room)
    data["findings"] = _first(findings, budget - len(_bytes(body)))
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
    """Everything but the findings and the text, whose lists are still empty."""
    return {
        "id": alert.id,
        "release": str(alert.release),
        "vintage": alert.vintage,
        "headline": alert.brief.headline,
        "thread": alert.thread,
        "replies_to": alert.replies_to,
        "everything": whereabouts(alert).strip("`"),
        "findings_total": len(alert.items),
        "withheld": dict(Counter(told.withheld.cause.value for told in alert.withheld if told.withheld)),
        "findings": [],
        "brief": {name: [] for name, _ in _sections(alert.brief)},
        "brief_left_out": {},
        "figures": [_figure(figure) for figure in alert.brief.figures],
    }


def _with_room(brief: Brief, room: int) -> tuple[dict[str, Json], dict[str, Json]]:
    """The sections, and how many lines of each have no room: none takes more than half of what those before it left."""
    shown: dict[str, Json] = {}
    left_out: dict[str, Json] = {}
    for name, lines in _sections(brief):
        kept = _first(lines, room // 2)
        shown[name] = kept
        room -= sum(map(_size, kept))
        if len(kept) < len(lines):
            left_out[name] = len(lines) - len(kept)
            room -= _size({name: len(lines)})
    return shown, left_out


def _first(entries: Sequence[Json], room: int) -> list[Json]:
    """As many of the first entries as there is room for."""
    sizes = accumulate(map(_size, entries))
    return [entry for entry, size in zip(entries, sizes, strict=True) if size <= room]


def _size(entry: Json) -> int:
    """With the comma that follows it."""
    return len(_bytes(entry)) + 1


def _sections(brief: Brief) -> Iterator[tuple[str, list[Json]]]:
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
