"""apprise: an alert as text by whatever service the optional package Apprise knows, under one of its addresses."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from threading import Thread
from typing import Any, ClassVar

from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert, Delivery
from watchdog.model.finding import Severity
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.model.text_forms import SecretText
from watchdog.notify import chat, render

INSTALL = "pip install 'release-watchdog[apprise]'"
_TYPES = {Severity.INFO: "info", Severity.WARNING: "warning", Severity.CRITICAL: "failure"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseSettings:
    """`url` is an address as Apprise writes them (discord://...), mostly with a token in it: a secret."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    url: SecretText
    timeout_seconds: float = 30.0

    def __post_init__(self) -> None:
        if find_spec("apprise") is None:
            raise ValueError(f"channels of the kind apprise need a package that is not installed: {INSTALL}")
        if not 0 < self.timeout_seconds <= 120:
            raise ValueError("timeout_seconds must lie above 0 and be at most 120")
        if _service(self) is None:
            raise ValueError("url must be an address that Apprise knows, such as discord://webhook_id/webhook_token")


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """One address; its target is the service, because the rest is secret."""

    settings: AppriseSettings

    def targets(self) -> tuple[str, ...]:
        """The service."""
        return (self.settings.url.reveal().partition("://")[0] + "://",)

    def render(self, alert: Alert, target: str) -> bytes:  # noqa: ARG002 - the text is the same for every service
        """Title, text and type."""
        title, kind = render.subject(alert.brief), _TYPES[render.severity(alert)]
        return json.dumps({"title": title, "body": chat.text(alert), "type": kind}).encode()

    def send(self, delivery: Delivery, now: datetime) -> None:  # noqa: ARG002 - the message carries its own times
        """Hand it to the service once. Apprise says only whether it was taken, not why it was not."""
        taken: list[bool] = []
        worker = Thread(target=self._notify, args=(json.loads(delivery.body), taken), daemon=True)
        worker.start()
        worker.join(self.settings.timeout_seconds)
        if worker.is_alive():
            raise DeliveryFailed(f"{delivery.target}: no answer in {self.settings.timeout_seconds:g} seconds")
        if taken != [True]:
            raise DeliveryFailed(f"{delivery.target}: Apprise could not deliver it, and does not say why")

    def _notify(self, message: dict[str, str], taken: list[bool]) -> None:
        service = _service(self.settings)
        try:
            taken.append(
                service is not None
                and bool(service.notify(message["body"], title=message["title"], notify_type=message["type"]))
            )
        except Exception:  # noqa: BLE001 - part of the delivery's door: a thread has no other way to say that it broke
            taken.append(False)


def make(_name: str, settings: AppriseSettings, _reach: Reach = ANYWHERE_PUBLIC) -> AppriseChannel:
    """The channel of that name in config.yaml. Apprise makes its own connections: no reach binds it."""
    return AppriseChannel(settings)


def _service(settings: AppriseSettings) -> Any:  # noqa: ANN401 - an untyped library
    """Apprise's own object for the address; None where it knows no such address. Its log would quote addresses."""
    import apprise

    logging.getLogger("apprise").disabled = True
    return apprise.Apprise.instantiate(settings.url.reveal(), suppress_exceptions=True)
