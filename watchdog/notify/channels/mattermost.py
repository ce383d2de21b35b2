"""mattermost: an alert as Markdown to an incoming webhook of Mattermost, the details behind a bar in its colour."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from watchdog.model.alert import Alert
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.notify import chat, render
from watchdog.notify.channels.endpoint import Endpoint, EndpointSettings
from watchdog.notify.chat import Part
from watchdog.notify.render_html import BANDS

LONGEST_TEXT = 16_383
_MARKUP = re.compile(r"([\\`*_\[\]<>~#|!])")
_NOT_INERT = re.compile(r"@|:(?=//|[a-z0-9_+-]+:)")
_ZERO_WIDTH_SPACE = "\u200b"


def make(_name: str, settings: EndpointSettings, reach: Reach = ANYWHERE_PUBLIC) -> Endpoint:
    """The channel of that name in config.yaml."""
    return Endpoint(settings=settings, write=body, refusal=refusal, reach=reach)


def body(alert: Alert) -> bytes:
    """Headline and kind, and below them the rest; a post that is too long would be cut into several."""
    title = f"#### {_inert(render.subject(alert.brief))}\n{_inert(chat.kicker(alert))}"
    below = chat.fitted(chat.parts(alert), lambda parts: len(title) + len(_text(parts)) < LONGEST_TEXT)
    details = {
        "fallback": render.subject(alert.brief),
        "color": BANDS[render.severity(alert)],
        "text": _text(below),
    }
    return json.dumps({"text": title, "attachments": [details]}, separators=(",", ":")).encode()


def refusal(answer: str) -> str:
    """Mattermost says 'ok', and nothing else, of what it takes."""
    return "" if answer.strip().strip('"') == "ok" else "not with 'ok'"


def _text(parts: Sequence[Part]) -> str:
    return "\n\n".join("\n".join(_lines(part)) for part in parts)


def _lines(part: Part) -> Iterator[str]:
    if part.heading:
        yield f"**{_inert(part.heading)}**"
    if part.table is not None:
        yield "```\n" + "\n".join(chat.table_lines(part.table)).replace("`", "'") + "\n```"
    else:
        yield from replace(part, lines=tuple(map(_inert, part.lines))).listed("- ")


def _inert(text: str) -> str:
    """Shown as it stands: no markup, and no mention, address or picture made of a label."""
    return _MARKUP.sub(r"\\\1", _NOT_INERT.sub(lambda sign: sign[0] + _ZERO_WIDTH_SPACE, text))
