"""webhook: an alert as signed JSON to one endpoint, after Standard Webhooks 1.0; address and secret stay unseen."""

import re
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import ClassVar
from urllib.parse import urlsplit

from watchdog.dial import NotAllowed
from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert, Delivery
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.model.text_forms import SecretText
from watchdog.notify.channels import standard_webhooks
from watchdog.notify.channels.posting import post, require_address
from watchdog.notify.payload import webhook_body

_HEADERS = {"Content-Type": "application/json", "User-Agent": "release-watchdog"}


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
        require_address(self.url.reveal())
        for secret in filter(None, (self.secret, self.previous_secret)):
            standard_webhooks.require_strong(secret)
        if not 0 < self.timeout_seconds <= 30:
            raise ValueError("timeout_seconds must lie above 0 and be at most 30")
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
        return ("{0.scheme}://{0.netloc}".format(urlsplit(self.settings.url.reveal())),)

    def render(self, alert: Alert, target: str) -> bytes:  # noqa: ARG002 - the body is the same for every target
        """The JSON body."""
        return webhook_body(alert)

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Post once; only 2xx with the body expected is success, a redirect is never followed."""
        settings, expect = self.settings, self.settings.expect
        secrets = filter(None, (settings.secret, settings.previous_secret))
        signed = standard_webhooks.headers(delivery.alert_id, delivery.body, now, secrets)
        headers, seconds, wants_body = {**_HEADERS, **signed}, settings.timeout_seconds, expect is not None
        try:
            url, body = settings.url.reveal(), delivery.body
            answer = post(url, body, headers, seconds=seconds, read_body=wants_body, reach=self.reach)
        except NotAllowed as error:
            raise DeliveryFailed(f"{delivery.target}: {error}") from error
        except (OSError, HTTPException) as error:
            raise DeliveryFailed(f"{delivery.target}: no answer ({type(error).__name__})") from error
        wait = standard_webhooks.wait_asked(answer.retry_after, now)
        if not 200 <= answer.status < 300:
            message = f"{delivery.target} answered {answer.status}"
            raise DeliveryFailed(message, disable=answer.status == 410, retry_after=wait)
        if expect is not None and not re.search(expect, answer.body):
            # the answer is not quoted: it may repeat the address or a token
            message = f"{delivery.target} answered {answer.status}, but not with the body that `expect` describes"
            raise DeliveryFailed(message, retry_after=wait)


def make(name: str, settings: WebhookSettings, reach: Reach = ANYWHERE_PUBLIC) -> WebhookChannel:
    """The channel of that name in config.yaml."""
    return WebhookChannel(name, settings, reach)
