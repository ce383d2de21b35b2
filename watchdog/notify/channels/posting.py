"""One request within a wall-clock limit, no redirect followed: the status, the wait asked for, how the body begins."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from watchdog.dial import dial
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.notify.channels.deadline import deadline

LONGEST_BODY = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the endpoint said; of its body no more than LONGEST_BODY bytes, and none unless it was asked for."""

    status: int
    retry_after: str
    body: str


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float,
    read_body: bool,
    reach: Reach = ANYWHERE_PUBLIC,
    method: str = "POST",
) -> Answer:
    """The answer; OSError, of it NotAllowed, or HTTPException where there is none within `seconds`."""
    address = urlsplit(url)
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    connection = _connection(address, seconds)
    connection.sock = dial(connection.host, connection.port, seconds=seconds, reach=reach)
    try:
        with deadline(seconds, lambda: connection.sock):
            if address.scheme == "https":
                _secure(connection)
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            begins = answer.read(LONGEST_BODY) if read_body else b""
            return Answer(
                status=answer.status,
                retry_after=answer.getheader("Retry-After", ""),
                body=begins.decode("utf-8", "replace"),
            )
    finally:
        connection.close()


def require_address(url: str) -> None:
    """ValueError, which never quotes the url, unless one can post there."""
    address = urlsplit(url)
    plain = url.isascii() and url.isprintable() and " " not in url
    postable = plain and address.scheme in ("http", "https") and address.hostname and "@" not in address.netloc
    if not postable or address.port == 0:  # reading a port that is no number up to 65535 is a ValueError of its own
        raise ValueError("url must be https://host/path or http://host/path, in ASCII, without a user name")


def _connection(address: SplitResult, timeout: float) -> HTTPConnection:
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    # with the port said, the last part of an IPv6 address is not taken for one
    return kind(str(address.hostname), address.port or kind.default_port, timeout=timeout)


def _secure(connection: HTTPConnection) -> None:
    """TLS, verified; the socket is the connection's before the handshake, so that the limit can break that too."""
    trust = ssl.create_default_context()
    secured = trust.wrap_socket(connection.sock, server_hostname=connection.host, do_handshake_on_connect=False)
    connection.sock = secured
    secured.do_handshake()
