"""Percentages that are a share of something, not a change: 'as a percentage of gross domestic product'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchdog.verify.quantities import Sort
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

if TYPE_CHECKING:
    from watchdog.verify.context import Context
    from watchdog.verify.marks import Marked

_SHARES = words_in("percentage percent share proportion ratio fraction relative")
_SUBJECTS = frozenset({Part.FLOW, Part.ITEM, Part.PARTNER})
_FARTHEST = 8
_WHOLES = frozenset({"gdp", "economy", "output"})
_GDP = ["gross", "domestic", "product"]


def is_share(marked: Marked, index: int, context: Context) -> bool:
    """Whether the figure at this mark is a share of gross domestic product, or what a share is compared with."""
    if not _is_percent(marked, index):
        return False
    if context.is_share and context.joint == "from":
        return True
    return _is_opened(marked, index) or _is_of_gdp(marked, index) or _is_beside_one(marked, index)


def _is_percent(marked: Marked, index: int) -> bool:
    quantity = marked.marks[index].quantity
    return quantity is not None and quantity.sort is Sort.PERCENT


def _is_opened(marked: Marked, index: int) -> bool:
    """'As a percentage of U.S. gross domestic product, the deficit was 3.0 percent', up to a semicolon."""
    figures = {place for mark in marked.marks if mark.part is Part.FIGURE for place in range(mark.start, mark.end)}
    for place in range(marked.marks[index].start - 1, -1, -1):
        key = marked.tokens[place].key
        if key == ";":
            return False
        if key in _SHARES and place not in figures and _leads_to_gdp(marked, place + 1, ("of", "to")):
            return True
    return False


def _is_of_gdp(marked: Marked, index: int) -> bool:
    """'3.0 percent of U.S. GDP'."""
    return _leads_to_gdp(marked, marked.marks[index].end, ("of",))


def _leads_to_gdp(marked: Marked, start: int, through: tuple[str, ...]) -> bool:
    """Whether 'of ... GDP' stands at this token."""
    keys = marked.between(start, start + _FARTHEST)
    if not keys or keys[0] not in through:
        return False
    keys = keys[: keys.index(",")] if "," in keys else keys
    return bool(_WHOLES & set(keys)) or any(keys[at : at + 3] == _GDP for at in range(len(keys)))


def _is_beside_one(marked: Marked, index: int) -> bool:
    """'3.0 percent of GDP, down from 3.1 percent', 'from 3.1 percent to 3.0 percent of GDP': of one subject."""
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(marked.marks) and marked.marks[at].part not in _SUBJECTS:
            if _is_percent(marked, at) and _is_of_gdp(marked, at):
                return True
            at += step
    return False
