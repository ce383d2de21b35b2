"""Reads superlatives: 'the smallest since June 2009', 'a record', 'the largest increase in ten years'."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from watchdog.model.period import Period
from watchdog.verify.directions import direction_of
from watchdog.verify.reading import Measure, Mention, Reading, Sort, Topic
from watchdog.verify.revisions import REMARK
from watchdog.verify.word_lists import words_in
from watchdog.verify.words import NUMBERS, Part

if TYPE_CHECKING:
    from watchdog.verify.context import Context
    from watchdog.verify.dating import Dating
    from watchdog.verify.marks import Marked
    from watchdog.verify.moments import Named

_FARTHEST = 8
_RANKS = words_in("second third fourth fifth sixth seventh")


@dataclass(frozen=True, slots=True)
class Superlative:
    """The mention, and the mark after it."""

    mention: Mention
    end: int


def superlative(marked: Marked, index: int, number: int, context: Context, dating: Dating) -> Superlative | None:
    """The superlative that begins at this mark; None where the word is an ordinary adjective."""
    mark, tokens = marked.marks[index], marked.tokens
    since, years, on_record, end = _scope(marked, index)
    if since is None and not years and not on_record:
        return None
    start = tokens[mark.start].start
    last = end - 1
    stop = tokens[marked.marks[last].end - 1].end if last >= index else tokens[mark.end - 1].end
    mention = Mention(sort=Sort.SUPERLATIVE, sentence=number, start=start, end=stop)
    ranked = mark.start > 0 and tokens[mark.start - 1].key in _RANKS
    topic = _topic(marked, index, end, context.topic or context.carried_topic)
    aside = _why_aside(context, topic, ranked=ranked)
    if any(each.part is Part.REVISED for each in marked.marks[index + 1 : end]):
        aside = "not checkable", REMARK
    if aside:
        return Superlative(_set_aside(mention, *aside), end)
    if topic is None:
        raise AssertionError("what has no topic is set aside")
    named = context.period or context.carried_period
    period = dating.month(named) if named and named.month else dating.focus
    move = _move(marked, index, context)
    reading = Reading(
        topic=topic,
        measure=Measure.RECORD if on_record else Measure.SINCE,
        period=period,
        since=_month(since, dating) if since else None,
        since_year=bool(since and not since.month),
        years=years,
        largest=_is_largest(marked, index, context),
    )
    readings: tuple[Reading, ...] = (reading,)
    if move:
        direction = direction_of(move, topic) or (1 if reading.largest else -1)
        high = (direction > 0) == reading.largest
        kinds = ("percent",) if _is_percent(marked) else ("amount", "percent")
        readings = tuple(replace(reading, of_change=kind, largest=high, direction=direction) for kind in kinds)
    if context.nearest is not None and context.nearest != period and _follows_figure(marked, index):
        beside = tuple(replace(each, period=context.nearest) for each in readings)
        readings = (*beside, *readings)
    if context.topic is None and context.lead is not None and context.lead != topic:
        readings = (*readings, *(each.about(context.lead) for each in readings))
    mention = replace(mention, readings=readings)
    return Superlative(mention, end)


def _why_aside(context: Context, topic: Topic | None, *, ranked: bool) -> tuple[str, str] | None:
    if context.other:
        return "other release", context.other
    if ranked:
        return "not checkable", "it is a rank, not an extreme"
    if topic is None or not topic.flow:
        return "not checkable", "the text does not say of which series it is"
    if context.is_question:
        return "not checkable", "it is asked, not said"
    named = context.period or context.carried_period
    if context.aggregate or (named is not None and not named.month):
        return "not checkable", "it is of more than one month, and extremes are looked for among months"
    return None


def _follows_figure(marked: Marked, index: int) -> bool:
    """'$29.2 billion in October, the smallest since': it may be said of that figure, or of the sentence's own."""
    at = index - 1
    while at >= 0 and marked.marks[at].part in (Part.PERIOD, Part.AGO, Part.REVISED):
        at -= 1
    return at >= 0 and marked.marks[at].part is Part.FIGURE


