"""Levels that others are compared with: "above its October level of ...", "From ... in October, exports sank to"."""

from watchdog.verify.followers import is_comparison
from watchdog.verify.marks import Marked
from watchdog.verify.moments import Named
from watchdog.verify.topics import PARTS, Phrase, phrase_at
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

_LEVELS = words_in("level total figure reading mark value sum number print tally one amount")
_IS = frozenset({"was", "were", "is", "are"})
_WITHIN = frozenset({"in", "the", "a", "it", "was", "during", "of"})
_MOMENTS = frozenset({Part.PERIOD, Part.AGO})
_OPENING = _MOMENTS | {Part.JOINT, Part.FIGURE, Part.REVISED, Part.HEDGE}
_SUBJECTS = frozenset({Part.FLOW, Part.ITEM, Part.PARTNER})


def is_compared_level(marked: Marked, index: int) -> bool:
    """Whether the figure at this mark is the level behind 'above', 'below' or 'from': 'its October level of'."""
    marks = marked.marks
    at = index - 1
    while at >= 0 and (marks[at].part in _MOMENTS or _is_of(marked, at)):
        at -= 1
    if at < 0 or not (is_comparison(marked, at) or (marks[at].part is Part.JOINT and marks[at].value == "from")):
        return False
    between = marked.between(marks[at].end, marks[index].start)
    return "," not in between and bool(_LEVELS & set(between[:-1])) and between[-1] in ("of", "at")


def opening_subject(marked: Marked, index: int) -> Phrase | None:
    """The subject behind the comma of a sentence that opens with what it is compared with; None where it does not."""
    marks = marked.marks
    if any(mark.part in _SUBJECTS for mark in marks[:index]):
        return None
    opens = marks[: index + 1][1 if marks[0].part is Part.MOVE else 0]  # 'Up from', or 'After'
    is_from = opens.part is Part.JOINT and opens.value == "from" and opens.start <= 2
    if not is_from or any("," in marked.gap(at) for at in range(1, index + 1)):
        return None
    place = index + 1
    while place < len(marks) and marks[place].part in _OPENING and "," not in marked.gap(place):
        place += 1
    if place >= len(marks) or marks[place].part not in PARTS or marked.gap(place)[:1] != [","]:
        return None
    phrase = phrase_at(marked, place)
    return phrase if phrase is not None and phrase.has_flow else None


def when_it_was(marked: Marked, index: int) -> Named | None:
    """The month of 'in October, when it was $29.2 billion'; None where the figure at this mark is not behind one."""
    marks = marked.marks
    at = index - 1
    while at >= 0 and marks[at].part in (Part.STATE, Part.HEDGE, *_SUBJECTS):
        at -= 1
    if at < 0 or marks[at].part is not Part.PERIOD:
        return None
    behind = [key for key in marked.between(marks[at].end, marks[index].start) if key != ","]
    return marks[at].named if behind[:1] == ["when"] else None


def is_than_when(marked: Marked, index: int) -> bool:
    """Whether the word at this mark compares with the same of another time: 'was smaller than in October'."""
    marks = marked.marks
    if not 0 < index < len(marks) - 2:
        return False
    verb, than, when = marks[index - 1], marks[index + 1], marks[index + 2]
    is_said = verb.part is Part.STATE and marked.tokens[verb.start].key in _IS and len(marked.gap(index)) <= 2
    if not is_said or "time" in marked.gap(index) or marked.between(marks[index].end, than.end) != ["than"]:
        return False
    return when.part in _MOMENTS and set(marked.gap(index + 2)) <= _WITHIN


def _is_of(marked: Marked, at: int) -> bool:
    mark = marked.marks[at]
    return mark.part is Part.STATE and marked.tokens[mark.start].key in ("of", "at")
