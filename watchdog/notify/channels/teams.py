"""teams: an alert as an Adaptive Card to a webhook that a Teams workflow (Power Automate) listens on."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from watchdog.model.alert import Alert
from watchdog.model.finding import Severity
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.notify import chat, render
from watchdog.notify.channels.endpoint import Endpoint, EndpointSettings, is_page
from watchdog.notify.chat import Part
from watchdog.notify.render import Row

LONGEST_BODY = 28_000
_FAILURE = re.compile(r"delivery failed|returned HTTP error|\"error\"\s*:\s*(\{|\"[^\"])", re.IGNORECASE)
_COLORS = {Severity.INFO: "accent", Severity.WARNING: "warning", Severity.CRITICAL: "attention"}
_PART = "\N{EM SPACE}"
Element = dict[str, Any]


def make(_name: str, settings: EndpointSettings, reach: Reach = ANYWHERE_PUBLIC) -> Endpoint:
    """The channel of that name in config.yaml."""
    return Endpoint(settings=settings, write=body, refusal=refusal, reach=reach)


def body(alert: Alert) -> bytes:
    """One card, below the size that Teams takes."""
    return _card(alert, chat.fitted(chat.parts(alert), lambda parts: len(_card(alert, parts)) < LONGEST_BODY))


def refusal(answer: str) -> str:
    """Teams takes a message with any 2xx and hardly a body; that it failed after all stands in one."""
    if _FAILURE.search(answer):
        return "its body says that the message was not delivered"
    return "with a web page: is this the address of a workflow?" if is_page(answer) else ""


def _card(alert: Alert, parts: Sequence[Part]) -> bytes:
    top = [
        _runs(chat.kicker(alert), color=_COLORS[render.severity(alert)], size="small"),
        _runs(render.subject(alert.brief), weight="bolder", size="large"),
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "fallbackText": render.subject(alert.brief),
        "body": [*top, *_elements(parts)],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return json.dumps({"type": "message", "attachments": [attachment]}, separators=(",", ":")).encode()


def _elements(parts: Sequence[Part]) -> Iterator[Element]:
    for part in parts:
        if part.heading:
            yield _runs(part.heading, weight="bolder") | {"separator": True, "spacing": "medium"}
        if part.table is not None:
            lines, total = render.rows(part.table)
            yield from map(_row, lines)
            yield _row(total, weight="bolder") | {"separator": True}
        else:
            yield from (_runs(line) for line in part.lines)


def _row(row: Row, **style: object) -> Element:
    """Label and number at the two edges; a part stands small, since the others alone add up."""
    style |= {"size": "small", "isSubtle": True} if row.is_part else {}
    label, number = _runs(_PART * row.is_part + row.label, **style), _runs(chat.number(row), **style)
    columns = [
        {"type": "Column", "width": "stretch", "items": [label]},
        {"type": "Column", "width": "auto", "items": [number | {"horizontalAlignment": "right"}]},
    ]
    return {"type": "ColumnSet", "spacing": "small", "columns": columns}


def _runs(text: str, **style: object) -> Element:
    """A rich text block shows its text as it stands, where a text block or a fact set reads Markdown."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}
