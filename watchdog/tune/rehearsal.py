"""What would have been sent of a replayed archive: through the silences, the budget and the routes of the service, by
the same functions, with nothing written and nothing drawn.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from watchdog.model.alert import Alert, Cause
from watchdog.model.finding import Finding
from watchdog.model.knowledge import Knowledge
from watchdog.model.release import Release, Vintage
from watchdog.model.route import Routing
from watchdog.model.silence import Silence
from watchdog.notify.compose import Thread, drafts
from watchdog.notify.decide import Decision
from watchdog.notify.inhibition import Kinship
from watchdog.notify.parcels import parcels
from watchdog.notify.triage import UNCOUNTED, Restraint, triage
from watchdog.pipeline.kinship import kinship_of
from watchdog.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Who hears what: the routes, windows and budget of config.yaml, and the silences that were made."""

    routing: Routing
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One message by one channel of one route; `held` where a window or an interval would have held it back."""

    route: str
    channel: str
    held: bool


@dataclass(slots=True)
class Rehearsal:
    """What one set of rules has told so far under a policy."""

    policy: Policy
    silenced: dict[str, Finding] = field(default_factory=dict)
    spent: Counter[Release] = field(default_factory=Counter)
    begun: dict[Release, str] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)
    latest: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def restraint(self, release: Release, now: datetime, kinship: Kinship | None = None) -> Restraint:
        """What keeps findings of a release from items of their own now."""
        return Restraint(
            now=now,
            silences=self.policy.silences,
            before=self.silenced,
            kinship=kinship,
            budget=self.policy.routing.budget,
            spent=self.spent[release],
        )

    def told(
        self, news: Decision, vintage: Vintage, book: Rulebook, known: Knowledge
    ) -> tuple[Decision, tuple[Sending, ...]]:
        """What has an item of its own and what has none, and the messages that come of it."""
        release, now = vintage.release, vintage.available_at
        kinship = kinship_of(book, known) if len(news.items) > 1 else None
        decision = triage(news, self.restraint(release, now, kinship))
        self.spent[release] += sum(item.reason not in UNCOUNTED for item in decision.items)
        for item in decision.withheld:
            if item.withheld is not None and item.withheld.cause is Cause.SILENCED:
                self.silenced[item.finding.key] = item.finding
        return decision, tuple(each for alert in self._drafts(decision, vintage) for each in self._sent(alert, now))

    def _drafts(self, decision: Decision, vintage: Vintage) -> list[Alert]:
        release = vintage.release
        thread = Thread(name=str(release), last=self.begun.get(release))
        corrected = {
            told.corrects[0]: Thread(name=self.threads.get(told.corrects[0], str(release)), last=told.corrects[0])
            for told in decision.retractions
            if told.corrects
        }
        made = list(drafts(release, vintage.id, decision, thread, corrected, vintage.available_at))
        for draft in made:
            if draft.thread == str(release):
                self.begun[release] = draft.id
            # here, what was said is remembered by its event
            self.threads |= {item.event_id: draft.thread for item in (*draft.items, *draft.withheld)}
        return made

    def _sent(self, alert: Alert, now: datetime) -> list[Sending]:
        made = []
        for parcel in parcels(alert, self.policy.routing, now, self.latest):
            for channel in parcel.channels:
                self.latest[parcel.alert.thread, channel] = parcel.due_at
                made.append(Sending(route=parcel.route.name, channel=channel, held=parcel.due_at > now))
        return made
