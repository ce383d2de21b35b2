"""email: an alert as one message to each mailbox, in an SMTP transaction of its own."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from watchdog.model.alert import Alert, Delivery
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.notify.channels.smtp import SmtpSettings, transmit
from watchdog.notify.message import message_bytes

_MAILBOX = re.compile(r"""[^\s@<>()\[\]\\,;:"]+@[A-Za-z0-9.-]+""", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """Each mailbox of `to` gets a message of its own."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    to: tuple[str, ...]
    smtp: SmtpSettings
    sender: str = "watchdog@localhost"

    def __post_init__(self) -> None:
        if not self.to:
            raise ValueError("to must name at least one mailbox")
        if twice := {mailbox for mailbox in self.to if self.to.count(mailbox) > 1}:
            raise ValueError(f"to names {', '.join(sorted(twice))} twice")
        for mailbox in (*self.to, self.sender):
            if not (mailbox.isascii() and mailbox.isprintable() and _MAILBOX.fullmatch(mailbox)):
                raise ValueError(f"{mailbox!r} is not a mailbox such as desk@example.org")


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """The mailboxes of one configured channel; each is a target."""

    name: str
    settings: EmailSettings

    def targets(self) -> tuple[str, ...]:
        """The mailboxes."""
        return self.settings.to

    def render(self, alert: Alert, target: str) -> bytes:
        """The message to this mailbox."""
        return message_bytes(alert, self.name, self.settings.sender, target)

    def send(self, delivery: Delivery, now: datetime) -> None:  # noqa: ARG002 - the message carries its own date
        """Hand the message to the server for one mailbox."""
        transmit(self.settings.smtp, self.settings.sender, delivery.target, delivery.body)


def make(name: str, settings: EmailSettings, _reach: Reach = ANYWHERE_PUBLIC) -> EmailChannel:
    """The channel of that name in config.yaml. Mail servers mostly lie in the private network: they may."""
    return EmailChannel(name, settings)