def _topic(marked: Marked, index: int, end: int, before: Topic | None) -> Topic | None:
    """'the smallest deficit since' says itself which way its topic counts."""
    for mark in marked.marks[index + 1 : end]:
        if mark.part is Part.FLOW:
            own = Topic(flow=mark.value)
            return replace(before, flow=mark.value) if before is not None and before.side == own.side else own
    return before


def _move(marked: Marked, index: int, context: Context) -> str:
    """The move whose size is extreme: 'the largest increase since', 'widened by the most since'; '' for a level."""
    marks, mark = marked.marks, marked.marks[index]
    place = index + 1
    while place < len(marks) and marks[place].part is Part.AGO:
        place += 1
    if place < len(marks) and marks[place].part is Part.MOVE and marked.is_noun(marks[place]):
        gap = marked.gap(place)
        if len(gap) <= 3 and "," not in gap and not {"since", "in"} & set(gap):
            return marks[place].value
    if marked.tokens[mark.start].key in ("most", "least", "fastest", "sharpest", "steepest") and context.moved:
        return context.relative
    is_change = context.relative == "either" and context.state
    return "either" if is_change else ""


def _is_percent(marked: Marked) -> bool:
    return any(token.key in ("percentage", "percent", "%") for token in marked.tokens)


def _set_aside(mention: Mention, aside: str, remark: str) -> Mention:
    return Mention(
        sort=mention.sort, sentence=mention.sentence, start=mention.start, end=mention.end, aside=aside, remark=remark
    )


def _is_largest(marked: Marked, index: int, context: Context) -> bool:
    value = marked.marks[index].value
    if value != "record":
        return value == "largest"
    nearby = [token.key for token in marked.tokens[marked.marks[index].start : marked.marks[index].start + 3]]
    return "low" not in nearby and not (context.move < 0 and "high" not in nearby)


def _scope(marked: Marked, index: int) -> tuple[Named | None, int, bool, int]:
    """Since when, or for how many years, or ever; and the mark after the words that say so."""
    marks = marked.marks
    mark = marks[index]
    following = [token.key for token in marked.tokens[mark.end : mark.end + _FARTHEST]]
    for place in range(index + 1, min(index + 5, len(marks))):
        each = marks[place]
        if each.part is Part.PERIOD and "since" in marked.gap(place):
            return each.named, 0, False, place + 1
        if each.part is Part.FIGURE:
            break
    if years := _years(following):
        return None, years, False, index + 1
    if mark.value == "record":
        return None, 0, _is_a_record(marked, index), index + 1
    ever = ("record" in following and "on" in following) or "ever" in following[:4] or "history" in following
    record = "record" in marked.tokens[mark.start].key or marked.tokens[mark.start].key == "all"
    end = index + 1
    while end < len(marks) and marks[end].part is Part.EXTREME and marks[end].value == "record":
        end += 1
    return None, 0, ever or record, end


def _years(following: list[str]) -> int:
    """'in ten years', 'in more than 16 years'."""
    if "in" not in following[:3] or "year" not in following:
        return 0
    span = following[following.index("in") : following.index("year")]
    short = "nearly" in span or "almost" in span
    for key in span:
        if key.isdigit() and len(key) < 4:
            return int(key) - short
        if key in NUMBERS:
            return NUMBERS[key] - short
    return 0


def _is_a_record(marked: Marked, index: int) -> bool:
    """'a record $348.9 billion', 'a record high'; not 'the record shows'."""
    start = marked.marks[index].start
    before = marked.tokens[start - 1].key if start else ""
    return before in ("a", "the", "of", "to", "at", "an", "new") or not start


def _month(named: Named, dating: Dating) -> Period:
    return dating.month(named)
