"""Gathers the words of a noun phrase ('imports of capital goods from China') into one topic."""

from dataclasses import dataclass, replace

from watchdog.verify.marks import Mark, Marked
from watchdog.verify.reading import Topic
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import Part

PARTS = frozenset({Part.FLOW, Part.ITEM, Part.PARTNER, Part.BASIS, Part.AGGREGATE})
_CONNECTORS = words_in(
    "the a an trade u us in with for on of its nation country total overall bilateral monthly american national"
    " and annual quarterly america united state combined - politically sensitive international shipment"
)
_SEEN_FROM_HERE = {"surplus": "deficit", "deficit": "surplus"}
_MOST_BETWEEN = 4
_MOST_MARKS = 12


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: what it names, the aggregate that it carries, and the marks from `first` up to `end`."""

    topic: Topic
    aggregate: str
    first: int
    end: int

    @property
    def has_flow(self) -> bool:
        """Whether it is a subject of its own, rather than a part of one."""
        return bool(self.topic.flow)


def phrase_at(marked: Marked, first: int) -> Phrase | None:
    """The phrase that begins at this mark; None where none does."""
    topic, aggregate, index, last = Topic(), "", first, -1
    marks = marked.marks
    while index < min(len(marks), first + _MOST_MARKS):
        mark = marks[index]
        if mark.part in PARTS:
            if last >= 0 and not _continues(marked, last, index):
                break
            if _is_taken(mark, topic):
                break
            topic, aggregate = _with(mark, topic, aggregate)
            last = index
        elif not _leads_on(marked, index, topic):
            break
        index += 1
    if last < 0 or topic == Topic():
        return None
    return Phrase(_from_here(marked, first, topic), aggregate, first, last + 1)


def _from_here(marked: Marked, first: int, topic: Topic) -> Topic:
    """'China's surplus' is a deficit with China."""
    if marked.marks[first].part is Part.PARTNER and marked.is_possessive(marked.marks[first]):
        return replace(topic, flow=_SEEN_FROM_HERE.get(topic.flow, topic.flow))
    return topic


def _is_taken(mark: Mark, topic: Topic) -> bool:
    """Whether the phrase has such a word already, so that this one begins another."""
    if mark.part is Part.FLOW:
        return bool(topic.flow)
    if mark.part is Part.ITEM:
        return bool(topic.item)
    return mark.part is Part.PARTNER and bool(topic.partner)


def _with(mark: Mark, topic: Topic, aggregate: str) -> tuple[Topic, str]:
    match mark.part:
        case Part.FLOW:
            return replace(topic, flow=mark.value), aggregate
        case Part.ITEM:
            return replace(topic, item=mark.value), aggregate
        case Part.PARTNER:
            return replace(topic, partner=mark.value), aggregate
        case Part.BASIS:
            return replace(topic, bases=topic.bases | {mark.value}), aggregate
    return topic, mark.value


def _continues(marked: Marked, last: int, index: int) -> bool:
    gap = marked.between(marked.marks[last].end, marked.marks[index].start)
    if len(gap) > _MOST_BETWEEN or not all(key in _CONNECTORS or key in ("to", "from") for key in gap):
        return False
    # two nouns side by side are one phrase; 'goods and computers' are two
    return not ("and" in gap and marked.marks[last].part is marked.marks[index].part)


def _leads_on(marked: Marked, index: int, topic: Topic) -> bool:
    """'of' and 'on' between the words of a phrase, and 'to' or 'from' before a partner, are marks of their own."""
    mark, marks = marked.marks[index], marked.marks
    if topic == Topic() or index + 1 >= len(marks) or marks[index + 1].part not in PARTS:
        return False
    key = marked.tokens[mark.start].key
    if mark.part is Part.STATE and key == "of" and mark.end - mark.start == 1:
        return True
    is_way = mark.part is Part.JOINT and key in ("to", "from") and mark.end - mark.start == 1
    return is_way and topic.side in ("exports", "imports") and marks[index + 1].part is Part.PARTNER


def part_of(topic: Topic, before: Topic | None, side: str) -> Topic:
    """An item or a partner alone is of the flow that was spoken of; no item has a balance of its own."""
    if before is None:
        return replace(topic, flow=side) if topic.item else topic
    if topic.partner and not topic.item:
        return replace(before, partner=topic.partner, item="", bases=before.bases | topic.bases)
    if topic.item:
        flow = before.flow
        if before.side == "balance" and topic.item not in ("goods", "services", "total"):
            flow = side
        return replace(topic, flow=flow, partner=topic.partner)
    return replace(before, bases=before.bases | topic.bases)
