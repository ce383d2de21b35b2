"""One request for one document with every guard around it: a complete, genuine body, 'not modified', or FetchFailed."""

import time
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from watchdog.acquire.addresses import is_private, may_follow, redact
from watchdog.acquire.captures import moment
from watchdog.acquire.causes import cause_of
from watchdog.acquire.complaints import complaint_in
from watchdog.acquire.deadline import deadline
from watchdog.acquire.keys import ApiKey
from watchdog.errors import FetchFailed
from watchdog.ports import Validators

_MAX_REDIRECTS = 3
_MAX_WAIT = timedelta(hours=24)
_UNSAID_WAIT = timedelta(minutes=1)
_CHUNK = 64 * 1024
_COMPLAINT_SIZE = 4096
_AGAIN = "it is tried again at the next poll"
_STATUS = {
    204: f"the server has nothing to send (204): no row answers the query yet; {_AGAIN}",
    401: "the server wants a login (401); this address cannot be polled without one",
    403: "the server refuses us (403); see whether it wants a contact in the User-Agent, or fewer requests",
    404: "the document is not there (404); if it has moved, correct its file in the rules",
    410: "the document is gone for good (410); correct its file in the rules",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """Seconds to connect, to wait for each byte, and for the whole request; bytes of the decoded body."""

    connect: float = 10.0
    read: float = 20.0
    whole: float = 60.0
    size: int = 64 * 1024 * 1024

    def for_words(self) -> Self:
        """For what no release may wait for long: at most five seconds and 4 MiB. Connecting, and then TLS, cannot be
        cut, and leave a second to read in.
        """
        return replace(
            self,
            connect=min(self.connect, 2.0),
            read=min(self.read, 5.0),
            whole=min(self.whole, 5.0),
            size=min(self.size, 4 * 1024 * 1024),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A body as the server meant it, what it said about it, and the monotonic clock at its first byte. `ends` says
    whether the server marked where it ends: without that, a connection that broke looks like one that was done.
    """

    body: bytes
    first_byte: float
    etag: str | None
    last_modified: str | None
    content_type: str | None
    ends: bool = True

    def received_in(self) -> timedelta:
        """What has passed since its first byte."""
        return timedelta(seconds=time.monotonic() - self.first_byte)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to ask for, and on whose behalf messages speak. `is_page`: the document is a page for people.

    The key is not part of `url`, which may be printed.
    """

    document: str
    url: str
    known: Validators | None
    limits: FetchLimits
    now: datetime
    key: ApiKey | None = None
    is_page: bool = False

    def blanked(self, text: str) -> str:
        """The text without the key that this request carries."""
        return self.key.blanked(text) if self.key else text


def fetch(session: requests.Session, request: Request) -> Answer | None:
    """The document, or None where the server says that it is the one we hold."""
    if request.key and not is_private(request.url):
        raise FetchFailed(request.document, "its API key is not sent without TLS; write the address with https://")
    answer, failure = None, ""
    with deadline(session, request.limits.whole) as expired:
        try:
            answer = _answer(session, request)
        except (requests.RequestException, HTTPError, zlib.error, OSError, ValueError) as error:
            failure = f"{cause_of(error)}; {_AGAIN}"
        if expired.is_set():
            failure = _too_slow(request)
    # raised outside of the handler: the client's own failure repeats the address and would stay attached
    if failure:
        raise FetchFailed(request.document, failure)
    if answer is not None:
        _check_genuine(answer.body, request)
    return answer


def retry_after(response: requests.Response, now: datetime) -> timedelta | None:
    """How long the server asks us to wait, in seconds or until a date, at most a day; a minute where it only says that
    we ask too much, None where it says nothing.
    """
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), _MAX_WAIT)
    until = moment(text)
    if until:
        return min(max(until - now, timedelta(0)), _MAX_WAIT)
    return _UNSAID_WAIT if response.status_code == 429 else None


def _answer(session: requests.Session, request: Request) -> Answer | None:
    with _response(session, request) as response:
        first_byte = time.monotonic()
        if response.status_code == 304:
            _check_held(request)
            return None
        if response.status_code != 200:
            wait = retry_after(response, request.now)
            message = request.blanked(_refusal(response, request, wait))
            raise FetchFailed(request.document, message, retry_after=wait, busy=response.status_code == 429)
        body, ends = _body(response, request), _marks_its_end(response)
    said = {name: response.headers.get(name) for name in ("ETag", "Last-Modified", "Content-Type")}
    etag, last_modified, content_type = (request.blanked(text) if text else None for text in said.values())
    return Answer(
        body=request.key.blanked_body(body) if request.key else body,
        first_byte=first_byte,
        etag=etag,
        last_modified=last_modified,
        content_type=content_type,
        ends=ends,
    )


def _marks_its_end(response: requests.Response) -> bool:
    """By its length, its last chunk, or the trailer of its compression, all of which are checked."""
    headers = response.headers
    return "Content-Length" in headers or "Transfer-Encoding" in headers or _encoding(response) != "identity"


