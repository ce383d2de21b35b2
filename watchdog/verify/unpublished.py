"""Figures that no release prints: of another statistic, another unit, a forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchdog.verify.quantities import Quantity
from watchdog.verify.quantities import Sort as Counted
from watchdog.verify.reading import Topic
from watchdog.verify.shares import is_share

if TYPE_CHECKING:
    from watchdog.verify.context import Context
    from watchdog.verify.followers import Followers
    from watchdog.verify.marks import Marked

_SMALLEST = 100_000
_UNITS = {
    Counted.FOREIGN: "it counts something other than dollars",
    Counted.CURRENCY: "it is in another currency",
}


def unpublished(
    marked: Marked, index: int, context: Context, seen: Followers, quantity: Quantity, topic: Topic | None
) -> tuple[str, str] | None:
    """As which aside the figure counts, and why; None where it can be one that a release prints."""
    start = marked.marks[index].start
    if start and marked.tokens[start - 1].key == "±":
        return "not checkable", "a bound of an error"
    if is_share(marked, index, context):
        return "not checkable", "a share of something, which no release prints"
    own = seen.takes_topic and seen.phrase is not None and seen.phrase.has_flow
    if unit := _UNITS.get(quantity.sort):
        return "not checkable", unit
    if quantity.sort is Counted.AMOUNT and quantity.step <= 1 and quantity.value < _SMALLEST:
        return "not checkable", "its scale is not written, and no release prints single dollars"
    if context.forecast or seen.forecast:
        return "not checkable", "it is a forecast or an estimate, which no release publishes"
    if seen.other or (context.other and not own):
        return "other release", seen.other or context.other
    if quantity.sort is Counted.POINTS:
        return "not checkable", "percentage points of something that is not said"
    if context.without and topic is not None:
        return "not checkable", "it is measured otherwise than a release prints it, or leaves a part out"
    return None
