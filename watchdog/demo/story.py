"""Replays the embedded releases through the real service, against stand-ins for everything outside this machine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watchdog.app import service
from watchdog.demo.folder import new_secret, prepare, write_configuration
from watchdog.demo.receivers import mail_server, webhook_receiver
from watchdog.model.alert import Alert, AlertType
from watchdog.model.wording import day
from watchdog.notify.deliver import Attempt
from watchdog.notify.render import cause_table
from watchdog.samples.releases import SampleRelease, embedded_releases
from watchdog.samples.server import StandIn
from watchdog.service import Pass, Service
from watchdog.settings import load

NOTICED_AFTER = timedelta(seconds=5)


@dataclass
class StoryClock:
    """The time that the story has reached."""

    moment: datetime

    def now(self) -> datetime:
        """That moment."""
        return self.moment


def tell(folder: Path, say: Callable[[str], None], *, command: str = "watchdog") -> None:
    """Run the story in `folder`, a line at a time; what it sends is left there. `command` starts the program."""
    prepare(folder)
    secret = new_secret()
    with (
        StandIn() as agencies,
        mail_server(folder / "mail") as mail_port,
        webhook_receiver(folder / "webhooks.jsonl", secret) as hook_port,
    ):
        config = write_configuration(folder, agencies.bases, mail_port=mail_port, hook_port=hook_port, secret=secret)
        releases = embedded_releases()
        clock = StoryClock(releases[0].published_at)
        with service(load(config, {}), clock=clock) as watch:
            for release in releases:
                agencies.publish(release)
                clock.moment = release.published_at + NOTICED_AFTER
                for line in _chapter(watch, release):
                    say(line)
            for line in _epilogue(watch, folder, command):
                say(line)


def _chapter(watch: Service, release: SampleRelease) -> Iterator[str]:
    (program,) = watch.programs
    zone = program.rules.current().timezone
    yield ""
    moment = release.published_at.astimezone(zone)
    yield f"━━ {day(moment, zone)}, {moment:%H:%M %Z}: {release.period.label} is out"
    done = watch.poll(program)
    yield from _fetched(done)
    for made in done.processed:
        for alert in made.alerts:
            yield from _alert(alert)
    yield from _sent(watch.deliver_until_idle(datetime.now(UTC)))


def _fetched(done: Pass) -> Iterator[str]:
    absent = [f"{error.document} not published here" for error in done.fetched.errors]
    same = [f"{name} unchanged" for name in done.fetched.unchanged]
    yield f"   fetched {', '.join(done.fetched.new)}; {', '.join([*same, *absent])}"
    for error in done.unread:
        yield f"   NOT READ: {error}"


def _alert(alert: Alert) -> Iterator[str]:
    brief = alert.brief
    yield f"   {'RETRACTION' if alert.type is AlertType.RETRACTED else 'MESSAGE'}: {brief.headline}"
    for part in (brief.facts, brief.unusual):
        for line in part:
            yield f"     · {line}"
    for item in alert.items:
        if item.corrects is not None:
            yield f"     · said before: {item.corrects[1]}"
    for table in brief.causes:
        for line in cause_table(table).splitlines():
            yield f"       {line}"
    for line in (*brief.quality[:1], *brief.claims):
        yield f"     · {line}"


def _sent(attempts: tuple[Attempt, ...]) -> Iterator[str]:
    for attempt in attempts:
        delivery = attempt.delivery
        yield f"   {attempt.state}: {delivery.channel} ({delivery.target}) {attempt.error}".rstrip()


def _epilogue(watch: Service, folder: Path, command: str) -> Iterator[str]:
    (program,) = watch.programs
    again = watch.poll(program)
    sent = watch.deliver_until_idle(datetime.now(UTC))
    yield ""
    yield f"━━ Polled once more: {len(again.fetched.new)} new documents, {len(sent)} messages. Nobody is told twice."
    yield "   '~' before a figure: it rests on one that is known only as rounded in print; all others are computed from"
    yield "   published cells."
    yield f"   {len(list((folder / 'mail').glob('*.eml')))} mails in {folder / 'mail'}, signed and verified webhooks in"
    yield f"   {folder / 'webhooks.jsonl'}, anomalies in {folder / 'log' / 'anomalies.jsonl'}, everything in"
    yield f"   {folder / 'watchdog.db'}. Look around: {command} claims list --config {folder / 'config.yaml'}"
