"""A wall-clock limit for a whole request: `requests` limits only the wait for each byte, which slow servers keep to."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread, Timer
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import NameResolutionError

# they repeat whole addresses, keys included, in their log lines
_TALKATIVE = ("urllib3.connection", "urllib3.connectionpool", "urllib3.poolmanager", "urllib3.util.retry")


class CuttableAdapter(HTTPAdapter):
    """Knows the sockets it has opened, so that another thread can end whatever waits on them."""

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Called once by the base class; each pool made from here on reports its sockets."""
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]  # handed on as received
        self._opened: WeakSet[socket.socket] = WeakSet()
        self.poolmanager.pool_classes_by_scheme = {
            scheme: _reporting(pool, self._opened) for scheme, pool in self.poolmanager.pool_classes_by_scheme.items()
        }

    def cut(self) -> None:
        """End every connection; a blocked read returns at once."""
        for opened in list(self._opened):
            with suppress(OSError):
                # not the TLS socket's own shutdown, which drops state that the blocked thread still uses
                socket.socket.shutdown(opened, socket.SHUT_RDWR)


def _reporting(pool: type[HTTPConnectionPool], opened: WeakSet[socket.socket]) -> type[HTTPConnectionPool]:
    class Connection(pool.ConnectionCls):  # type: ignore[misc,name-defined]  # the class is the pool's own choice
        def connect(self) -> None:
            super().connect()
            opened.add(self.sock)

        def _new_conn(self) -> socket.socket:
            if not _is_answered(self.host, self.port, self.timeout):
                silence = socket.gaierror(socket.EAI_AGAIN, f"no answer in {self.timeout:g} s")
                raise NameResolutionError(self.host, self, silence)
            opened_now: socket.socket = super()._new_conn()
            return opened_now

    return type(pool.__name__, (pool,), {"ConnectionCls": Connection})


def _is_answered(host: str, port: int, seconds: float | None) -> bool:
    """Whether the system's resolver answers in time, whatever it says. It knows no limit and cannot be interrupted, so
    it is asked in a thread that can be left behind.
    """
    answered: SimpleQueue[None] = SimpleQueue()

    def ask() -> None:
        with suppress(OSError, UnicodeError):  # the connection asks again, and says what is wrong
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answered.put(None)

    Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answered.get(timeout=seconds)
    except Empty:
        return False
    return True


def guarded_session(user_agent: str) -> requests.Session:
    """A session that takes nothing from the environment and whose requests can be cut."""
    for name in _TALKATIVE:
        logging.getLogger(name).disabled = True
    session = requests.Session()
    session.trust_env = False
    # identity: a length that can be checked, and no compression bomb, from servers that listen
    session.headers.update({"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "identity"})
    for scheme in ("http://", "https://"):
        session.mount(scheme, CuttableAdapter())
    return session


@contextmanager
def deadline(session: requests.Session, seconds: float) -> Iterator[Event]:
    """Within it, the session's requests are cut after `seconds`; the event tells whether they were."""
    expired = Event()

    def expire() -> None:
        expired.set()
        for adapter in session.adapters.values():
            if isinstance(adapter, CuttableAdapter):
                adapter.cut()

    timer = Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()
