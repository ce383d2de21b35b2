"""Puts an alert into the outbox inside the caller's transaction: for whom and when its routes say."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from watchdog.model.alert import Alert, Delivery
from watchdog.model.finding import Severity
from watchdog.model.release import Release
from watchdog.model.route import Route, Routing
from watchdog.notify.deliver import deliveries
from watchdog.notify.parcels import parcels
from watchdog.notify.render import severity
from watchdog.notify.triage import Restraint
from watchdog.notify.windows import way_out
from watchdog.ports import Channel
from watchdog.store import alerts, delivery_record, outbox, silences, targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The ways to tell people, and who hears what. `always` are the channels that get every alert at once: the log."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    routing: Routing = field(default_factory=Routing)
    always: tuple[str, ...] = ()

    def restraint(self, connection: Connection, release: Release, now: datetime) -> Restraint:
        """What keeps findings of a release from items of their own now."""
        return Restraint(
            now=now,
            silences=[each for each in silences.listing(connection) if not each.is_over(now)],
            before={key: said.told.finding for key, said in alerts.silenced(connection, release.program).items()},
            budget=self.routing.budget,
            spent=alerts.items_of(connection, release),
        )

    def send(self, connection: Connection, alert: Alert, now: datetime, held_until: datetime | None = None) -> bool:
        """Keep the alert and put it, or its parts, into the outbox; False when it is kept already. Nothing is due
        before `held_until`. What amends an earlier message goes to all that got that one, too, at any hour but one of
        maintenance.
        """
        if not alerts.add(connection, alert):
            return False
        soonest = max(now, held_until or now)
        latest = delivery_record.latest(connection, alert.thread)
        heard = set(self.always)
        for parcel in parcels(alert, self.routing, soonest, latest):
            part = parcel.alert
            if part.id != alert.id:
                part = replace(part, replies_to=alerts.last_of_thread(connection, part.thread))
                alerts.add(connection, part, retold=True)
            self.enqueue(connection, part, parcel.channels, now, parcel.due_at)
            heard.update(parcel.channels)
        misled = tuple(name for name in delivery_record.holders(connection, alert) if name not in heard)
        at_any_hour, is_critical = Route(channels=misled), severity(alert) is Severity.CRITICAL
        opens, _ = way_out(soonest, at_any_hour, self.routing.maintenance, is_critical=is_critical)
        self.enqueue(connection, alert, misled, now, opens)
        self.enqueue(connection, alert, self.always, now, soonest)
        return True

    def enqueue(
        self,
        connection: Connection,
        alert: Alert,
        names: tuple[str, ...],
        now: datetime,
        due_at: datetime,
        instead_of: tuple[str, ...] = (),
    ) -> tuple[Delivery, ...]:
        """A delivery to every target of these channels; what is for a target that wants no more goes to the fallback of
        its channel, too, but for those that it stands in for.
        """
        chosen = {name: self.channels[name] for name in names if name in self.channels}
        made = deliveries(alert, chosen, now, held_until=due_at)
        outbox.enqueue(connection, made)
        refusing = {(each.channel, each.target) for each in targets.disabled(connection)}
        for name in {each.channel for each in made if (each.channel, each.target) in refusing}:
            self.fall_back(connection, alert, name, now, due_at, instead_of)
        return made

    def fall_back(
        self,
        connection: Connection,
        alert: Alert,
        name: str,
        now: datetime,
        due_at: datetime,
        instead_of: tuple[str, ...] = (),
    ) -> None:
        """The same alert by the fallback of a channel, where it has one; once, however often it is asked for."""
        other = self.routing.fallbacks.get(name)
        if other is not None and other not in (name, *instead_of):
            self.enqueue(connection, alert, (other,), now, due_at, (name, *instead_of))
