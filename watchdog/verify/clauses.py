"""How tightly a figure hangs on its subject: words that the grammar does not know, between the two, make it a guess."""

from enum import IntEnum

from watchdog.verify.marks import Mark, Marked
from watchdog.verify.tokens import Kind, Token
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

_SUBJECTS = frozenset({Part.FLOW, Part.ITEM, Part.PARTNER})
_DEMONSTRATIVES = frozenset({"that", "this", "these", "those", "all"})
_BREAKS = frozenset({",", ";", ":", "\u2014", "(", ")", "and", "but", "while", "as", "so", "whereas"})
_TIMES = frozenset({"back", "at"})
_PLAIN = words_in(
    "a an the just only still also again even now then there here but and or as so yet while when it they he she we"
    " its their is was that this these those which both each alone itself total overall meanwhile however too not for"
    " with on in of over during until year month quarter period u us trade country nation america united state american"
    " international bilateral monthly annual sharp record another further seasonally adjusted nominal unusual one way"
    " side net only second first third time row straight led driven mainly due because amid partly despite since data"
    " figure number goods service economy latest reading single consecutive had has have having been being did do by"
)


class Hold(IntEnum):
    """How a figure hangs on its subject. `LOOSE`: words stand between the two that the grammar does not know. `LOST`:
    they stand in another clause or sentence than the subject, and may name another one.
    """

    TIGHT = 0
    LOOSE = 1
    LOST = 2


def hold_of(marked: Marked, index: int) -> Hold:
    """How the figure at this mark hangs on what it is about."""
    marks = marked.marks
    at = index - 1
    while at >= 0 and marks[at].part not in _SUBJECTS:
        at -= 1
    start = marks[at].end if at >= 0 else 0
    covered = {place for mark in marks[at + 1 : index] for place in range(mark.start, mark.end)}
    if at >= 0 and not any(mark.part is Part.FLOW for mark in marks[:index]):
        start = 0  # a part alone is of what was spoken of before, unless the sentence has another subject
        covered = {place for mark in marks[:index] for place in range(mark.start, mark.end)}
    is_apart, hold = at < 0 or start == 0, Hold.TIGHT
    for place in range(start, marks[index].start):
        token = marked.tokens[place]
        if token.key in _BREAKS or (token.key in _TIMES and _is_elsewhen(marked, place)):
            is_apart = True
        elif place not in covered and _is_unknown(token):
            hold = max(hold, Hold.LOST if is_apart else Hold.LOOSE)
    return Hold.LOST if any(_is_elsewhen(marked, place) for place in range(start)) else hold


def _is_unknown(token: Token) -> bool:
    if token.kind is not Kind.WORD or len(token.key) < 3 or token.key.endswith("ly"):
        return False
    return token.key not in _PLAIN


def _is_elsewhen(marked: Marked, place: int) -> bool:
    """'back then', 'at the time': a month that was spoken of, and nobody says which."""
    keys = marked.between(place, place + 3)
    return keys[:2] == ["back", "then"] or keys == ["at", "the", "time"] or keys[:3] == ["at", "that", "time"]


def is_summary(marked: Marked) -> bool:
    """Whether the sentence begins with 'That is', which takes up all that was said before."""
    first = marked.tokens[0].key if marked.tokens else ""
    following = marked.marks[0] if marked.marks else None
    return first in _DEMONSTRATIVES and following is not None and _is_verb(following) and following.start <= 2


def _is_verb(mark: Mark) -> bool:
    return mark.part in (Part.STATE, Part.MOVE)
