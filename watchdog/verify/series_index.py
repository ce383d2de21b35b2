"""From a topic to the series of the rulebook that give it, the one that a release headlines first."""

from collections import defaultdict
from collections.abc import Mapping

from watchdog.model.series import Accounting, Adjustment, Price, Series
from watchdog.verify.reading import Topic


class SeriesIndex:
    """The series by flow, item and partner."""

    def __init__(self, series: Mapping[str, Series]) -> None:
        self._by_topic: dict[tuple[str, str, str], list[Series]] = defaultdict(list)
        for one in series.values():
            if "USD" in one.unit.of.split() and " per " not in one.unit.of and not one.formula:
                self._by_topic[one.flow.value, one.item, one.partner].append(one)

    def find(self, topic: Topic) -> Series | None:
        """The series that fits what is said of its basis; by default the adjusted one in current dollars."""
        item = topic.item or ("goods" if topic.partner or "real" in topic.bases else "total")
        items = item.split("|") if "real" not in topic.bases or item != "goods" else ["goods", "goods.census"]
        found = [
            one
            for each in items
            for one in self._by_topic.get((topic.side, each, topic.partner or "world"), ())
            if _fits(one, topic)
        ]
        return min(found, key=lambda one: _rank(one, topic), default=None)

    def name(self, topic: Topic) -> str:
        """The key that a series of this topic would have."""
        item = topic.item or ("goods" if topic.partner else "total")
        parts = [topic.side or "exports or imports", item.split("|")[0], topic.partner, *sorted(topic.bases)]
        return ".".join(part for part in parts if part)


def _fits(one: Series, topic: Topic) -> bool:
    chained = one.basis.price is Price.CHAINED
    if chained != ("real" in topic.bases):
        return False
    if ("nsa" in topic.bases) != (one.basis.adjustment is Adjustment.NSA):
        return False
    if "census" in topic.bases:
        return one.basis.accounting is Accounting.CENSUS
    return "bop" not in topic.bases or one.basis.accounting is Accounting.BOP


def _rank(one: Series, topic: Topic) -> tuple[bool, int, str]:
    """Of a partner the Census basis is published by month, of the world the balance of payments; of chained dollars
    the latest base year.
    """
    wanted = Accounting.CENSUS if topic.partner else Accounting.BOP
    base_year = int(one.key[-4:]) if one.key[-4:].isdigit() else 0
    return one.basis.accounting is not wanted, -base_year, one.key
