"""A configuration that points the real service at stand-ins on this machine, while the block runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from watchdog.demo.folder import new_secret, write_configuration
from watchdog.demo.receivers import mail_server, webhook_receiver
from watchdog.samples.releases import SampleRelease, embedded_releases
from watchdog.samples.server import StandIn

SEPTEMBER, OCTOBER, NOVEMBER = embedded_releases()[:3]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The configuration, the agencies' stand-in, and what was sent so far."""

    config: Path
    agencies: StandIn

    def publish(self, *releases: SampleRelease) -> None:
        """Switch the agencies to these releases, one after the other."""
        for release in releases:
            self.agencies.publish(release)

    def mails(self) -> list[Path]:
        """The files of the mails that arrived."""
        return sorted((self.config.parent / "mail").glob("*.eml"))

    def webhooks(self) -> list[str]:
        """The webhooks that arrived and verified."""
        file = self.config.parent / "webhooks.jsonl"
        return file.read_text().splitlines() if file.exists() else []


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Agencies that have published nothing yet, a mailbox and a webhook receiver."""
    secret = new_secret()
    with (
        StandIn() as agencies,
        mail_server(folder / "mail") as mail_port,
        webhook_receiver(folder / "webhooks.jsonl", secret) as hook_port,
    ):
        config = write_configuration(folder, agencies.bases, mail_port=mail_port, hook_port=hook_port, secret=secret)
        yield World(config=config, agencies=agencies)
