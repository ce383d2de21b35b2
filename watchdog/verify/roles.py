"""Decides what a figure says of its topic: a level, a change, a per cent change, or the level that it came from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchdog.model.period import Period
from watchdog.verify.alternatives import alternatives, others
from watchdog.verify.bases import is_than_when
from watchdog.verify.clauses import Hold, hold_of, is_summary
from watchdog.verify.directions import direction_of
from watchdog.verify.followers import Followers, followers, is_prior
from watchdog.verify.quantities import Quantity
from watchdog.verify.quantities import Sort as Counted
from watchdog.verify.reading import Aggregate, Measure, Mention, Reading, Sort, Topic
from watchdog.verify.revisions import REMARK, is_revised, is_revision, unsaid_month
from watchdog.verify.subjects import one_of
from watchdog.verify.topics import part_of
from watchdog.verify.unpublished import unpublished
from watchdog.verify.words import Part

if TYPE_CHECKING:
    from watchdog.verify.context import Context
    from watchdog.verify.dating import Dating
    from watchdog.verify.marks import Marked
    from watchdog.verify.moments import Named


_ENDS_A_MOVE = frozenset(
    {Part.MOVE, Part.FLOW, Part.ITEM, Part.STATE, Part.EXTREME, Part.WITHOUT, Part.OTHER, Part.FORECAST}
)


def mention_of(marked: Marked, index: int, number: int, context: Context, dating: Dating, seen: Followers) -> Mention:
    """What the figure at this mark says, or why it is none that this program publishes."""
    mark = marked.marks[index]
    if mark.quantity is None:
        raise AssertionError("a figure's mark has its quantity")
    quantity = replace(mark.quantity, hedge=context.hedge)
    mention = Mention(
        sort=Sort.AMOUNT if quantity.sort in (Counted.AMOUNT, Counted.FOREIGN, Counted.CURRENCY) else Sort.PERCENT,
        sentence=number,
        start=marked.tokens[mark.start].start,
        end=marked.tokens[mark.end - 1].end,
        quantity=quantity,
    )
    topic, guess = _topic_or_guess(marked, context, seen)
    if aside := _aside(marked, index, context, seen, quantity, topic):
        return replace(mention, aside=aside[0], remark=aside[1])
    if topic is None:
        raise AssertionError("what has no topic is set aside")
    role = _role(context, seen, quantity, topic)
    guess = guess or unsaid_month(marked, index, context, seen.period)
    context.last_role = role
    reading = _reading(marked, index, context, dating, seen, topic, role)
    context.nearest = reading.period
    if role != "base":
        context.anchor = reading.period
    readings, settled, rivals = alternatives(reading, context, seen, dating, is_summary=is_summary(marked))
    how = hold_of(marked, index)
    loose = () if rivals or how is Hold.TIGHT else others(readings[0], context, dating)
    if how is Hold.LOST and not seen.takes_topic:
        guess = guess or "words that the grammar does not know stand between it and its subject"
    move = seen.move
    return replace(
        mention, readings=readings, settled=settled, rivals=rivals, others=loose, guess=guess, is_base=role == "base",
        move_at=context.move_at if move is None else (marked.tokens[move.start].start, marked.tokens[move.end - 1].end),
    )  # fmt: skip


def _aside(
    marked: Marked, index: int, context: Context, seen: Followers, quantity: Quantity, topic: Topic | None
) -> tuple[str, str] | None:
    """As which aside the figure counts, and why; None where it is held against the release."""
    if aside := unpublished(marked, index, context, seen, quantity, topic):
        return aside
    role = _role(context, seen, quantity, topic) if topic else ""
    if is_revision(marked, index, context, role):
        return "not checkable", REMARK
    if topic is None:
        return "not checkable", "the text does not say of which series it is"
    if not role:
        context.is_share = quantity.sort is Counted.PERCENT
        return "not checkable", "the text does not say whether it is a level or a change"
    return None


def move_mention(marked: Marked, index: int, number: int, context: Context, dating: Dating) -> Mention | None:
    """A move that is told without a figure ('after declining sharply in October'); None where a figure follows, or
    where nothing says what moved.
    """
    marks, mark = marked.marks, marked.marks[index]
    topic = context.topic
    direction = direction_of(mark.value, topic)
    if (
        not direction
        or topic is None
        or not topic.flow
        or context.is_question
        or context.is_vague
        or context.under_revisions
    ):
        return None
    if context.other or context.forecast or context.without:
        return None
    if not _is_said_of(marked, index) and not is_than_when(marked, index):
        return None
    for following in marks[index + 1 :]:
        if following.part is Part.FIGURE:
            return None
        if following.part in _ENDS_A_MOVE:
            break
    seen = followers(marked, index)
    period, aggregate, first = _when(context, dating, seen.period)
    if first is not None:
        return None
    lag = _lag(period, aggregate, seen, context, dating)
    reading = Reading(
        topic=topic, measure=Measure.DIRECTION, period=period, aggregate=aggregate, lag=lag, direction=direction
    )
    readings, settled, _ = alternatives(reading, context, seen, dating)
    tokens = marked.tokens
    return Mention(
        sort=Sort.DIRECTION, sentence=number, start=tokens[mark.start].start, end=tokens[mark.end - 1].end,
        readings=readings, settled=settled,
    )  # fmt: skip


def _is_said_of(marked: Marked, index: int) -> bool:
    """Whether the move stands right behind its subject, or behind 'after'."""
    if not index:
        return False
    before, gap = marked.marks[index - 1], marked.gap(index)
    if before.part in (Part.FLOW, Part.ITEM, Part.PARTNER):
        if marked.is_noun(marked.marks[index]):
            return not gap and marked.tokens[marked.marks[index].start].key not in ("growth", "cut", "more", "less")
        return len(gap) <= 3 and "," not in gap
    return before.part is Part.JOINT and marked.tokens[before.start].key == "after" and not gap


def _topic_or_guess(marked: Marked, context: Context, seen: Followers) -> tuple[Topic | None, str]:
    """What the figure is of, and why that is a guess; '' where it is none."""
    topic = _topic(context, seen)
    if topic is None and context.fallback is not None:
        return context.fallback, "the text does not say of which series it is"
    if context.is_question:
        return topic, "it is asked, not said"
    if seen.is_vague or (context.is_vague and not seen.takes_topic):
        return topic, "words that the grammar does not know say more closely of what it is"
    if seen.takes_topic:
        return topic, ""
    one, guess = one_of(marked, context)
    return one or topic, guess


def _topic(context: Context, seen: Followers) -> Topic | None:
    before = context.topic or context.carried_topic
    if seen.phrase is None or not seen.takes_topic:
        return before
    topic = seen.phrase.topic
    if topic.flow:
        if topic.is_bare and before is not None and "nominal" in topic.bases:
            return replace(topic, item=before.item)
        return topic
    return part_of(topic, before, context.flow_side)


def _role(context: Context, seen: Followers, quantity: Quantity, topic: Topic) -> str:
    percent = quantity.sort is Counted.PERCENT
    if seen.move is not None and not seen.is_level:
        return "change"
    if (seen.is_level or context.is_gap) and not percent:
        return "level"
    if quantity.signed and topic.flow != "balance" and context.joint != "from":
        return "change"
    if percent:
        return "change" if context.moved or context.joint == "by" or context.last_role == "change" else ""
    if context.joint in ("to", "from", "by"):
        return {"to": "level", "from": "base", "by": "change"}[context.joint]
    if context.moved:
        return "change"
    if context.state or (context.is_subject_new and not context.is_elided):
        return "level"
    return context.last_role or "level"


def _reading(
    marked: Marked, index: int, context: Context, dating: Dating, seen: Followers, topic: Topic, role: str
) -> Reading:
    quantity = marked.marks[index].quantity
    next_seen = _next_seen(marked, index) if seen.joined else None
    named = seen.period
    if named is None and next_seen is not None and seen.joined in ("to", "or"):
        named = next_seen.period
    period, aggregate, first = _when(context, dating, named, seen, next_seen)
    against = seen
    if next_seen is not None and not (seen.base or seen.ago):
        against = next_seen if seen.joined != "from" else replace(next_seen, base=next_seen.period or next_seen.base)
    if role == "base":
        period = _base_period(period, context, seen, dating)
        measure = Measure.LEVEL
    elif role == "level":
        if seen.ago and not seen.ago_from:
            period = period.shift(-12 if seen.ago == "year" else -1)
        measure = Measure.LEVEL
    else:
        measure = Measure.PERCENT if quantity and quantity.sort is Counted.PERCENT else Measure.CHANGE
    direction = context.move if role != "level" or context.joint == "to" else 0
    if seen.move is not None:
        direction = direction_of(seen.move.value, topic)
    if quantity is not None and quantity.signed and measure is not Measure.LEVEL:
        direction = quantity.signed
    lag = _lag(period, aggregate, against, context, dating)
    if is_revised(marked, index, context):
        direction = 0
    prior = is_prior(marked, index, context.revised, role)
    if role == "base":
        anchor = context.anchor or _when(context, dating, None, None, None)[0]
        period = anchor if prior else period
        lag = (anchor.ordinal - period.ordinal) or 1
    return Reading(
        topic=topic,
        measure=measure,
        period=period,
        aggregate=aggregate,
        lag=lag,
        first=first,
        direction=0 if prior else direction,
        prior=prior,
    )


def _next_seen(marked: Marked, index: int) -> Followers | None:
    for place in range(index + 1, len(marked.marks)):
        if marked.marks[place].part is Part.FIGURE:
            return followers(marked, place)
    return None


def _when(
    context: Context,
    dating: Dating,
    named: Named | None,
    seen: Followers | None = None,
    next_seen: Followers | None = None,
) -> tuple[Period, Aggregate, Period | None]:
    """The month, the aggregate and the beginning of a span."""
    chosen = named or context.period or context.carried_period
    own = context.aggregate or (seen.aggregate if seen else "")
    if not own and next_seen is not None and seen is not None and seen.joined in ("to", "or"):
        own = next_seen.aggregate
    if not own and context.first_period is None and named is None:
        own = context.carried_aggregate
    aggregate = Aggregate(own)
    if chosen is None:
        return dating.focus, aggregate, None
    month = dating.month(chosen)
    if aggregate is Aggregate.QTD:
        return month, aggregate, None
    if chosen.is_ytd:
        return month, Aggregate.YTD, None
    is_step = context.moved and context.joint in ("from", "to")  # 'between May and June it fell from ... to ...'
    if chosen.is_sum and chosen.first and not is_step:
        first = Period.of_month(month.year - (chosen.first > month.position), chosen.first)
        return month, Aggregate.SPAN, first
    if chosen.quarter:
        return month, Aggregate.QUARTER, None
    if not chosen.month and aggregate in (Aggregate.MEAN3, Aggregate.SUM12):
        return month, aggregate, None
    if not chosen.month:
        return (month, Aggregate.YTD, None) if aggregate is not Aggregate.YTD else (dating.focus, aggregate, None)
    return month, aggregate, None


def _lag(period: Period, aggregate: Aggregate, seen: Followers, context: Context, dating: Dating) -> int:
    """How many months back the other side of the comparison lies."""
    base = seen.base or (None if seen.ago else context.base)
    if base is not None and base.month:
        month = dating.month(base)
        while month >= period:
            month = month.year_before()
        return period.ordinal - month.ordinal
    if base is not None and base.year and base.year < period.year:
        return 12 * (period.year - base.year)
    ago = seen.ago or context.ago or (context.carried_ago if not context.first_period else "")
    if ago == "year" or aggregate in (Aggregate.YTD, Aggregate.SUM12):
        return 12
    return 3 if aggregate is Aggregate.QUARTER else 1


def _base_period(period: Period, context: Context, seen: Followers, dating: Dating) -> Period:
    named = seen.period or seen.base or context.base
    if named is not None and (named.month or named.quarter):
        return dating.month(named)
    if named is not None:
        return Period.of_month(named.year, period.position)
    ago = seen.ago or context.ago
    return period.shift(-12 if ago == "year" else -1)
