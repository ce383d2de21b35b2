"""A wall-clock limit for a whole request: `requests` limits only the wait for each byte, which slow servers keep to."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from watchdog.dial import dial
from watchdog.model.reach import Reach

# they repeat whole addresses, keys included, in their log lines
_TALKATIVE = ("urllib3.connection", "urllib3.connectionpool", "urllib3.poolmanager", "urllib3.util.retry")


class CuttableAdapter(HTTPAdapter):
    """Knows the sockets it has opened, so that another thread can end whatever waits on them; they go within reach."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        super().__init__()

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Called once by the base class; each pool made from here on reports its sockets."""
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]  # handed on as received
        self._opened: WeakSet[socket.socket] = WeakSet()
        self.poolmanager.pool_classes_by_scheme = {
            scheme: _reporting(pool, self._opened, self._reach)
            for scheme, pool in self.poolmanager.pool_classes_by_scheme.items()
        }

    def cut(self) -> None:
        """End every connection; a blocked read returns at once."""
        for opened in list(self._opened):
            with suppress(OSError):
                # not the TLS socket's own shutdown, which drops state that the blocked thread still uses
                socket.socket.shutdown(opened, socket.SHUT_RDWR)


def _reporting(
    pool: type[HTTPConnectionPool], opened: WeakSet[socket.socket], reach: Reach
) -> type[HTTPConnectionPool]:
    class Connection(pool.ConnectionCls):  # type: ignore[misc,name-defined]  # the class is the pool's own choice
        def connect(self) -> None:
            super().connect()
            opened.add(self.sock)

        def _new_conn(self) -> socket.socket:
            try:
                return dial(self.host, self.port, seconds=self.timeout, reach=reach, options=self.socket_options or ())
            except socket.gaierror as error:
                raise NameResolutionError(self.host, self, error) from error
            except TimeoutError as error:
                raise ConnectTimeoutError(self, f"no connection in {self.timeout:g} s") from error
            except OSError as error:
                raise NewConnectionError(self, str(error)) from error

    return type(pool.__name__, (pool,), {"ConnectionCls": Connection})


def guarded_session(user_agent: str, reach: Reach) -> requests.Session:
    """A session that takes nothing from the environment and whose requests can be cut."""
    for name in _TALKATIVE:
        logging.getLogger(name).disabled = True
    session = requests.Session()
    session.trust_env = False
    # identity: a length that can be checked, and no compression bomb, from servers that listen
    session.headers.update({"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "identity"})
    for scheme in ("http://", "https://"):
        session.mount(scheme, CuttableAdapter(reach))
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
