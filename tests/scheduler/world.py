"""The real service before a scripted world: agencies that publish and re-date as told, and a clock that tests move."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.acquire.calendars.made import TITLE, census_page, census_row
from watchdog.acquire.captures import capture_or_unchanged
from watchdog.app import service
from watchdog.errors import FetchFailed, SourceError
from watchdog.model.alert import Alert, AlertType
from watchdog.model.calendar import Status
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.model.period import Period
from watchdog.ports import Unchanged, Validators
from watchdog.running import ticks
from watchdog.samples.tables import read_observations
from watchdog.service import Service
from watchdog.settings import load
from watchdog.store import alerts, delivery_record, schedule

PLAN = "extends: us_trade\n"
DATES = {"m2025_10": "January 8, 2026", "m2025_11": "January 29, 2026", "m2025_12": "February 19, 2026"}

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ORIGINAL_DATES = """\
extends: us_trade
calendar:
  - {period: 2025-08, at: 2025-10-07 08:30}
  - {period: 2025-09, at: 2025-11-04 08:30}
  - {period: 2025-10, at: 2025-12-04 08:30}
  - {period: 2025-11, at: 2026-01-08 08:30}
  - {period: 2025-12, at: 2026-02-05 08:30}
  - {period: 2026-01, at: 2026-03-05 08:30}
"""
"""The dates as they were before the shutdown moved them."""

Body = bytes | None
"""What an address gives; None for a server that does not answer."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Script:
    """What an address gives from which moment on."""

    steps: list[tuple[datetime, Body]] = field(default_factory=list)

    def then(self, moment: str, body: Body) -> None:
        self.steps.append((utc(moment), body))

    def at(self, now: datetime) -> Body:
        return next(
            (body for moment, body in sorted(self.steps, key=lambda step: step[0], reverse=True) if moment <= now), None
        )


@dataclass
class Agency:
    """A source whose documents follow a script; it counts what it was asked."""

    name: str
    layouts: Sequence[Layout]
    scripts: Mapping[str, Script]
    asked: list[tuple[datetime, str]] = field(default_factory=list)

    def fetch(self, known: Mapping[str, Validators], now: datetime) -> Iterator[Capture | Unchanged | SourceError]:
        for layout in self.layouts:
            self.asked.append((now, layout.document))
            body = self.scripts[layout.document].at(now)
            if body is None:
                yield FetchFailed(f"{self.name}/{layout.document}", "the server does not answer")
            else:
                held = known.get(layout.document)
                yield capture_or_unchanged(layout=layout, url=f"test:{layout.document}", body=body, known=held, now=now)


@dataclass
class Clock:
    """Stands still until a test moves it."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass
class World:
    """A folder with the store and the rules, the scripts of all documents, and the clock."""

    folder: Path
    clock: Clock
    scripts: dict[str, Script] = field(default_factory=dict)
    asked: list[tuple[datetime, str]] = field(default_factory=list)
    rules: str = ORIGINAL_DATES
    settings: str = ""

    def script(self, document: str) -> Script:
        return self.scripts.setdefault(document, Script())

    @contextmanager
    def watch(self) -> Iterator["Watch"]:
        """The real service, as `watchdog run` wires it, with these documents in place of the network's."""
        pack = self.folder / "rules"
        pack.mkdir(exist_ok=True)
        (pack / "pack.yaml").write_text(self.rules)
        config = self.folder / "config.yaml"
        config.write_text(
            'store: {url: "sqlite:///watchdog.db"}\n'
            f"sources: {{ft900: {{pack: rules{self.settings}}}}}\n"
            "log: {anomalies: anomalies.jsonl}\n"
        )
        with service(load(config, {}), clock=self.clock, seed=1) as watch:
            (program,) = watch.programs
            book = program.rules.current()
            documents = [layout for layout in book.layouts if layout.document in self.scripts]
            calendars = [calendar.layout for calendar in book.calendars if calendar.name in self.scripts]
            scripted = replace(program, sources=self._agencies(documents), calendars=self._agencies(calendars))
            yield Watch(self, replace(watch, programs=(scripted,)))

    def _agencies(self, layouts: Sequence[Layout]) -> tuple[Agency, ...]:
        names = dict.fromkeys(layout.source for layout in layouts)
        return tuple(
            Agency(name, [layout for layout in layouts if layout.source == name], self.scripts, self.asked)
            for name in names
        )


@dataclass
class Watch:
    """The running service with its ticks."""

    world: World
    service: Service

    def __post_init__(self) -> None:
        self._tick = ticks(self.service)[0].act

    def tick(self) -> None:
        """One tick of the poll loop, and of the delivery."""
        self._tick()
        self.service.deliver_until_idle(self.world.clock.moment)

    def at(self, moment: str) -> None:
        """One tick at this moment."""
        self.world.clock.moment = utc(moment)
        self.tick()

    def live(self, until: str, *, step: Callable[[datetime], timedelta] = lambda _: MINUTE) -> None:
        """Tick from now on, after each step, until this moment."""
        while self.world.clock.moment < utc(until):
            self.tick()
            self.world.clock.moment += step(self.world.clock.moment)

    def status(self, month: str) -> Status:
        with self.service.store.reading() as connection:
            return schedule.statuses(connection, "ft900")[Period.parse(month)]

    def told(self, *types: AlertType) -> list[Alert]:
        with self.service.store.reading() as connection:
            return [alert for alert in alerts.listing(connection) if not types or alert.type in types]

    def timeliness(self) -> list[tuple[str, str, str]]:
        """Of each alert about a date: its type, when it was made, and its headline."""
        return [
            (alert.type.value.rsplit(".", 1)[1], f"{alert.created_at:%m-%d %H:%M}", alert.brief.headline)
            for alert in self.told()
            if alert.thread.endswith("timeliness")
        ]

    def sent_at(self, alert: Alert) -> list[datetime | None]:
        with self.service.store.reading() as connection:
            return [delivery.sent_at for delivery in delivery_record.listing(connection, alert_id=alert.id)]


def fred(month: str, **changed: int) -> bytes:
    """FRED's file through this month; `changed` gives another figure to a month, as in m2025_12=-70000."""
    figures = {
        str(period): figure
        for period, figure in sorted(read_observations(max(month, "2025-09")).figures.items())
        if period <= Period.parse(month)
    }
    figures |= {name[1:].replace("_", "-"): figure for name, figure in changed.items()}
    return "".join(["observation_date,BOPGSTB\n", *(f"{at}-01,{figure}\n" for at, figure in figures.items())]).encode()


def census(**dates: str) -> bytes:
    """The list view with these dates, as in m2025_08='October 7, 2025' or 'Suspended was 20251007'."""
    rows = []
    for name, said in dates.items():
        period = Period.parse(name[1:].replace("_", "-"))
        word, _, former = said.partition(" was ")
        rows.append(census_row(TITLE, word, period.label, key=f"{former}0830" if former else ""))
    return census_page(*rows).encode()


def bea(*moments: str) -> bytes:
    """BEA's file with these moments."""
    listed = ",".join(f'"{moment}:00+00:00"' for moment in moments)
    return f'{{"{TITLE}": {{"release_dates": [{listed}]}}}}'.encode()
