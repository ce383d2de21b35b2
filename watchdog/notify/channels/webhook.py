"""webhook: an alert as signed JSON to one endpoint, after Standard Webhooks 1.0; address and secret stay unseen."""

import ssl
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert, Delivery
from watchdog.model.text_forms import SecretText
from watchdog.notify.channels import standard_webhooks
from watchdog.notify.channels.deadline import deadline
from watchdog.notify.payload import webhook_body

_HEADERS = {"Content-Type": "application/json", "User-Agent": "release-watchdog"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """`secret` is base64, with or without 'whsec_'; `previous_secret` signs too while the receiver changes over."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    url: SecretText
    secret: SecretText
    previous_secret: SecretText | None = None
    timeout_seconds: float = 15.0

    def __post_init__(self) -> None:
        _require_address(self.url.reveal())
        for secret in filter(None, (self.secret, self.previous_secret)):
            standard_webhooks.require_strong(secret)
        if not 0 < self.timeout_seconds <= 30:
            raise ValueError("timeout_seconds must lie above 0 and be at most 30")


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """One endpoint; its target is the scheme and host, because the path may be a secret."""

    name: str
    settings: WebhookSettings

    def targets(self) -> tuple[str, ...]:
        """The endpoint, without its path."""
        return ("{0.scheme}://{0.netloc}".format(urlsplit(self.settings.url.reveal())),)

    def render(self, alert: Alert, target: str) -> bytes:  # noqa: ARG002 - the body is the same for every target
        """The JSON body."""
        return webhook_body(alert)

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Post once; only 2xx is success, a redirect is never followed."""
        try:
            status, retry_after = self._post(delivery, now)
        except (OSError, HTTPException) as error:
            raise DeliveryFailed(f"{delivery.target}: no answer ({type(error).__name__})") from error
        if 200 <= status < 300:
            return
        wait = standard_webhooks.wait_asked(retry_after, now)
        raise DeliveryFailed(f"{delivery.target} answered {status}", disable=status == 410, retry_after=wait)

    def _post(self, delivery: Delivery, now: datetime) -> tuple[int, str]:
        """The status of the answer and its Retry-After; nothing in its body could change the outcome."""
        address, timeout = urlsplit(self.settings.url.reveal()), self.settings.timeout_seconds
        path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        connection = _connection(address, timeout)
        secrets = filter(None, (self.settings.secret, self.settings.previous_secret))
        signed = standard_webhooks.headers(delivery.alert_id, delivery.body, now, secrets)
        try:
            with deadline(timeout, lambda: connection.sock):
                connection.request("POST", path, delivery.body, {**_HEADERS, **signed})
                answer = connection.getresponse()
                return answer.status, answer.getheader("Retry-After", "")
        finally:
            connection.close()


def make(name: str, settings: WebhookSettings) -> WebhookChannel:
    """The channel of that name in config.yaml."""
    return WebhookChannel(name, settings)


def _connection(address: SplitResult, timeout: float) -> HTTPConnection:
    if address.scheme == "https":
        trust = ssl.create_default_context()
        return HTTPSConnection(str(address.hostname), address.port, timeout=timeout, context=trust)
    return HTTPConnection(str(address.hostname), address.port, timeout=timeout)


def _require_address(url: str) -> None:
    """ValueError, which never quotes the url, unless one can post there."""
    address = urlsplit(url)
    plain = url.isascii() and url.isprintable() and " " not in url
    postable = plain and address.scheme in ("http", "https") and address.hostname and "@" not in address.netloc
    if not postable or address.port == 0:  # reading a port that is no number up to 65535 is a ValueError of its own
        raise ValueError("url must be https://host/path or http://host/path, in ASCII, without a user name")
