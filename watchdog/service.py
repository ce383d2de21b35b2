"""The running whole: asks, takes in, tells, and keeps account of it. It is given its parts, and made in `app`."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import structlog

from watchdog.acquire.standby import Standby
from watchdog.check import schema
from watchdog.errors import DeliveryFailed, SourceError, UsageError
from watchdog.model.act import Act
from watchdog.model.alert import Alert
from watchdog.model.document import Capture
from watchdog.notify import charts, compose
from watchdog.notify.deadman import ping
from watchdog.notify.deliver import Attempt, deliver_due, deliveries
from watchdog.notify.route import channels_of
from watchdog.pipeline.dispatch import Dispatch
from watchdog.pipeline.fetching import Fetched, fetch_all
from watchdog.pipeline.kinship import of_identities
from watchdog.pipeline.post import Post
from watchdog.pipeline.rehearse import rehearse
from watchdog.pipeline.release import Processed, take_in
from watchdog.pipeline.remind import remind
from watchdog.pipeline.stranded import reconcile, relay
from watchdog.plugins import CHANNELS
from watchdog.ports import Channel, Clock, Source
from watchdog.rulebook.reload import LiveRulebook
from watchdog.scheduler import keeping
from watchdog.scheduler.keeping import CalendarPass, Keeper, Move
from watchdog.settings import Settings, WatchedSource
from watchdog.sources import wanted_of
from watchdog.store import audit, metrics, targets
from watchdog.store.database import Store

ANOMALY_LOG = "anomaly-log"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One statistical program that is watched: its rules, kept current, and where its documents and its release
    calendars come from.
    """

    name: str
    watched: WatchedSource
    rules: LiveRulebook
    sources: tuple[Source, ...]
    calendars: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one polling pass brought."""

    fetched: Fetched
    processed: tuple[Processed, ...]
    unread: tuple[SourceError, ...]
    waiting: tuple[str, ...]
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Everything that runs, wired; `owner` tells this process's leases from those of one that died."""

    settings: Settings
    store: Store
    clock: Clock
    programs: tuple[Program, ...]
    channels: Mapping[str, Channel]
    owner: str
    rng: random.Random
    reader: Standby

    def poll(self, program: Program, ring: Callable[[], None] | None = None) -> Pass:
        """Ask every source of the program once, take in whatever nobody has judged yet, and see who is overdue.

        `ring` is called as soon as there is something to send.
        """
        self.reader.prepare()
        now, keeper = self.clock.now(), self._keeper(program)
        desk = keeping.desk(keeper)
        fetched = fetch_all(self.store, program.sources, self.clock, [entry.at for entry in desk.rulebook.calendar])
        outcomes = []
        for outcome in take_in(desk, self.clock):
            outcomes.append(outcome)
            if ring and isinstance(outcome, Processed) and outcome.alerts:
                ring()
        processed = tuple(each for each in outcomes if isinstance(each, Processed))
        unread = tuple(each for each in outcomes if isinstance(each, SourceError))
        refused, passed = tuple(error.document for error in unread), [each.passage for each in processed]
        moves = keeping.note_poll(keeper, fetched, refused, now, passed)
        return Pass(
            fetched=fetched,
            processed=processed,
            unread=unread,
            waiting=(*fetched.resting, *fetched.notes, *(each for each in outcomes if isinstance(each, str))),
            moves=moves,
        )

    def warm_up(self) -> None:
        """Do now what takes long only the first time, so that no release has to wait for it."""
        self.reader.prepare()
        schema.warm_up()
        charts.warm_up()
        for program in self.programs:
            with self.store.reading() as connection:
                rehearse(connection, program.rules.current())
            of_identities(program.rules.current().identities)

    def read_calendars(self, program: Program) -> CalendarPass:
        """Ask for every release calendar of the program once, and see what it moves."""
        return keeping.read_calendars(self._keeper(program), self.clock.now())

    def calendars_are_due(self, program: Program) -> bool:
        """Whether it is time to read the release calendars."""
        return keeping.calendars_are_due(self._keeper(program), self.clock.now())

    def _keeper(self, program: Program) -> Keeper:
        return Keeper(
            name=program.name,
            store=self.store,
            rulebook=program.rules.current(),
            post=self.post,
            calendars=program.calendars,
            wanted=wanted_of(program.watched, program.rules.current()),
            holds_early=program.watched.early == "hold",
            clock=self.clock,
            read=self.reader.read_all,
        )

    def deliver(
        self,
        names: Sequence[str] | None = None,
        now: datetime | None = None,
        marked: Callable[[], None] = lambda: None,
    ) -> tuple[Attempt, ...]:
        """Send what is due by the channels of these names, or by all; `marked` is called after each attempt."""
        chosen = {name: channel for name, channel in self.channels.items() if names is None or name in names}
        waits = {name: CHANNELS[each.kind].waits for name, each in self.settings.channels.items()}
        dispatch = Dispatch(
            store=self.store,
            clock=self.clock,
            owner=self.owner,
            channels=self.channels,
            post=self.post,
            marked=marked,
        )
        return deliver_due(dispatch, chosen, now or self.clock.now(), self.rng, waits=waits)

    def remind(self) -> tuple[Alert, ...]:
        """Tell again what is critical and nobody has acknowledged, as the routes want it."""
        return remind(self.store, self.post, self.clock.now())

    def deliver_until_idle(self, now: datetime | None = None) -> tuple[Attempt, ...]:
        """Send all that is due, until nothing more is; failed ones stay for their next time. `now` is for replays,
        whose clock is not the one that receivers check signatures by.
        """
        attempts: list[Attempt] = []
        while ended := self.deliver(now=now):
            attempts += ended
        return tuple(attempts)

    def look(self, program: Program) -> Iterator[tuple[str, bool]]:
        """Fetch and read, keep nothing: a line for each document, and whether it was usable."""
        layouts = {layout.document: layout for layout in program.rules.current().layouts}
        for source in program.sources:
            for answer in source.fetch({}, self.clock.now()):
                if not isinstance(answer, Capture):
                    yield str(answer), False
                    continue
                (reading,) = self.reader.read_all([(answer, layouts[answer.document])])
                if isinstance(reading, SourceError):
                    yield str(reading), False
                else:
                    yield f"{answer.name}: {len(reading.cells)} figures through {reading.reference.label}", True

    def send_test(self, name: str) -> Iterator[tuple[str, str]]:
        """Send a test message to every target of a channel now; each target with what went wrong, or ''. One that takes
        it is no longer disabled.
        """
        if name not in self.channels:
            raise UsageError(f"the configuration has no channel {name}; it has {', '.join(self.channels)}")
        channel, now = self.channels[name], self.clock.now()
        for delivery in deliveries(compose.test_alert(now), {name: channel}, now):
            try:
                channel.send(delivery, now)
            except DeliveryFailed as error:
                yield delivery.target, str(error)
            else:
                with self.store.writing() as connection:
                    targets.enable(connection, name, delivery.target)
                yield delivery.target, ""

    def ping(self, *, is_well: bool) -> str:
        """Tell the dead-man's keeper how it goes; '' or why that could not be told."""
        deadman = self.settings.deadman
        if deadman is None:
            return ""
        url = deadman.url if is_well else deadman.fail_url
        return "" if url is None else ping(url, self.settings.reach)

    def note_what_is_in_force(self) -> None:
        """Write down the configuration and the rules, where they are not those of the last time."""
        in_force = {program.name: ("rules", program.rules.current().hash) for program in self.programs}
        in_force[str(self.settings.file)] = ("configuration", self.settings.hash)
        act = Act(at=self.clock.now(), by="the service", origin=self.owner.rpartition(":")[0], action="", subject="")
        with self.store.writing() as connection:
            for subject, (what, after) in in_force.items():
                audit.add_if_new(connection, replace(act, action=f"{what} in force", subject=subject, after=after))

    def take_over_stranded(self) -> None:
        """See to what waits where this configuration sends nothing."""
        now = self.clock.now()
        for notice in reconcile(self.store, self.post, now):
            log.warning("not delivered", alert=notice.id, why=notice.brief.headline)
        relay(self.store, self.post, now)

    def export_metrics(self) -> None:
        """Write the metrics where the configuration wants them."""
        if self.settings.log.metrics is not None:
            metrics.export(self.store, Path(self.settings.log.metrics), self.clock.now())

    def route(self, alert: Alert) -> Mapping[str, Channel]:
        """The channels that an alert takes: those of its route, and the log of anomalies where there is one."""
        names = channels_of(alert, self.settings.route) if self.settings.route else ()
        return {name: self.channels[name] for name in dict.fromkeys((*names, *self._always)) if name in self.channels}

    @property
    def post(self) -> Post:
        """The channels, and who hears what by them."""
        return Post(channels=self.channels, routing=self.settings.routing, always=self._always)

    @property
    def _always(self) -> tuple[str, ...]:
        return (ANOMALY_LOG,) if self.settings.log.anomalies else ()
