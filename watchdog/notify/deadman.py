"""The dead-man ping: an address outside that is asked for regularly; its keeper raises alarm when it no longer is.

The whole address is a secret: whoever knows it could keep the keeper quiet.
"""

from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from typing import ClassVar
from urllib.parse import urlsplit

from watchdog.dial import NotAllowed
from watchdog.model.reach import Reach
from watchdog.model.secret import Secret
from watchdog.model.text_forms import SecretText, SpanText
from watchdog.notify.channels.posting import post, require_address

_SECONDS = 15.0
_HEADERS = {"User-Agent": "release-watchdog"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadmanSettings:
    """`url` is asked for `every` so often while all goes well, `fail_url`, if there is one, when it does not."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    url: SecretText
    every: SpanText = timedelta(minutes=5)
    fail_url: SecretText | None = None

    def __post_init__(self) -> None:
        for url in filter(None, (self.url, self.fail_url)):
            require_address(url.reveal())
        if self.every < timedelta(minutes=1):
            raise ValueError("every must be at least 1 minute")


def ping(url: Secret, reach: Reach) -> str:
    """Ask for the address once; '' or what went wrong, without the address."""
    host = urlsplit(url.reveal()).hostname
    try:
        answer = post(url.reveal(), b"", _HEADERS, seconds=_SECONDS, read_body=False, reach=reach, method="GET")
    except NotAllowed as error:
        return f"{host}: {error}"
    except (OSError, HTTPException) as error:
        return f"{host}: no answer ({type(error).__name__})"
    return "" if 200 <= answer.status < 300 else f"{host} answered {answer.status}"
