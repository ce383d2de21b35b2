"""From what is news to what has an item of its own in the message: what is silenced, told within another item, or over
the budget is withheld, each with why. Nothing is lost: every item goes in once and comes out once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from watchdog.model.alert import Cause, Told, Withheld
from watchdog.model.finding import Finding, Reason, Severity
from watchdog.model.route import BUDGET
from watchdog.model.silence import Silence
from watchdog.notify.decide import Decision
from watchdog.notify.inhibition import Kinship, inhibited
from watchdog.notify.silencing import silenced

UNCOUNTED = (Reason.RESOLVED, Reason.RETRACTED)
"""What ends something that was told is never over the budget, and uses none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restraint:
    """What keeps findings from items of their own: the silences in force at `now`, with what was silenced `before` by
    key; which series explain which; how many items a release may have, and how many of them are `spent`.
    """

    now: datetime
    silences: Sequence[Silence] = ()
    before: Mapping[str, Finding] = field(default_factory=dict)
    kinship: Kinship | None = None
    budget: int = BUDGET
    spent: int = 0

    def silences_it(self, item: Told) -> bool:
        """Whether a silence keeps this one from being told."""
        staying, _ = silenced([item], self.silences, self.before, self.now)
        return not staying


def triage(decision: Decision, restraint: Restraint) -> Decision:
    """What has an item of its own, and what has none. Retractions have messages of their own, always."""
    staying, quiet = silenced(decision.items, restraint.silences, restraint.before, restraint.now)
    hosts, guests = inhibited(staying, restraint.kinship)
    kept, over = within_budget(hosts, restraint.budget - restraint.spent)
    return replace(decision, items=tuple(kept), withheld=(*over, *guests, *quiet))


def within_budget(items: Sequence[Told], room: int) -> tuple[list[Told], list[Told]]:
    """The most severe and most unusual ones that there is room for, as they came, and the rest by their weight.

    What is critical, or ends what was told, is never left out.
    """
    weighed = sorted(items, key=_weight)
    always = [item for item in weighed if _is_exempt(item)]
    others = [item for item in weighed if not _is_exempt(item)]
    room = max(0, room - len(always))
    over = [replace(item, withheld=Withheld(cause=Cause.OVER_BUDGET, why="over the budget")) for item in others[room:]]
    chosen = {item.event_id for item in (*always, *others[:room])}
    return [item for item in items if item.event_id in chosen], over


def _is_exempt(item: Told) -> bool:
    return item.finding.severity is Severity.CRITICAL or item.reason in UNCOUNTED


def _weight(item: Told) -> tuple[int, float, str]:
    return -item.finding.severity.rank, -abs(item.finding.score or 0.0), item.finding.key
