"""A source on a web server: each document of its layouts is asked for, politely, on its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from watchdog.acquire.client import Client, Manners, captured
from watchdog.acquire.fetch import FetchLimits
from watchdog.acquire.links import link_on
from watchdog.acquire.settled import check_settled
from watchdog.errors import FetchFailed, SourceError
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.ports import Unchanged, Validators


class HttpSource:
    """Documents below one address; one with a `link` is what its page links to under that name."""

    def __init__(self, name: str, address: str, layouts: Sequence[Layout], manners: Manners) -> None:
        self.name = name
        self._address = address.rstrip("/")
        self._layouts = tuple(layouts)
        self._client = Client(manners)
        self._rests: dict[str, datetime] = {}

    def fetch(self, known: Mapping[str, Validators], now: datetime) -> Iterator[Capture | Unchanged | SourceError]:
        """Each document's capture, or that it is unchanged, or why it could not be had."""
        for layout in self._layouts:
            try:
                self._check_rested(layout, now)
                yield self._one(layout, known.get(layout.document), now)
            except SourceError as error:
                if layout.is_text and isinstance(error, FetchFailed) and error.retry_after:
                    self._rests[layout.document] = now + error.retry_after
                    error.retry_after = None  # the tables of this source do not wait for it
                yield error

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _check_rested(self, layout: Layout, now: datetime) -> None:
        until = self._rests.get(layout.document)
        if until is not None and now < until:
            wanted = f"its server wants us to wait until {until:%Y-%m-%d %H:%M:%SZ}: not asked"
            raise FetchFailed(f"{layout.source}/{layout.document}", wanted)

    def _one(self, layout: Layout, known: Validators | None, now: datetime) -> Capture | Unchanged:
        name = f"{layout.source}/{layout.document}"
        url = self._discover(layout, name, now) if layout.link else f"{self._address}/{layout.file}"
        is_page = layout.is_text or layout.file.endswith(".html")
        limits = self._limits(layout)
        answer = self._client.get(name, url, known, now, is_page=is_page, limits=limits, alone=layout.is_text)
        if answer is None:
            return Unchanged(document=layout.document)
        result = captured(layout, self._client.shown(url), answer, answer.body, known, now)
        if layout.is_text and not answer.ends:  # pages differ from one request to the next, so a second says nothing
            raise FetchFailed(name, "the server did not say how long it is; it is tried at the next poll")
        if isinstance(result, Capture):
            if not layout.is_text:
                check_settled(self._client, name, url, answer, known, now)
            return replace(result, received_in=answer.received_in())
        return result

    def _discover(self, layout: Layout, name: str, now: datetime) -> str:
        page = f"{self._address}/{layout.file}"
        limits = self._limits(layout)
        answer = self._client.get(name, page, None, now, is_page=True, limits=limits, alone=layout.is_text)
        return link_on(answer.body if answer else b"", page, layout.link, name)

    def _limits(self, layout: Layout) -> FetchLimits:
        """The tables that were fetched before a press text are judged once it is here, or is not to be had."""
        limits = self._client.manners.limits
        return limits.for_words() if layout.is_text else limits
