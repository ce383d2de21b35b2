"""All that a figure can mean, where the words leave it open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchdog.verify.reading import Aggregate, Measure, Reading, Topic

if TYPE_CHECKING:
    from watchdog.verify.context import Context
    from watchdog.verify.dating import Dating
    from watchdog.verify.followers import Followers

_OF_THREE = {Aggregate.QUARTER: Aggregate.MEAN3, Aggregate.MEAN3: Aggregate.QUARTER}
"""Of three months the sum or the mean, where the words do not say which."""

HEADLINE = Topic(flow="deficit")


def alternatives(
    reading: Reading, context: Context, seen: Followers, dating: Dating, *, is_summary: bool = False
) -> tuple[tuple[Reading, ...], bool, bool]:
    """All that the words can mean, the likeliest first; whether they settle it, and whether two are equally good."""
    topic = reading.topic
    if reading.aggregate is Aggregate.SPAN and reading.measure is Measure.LEVEL and context.relative == "either":
        both = (replace(reading, measure=Measure.GROSS), replace(reading, measure=Measure.NET))
        return both, False, True
    if topic.bases & {"nominal"} and topic.item == "goods" and not topic.partner:
        rivals = tuple(reading.about(replace(topic, bases=topic.bases | {basis})) for basis in ("bop", "census"))
        return rivals, False, True
    readings = [reading.about(each) for each in _topics(topic, context)]
    if context.topic is None and seen.phrase is None and (is_summary or context.aggregate):
        leads = (context.lead, HEADLINE if context.aggregate else None)
        readings += [reading.about(each) for each in dict.fromkeys(leads) if each is not None and each != topic]
    if context.is_elided and seen.joined != "to" and reading.measure in (Measure.CHANGE, Measure.LEVEL):
        measure = Measure.LEVEL if reading.measure is Measure.CHANGE else Measure.CHANGE
        readings.append(replace(reading, measure=measure))
    if reading.aggregate in _OF_THREE and reading.measure is Measure.LEVEL:
        readings += [replace(each, aggregate=_OF_THREE[reading.aggregate]) for each in readings]
    if reading.aggregate is not Aggregate.MONTH and not context.aggregate and context.carried_aggregate:
        readings += [replace(each, aggregate=Aggregate.MONTH, lag=1) for each in readings]
    if context.back and context.period is None and seen.period is None and reading.measure is Measure.LEVEL:
        earlier = reading.period.shift(-12 if context.back == "year" else -1)
        before = [replace(each, period=earlier) for each in readings]
        readings = before if context.back == "year" else [*before, *readings]  # 'last month' can be that of the text
    carried = context.period is None and seen.period is None and context.carried_period is not None
    if carried and reading.period != dating.focus and reading.measure is not Measure.DIRECTION:
        readings += [replace(each, period=dating.focus) for each in readings]
    return tuple(readings), len(readings) == 1 and bool(topic.flow), False


def _topics(topic: Topic, context: Context) -> list[Topic]:
    """Whose figure it can be."""
    if not topic.flow:
        return [replace(topic, flow=flow) for flow in ("exports", "imports")]
    if not topic.is_bare or context.outer is None or topic != context.topic:
        return [topic]
    outer = context.outer
    if outer.partner:
        return [replace(topic, partner=outer.partner), topic]
    is_turned = {topic.flow, outer.flow} == {"deficit", "surplus"}
    if outer.item in ("goods", "services") and (context.is_outer_part or not is_turned):
        return [topic, replace(topic, item=outer.item)]
    if outer.bases & {"real"}:
        return [replace(topic, bases=outer.bases, item=outer.item), topic]
    return [topic]


def others(reading: Reading, context: Context, dating: Dating) -> tuple[Reading, ...]:
    """What a figure behind words that the grammar does not know can be besides: a change for a level, and either of
    whatever else was spoken of.
    """
    if reading.measure not in (Measure.LEVEL, Measure.CHANGE, Measure.PERCENT):
        return ()
    topics = dict.fromkeys(each for each in (reading.topic, context.lead, context.outer, HEADLINE) if each is not None)
    measures = (
        (Measure.PERCENT,) if reading.measure is Measure.PERCENT else (reading.measure, Measure.LEVEL, Measure.CHANGE)
    )
    months = dict.fromkeys((reading.period, dating.focus))
    found = (
        replace(reading, topic=topic, measure=measure, period=month, direction=0, prior=False)
        for topic in topics
        for measure in dict.fromkeys(measures)
        for month in months
        if topic.flow
    )
    return tuple(each for each in found if each != replace(reading, direction=0))
