"""HTML to the text that it shows. One pass over the characters, however deep or broken the markup is."""

import html
import re

from watchdog.verify.word_lists import words_in

_SIGNS = re.compile(
    r"<(?:!doctype html|html|head|body|p|div|article|span|h[1-6]|ul|ol|li|table|br|b|strong|em|a|mark)\b", re.IGNORECASE
)
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:-]*")
_BLOCKS = words_in(
    "address article aside blockquote body caption dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " head header hr main nav ol p pre section table tbody tfoot thead title tr ul"
)
_UNSEEN = ("script", "style", "noscript", "template", "svg", "iframe", "textarea")
_LONGEST_TAG = 20_000
_OVERSIZED = re.compile(r"(&#(?:\d{100,}|[xX][0-9a-fA-F]{100,});?)")


def is_markup(text: str) -> bool:
    """Whether it looks like HTML rather than text with a '<' in it."""
    return _SIGNS.search(text, 0, 20_000) is not None


def without_markup(source: str) -> str:
    """What a browser would show: blocks are paragraphs, items of lists begin with a bullet."""
    pieces: list[str] = []
    position, end = 0, len(source)
    while position < end:
        opening = source.find("<", position)
        if opening < 0:
            opening = end
        pieces.append(_folded(source[position:opening]))
        position = _after_tag(source, opening, pieces) if opening < end else end
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _after_tag(source: str, opening: int, pieces: list[str]) -> int:
    """Where reading goes on after what begins at `opening`; what it shows is added to the pieces."""
    if source.startswith("<!--", opening):
        closing = source.find("-->", opening)
        return len(source) if closing < 0 else closing + 3
    match = _NAME.match(source, opening + 1)
    if match is None:
        if source[opening + 1 : opening + 2] in ("!", "?"):
            return _past(source, opening)
        pieces.append("<")
        return opening + 1
    name = match[0].lower()
    if name in _UNSEEN:
        end_tag = re.compile(rf"</{name}", re.IGNORECASE).search(source, match.end())
        return _past(source, end_tag.start()) if end_tag else len(source)
    pieces.append(_shown_by(name))
    return _past(source, opening)


def _past(source: str, opening: int) -> int:
    closing = source.find(">", opening, opening + _LONGEST_TAG)
    return closing + 1 if closing >= 0 else min(len(source), opening + _LONGEST_TAG)


def _shown_by(name: str) -> str:
    if name == "li":
        return "\n\u2022 "
    if name == "br":
        return "\n"
    if name.removeprefix("/") in _BLOCKS:
        return "\n\n"
    return " " if name.removeprefix("/") in ("td", "th") else ""


def _folded(text: str) -> str:
    """Line breaks in markup are spaces, and entities are their characters."""
    return re.sub(r"[\n\r\t ]+", " ", _unescaped(text) if "&" in text else text)


def _unescaped(text: str) -> str:
    """A reference longer than any character's stands as it is: `html` would make a number of all its digits."""
    pieces = _OVERSIZED.split(text)
    return "".join(piece if place % 2 else html.unescape(piece) for place, piece in enumerate(pieces))
