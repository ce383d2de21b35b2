"""Subjects of two series: 'exports and imports were ... and ...', 'imports exceeded exports by ...'."""

from watchdog.verify.context import Context
from watchdog.verify.marks import Marked
from watchdog.verify.reading import Topic
from watchdog.verify.topics import PARTS, Phrase
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

_EXCEEDS = words_in("exceeded exceed exceeding exceeds outpaced outstripped outweighed surpassed topped outran")
_GAPS = {("imports", "exports"): "deficit", ("exports", "imports"): "surplus"}
_FARTHEST = 3


def gap_of(marked: Marked, phrase: Phrase, before: Topic | None) -> Topic | None:
    """The balance that 'imports exceeded exports by' speaks of; None where the phrase is a subject as any other."""
    flow = _GAPS.get((before.flow, phrase.topic.flow)) if before is not None else None
    following = marked.marks[phrase.end] if phrase.end < len(marked.marks) else None
    if following is None or following.part is not Part.JOINT or following.value != "by":
        return None
    if not flow or before is None or not _EXCEEDS & set(marked.gap(phrase.first)[:_FARTHEST]):
        return None
    return Topic(flow=flow, item=phrase.topic.item or before.item, partner=phrase.topic.partner or before.partner)


def note_together(marked: Marked, phrase: Phrase, before: Topic | None, context: Context) -> None:
    """Remember the subject before as well, where this one is joined to it with 'and' and no figure is between."""
    gap = marked.gap(phrase.first)
    is_joined = before is not None and "and" in gap and len(gap) <= _FARTHEST
    follows = phrase.first > 0 and marked.marks[phrase.first - 1].part in PARTS
    if is_joined and follows and before is not None and context.topic is not None:
        context.together = (*(context.together or (before,)), context.topic)
    else:
        context.together = ()
    context.told_of_them = 0


def one_of(marked: Marked, context: Context) -> tuple[Topic | None, str]:
    """Which of the subjects the next figure is of, and why that is a guess; '' where the text says it."""
    if not context.together:
        return None, ""
    place = context.told_of_them
    topic = context.together[place] if place < len(context.together) else None
    is_said = any(token.key == "respectively" for token in marked.tokens)
    return topic, "" if is_said and topic is not None else "it is said of two series at once"
