"""From a failure inside the HTTP libraries to words for it; their own texts repeat the address, secrets included."""

import http.client
import ssl
import zlib

import requests
from urllib3 import exceptions

from watchdog.dial import NotAllowed

_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLError, "the TLS handshake failed or the certificate does not prove the host; it is never skipped"),
    (exceptions.NameResolutionError, "the host's name cannot be resolved"),
    (ConnectionRefusedError, "the server refuses connections"),
    (requests.exceptions.ConnectTimeout, "no connection in the time allowed"),
    (exceptions.ReadTimeoutError, "the server fell silent"),
    (TimeoutError, "the server fell silent"),
    (http.client.RemoteDisconnected, "the server closed the connection without an answer"),
    (ConnectionResetError, "the connection was reset"),
    (exceptions.InvalidChunkLength, "the body was cut off or garbled"),
    (exceptions.IncompleteRead, "the body was cut off"),
    (http.client.IncompleteRead, "the body was cut off"),
    (http.client.HTTPException, "the answer is not proper HTTP"),
    (zlib.error, "the compressed body is damaged"),
    (requests.exceptions.InvalidURL, "the address is not one; correct it in the configuration"),
    (requests.exceptions.InvalidSchema, "the address is not http or https; correct it in the configuration"),
    (requests.exceptions.MissingSchema, "the address lacks https://; correct it in the configuration"),
    (exceptions.ProtocolError, "the answer broke off"),
)


def cause_of(error: BaseException) -> str:
    """The most telling cause within the chain of this failure, in words of ours."""
    chain = _chain(error)
    for link in chain:
        if isinstance(link, NotAllowed):
            return str(link)
    for kind, words in _CAUSES:
        if any(isinstance(link, kind) for link in chain):
            return words
    systems = (link.strerror for link in chain if isinstance(link, OSError) and link.errno and link.strerror)
    return next(systems, f"the request failed ({type(error).__name__})")


def _chain(error: BaseException) -> list[BaseException]:
    """The error and all that it wraps, by whichever of the ways these libraries use."""
    chain: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        link = waiting.pop(0)
        if isinstance(link, BaseException) and not any(link is known for known in chain):
            chain.append(link)
            waiting.extend((link.__cause__, link.__context__, getattr(link, "reason", None), *link.args))
    return chain
