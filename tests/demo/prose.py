"""Sentences out of mails and webhooks, whatever their format."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser

_END = re.compile(r"(?<=[.!?])[\"”]?\s+(?=[A-Z~\[\"])")
_BLOCKS = frozenset({"p", "div", "li", "td", "th", "tr", "table", "ul", "h1", "h2", "h3", "title", "br", "section"})


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, line breaks gone."""
    for sentence in _END.split(re.sub(r"\s+", " ", text)):
        if sentence.strip():
            yield sentence.strip()


def paragraphs(mail: EmailMessage) -> Iterator[str]:
    """The paragraphs and items of both texts of a mail."""
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    yield str(mail["Subject"])
    for part in plain.get_content().replace("\r\n", "\n").split("\n\n"):
        # items are broken into lines at the margin; the lines of a table are each their own
        yield from re.split(r"\n(?=- )", part) if re.search("^- ", part, re.MULTILINE) else part.split("\n  ")
    reader = _Text()
    reader.feed(html.get_content())
    yield from reader.blocks()


def strings(document: object) -> Iterator[str]:
    """Every text in a JSON document."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for value in document.values():
            yield from strings(value)
    elif isinstance(document, list):
        for value in document:
            yield from strings(value)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag == "style"
        if tag in _BLOCKS:
            self._pieces.append("\0")
        self._pieces += [value or "" for name, value in attrs if name == "alt"]

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False
        if tag in _BLOCKS:
            self._pieces.append("\0")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._pieces.append(data)

    def blocks(self) -> Iterator[str]:
        yield from (block for block in "".join(self._pieces).split("\0") if block.strip())
