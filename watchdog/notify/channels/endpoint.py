"""A channel that posts one JSON body to one address: what every kind of it shares, and what an answer means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import ClassVar
from urllib.parse import urlsplit

from watchdog.dial import NotAllowed
from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert, Delivery
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.model.secret import Secret
from watchdog.model.text_forms import SecretText
from watchdog.notify.channels.posting import Answer, post, require_address
from watchdog.notify.channels.standard_webhooks import wait_asked

HEADERS = {"Content-Type": "application/json", "User-Agent": "release-watchdog"}
LONGEST_WAIT_SECONDS = 30
_SLACKS_ERRORS = frozenset(
    (
        *("action_prohibited", "channel_is_archived", "channel_not_found", "invalid_blocks", "invalid_payload"),
        *("invalid_token", "no_active_hooks", "no_service", "no_service_id", "no_team", "no_text", "rollup_error"),
        *("posting_to_general_channel_denied", "team_disabled", "too_many_attachments", "user_not_found"),
    )
)

Refusal = Callable[[str], str]
"""From the body of a 2xx answer: why it is a failure all the same, or ''."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSettings:
    """Whoever knows `url` can post to it: it is a secret."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    url: SecretText
    timeout_seconds: float = 15.0

    def __post_init__(self) -> None:
        require_endpoint(self.url, self.timeout_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One chat room: `write` gives the body of the post, `refusal` what its kind of receiver calls success."""

    settings: EndpointSettings
    write: Callable[[Alert], bytes]
    refusal: Refusal
    reach: Reach = ANYWHERE_PUBLIC

    def targets(self) -> tuple[str, ...]:
        """The endpoint, without its path."""
        return (shown(self.settings.url),)

    def render(self, alert: Alert, target: str) -> bytes:  # noqa: ARG002 - the body is the same for every target
        """The JSON body."""
        return self.write(alert)

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Post once; only 2xx with the body of a success is success."""
        url, seconds = self.settings.url.reveal(), self.settings.timeout_seconds
        deliver(url, delivery, now, seconds=seconds, reach=self.reach, refusal=self.refusal)


def require_endpoint(url: Secret, timeout_seconds: float) -> None:
    """ValueError, which never quotes the url, unless one can post there and will not wait too long."""
    require_address(url.reveal())
    if not 0 < timeout_seconds <= LONGEST_WAIT_SECONDS:
        raise ValueError(f"timeout_seconds must lie above 0 and be at most {LONGEST_WAIT_SECONDS}")


def shown(url: Secret) -> str:
    """Scheme and host: the path may be a secret."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(url.reveal()))


def deliver(
    url: str,
    delivery: Delivery,
    now: datetime,
    *,
    seconds: float,
    reach: Reach,
    headers: Mapping[str, str] = HEADERS,
    refusal: Refusal | None = None,
) -> None:
    """Post once; DeliveryFailed unless the answer is 2xx and no refusal. A redirect is never followed, and no answer is
    quoted: it may repeat the address or a token.
    """
    try:
        answer = post(url, delivery.body, headers, seconds=seconds, read_body=refusal is not None, reach=reach)
    except NotAllowed as error:
        raise DeliveryFailed(f"{delivery.target}: {error}") from error
    except (OSError, HTTPException) as error:
        raise DeliveryFailed(f"{delivery.target}: no answer ({type(error).__name__})") from error
    wait = wait_asked(answer.retry_after, now)
    if not 200 <= answer.status < 300:
        message = f"{delivery.target} answered {answer.status}{_name_of_the_error(answer)}"
        raise DeliveryFailed(message, disable=answer.status == 410, retry_after=wait)
    if refusal is not None and (why := refusal(answer.body)):
        raise DeliveryFailed(f"{delivery.target} answered {answer.status}, but {why}", retry_after=wait)


def is_page(body: str) -> bool:
    """Whether a web page came back, such as that of a proxy that wants a log-in."""
    return body.lstrip().lower().startswith(("<!doctype", "<html"))


def _name_of_the_error(answer: Answer) -> str:
    """' (no_service)': what Slack says of a failure, and so never anything that a receiver repeats of ours."""
    name = answer.body.strip()
    return f" ({name})" if name in _SLACKS_ERRORS else ""
