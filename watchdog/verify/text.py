"""From the bytes of a file to what a person reads: text without markup, its paragraphs and sentences, with places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from watchdog.errors import UsageError
from watchdog.verify.markup import is_markup, without_markup
from watchdog.verify.word_lists import words_in

LONGEST = 1_000_000
"""Bytes, with all their markup; no press text is longer, and everything else would only keep a reader waiting."""

LONGEST_TEXT = 200_000
"""Characters, of what a person reads."""

_LONGEST_SENTENCE = 3_000

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_PLAIN = {
    **dict.fromkeys((*range(9), 11, *range(14, 32), *range(127, 160)), " "),
    **dict.fromkeys(map(ord, "\t\f\u00a0\u1680\u202f\u205f\u3000"), " "),
    **dict.fromkeys(range(8192, 8203), " "),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u2032\u02bc\uff07`\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u2033\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"), "-"),
    **dict.fromkeys(map(ord, "\u2014\u2015"), "\u2014"),
    **dict.fromkeys(map(ord, "\u2028\u2029\r"), "\n"),
    ord("\uff04"): "$",
    ord("\uff05"): "%",
}
_BULLET = r"(?:[•·▪◦●]|o(?=[ \t])|[-*](?=[ \t]+[A-Z$\[~]))"
_LISTED = r"[^\n]{0,200}\.{4}|[ \t]*[A-Z][^\n:]{0,120}:[ \t]+[=~+$\d-]"
"""A line of a list: dots lead to its figure, or a label and a colon."""
_PARAGRAPH = re.compile(rf"\n[ \t]*\n\s*|\n[ \t]*(?={_BULLET})|\n(?={_LISTED})")
_LEADING = re.compile(rf"[ \t]*{_BULLET}[ \t]*")
_END = re.compile(r"[.!?]['\")\]]*\s+(?=['\"(\[]?[A-Z0-9$\u2022])")
_ABBREVIATED = words_in(
    "u.s u.k e.u u.n jan feb mar apr jun jul aug sep sept oct nov dec mr ms mrs dr st no vs inc co corp ltd"
    " approx est prev a.m p.m i.e e.g etc gov sen rep mon tue tues wed thu thur thurs fri sat sun fig gen"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The stretch `start` to `end` of the text. `paragraph` counts from 0; an `item` of a list is part of the
    paragraph that it follows.
    """

    start: int
    end: int
    paragraph: int
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """`shown` as it was written, `plain` the same, character by character, without typographic variety."""

    shown: str
    plain: str

    def sentences(self) -> Iterator[Sentence]:
        """All sentences, in reading order."""
        paragraph, position = -1, 0
        for start, end, is_item in self._blocks():
            if not is_item or paragraph < 0:
                paragraph += 1
            position = start
            for match in _END.finditer(self.plain, start, end):
                if match[0][0] == "." and self._is_abbreviation(position, match.start(), match.end()):
                    continue
                yield from self._cut(position, match.start() + len(match[0].rstrip()), paragraph, is_item=is_item)
                position = match.end()
            if self.plain[position:end].strip():
                yield from self._cut(position, end, paragraph, is_item=is_item)

    def _cut(self, start: int, end: int, paragraph: int, *, is_item: bool) -> Iterator[Sentence]:
        """What no person would call one sentence is cut between words, so that reading it stays cheap."""
        while end - start > _LONGEST_SENTENCE:
            stop = self.plain.rfind(" ", start + 1, start + _LONGEST_SENTENCE)
            stop = stop if stop > 0 else start + _LONGEST_SENTENCE
            yield Sentence(start, stop, paragraph, is_item)
            start = stop
        yield Sentence(start, end, paragraph, is_item)

    def _blocks(self) -> Iterator[tuple[int, int, bool]]:
        position = 0
        for match in (*_PARAGRAPH.finditer(self.plain), None):
            end = match.start() if match else len(self.plain)
            bullet = _LEADING.match(self.plain, position, end) if position or end else None
            if self.plain[position:end].strip():
                yield bullet.end() if bullet else position, end, bullet is not None
            position = match.end() if match else end

    def _is_abbreviation(self, start: int, dot: int, following: int) -> bool:
        word = self.plain[max(start, dot - 8) : dot].rsplit(None, 1)[-1:] or [""]
        last = word[0].lower().lstrip("(\"'")
        if last in ("u.s", "u.k", "e.u", "a.m", "p.m"):
            return self.plain[following : following + 4] not in ("The ", "In t", "But ")
        return last in _ABBREVIATED or (len(last) == 1 and last.isalpha())


def read(body: bytes, name: str) -> Text:
    """The text of a file, HTML or plain; UsageError for what is no text, or more than anybody wrote."""
    if len(body) > LONGEST:
        raise UsageError(f"{name}: {len(body):,} bytes; a text of at most {LONGEST:,} is read. Cut it in parts")
    try:
        decoded = body.decode("utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        if b"\0" in body:
            raise UsageError(f"{name} is not a text: it holds zero bytes. Save it as text or HTML") from None
        decoded = body.decode("cp1252", errors="replace")
    if "\0" in decoded:
        raise UsageError(f"{name} is not a text: it holds zero characters. Save it as text or HTML")
    shown = decoded.replace("\r\n", "\n").translate(_INVISIBLE)
    if is_markup(shown):
        shown = without_markup(shown).translate(_INVISIBLE)
    if not shown.strip():
        raise UsageError(f"{name} holds no words")
    if len(shown) > LONGEST_TEXT:
        raise UsageError(
            f"{name}: {len(shown):,} characters; a text of at most {LONGEST_TEXT:,} is read. Cut it in parts"
        )
    return Text(shown, shown.translate(_PLAIN))
