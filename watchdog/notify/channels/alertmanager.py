"""alertmanager: the findings of an alert to a Prometheus Alertmanager (API v2), firing until they are taken back."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from watchdog.model.alert import Alert, Delivery
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.model.text_forms import SecretText
from watchdog.notify.alertmanager_alerts import alerts_body
from watchdog.notify.channels.endpoint import HEADERS, deliver, is_page, require_endpoint, shown
from watchdog.notify.channels.posting import require_address

_PATH = "/api/v2/alerts"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertmanagerSettings:
    """`url` is where Alertmanager's own page is. What is not taken back fires for `firing_days`, which must outlast the
    attempts to deliver it. `generator_url` is where its page links to. With a `username` and `password` the post logs
    in.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    url: SecretText
    firing_days: int = 7
    generator_url: str | None = None
    username: str | None = None
    password: SecretText | None = None
    timeout_seconds: float = 15.0

    def __post_init__(self) -> None:
        require_endpoint(self.url, self.timeout_seconds)
        if not 4 <= self.firing_days <= 366:
            raise ValueError("firing_days must be at least 4, longer than a delivery is tried, and at most 366")
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together")
        if self.generator_url is not None:
            try:
                require_address(self.generator_url)
            except ValueError:
                raise ValueError("generator_url must be an address such as https://desk.example.org/") from None


@dataclass(frozen=True, slots=True)
class AlertmanagerChannel:
    """One Alertmanager; its target is the scheme and host."""

    settings: AlertmanagerSettings
    reach: Reach = ANYWHERE_PUBLIC

    def targets(self) -> tuple[str, ...]:
        """The server."""
        return (shown(self.settings.url),)

    def render(self, alert: Alert, target: str) -> bytes:  # noqa: ARG002 - the body is the same for every target
        """The alerts as its API takes them."""
        return alerts_body(alert, timedelta(days=self.settings.firing_days), self.settings.generator_url)

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Post once; Alertmanager takes all of it or nothing."""
        url = self.settings.url.reveal().rstrip("/").removesuffix(_PATH) + _PATH
        headers, seconds = HEADERS | self._log_in(), self.settings.timeout_seconds
        deliver(url, delivery, now, seconds=seconds, reach=self.reach, headers=headers, refusal=refusal)

    def _log_in(self) -> dict[str, str]:
        name, password = self.settings.username, self.settings.password
        if name is None or password is None:
            return {}
        return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password.reveal()}".encode()).decode()}


def make(_name: str, settings: AlertmanagerSettings, reach: Reach = ANYWHERE_PUBLIC) -> AlertmanagerChannel:
    """The channel of that name in config.yaml."""
    return AlertmanagerChannel(settings, reach)


def refusal(answer: str) -> str:
    """Of what Alertmanager takes it says nothing."""
    return "with a web page: is this the address of an Alertmanager?" if is_page(answer) else ""
