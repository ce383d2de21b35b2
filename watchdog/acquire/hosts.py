"""One policy for each host, whichever sources lead to it: one request at a time, not too close together, and none
before the moment until which the host has asked us to wait.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from urllib.parse import urlsplit

from watchdog.errors import FetchFailed

_NEVER = float("-inf")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Host:
    turn: Lock = field(default_factory=Lock)
    last: float = _NEVER
    not_before: datetime = _LONG_AGO


class Hosts:
    """What is known of each host; the sources of a service share one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._hosts: dict[str, _Host] = {}

    @contextmanager
    def turn(self, document: str, url: str, *, interval: float, now: datetime) -> Iterator[None]:
        """Within it, the caller alone talks to the host, at least `interval` seconds after whoever did last."""
        name = urlsplit(url).netloc.rpartition("@")[2].lower()
        with self._lock:
            host = self._hosts.setdefault(name, _Host())
        with host.turn:
            if host.not_before > now:
                message = f"{name} asked us to wait until {host.not_before:%Y-%m-%d %H:%M:%SZ}: not asked before"
                raise FetchFailed(document, message, retry_after=host.not_before - now, busy=True)
            time.sleep(max(host.last + interval - time.monotonic(), 0.0))
            try:
                yield
            except FetchFailed as error:
                # a server in trouble may have it with this document alone; one that says 'too many' means us
                if error.retry_after and error.busy:
                    host.not_before = now + error.retry_after
                raise
            finally:
                host.last = time.monotonic()
