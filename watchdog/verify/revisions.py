"""Figures that measure a revision, by how much one release differs from another: 'were revised up $0.6 billion'."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

if TYPE_CHECKING:
    from watchdog.verify.context import Context
    from watchdog.verify.marks import Mark, Marked
    from watchdog.verify.moments import Named

REMARK = "a revision between releases"
_WAYS = words_in("up down upward downward upwards downwards higher lower by")
_ENDS = words_in("from to")
_ARTICLES = frozenset({"the", "a", "an", "its", "this", "these"})
_STOPS = frozenset({",", ";", ":", "\u2014"})
_BESIDE = words_in("after before following including excluding without despite amid with")
_OF = frozenset({"to", "of", "in", "for", "on"})
_IS = frozenset({"was", "were", "been", "be", "is", "are"})
_SUBJECTS = frozenset({Part.FLOW, Part.ITEM, Part.PARTNER})
_VERBS = frozenset({Part.MOVE, Part.STATE})
_ELSEWHERE = _SUBJECTS | {Part.PERIOD, Part.STATE}


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading such as 'Revisions to October exports' says of all that stands under it: of which month it is.
    `has_items` once a list has followed, which then is all of it.
    """

    paragraph: int
    period: Named | None
    is_heading: bool
    has_items: bool = False


def section_of(marked: Marked, before: Section | None) -> Section | None:
    """The section of revisions that this sentence opens or goes on; None where it is in none."""
    sentence, marks = marked.sentence, marked.marks
    last = marked.tokens[-1].key if marked.tokens else ""
    is_heading = not sentence.is_item and last not in (".", "!", "?") and all(m.part is not Part.FIGURE for m in marks)
    if marked.tokens and marked.tokens[0].key == "revision":
        named = next((mark.named for mark in marks if mark.part is Part.PERIOD), None)
        return Section(sentence.paragraph, named, is_heading)
    if before is None:
        return None
    if sentence.paragraph == before.paragraph:
        return replace(before, has_items=before.has_items or sentence.is_item)
    return None if is_heading or before.has_items or not before.is_heading else before


NO_SECTION: Section | None = None


def enter(section: Section | None, context: Context) -> None:
    """What a sentence in the section knows from its heading."""
    if section is None:
        return
    context.under_revisions, context.revised = True, "revised"
    context.carried_period = section.period or context.carried_period


def is_revision(marked: Marked, index: int, context: Context, role: str) -> bool:
    """Whether the figure at this mark is the size of a revision, and no level that one led from or to."""
    if _is_right_behind(marked, index):
        return True
    if context.joint in ("to", "from"):
        return False
    is_change = role not in ("level", "base")
    if _is_behind(marked, index, is_change=is_change) or _is_governed(marked, index):
        return True
    return context.under_revisions and is_change


def is_revised(marked: Marked, index: int, context: Context) -> bool:
    """Whether the figure at this mark, a level, is one that a revision led from or to."""
    return context.under_revisions or _is_governed(marked, index)


def unsaid_month(marked: Marked, index: int, context: Context, named: Named | None) -> str:
    """Why the month of a revised level is a guess; '' where the text says it, or it is none."""
    if named or context.period or (context.under_revisions and context.carried_period):
        return ""
    return "the text does not say which month was revised" if is_revised(marked, index, context) else ""


def _is_right_behind(marked: Marked, index: int) -> bool:
    """'after an upward revision of $0.2 billion', 'after being revised up $0.2 billion': whatever stands before."""
    marks, at = marked.marks, index - 1
    while at >= 0 and (marks[at].part in (Part.HEDGE, Part.MOVE) or marked.tokens[marks[at].start].key == "of"):
        at -= 1
    if at < 0 or marks[at].part is not Part.REVISED or marks[at].value != "revised":
        return False
    has_way = any(mark.part is Part.MOVE for mark in marks[at + 1 : index])
    is_noun = marked.tokens[marks[at].start].key == "revision"
    return (has_way or is_noun) and not _STOPS & set(marked.between(marks[at].end, marks[index].start))


def _is_behind(marked: Marked, index: int, *, is_change: bool) -> bool:
    """'a $0.6 billion upward revision', '$0.2 billion more than previously reported'."""
    marks, at = marked.marks, index + 1
    while at < len(marks) and (marks[at].part is Part.MOVE or marks[at].part in (Part.JOINT, Part.HEDGE)):
        at += 1
    if at >= len(marks) or marks[at].part is not Part.REVISED or _STOPS & set(marked.gap(at)):
        return False
    if marks[at].value == "before":
        return is_change and at > index + 1 and len(marked.gap(at)) <= 1
    return marked.tokens[marks[at].start].key == "revision" and len(marked.gap(at)) <= 2


def _is_governed(marked: Marked, index: int) -> bool:
    """Whether a 'revised' or 'revision' before it, with no verb of another subject between, says what it is."""
    for at in range(index - 1, -1, -1):
        if {";", ":"} & set(marked.gap(at + 1)):
            return False
        mark = marked.marks[at]
        if mark.part is Part.REVISED and mark.value == "revised":
            is_noun = marked.tokens[mark.start].key == "revision"
            return not _is_left_by_noun(marked, at, index) if is_noun else _governs(marked, at, index)
    return False


def _governs(marked: Marked, at: int, index: int) -> bool:
    """Whether this 'revised' is a verb that goes on to the figure, and no adjective ('a revised $29.2 billion')."""
    marks, start, end = marked.marks, marked.marks[at].start, marked.marks[at].end
    before = marked.tokens[start - 1].key if start else ""
    verbs = {mark.start for mark in marks[at + 1 : index] if mark.part in _VERBS}
    for place in range(end, marks[index].start):
        key = marked.tokens[place].key
        if key in _WAYS:
            return (before not in _ARTICLES or place == end) and not _is_left(marked, at, index, place)
        if key in _ENDS:
            return not any(mark.part in _ELSEWHERE for mark in marks[at + 1 : index])
        if key in _STOPS or place in verbs:
            return False
    following = marks[index + 1] if index + 1 < len(marks) else None
    is_next = at == index - 1 and before in _IS
    return is_next and following is not None and following.part is Part.MOVE and not marked.gap(index + 1)


def _is_left(marked: Marked, at: int, index: int, way: int) -> bool:
    """Whether a verb of another subject stands between the way that it was revised, at this token, and the figure."""
    has_subject = False
    for mark in marked.marks[at + 1 : index]:
        if mark.start <= way:
            continue
        if mark.part in _SUBJECTS:
            has_subject = True
        elif _is_verb(marked, mark) and (has_subject or mark.part is Part.STATE):
            return True
    return False


def _is_left_by_noun(marked: Marked, at: int, index: int) -> bool:
    """The same behind 'revision': 'exports, after revisions, rose'; not 'the revision to exports was'."""
    start, end = marked.marks[at].start, marked.marks[at].end
    has_subject = bool(_BESIDE & set(marked.between(max(0, start - 3), start)))
    for mark in marked.marks[at + 1 : index]:
        between = marked.between(end, mark.start)
        if mark.part in _SUBJECTS:
            has_subject = has_subject or "," in between or between[:1] == [] or between[0] not in _OF
        elif has_subject and _is_verb(marked, mark):
            return True
    return False


def _is_verb(marked: Marked, mark: Mark) -> bool:
    return mark.part in _VERBS and marked.tokens[mark.start].key not in ("of", "at")
