"""Reads a text from left to right: of every figure what it is about, by the words before it and after it.

What a sentence leaves open (exports or imports, which months, against what) comes from the ones before it in its
paragraph. Where that is a guess, the readings are several and the mention is not settled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from watchdog.model.period import Period
from watchdog.verify.dating import Dating
from watchdog.verify.directions import direction_of
from watchdog.verify.followers import Followers, followers
from watchdog.verify.marks import Mark, Marked
from watchdog.verify.moments import Named
from watchdog.verify.reading import Mention, Sort, Topic
from watchdog.verify.roles import mention_of, move_mention
from watchdog.verify.superlatives import superlative
from watchdog.verify.topics import PARTS, Phrase, part_of, phrase_at
from watchdog.verify.words import WEAK, Part

_OVERRIDES = 4


@dataclass(slots=True)
class Context:
    """What has been said so far, in the sentence or (for `carried` ones) in the paragraph."""

    topic: Topic | None = None
    outer: Topic | None = None
    flow_side: str = ""
    move: int = 0
    moved: bool = False
    relative: str = ""
    joint: str = ""
    state: bool = False
    period: Named | None = None
    ago: str = ""
    base: Named | None = None
    aggregate: str = ""
    other: str = ""
    forecast: bool = False
    without: bool = False
    revised: str = ""
    anchor: Period | None = None
    nearest: Period | None = None
    hedge: str = ""
    carried_period: Named | None = None
    carried_ago: str = ""
    carried_aggregate: str = ""
    carried_topic: Topic | None = None
    first_period: Named | None = None
    last_role: str = ""
    levels: list[Mention] = field(default_factory=list)


def mentions(sentences: Sequence[Marked], dating: Dating) -> Iterator[Mention]:
    """Every figure, superlative, weekday and date, and every move that is told without a figure."""
    context, paragraph = Context(), -1
    for number, marked in enumerate(sentences):
        if marked.sentence.paragraph != paragraph:
            context, paragraph = Context(carried_topic=None), marked.sentence.paragraph
        else:
            context = _next_sentence(context)
        yield from _Sentence(marked, number, context, dating).read()


def _next_sentence(before: Context) -> Context:
    return Context(
        carried_topic=before.topic or before.carried_topic,
        flow_side=before.flow_side,
        carried_period=before.first_period or before.carried_period,
        carried_ago=before.ago or before.carried_ago,
        carried_aggregate=before.aggregate or before.carried_aggregate,
    )


class _Sentence:
    """One sentence being read."""

    def __init__(self, marked: Marked, number: int, context: Context, dating: Dating) -> None:
        self.marked, self.number, self.context, self.dating = marked, number, context, dating
        self.spoken_for: set[int] = set()
        self.since: tuple[int, Named | None] = (-1, None)

    def read(self) -> Iterator[Mention]:
        marks = self.marked.marks
        index = 0
        while index < len(marks):
            mark = marks[index]
            if mark.part in PARTS and (phrase := phrase_at(self.marked, index)):
                self._take_phrase(phrase)
                index = phrase.end
                continue
            if mark.part is Part.FIGURE:
                yield self._figure(index)
            elif mark.part is Part.EXTREME:
                found = superlative(self.marked, index, self.number, self.context, self.dating)
                if found:
                    yield found.mention
                    self.since = found.end, marks[found.end - 1].named
                    index = found.end
                    continue
            elif mark.part in (Part.WEEKDAY, Part.DATE, Part.GAP):
                yield self._aside(mark, index)
            else:
                self._take(mark, index)
                if mark.part is Part.MOVE and (
                    told := move_mention(self.marked, index, self.number, self.context, self.dating)
                ):
                    yield told
            index += 1

    def _take_phrase(self, phrase: Phrase) -> None:
        context, topic = self.context, phrase.topic
        if phrase.aggregate and (topic.flow or phrase.aggregate not in WEAK):
            context.aggregate = WEAK.get(phrase.aggregate, phrase.aggregate)
        linked = self._is_linked(phrase.first)
        before = context.topic or context.carried_topic
        if phrase.has_flow:
            context.outer = context.outer if before is not None and before.is_bare and context.outer else before
            context.topic = topic
            if topic.side != "balance":
                context.flow_side = topic.side
            if not linked:
                context.move, context.moved, context.joint, context.state = 0, False, "", False
        else:
            context.topic = part_of(topic, before, context.flow_side)
        context.other = ""

    def _is_linked(self, index: int) -> bool:
        """Whether the phrase is what the move before it is of: 'an increase in the goods deficit'."""
        marks = self.marked.marks
        before = index - 1
        if before >= 0 and marks[before].part is Part.STATE and self.marked.tokens[marks[before].start].key == "of":
            before -= 1
        if before < 0 or marks[before].part is not Part.MOVE:
            return False
        gap = self.marked.between(marks[before].end, marks[index].start)
        return len(gap) <= 3 and any(key in ("in", "of", "for") for key in gap)

    def _take(self, mark: Mark, index: int) -> None:
        context = self.context
        match mark.part:
            case Part.MOVE:
                context.move = direction_of(mark.value, context.topic or context.carried_topic)
                context.relative = mark.value
                context.moved, context.joint, context.state = True, "", False
            case Part.STATE:
                self._take_state(mark)
            case Part.PERIOD:
                self._take_period(mark, index)
            case Part.AGO:
                self._take_ago(mark, index)
            case Part.OTHER:
                self._take_other(mark, index)
            case Part.AGGREGATE:
                context.aggregate = context.aggregate if mark.value in WEAK else mark.value
            case _:
                self._note(mark)

    def _note(self, mark: Mark) -> None:
        """What only has to be remembered."""
        context = self.context
        match mark.part:
            case Part.JOINT:
                context.joint = mark.value
            case Part.FORECAST:
                context.forecast = True
            case Part.WITHOUT:
                context.without = True
            case Part.REVISED:
                context.revised = mark.value
            case Part.HEDGE:
                context.hedge = mark.value

    def _take_state(self, mark: Mark) -> None:
        context = self.context
        key = self.marked.tokens[mark.start].key
        if mark.end - mark.start == 1 and key in ("of", "at"):
            if key == "at" and not context.move:
                context.moved = False
            context.state = context.state or not context.moved
            return
        context.state, context.joint = True, ""
        context.move, context.moved = 0, False

    def _take_period(self, mark: Mark, index: int) -> None:
        context = self.context
        named = mark.named
        if named is None or index in self.spoken_for:
            return
        before = self._before(index)
        if not named.month and not named.quarter and before is not None and before.part is Part.AGO:
            context.base = named
        elif context.joint == "from" and self._follows_joint(index) and not named.first:
            context.base = named
            context.joint = ""
            if self.marked.is_possessive(mark):
                context.period = named
                context.joint = "from"
        else:
            context.period = named
            context.first_period = context.first_period or named
            if named.is_ytd or ("through" in self.marked.gap(index) and not context.aggregate):
                context.aggregate = "ytd"

    def _before(self, index: int) -> Mark | None:
        """The mark before this one, past an 'of'."""
        marks = self.marked.marks
        at = index - 1
        if at > 0 and marks[at].part is Part.STATE and self.marked.tokens[marks[at].start].key == "of":
            at -= 1
        return marks[at] if at >= 0 else None

    def _take_ago(self, mark: Mark, index: int) -> None:
        context = self.context
        if index in self.spoken_for:
            return
        context.ago = mark.value
        if context.joint == "from" and not self.marked.is_possessive(mark):
            context.joint = ""

    def _follows_joint(self, index: int) -> bool:
        before = self.marked.marks[index - 1] if index else None
        return before is not None and before.part is Part.JOINT and len(self.marked.gap(index)) <= 2

    def _take_other(self, mark: Mark, index: int) -> None:
        """Another statistic takes over where it is the subject: with a verb at once, or nothing of ours before it."""
        context, marks = self.context, self.marked.marks
        following = marks[index + 1] if index + 1 < len(marks) else None
        if context.topic is None:
            context.other = mark.value
        elif following is not None and following.part in (Part.MOVE, Part.STATE, Part.OTHER):
            gap = self.marked.between(mark.end, following.start)
            if len(gap) <= _OVERRIDES and "," not in gap:
                context.other = mark.value

    def _figure(self, index: int) -> Mention:
        mark = self.marked.marks[index]
        if self.since[0] == index and self.since[1] and self.marked.gap(index) == ["("]:
            return self._value_then(index, self.since[1])
        if ":" in self.marked.gap(index):  # what stands behind a colon is the figure itself
            self.context.move, self.context.moved, self.context.state, self.context.joint = 0, False, True, ""
        seen: Followers = followers(self.marked, index)
        mention = mention_of(self.marked, index, self.number, self.context, self.dating, seen)
        context = self.context
        context.hedge, context.joint = "", ""
        self.spoken_for |= seen.against | (seen.when if mention.is_base else frozenset())
        if seen.phrase is not None and seen.takes_topic:
            self._take_phrase(seen.phrase)
        if mention.aside == "" and mark.quantity is not None:
            context.levels.append(mention)
        return mention

    def _value_then(self, index: int, named: Named) -> Mention:
        """'the smallest since June 2009 ($27.2 billion)': the figure of that month."""
        then = Context(topic=self.context.topic, carried_topic=self.context.carried_topic, period=named, state=True)
        return mention_of(self.marked, index, self.number, then, self.dating, Followers())

    def _aside(self, mark: Mark, index: int) -> Mention:
        marks = self.marked.marks
        named = mark.named
        if mark.part is Part.WEEKDAY and index + 1 < len(marks) and marks[index + 1].part is Part.DATE:
            named = marks[index + 1].named if len(self.marked.gap(index + 1)) <= 1 else None
        tokens = self.marked.tokens
        start, end = tokens[mark.start].start, tokens[mark.end - 1].end
        sort = {Part.WEEKDAY: Sort.WEEKDAY, Part.DATE: Sort.DATE}.get(mark.part, Sort.STATEMENT)
        return Mention(
            sort=sort,
            sentence=self.number,
            start=start,
            end=end,
            named=named,
            of_release=self._is_of_release(),
            aside="other release" if sort is Sort.STATEMENT else "",
            remark=mark.value,
        )

    def _is_of_release(self) -> bool:
        """Whether the sentence says of the agencies, or of their data, that something was published."""
        said = {mark.value for mark in self.marked.marks if mark.part is Part.RELEASED}
        others = any(mark.part is Part.OTHER for mark in self.marked.marks)
        return "verb" in said and ("agency" in said or ("data" in said and not others))