def _response(session: requests.Session, request: Request) -> requests.Response:
    """The first answer that is not a redirect; redirects stay on the same host."""
    url, limits = request.key.added_to(request.url) if request.key else request.url, request.limits
    for _ in range(_MAX_REDIRECTS + 1):
        response = session.get(
            url,
            headers=_conditions(request.known),
            timeout=(limits.connect, limits.read),
            allow_redirects=False,
            stream=True,
        )
        if not response.is_redirect:
            return response
        response.close()
        url = _next_address(request, url, response.headers["Location"])
    message = f"more than {_MAX_REDIRECTS} redirects, the last to {redact(url)}; correct its file"
    raise FetchFailed(request.document, request.blanked(message))


def _conditions(known: Validators | None) -> dict[str, str]:
    conditions = {}
    if known and known.etag:
        conditions["If-None-Match"] = known.etag
    if known and known.last_modified:
        conditions["If-Modified-Since"] = known.last_modified
    return conditions


def _next_address(request: Request, url: str, location: str) -> str:
    target = urljoin(url, location)
    if urlsplit(target).path.endswith("_key.html"):
        raise FetchFailed(request.document, _key_trouble(request, "the server redirects to a page that says so"))
    if not may_follow(url, target):
        message = f"redirected to {redact(target)}, another host or without TLS; not followed. If it moved, correct it"
        raise FetchFailed(request.document, request.blanked(message))
    return target


def _key_trouble(request: Request, evidence: str) -> str:
    if request.key:
        return f"the server does not accept the API key ({evidence}); check the key in the configuration"
    return f"the address wants an API key ({evidence}); give its source one under `keys` in the configuration"


def _check_held(request: Request) -> None:
    """A server may say 'not modified' only when we sent it something to compare with."""
    if not _conditions(request.known):
        message = f"the server says 'not modified' (304) of a document that we do not hold; {_AGAIN}"
        if request.known:
            message = f"the server says 'not modified' (304) although we asked for the whole document; {_AGAIN}"
        raise FetchFailed(request.document, message)


def _refusal(response: requests.Response, request: Request, wait: timedelta | None) -> str:
    status = response.status_code
    if "X-DataWebAPI-KeyError" in response.headers:
        return _key_trouble(request, f"the server answers {status}")
    asked = "it wants us to wait" if "Retry-After" in response.headers else "it is left alone for"
    again = f"{asked} {wait.total_seconds():.0f} s" if wait else _AGAIN
    words = _STATUS.get(status, f"the server answers {status}, which is no document; {_AGAIN}")
    if status == 429 or status >= 500:
        trouble = "asks for fewer requests" if status == 429 else "has trouble of its own"
        words = f"the server {trouble} ({status}); {again}"
    complaint = None
    with suppress(HTTPError, OSError, ValueError):  # the status alone says enough
        complaint = complaint_in(response.raw.read(_COMPLAINT_SIZE, decode_content=False))
    return f"{words}. It says: {complaint.words}" if complaint else words


def _body(response: requests.Response, request: Request) -> bytes:
    """The whole decoded body; cut, oversized and strangely encoded ones are refused."""
    chunks, size = [], 0
    for chunk in response.raw.stream(_CHUNK, decode_content=False):
        size += len(chunk)
        if size > request.limits.size:
            raise FetchFailed(request.document, _too_large(request))
        chunks.append(chunk)
    encoding = _encoding(response)
    if encoding in {"gzip", "x-gzip"}:
        return _inflated(b"".join(chunks), request)
    if encoding != "identity":
        raise FetchFailed(
            request.document, f"the body is encoded as {encoding[:20]!r}, which we did not ask for; {_AGAIN}"
        )
    return b"".join(chunks)


def _encoding(response: requests.Response) -> str:
    return response.headers.get("Content-Encoding", "").strip().lower() or "identity"


def _inflated(packed: bytes, request: Request) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    body = inflater.decompress(packed, request.limits.size + 1)
    if len(body) > request.limits.size:
        raise FetchFailed(request.document, _too_large(request))
    # the usual decoders end quietly when the packed stream is cut before its trailer
    if not inflater.eof or inflater.unused_data:
        raise FetchFailed(request.document, f"the compressed body was cut off; {_AGAIN}")
    return body


def _check_genuine(body: bytes, request: Request) -> None:
    """Refuse what only looks like success: nothing at all, an error, or a page for people in place of the document."""
    start = body[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    path = urlsplit(request.url).path.lower()
    if not start:
        raise FetchFailed(request.document, f"the server sent an empty body with status 200; {_AGAIN}")
    if request.is_page:
        return
    if start.startswith(b"<"):
        if any(words in body[:_COMPLAINT_SIZE].lower() for words in (b"invalid key", b"missing key")):
            raise FetchFailed(request.document, _key_trouble(request, "the server sends a page that says so"))
        message = f"the server sent a web page with status 200 in place of the document; {_AGAIN}"
        raise FetchFailed(request.document, message)
    if path.endswith((".xlsx", ".zip")) and not body.startswith(b"PK"):
        message = f"expected a workbook or archive, the body begins {body[:16]!r}; {_AGAIN}"
        raise FetchFailed(request.document, message)
    if complaint := complaint_in(body):
        message = f"the server reports an error with status 200: {complaint.words}"
        raise FetchFailed(request.document, message, retry_after=complaint.wait, busy=complaint.wait is not None)


def _too_large(request: Request) -> str:
    return f"the body exceeds {request.limits.size} bytes; nothing of it was kept"


def _too_slow(request: Request) -> str:
    return f"not complete within {request.limits.whole:g} s; {_AGAIN}"
