"""The one way to a server on the network: a name is looked up once, and only an address that may be reached is called.

Everything that speaks HTTP begins here, so that no name, however it changes its answer, leads into the private network.
"""

import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from watchdog.model.reach import Reach

_Found = tuple[int, int, int, str, tuple[Any, ...]]


class NotAllowed(OSError):
    """The address is neither public nor allowed; the message says which it is and how to allow it."""


def dial(
    host: str, port: int, *, seconds: float, reach: Reach, options: Sequence[tuple[Any, ...]] = ()
) -> socket.socket:
    """A connection to the first address of the host that answers; OSError within `seconds` where there is none."""
    ends = time.monotonic() + seconds
    failure: OSError = socket.gaierror(socket.EAI_NONAME, "the name has no address")
    for family, kind, protocol, _, address in _addresses(host, port, seconds):
        if not reach.allows(address[0], host):
            failure = _not_allowed(address[0])
            continue
        opened = socket.socket(family, kind, protocol)
        try:
            for option in options:
                opened.setsockopt(*option)
            opened.settimeout(max(ends - time.monotonic(), 0.001))
            opened.connect(address)
            if not reach.allows(str(opened.getpeername()[0]), host):
                raise _not_allowed(str(opened.getpeername()[0]))
        except OSError as error:
            opened.close()
            failure = error
        else:
            opened.settimeout(seconds)
            return opened
    raise failure


def _not_allowed(address: str) -> NotAllowed:
    return NotAllowed(
        f"it leads to {address}, which is not a public address; if that is meant, allow it in config.yaml: "
        "network: {allow: [" + address.partition("%")[0] + "]}"
    )


def _addresses(host: str, port: int, seconds: float) -> Sequence[_Found]:
    """What the system's resolver says. It knows no limit and cannot be interrupted, so it is asked in a thread that can
    be left behind.
    """
    said: SimpleQueue[Sequence[_Found] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            said.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            said.put(error)
        except UnicodeError:
            said.put(socket.gaierror(socket.EAI_NONAME, "this cannot be a host's name"))

    Thread(target=ask, name="resolve", daemon=True).start()
    answer: Sequence[_Found] | OSError = socket.gaierror(socket.EAI_AGAIN, f"no answer in {seconds:g} s")
    with suppress(Empty):
        answer = said.get(timeout=seconds)
    if isinstance(answer, OSError):
        raise answer
    return answer
