"""What has been said before a place in a text, and may go on to be meant there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from watchdog.model.period import Period
    from watchdog.verify.moments import Named
    from watchdog.verify.reading import Topic


class Verb(NamedTuple):
    """What a verb does to the figures behind it; a clause that leaves its verb out has that of the one before."""

    move: int = 0
    relative: str = ""
    moved: bool = False
    state: bool = False


NO_VERB = Verb()


@dataclass(slots=True)
class Context:
    """What has been said so far, in the sentence or (for `carried` ones) in the paragraph.

    `outer` is the topic before this one, and `is_outer_part` whether it was named as a part ('services') rather than by
    its flow. `lead` is the first topic of the paragraph, `fallback` that of the paragraph before, `told` the last one
    that had a figure. `within` says that parts of what was spoken of follow ('of which'), `is_elided` that the verb of
    the clause before goes on to count, `back` how far back the sentence looks ('A year ago'); `move_at` is where the
    word for the move stands. `together` are subjects that have their verb in common, `told_of_them` how many figures
    it has had; `is_gap` says that one flow exceeds the other, `is_vague` that words which the grammar does not know
    qualify it; `under_revisions` that a heading makes all a revision, `is_share` that a
    percentage was a share of something.
    """

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
    lead: Topic | None = None
    fallback: Topic | None = None
    told: Topic | None = None
    verb: Verb = NO_VERB
    within: bool = False
    is_elided: bool = False
    is_subject_new: bool = False
    is_question: bool = False
    is_part: bool = False
    is_gap: bool = False
    is_vague: bool = False
    together: tuple[Topic, ...] = ()
    told_of_them: int = 0
    is_outer_part: bool = False
    back: str = ""
    move_at: tuple[int, int] = (0, 0)
    under_revisions: bool = False
    is_share: bool = False

    def next_sentence(self) -> Context:
        """What the next sentence of the paragraph knows from before."""
        return Context(
            carried_topic=self.topic or self.carried_topic,
            flow_side=self.flow_side,
            carried_period=self._last_month() or self.carried_period,
            carried_ago=self.ago or self.carried_ago,
            carried_aggregate=self.aggregate or self.carried_aggregate,
            lead=self.lead,
            fallback=self.fallback,
        )

    def _last_month(self) -> Named | None:
        """What the next sentence takes for its month; a span ends where it is said."""
        named = self.first_period
        return replace(named, first=0, is_sum=False) if named is not None and named.is_sum else named

    def next_paragraph(self) -> Context:
        """A paragraph stands alone; what the one before spoke of is no more than a guess."""
        return Context(fallback=self.topic or self.carried_topic or self.fallback)
