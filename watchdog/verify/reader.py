"""Reads a text from left to right: of every figure what it is about, by the words before it and after it.

What a sentence leaves open (exports or imports, which months, against what) comes from the ones before it in its
paragraph. Where that is a guess, the readings are several and the mention is not settled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from watchdog.verify.asides import aside_at
from watchdog.verify.bases import is_compared_level, opening_subject, when_it_was
from watchdog.verify.beside import is_amount, is_linked, is_past, mark_before
from watchdog.verify.context import NO_VERB, Context, Verb
from watchdog.verify.dating import Dating
from watchdog.verify.denials import is_ruled_out, with_denials
from watchdog.verify.directions import direction_of
from watchdog.verify.followers import Followers, followers, is_comparison
from watchdog.verify.marks import Mark, Marked
from watchdog.verify.moments import Named
from watchdog.verify.qualifiers import is_qualified
from watchdog.verify.reading import Mention
from watchdog.verify.revisions import NO_SECTION, enter, section_of
from watchdog.verify.roles import mention_of, move_mention
from watchdog.verify.subjects import gap_of, note_together
from watchdog.verify.superlatives import superlative
from watchdog.verify.topics import PARTS, Phrase, part_of, phrase_at
from watchdog.verify.words import WEAK, Part

_OVERRIDES = 4


def mentions(sentences: Sequence[Marked], dating: Dating) -> Iterator[Mention]:
    """Every figure, superlative, weekday and date, and every move that is told without a figure."""
    context, paragraph, section = Context(), -1, NO_SECTION
    for number, marked in enumerate(sentences):
        is_next = marked.sentence.paragraph == paragraph
        context, paragraph = context.next_sentence() if is_next else context.next_paragraph(), marked.sentence.paragraph
        section = section_of(marked, section)
        enter(section, context)
        yield from with_denials(marked, _Sentence(marked, number, context, dating).read())


class _Sentence:
    """One sentence being read."""

    def __init__(self, marked: Marked, number: int, context: Context, dating: Dating) -> None:
        self.marked, self.number, self.context, self.dating = marked, number, context, dating
        self.spoken_for: set[int] = set()
        self.outside: tuple[Named | None, Named | None, Named | None, str] | None = None
        self.reached = 0
        context.is_question = marked.tokens[-1:] != [] and marked.tokens[-1].key == "?"
        self.since: tuple[int, Named | None] = (-1, None)

    def read(self) -> Iterator[Mention]:
        marks = self.marked.marks
        index = 0
        while index < len(marks):
            mark = marks[index]
            self._see_parentheses(mark.start)
            if mark.part in PARTS and (phrase := phrase_at(self.marked, index)):
                if not is_ruled_out(self.marked, mark):
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
                yield aside_at(self.marked, index, self.number)
            else:
                self._take(mark, index)
                if mark.part is Part.MOVE and (
                    told := move_mention(self.marked, index, self.number, self.context, self.dating)
                ):
                    yield told
            index += 1

    def _see_parentheses(self, until: int) -> None:
        """When and against what, as said in a parenthesis, ends with it."""
        context = self.context
        for token in self.marked.tokens[self.reached : until]:
            if token.key == "(":
                self.outside = context.period, context.first_period, context.base, context.ago
            elif token.key == ")" and self.outside is not None:
                context.period, context.first_period, context.base, context.ago = self.outside
                self.outside = None
        self.reached = until

    def _take_phrase(self, phrase: Phrase) -> None:
        context, topic = self.context, phrase.topic
        if phrase.aggregate and (topic.flow or phrase.aggregate not in WEAK):
            context.aggregate = WEAK.get(phrase.aggregate, phrase.aggregate)
        linked = is_linked(self.marked, phrase.first)
        before = context.topic or context.carried_topic
        if phrase.has_flow:
            if before is None or not before.is_bare or not context.outer:
                context.outer, context.is_outer_part = before, context.is_part
            gap = gap_of(self.marked, phrase, context.topic)
            context.is_gap = gap is not None
            context.topic = topic = gap or topic
            context.lead = context.lead or topic
            if topic.side != "balance":
                context.flow_side = topic.side
            if not linked:
                self._begin_clause(phrase)
        else:
            context.topic = part_of(topic, before, context.flow_side)
            if topic.partner and phrase.first and "that" in self.marked.gap(phrase.first)[-3:]:
                self._begin_clause(phrase)
        context.other, context.is_part = "", not phrase.has_flow
        note_together(self.marked, phrase, before, context)
        context.is_vague = is_qualified(self.marked, phrase)

    def _begin_clause(self, phrase: Phrase) -> None:
        """A new subject has a verb of its own, or that of the clause before: 'exports rose $2 billion, imports $3'."""
        context, marks = self.context, self.marked.marks
        following = marks[phrase.end] if phrase.end < len(marks) else None
        context.is_elided = (
            context.told is not None
            and following is not None
            and following.part in (Part.FIGURE, Part.HEDGE)
            and len(self.marked.gap(phrase.end)) <= 1
            and ":" not in self.marked.gap(phrase.end)
        )
        context.joint, context.within, context.is_subject_new = "", False, True
        verb = context.verb if context.is_elided else NO_VERB
        context.move, context.relative, context.moved, context.state = verb

    def _note_verb(self) -> None:
        context = self.context
        if context.is_subject_new:
            context.verb = Verb(context.move, context.relative, context.moved, context.state)
            context.is_subject_new = False

    def _take(self, mark: Mark, index: int) -> None:
        context = self.context
        match mark.part:
            case Part.MOVE:
                context.move = direction_of(mark.value, context.topic or context.carried_topic)
                context.relative = mark.value
                context.moved, context.joint, context.state = True, "", False
                tokens = self.marked.tokens
                context.move_at = tokens[mark.start].start, tokens[mark.end - 1].end
                self._note_verb()
            case Part.STATE:
                self._take_state(mark, index)
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

    def _take_state(self, mark: Mark, index: int) -> None:
        context = self.context
        key = self.marked.tokens[mark.start].key
        if mark.end - mark.start == 1 and key in ("of", "at"):
            if key == "at" and not context.move:
                context.moved = False
            context.state = context.state or not context.moved
            if key == "at" and is_amount(self.marked, index + 1):
                context.joint = "to"
            following = self.marked.tokens[mark.end].key if mark.end < len(self.marked.tokens) else ""
            context.within = context.within or (key == "of" and following in ("which", "that", "those", "this"))
            return
        if context.within:
            return
        context.state, context.joint = True, ""
        context.move, context.moved = 0, False
        self._note_verb()

    def _take_period(self, mark: Mark, index: int) -> None:
        context = self.context
        named = mark.named
        if named is None or index in self.spoken_for:
            return
        if context.period is not None and "since" in self.marked.gap(index):
            return
        before = mark_before(self.marked, index)
        if not named.month and not named.quarter and before is not None and before.part is Part.AGO:
            context.base = named
        elif not named.first and self._is_compared_with(index):
            context.base = named
            context.joint = ""
            if self.marked.is_possessive(mark) and (
                is_amount(self.marked, index + 1) or not is_comparison(self.marked, index - 1)
            ):
                context.period = named
                context.joint = "from"
        else:
            context.period = named
            context.first_period = context.first_period or named
            if named.is_ytd or ("through" in self.marked.gap(index) and not context.aggregate):
                context.aggregate = "ytd"

    def _take_ago(self, mark: Mark, index: int) -> None:
        context = self.context
        if index not in self.spoken_for:
            context.ago = mark.value
            is_joined = index > 0 and self.marked.marks[index - 1].part is Part.JOINT
            if context.topic is None and context.told is None and not is_joined and is_past(self.marked, mark):
                context.back = mark.value
        if context.joint == "from" and not self.marked.is_possessive(mark):
            context.joint = ""

    def _is_compared_with(self, index: int) -> bool:
        """'from October', 'above October's', 'compared with the three months ending in October'."""
        marks = self.marked.marks
        at = index - 1
        if at > 0 and marks[at].part is Part.AGGREGATE:
            at -= 1
        if at < 0 or len(self.marked.gap(index)) > 2:
            return False
        follows_joint = self.context.joint == "from" and marks[at].part is Part.JOINT
        if at != index - 1:
            return follows_joint
        return follows_joint or is_comparison(self.marked, at) or self.marked.gap(index) == ["on"]

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
        if subject := opening_subject(self.marked, index):
            return self._opening(index, subject)
        if named := when_it_was(self.marked, index):
            return self._value_then(index, named)
        if is_compared_level(self.marked, index):
            self.context.joint = "from"
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
            context.told = context.topic
            context.told_of_them += 1
        return mention

    def _opening(self, index: int, subject: Phrase) -> Mention:
        """What a sentence opens with, before its subject: 'From $302.9 billion in October, exports sank to'."""
        before = self.context
        move = direction_of(before.relative, subject.topic)
        joint = before.joint or ("" if before.moved else "from")
        context = replace(before, topic=subject.topic, joint=joint, move=move)
        seen = followers(self.marked, index)
        mention = mention_of(self.marked, index, self.number, context, self.dating, seen)
        self.spoken_for |= seen.against | seen.when
        before.joint, before.hedge, before.period = "", "", None
        return mention

    def _value_then(self, index: int, named: Named) -> Mention:
        """'the smallest since June 2009 ($27.2 billion)': the figure of that month."""
        context = self.context
        then = Context(
            topic=context.topic, carried_topic=context.carried_topic, period=named, state=True, hedge=context.hedge
        )
        context.hedge, context.joint = "", ""
        return mention_of(self.marked, index, self.number, then, self.dating, Followers())
