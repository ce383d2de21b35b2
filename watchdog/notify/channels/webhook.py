"""webhook: an alert as signed JSON to one endpoint, after Standard Webhooks 1.0; address and secret stay unseen."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from watchdog.model.alert import Alert, Delivery
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.model.text_forms import SecretText
from watchdog.notify.channels import standard_webhooks
from watchdog.notify.channels.endpoint import HEADERS, deliver, require_endpoint, shown
from watchdog.notify.payload import webhook_body


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """`secret` is base64, with or without 'whsec_'; `previous_secret` signs too while the receiver changes over.
    `expect` is a regular expression that the body of a successful answer contains, for receivers that say 200 and mean
    failure.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    url: SecretText
    secret: SecretText
    previous_secret: SecretText | None = None
    expect: str | None = None
    timeout_seconds: float = 15.0

    def __post_init__(self) -> None:
        require_endpoint(self.url, self.timeout_seconds)
        for secret in filter(None, (self.secret, self.previous_secret)):
            standard_webhooks.require_strong(secret)
        try:
            re.compile(self.expect or "")
        except re.error as error:
            raise ValueError(f"expect is not a regular expression: {error}") from None


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """One endpoint; its target is the scheme and host, because the path may be a secret."""

    name: str
    settings: WebhookSettings
    reach: Reach = ANYWHERE_PUBLIC

    def targets(self) -> tuple[str, ...]:
        """The endpoint, without its path."""
        return (shown(self.settings.url),)

    def render(self, alert: Alert, target: str) -> bytes:  # noqa: ARG002 - the body is the same for every target
        """The JSON body."""
        return webhook_body(alert)

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Post once, signed; only 2xx with the body expected is success."""
        settings, expect = self.settings, self.settings.expect
        secrets = filter(None, (settings.secret, settings.previous_secret))
        signed = HEADERS | standard_webhooks.headers(delivery.alert_id, delivery.body, now, secrets)
        refusal = None if expect is None else partial(_unexpected, expect)
        deliver(
            settings.url.reveal(),
            delivery,
            now,
            seconds=settings.timeout_seconds,
            reach=self.reach,
            headers=signed,
            refusal=refusal,
        )


def make(name: str, settings: WebhookSettings, reach: Reach = ANYWHERE_PUBLIC) -> WebhookChannel:
    """The channel of that name in config.yaml."""
    return WebhookChannel(name, settings, reach)


def _unexpected(expect: str, body: str) -> str:
    return "" if re.search(expect, body) else "not with the body that `expect` describes"
