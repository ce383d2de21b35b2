"""A source on a web server: each document of its layouts is asked for, politely, on its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from watchdog.acquire.addresses import redact
from watchdog.acquire.captures import capture_or_unchanged, moment
from watchdog.acquire.deadline import guarded_session
from watchdog.acquire.fetch import FetchLimits, Request, fetch
from watchdog.errors import SourceError
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.ports import Unchanged, Validators


class HttpSource:
    """Documents below one address. Holds the connection between requests; `close` ends it."""

    def __init__(
        self, name: str, address: str, layouts: Sequence[Layout], *, user_agent: str, limits: FetchLimits | None = None
    ) -> None:
        self.name = name
        self._address = address.rstrip("/")
        self._layouts = tuple(layouts)
        self._limits = limits or FetchLimits()
        self._session = guarded_session(user_agent)

    def fetch(self, known: Mapping[str, Validators], now: datetime) -> Iterator[Capture | Unchanged | SourceError]:
        """Each document's capture, or that it is unchanged, or why it could not be had."""
        for layout in self._layouts:
            try:
                yield self._one(layout, known.get(layout.document), now)
            except SourceError as error:
                yield error

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _one(self, layout: Layout, known: Validators | None, now: datetime) -> Capture | Unchanged:
        url = f"{self._address}/{layout.file}"
        document = f"{layout.source}/{layout.document}"
        answer = fetch(self._session, Request(document=document, url=url, known=known, limits=self._limits, now=now))
        if answer is None:
            return Unchanged(document=layout.document)
        result = capture_or_unchanged(layout=layout, url=redact(url), body=answer.body, known=known, now=now)
        if isinstance(result, Unchanged):
            return result
        last_modified = moment(answer.last_modified)
        return replace(result, etag=answer.etag, last_modified=last_modified, content_type=answer.content_type)
