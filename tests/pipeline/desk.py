"""The real service at a desk: agencies that can misbehave, a mail server, a webhook endpoint, and a clock to set."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.notify.channels.servers import Mailboxes, Receiver, receiver, smtp_server
from tests.pipeline.agency import RELEASES, Agencies, agencies
from watchdog.app import service
from watchdog.demo.folder import new_secret, write_configuration
from watchdog.demo.story import NOTICED_AFTER, StoryClock
from watchdog.model.alert import Alert
from watchdog.model.cell import Cell
from watchdog.model.release import Release, Vintage
from watchdog.notify.deliver import Attempt
from watchdog.pipeline.release import Processed
from watchdog.rulebook.reload import LiveRulebook
from watchdog.samples.releases import SampleRelease
from watchdog.service import Pass, Service
from watchdog.settings import load
from watchdog.store import alerts, knowledge

DOCUMENTS = ("exh1", "exh12", "fred", "press")
NOVEMBER = RELEASES["2025-11"]


@dataclass
class Desk:
    """`watch` is the service, which `restart` ends and starts anew."""

    agencies: Agencies
    mailboxes: Mailboxes
    hook: Receiver
    config: Path
    clock: StoryClock
    secret: str
    running: ExitStack = field(default_factory=ExitStack)
    read_rules: Callable[[Path], LiveRulebook] = LiveRulebook
    watch: Service = field(init=False)

    def restart(self) -> None:
        """A new process would know no more than this service: what lies in the store."""
        self.running.close()
        settings = load(self.config, {"WATCHDOG_HOOK_SECRET": self.secret})
        self.watch = self.running.enter_context(service(settings, clock=self.clock, seed=1, read_rules=self.read_rules))

    def release(self, release: SampleRelease, *, without: tuple[str, ...] = ()) -> Pass:
        """It comes out, is noticed five seconds later, and all that is due is sent."""
        self.agencies.publish(release, without=without)
        self.clock.moment = release.published_at + NOTICED_AFTER
        return self.poll()

    def poll(self, *, after: timedelta = timedelta()) -> Pass:
        """Time passes, then one polling pass, and all that is due is sent."""
        self.clock.moment += after
        (program,) = self.watch.programs
        done = self.watch.poll(program)
        self.deliver()
        return done

    def deliver(self, *, after: timedelta = timedelta()) -> tuple[Attempt, ...]:
        """Send what is due by the desk's clock after that time."""
        self.clock.moment += after
        return self.watch.deliver_until_idle()

    @property
    def mails(self) -> list[EmailMessage]:
        """The messages that the mail server took, in order."""
        return [message_from_bytes(content, policy=policy.default) for _, content in self.mailboxes.received]

    @property
    def hooks(self) -> list[dict[str, Any]]:
        """The bodies that were posted to the webhook, whatever it answered, in order."""
        return [json.loads(body) for _, _, body in self.hook.requests]

    def alerts(self, release: SampleRelease | None = None) -> tuple[Alert, ...]:
        """What the store says people were told."""
        about = None if release is None else Release("ft900", release.period)
        with self.watch.store.reading() as connection:
            return alerts.listing(connection, about)

    def cells(self) -> list[Cell]:
        """All that is known now."""
        with self.watch.store.reading() as connection:
            found = knowledge.printed(connection, lambda table: table.c.available_at <= self.clock.now())
            return [each.known.cell for each in found]


@contextmanager
def desk(
    folder: Path,
    *,
    documents: Sequence[str] = DOCUMENTS,
    start: datetime = NOVEMBER.published_at,
    edit: Callable[[str], str] = str,
) -> Iterator[Desk]:
    """A desk in `folder` that asks for these documents; `edit` may change the text of its configuration."""
    secret, mailboxes = new_secret(), Mailboxes()
    with agencies() as sources, smtp_server(mailboxes) as mail_port, receiver() as hook, ExitStack() as running:
        hook_port = int(hook.url.rpartition(":")[2])
        config = write_configuration(folder, sources.bases, mail_port=mail_port, hook_port=hook_port)
        text = config.read_text().replace("[exh1, exh12, ftd, fred, press]", f"[{', '.join(documents)}]")
        config.write_text(edit(text))
        clock = StoryClock(start.astimezone(UTC))
        made = Desk(sources, mailboxes, hook, config, clock, secret, running)
        made.restart()
        yield made


def vintages_of(done: Pass) -> list[tuple[str, tuple[str, ...]]]:
    """What a pass took in: the month of each release, and the documents it was taken from."""
    return [(str(each.vintage.release.period), documents_of(each.vintage)) for each in done.processed]


def documents_of(vintage: Vintage) -> tuple[str, ...]:
    """The short names of a vintage's documents."""
    return tuple(version.document for version in vintage.documents)


def troubles(done: Pass) -> list[str]:
    """Everything that a pass says went wrong or has to wait, as people read it."""
    return [*map(str, done.fetched.errors), *map(str, done.unread), *done.waiting]


def only(processed: Sequence[Processed]) -> Processed:
    """The one that there is."""
    (one,) = processed
    return one


def told(at: Desk) -> dict[str, int]:
    """How many different messages came by each channel; every one of them once."""
    hooks = [headers["webhook-id"] for _, headers, _ in at.hook.requests]
    mails = [mail["Message-ID"] for mail in at.mails]
    assert len(hooks) == len(set(hooks))
    assert len(mails) == len(set(mails))
    return {"hook": len(hooks), "mail": len(mails)}
