"""One source's way to its server: its session, its key and its manners, from a layout or an address to a capture."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import requests

from watchdog.acquire.addresses import redact
from watchdog.acquire.captures import capture_or_unchanged, moment
from watchdog.acquire.deadline import guarded_session
from watchdog.acquire.fetch import Answer, FetchLimits, Request, fetch
from watchdog.acquire.hosts import Hosts
from watchdog.acquire.keys import ApiKey
from watchdog.errors import FetchFailed
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.ports import Unchanged, Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a source asks: who it says it is, its key, the seconds between two requests, and the hosts that it shares
    with other sources. `confirm`: a document that has changed is asked for twice before it is believed. `reach`: which
    addresses its host may lead to.
    """

    user_agent: str
    key: ApiKey | None = None
    interval: float = 0.0
    confirm: bool = False
    reach: Reach = ANYWHERE_PUBLIC
    hosts: Hosts = field(default_factory=Hosts)
    limits: FetchLimits = field(default_factory=FetchLimits)


class Client:
    """Holds the connection between requests; `close` ends it."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self._session: requests.Session = guarded_session(manners.user_agent, manners.reach)

    def get(
        self,
        document: str,
        url: str,
        known: Validators | None,
        now: datetime,
        *,
        is_page: bool = False,
        limits: FetchLimits | None = None,
        alone: bool = False,
    ) -> Answer | None:
        """The answer when it is the host's turn; None where the server says that it is what we hold. `limits` are those
        of the source unless others are given. `alone`: the wait that it is asked for is no wait for the whole host.
        """
        request = Request(
            document=document,
            url=url,
            known=known,
            limits=limits or self.manners.limits,
            now=now,
            key=self.manners.key,
            is_page=is_page,
        )
        with self.manners.hosts.turn(document, url, interval=self.manners.interval, now=now):
            try:
                return fetch(self._session, request)
            except FetchFailed as error:
                error.busy = error.busy and not alone
                raise

    def shown(self, url: str) -> str:
        """The address as people may see it."""
        key = self.manners.key
        return redact(key.shown_in(url)) if key else redact(url)

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()


def captured(
    layout: Layout, url: str, answer: Answer, body: bytes, known: Validators | None, now: datetime
) -> Capture | Unchanged:
    """What the server sent, with what it said of it; `body` is the answer's, or the part that is this document."""
    result = capture_or_unchanged(layout=layout, url=url, body=body, known=known, now=now)
    if isinstance(result, Unchanged):
        return result
    last_modified = moment(answer.last_modified)
    return replace(
        result,
        etag=answer.etag,
        last_modified=last_modified,
        content_type=answer.content_type,
        received_in=answer.received_in(),
    )
