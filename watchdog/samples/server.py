"""A small server on this machine that stands in for the agencies: their addresses and formats, release by release."""

import hashlib
from contextlib import suppress
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import NamedTuple, Self

from watchdog.samples.addresses import Answer, answer
from watchdog.samples.releases import SampleRelease
from watchdog.samples.tables import Content

_SOURCES = ("census", "census-bulk", "fred", "press")


class Request(NamedTuple):
    """One request that was answered: its path with the query, and the status."""

    target: str
    status: int


class StandIn:
    """The stand-in while it runs: `with StandIn() as agencies`. It answers 404 until something is published."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._documents: dict[str, Content] = {}
        self._modified: dict[str, datetime] = {}
        self._requests: list[Request] = []
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="stand-in", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def bases(self) -> dict[str, str]:
        """Each source's base address, by the source's name; a document's file is asked for below it."""
        return {source: f"http://127.0.0.1:{self._server.server_port}/{source}/" for source in _SOURCES}

    @property
    def requests(self) -> tuple[Request, ...]:
        """What was asked so far, in order."""
        with self._lock:
            return tuple(self._requests)

    def publish(self, release: SampleRelease) -> None:
        """Switch to the release at once; a document that it does not bring stays as it was."""
        with self._lock:
            self._documents = {**self._documents, **release.documents}
            self._modified = {**self._modified, **dict.fromkeys(release.documents, release.published_at)}

    def look_up(self, target: str) -> tuple[Answer, datetime] | None:
        """The answer to a path and query as things stand, and when its document last changed."""
        with self._lock:
            documents, modified = self._documents, self._modified
        found = answer(target, documents)
        return None if found is None else (found, modified[found.document])

    def note(self, request: Request) -> None:
        """Add to the list of requests."""
        with self._lock:
            self._requests.append(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stand_in: StandIn) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stand_in = stand_in

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hangs up."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        found = self.server.stand_in.look_up(self.path)
        if found is None:
            self._reply(HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain"}, b"no such document\n")
            return
        document, modified = found
        etag = f'"{hashlib.sha256(document.body).hexdigest()[:32]}"'
        validators = {"ETag": etag, "Last-Modified": format_datetime(modified, usegmt=True)}
        if self._holds(etag, modified):
            self._reply(HTTPStatus.NOT_MODIFIED, validators)
        else:
            self._reply(HTTPStatus.OK, validators | {"Content-Type": document.content_type}, document.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Requests are kept for whoever asks, not printed."""

    def _holds(self, etag: str, modified: datetime) -> bool:
        if matches := self.headers.get("If-None-Match"):
            return etag in (held.strip() for held in matches.split(","))
        since = self.headers.get("If-Modified-Since")
        return since is not None and modified <= parsedate_to_datetime(since)

    def _reply(self, status: HTTPStatus, headers: dict[str, str], body: bytes = b"") -> None:
        self.server.stand_in.note(Request(self.path, status.value))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        with suppress(ConnectionError):  # whoever asked may be gone
            self.end_headers()
            self.wfile.write(body)
