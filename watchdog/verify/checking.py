"""`verify` from end to end: a text, a rulebook and a store in; a verdict for every figure out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from watchdog.errors import UsageError
from watchdog.rulebook.book import Rulebook
from watchdog.verify.archive import Archive
from watchdog.verify.blame import blamed
from watchdog.verify.comparisons import compared
from watchdog.verify.consistency import reconciled
from watchdog.verify.contrary import contrary
from watchdog.verify.dating import Dating, dated
from watchdog.verify.judge import Bench, judge_quantity
from watchdog.verify.judge_words import judge_day, judge_direction, judge_superlative
from watchdog.verify.marks import Marked, marked
from watchdog.verify.quantities import declared_scale
from watchdog.verify.reader import mentions
from watchdog.verify.reading import Mention, Sort
from watchdog.verify.series_index import SeriesIndex
from watchdog.verify.text import Text
from watchdog.verify.verdict import Judged, Verdict
from watchdog.verify.vocabulary import vocabulary
from watchdog.verify.words import Part

MOST_FIGURES = 3_000
_COUNTED = frozenset({Part.FIGURE, Part.MOVE, Part.EXTREME, Part.DATE, Part.WEEKDAY})
_ASIDE = {"other release": Verdict.OTHER, "not checkable": Verdict.UNCHECKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A text with a verdict for every figure in it, in reading order."""

    text: Text
    dating: Dating
    judged: tuple[Judged, ...]
    sentences: tuple[Marked, ...]

    def written(self, judged: Judged) -> str:
        """The words of the text that the verdict is on."""
        return " ".join(self.text.shown[judged.mention.start : judged.mention.end].split())

    def sentence(self, judged: Judged) -> str:
        """The sentence around them."""
        sentence = self.sentences[judged.mention.sentence].sentence
        return " ".join(self.text.shown[sentence.start : sentence.end].split())


def check(text: Text, book: Rulebook, connection: Connection, now: datetime, as_of: datetime | None = None) -> Checked:
    """Judge every figure by what was public at `as_of`, or when the text says that it was written; then by `now`."""
    archive = Archive(connection, book)
    sentences = tuple(_marked(text, book))
    dating = dated(sentences, archive.vintages, book.timezone, now, as_of)
    bench = Bench(
        archive=archive,
        index=SeriesIndex(book.series),
        as_of=dating.as_of,
        now=max(now, dating.as_of),
        zone=book.timezone,
    )
    judged = blamed(reconciled([_judge(mention, bench, dating) for mention in mentions(sentences, dating)]))
    judged = compared(judged, sentences)
    return Checked(text=text, dating=dating, judged=tuple(judged), sentences=sentences)


def _marked(text: Text, book: Rulebook) -> Iterator[Marked]:
    words = vocabulary(book)
    declared, heading, paragraph, figures = None, None, -1, 0
    for sentence in text.sentences():
        if sentence.paragraph != paragraph:
            declared, paragraph = heading, sentence.paragraph
        one = marked(text, sentence, words, declared)
        own = declared_scale(one.tokens)
        declared = own or declared
        if own and not any(mark.part is Part.FIGURE for mark in one.marks):
            heading = own  # a caption without figures speaks of all that follows
        figures += sum(mark.part in _COUNTED for mark in one.marks)
        if figures > MOST_FIGURES:
            raise UsageError(f"more than {MOST_FIGURES:,} figures and moves: this is no press text. Cut it in parts")
        yield one


def _judge(mention: Mention, bench: Bench, dating: Dating) -> Judged:
    if mention.aside:
        verdict = _ASIDE[mention.aside]
        reason = f"a figure of another release: {mention.remark}" if verdict is Verdict.OTHER else mention.remark
        return Judged(mention=mention, verdict=verdict, reason=reason)
    judged = _said(mention, bench, dating)
    return contrary(judged) if mention.is_denied else judged


def _said(mention: Mention, bench: Bench, dating: Dating) -> Judged:
    if mention.sort in (Sort.WEEKDAY, Sort.DATE):
        return judge_day(mention, dating)
    if mention.sort is Sort.SUPERLATIVE:
        return judge_superlative(mention, bench)
    if mention.sort is Sort.DIRECTION:
        return judge_direction(mention, bench)
    return judge_quantity(mention, bench)
