"""How tightly a figure hangs on its subject: words that the grammar does not know, between the two, make it a guess."""

from watchdog.verify.marks import Mark, Marked
from watchdog.verify.tokens import Kind
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

_SUBJECTS = frozenset({Part.FLOW, Part.ITEM, Part.PARTNER})
_DEMONSTRATIVES = frozenset({"that", "this", "these", "those", "all"})
_PLAIN = words_in(
    "a an the just only still also again even now then there here but and or as so yet while when it they he she we"
    " its their is was that this these those which both each alone itself total overall meanwhile however too not for"
    " with on in of over during until year month quarter period u us trade country nation america united state american"
    " international bilateral monthly annual sharp record another further seasonally adjusted nominal unusual one way"
    " side net only second first third time row straight led driven mainly due because amid partly despite since data"
    " figure number goods service economy latest reading single consecutive had has have having been being did do by"
)


def is_loose(marked: Marked, index: int) -> bool:
    """Whether an unknown word stands between the figure at this mark and what it is about."""
    marks = marked.marks
    at = index - 1
    while at >= 0 and marks[at].part not in _SUBJECTS:
        at -= 1
    start = marks[at].end if at >= 0 else 0
    covered = {place for mark in marks[at + 1 : index] for place in range(mark.start, mark.end)}
    between = (marked.tokens[place] for place in range(start, marks[index].start) if place not in covered)
    return any(
        token.kind is Kind.WORD and len(token.key) > 2 and not token.key.endswith("ly") and token.key not in _PLAIN
        for token in between
    )


def is_summary(marked: Marked) -> bool:
    """Whether the sentence begins with 'That is', which takes up all that was said before."""
    first = marked.tokens[0].key if marked.tokens else ""
    following = marked.marks[0] if marked.marks else None
    return first in _DEMONSTRATIVES and following is not None and _is_verb(following) and following.start <= 2


def _is_verb(mark: Mark) -> bool:
    return mark.part in (Part.STATE, Part.MOVE)
