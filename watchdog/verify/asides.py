"""Weekdays, days, and statements about other accounts: what a text says without a figure of the release."""

from collections.abc import Sequence

from watchdog.verify.marks import Mark, Marked
from watchdog.verify.reading import Mention, Sort
from watchdog.verify.words import Part


def aside_at(marked: Marked, index: int, number: int) -> Mention:
    """The mention at this mark, a weekday, a date or a statement, of the sentence of that number."""
    mark, marks = marked.marks[index], marked.marks
    named = mark.named
    if mark.part is Part.WEEKDAY and index + 1 < len(marks) and marks[index + 1].part is Part.DATE:
        named = marks[index + 1].named if len(marked.gap(index + 1)) <= 1 else None
    sort = {Part.WEEKDAY: Sort.WEEKDAY, Part.DATE: Sort.DATE}.get(mark.part, Sort.STATEMENT)
    return Mention(
        sort=sort,
        sentence=number,
        start=marked.tokens[mark.start].start,
        end=marked.tokens[mark.end - 1].end,
        named=named,
        of_release=_is_of_release(marked.marks),
        aside="other release" if sort is Sort.STATEMENT else "",
        remark=mark.value,
    )


def _is_of_release(marks: Sequence[Mark]) -> bool:
    """Whether the sentence says of the agencies, or of their data, that something was published."""
    said = {mark.value for mark in marks if mark.part is Part.RELEASED}
    others = any(mark.part is Part.OTHER for mark in marks)
    return "verb" in said and ("agency" in said or ("data" in said and not others))
