"""slack: an alert as blocks to an incoming webhook of Slack, or of whatever takes the same body."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from watchdog.model.alert import Alert
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.notify import chat, render
from watchdog.notify.channels.endpoint import Endpoint, EndpointSettings
from watchdog.notify.chat import Part

LONGEST_TITLE, LONGEST_TEXT, MOST_BLOCKS = 150, 3000, 50
Block = dict[str, Any]


def make(_name: str, settings: EndpointSettings, reach: Reach = ANYWHERE_PUBLIC) -> Endpoint:
    """The channel of that name in config.yaml."""
    return Endpoint(settings=settings, write=body, refusal=refusal, reach=reach)


def body(alert: Alert) -> bytes:
    """The blocks, and the headline as what notifications and old clients show."""
    top = [_plain("header", _cut(render.subject(alert.brief), LONGEST_TITLE)), _context(chat.kicker(alert))]
    below = chat.fitted(chat.parts(alert), lambda parts: len(top) + len(list(_blocks(parts))) <= MOST_BLOCKS)
    document = {
        "text": _escaped(render.subject(alert.brief)),
        "mrkdwn": False,
        "unfurl_links": False,
        "blocks": [*top, *_blocks(below)],
    }
    return json.dumps(document, separators=(",", ":")).encode()


def refusal(answer: str) -> str:
    """Slack says 'ok', and nothing else, of what it takes."""
    return "" if answer.strip() == "ok" else "not with 'ok'"


def _blocks(parts: Sequence[Part]) -> Iterator[Block]:
    for part in parts:
        if part.heading:
            yield {"type": "section", "text": {"type": "mrkdwn", "text": f"*{_marked_up(part.heading)}*"}}
        if part.table is not None:
            # in code nothing but the three characters of a mention or link has a meaning
            table = _escaped("\n".join(chat.table_lines(part.table)).replace("`", "'"))
            yield {"type": "section", "text": {"type": "mrkdwn", "text": f"```{_cut(table, LONGEST_TEXT - 6)}```"}}
        elif part.lines:
            yield _plain("section", _cut("\n".join(part.listed("• ")), LONGEST_TEXT))


def _plain(kind: str, text: str) -> Block:
    """Plain text is shown as it stands: no label can mention, link or format."""
    return {"type": kind, "text": {"type": "plain_text", "text": text or "-", "emoji": False}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "plain_text", "text": text, "emoji": False}]}


def _marked_up(text: str) -> str:
    """In markup, where the signs of formatting cannot be escaped."""
    return _escaped("".join(" " if sign in "*_~`" else sign for sign in _cut(text, LONGEST_TEXT // 6)))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
