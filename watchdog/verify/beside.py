"""What stands beside a mark, and whether that ties it to something."""

from watchdog.verify.marks import Mark, Marked
from watchdog.verify.quantities import Sort as Counted
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

_PAST = words_in("ago earlier before previously prior previous last")


def is_linked(marked: Marked, index: int) -> bool:
    """Whether the phrase is what the move before it is of: 'an increase in the goods deficit'."""
    marks = marked.marks
    before = index - 1
    if before >= 0 and marks[before].part is Part.STATE and marked.tokens[marks[before].start].key == "of":
        before -= 1
    if before < 0 or marks[before].part is not Part.MOVE:
        return False
    gap = marked.between(marks[before].end, marks[index].start)
    return len(gap) <= 3 and any(key in ("in", "of", "for") for key in gap)


def is_amount(marked: Marked, index: int) -> bool:
    """Whether the mark at this place is an amount."""
    marks = marked.marks
    quantity = marks[index].quantity if index < len(marks) else None
    return quantity is not None and quantity.sort is Counted.AMOUNT


def mark_before(marked: Marked, index: int) -> Mark | None:
    """The mark before this one, past an 'of'."""
    marks = marked.marks
    at = index - 1
    if at > 0 and marks[at].part is Part.STATE and marked.tokens[marks[at].start].key == "of":
        at -= 1
    return marks[at] if at >= 0 else None


def is_past(marked: Marked, mark: Mark) -> bool:
    """'A year ago', which says when; 'year over year' does not."""
    return any(key in _PAST for key in marked.between(mark.start, mark.end))
