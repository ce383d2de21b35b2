"""A wall-clock limit for one conversation over a socket: timeouts of single reads never stop a peer that drips."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from threading import Timer


@contextmanager
def deadline(seconds: float, current: Callable[[], socket | None]) -> Iterator[None]:
    """Break the conversation over the `current` socket after `seconds`: reads and writes under way fail at once."""

    def expire() -> None:
        with suppress(OSError):  # it may have ended by itself in the meantime
            if (open_socket := current()) is not None:
                open_socket.shutdown(SHUT_RDWR)

    timer = Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
