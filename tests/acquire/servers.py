"""A server on loopback that says exactly the bytes a test tells it to, and remembers what it was asked."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[[socket.socket], None]


@dataclass
class RawServer:
    """One script a path; `requests` are the heads received, in order."""

    port: int
    scripts: dict[str, Script] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


def says(head: str, body: bytes = b"") -> Script:
    """Sends a status line with headers, then the body, then closes."""
    return lambda connection: connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)


def page(body: bytes, *headers: str, status: str = "200 OK") -> Script:
    """A well-formed answer."""
    return says("\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]), body)


def drips(content: bytes, pause: float) -> Script:
    """Sends one byte at a time, always soon enough for a client that waits for each byte."""

    def script(connection: socket.socket) -> None:
        for place in range(len(content)):
            connection.sendall(content[place : place + 1])
            time.sleep(pause)

    return script


@contextmanager
def raw_server(scripts: dict[str, Script]) -> Iterator[RawServer]:
    """Listens until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = RawServer(port=listener.getsockname()[1], scripts=scripts)
    thread = threading.Thread(target=_serve, args=(listener, server), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        # wakes the blocked accept, which closing alone does not
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _serve(listener: socket.socket, server: RawServer) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, suppress(OSError):
            head = _head(connection)
            server.requests.append(head)
            server.scripts[head.split(" ")[1]](connection)


def _head(connection: socket.socket) -> str:
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(4096)
        if not chunk:
            raise ConnectionResetError
        received += chunk
        if received.startswith(b"\x16"):  # a TLS client speaks first; its script has the path 'tls'
            return "hello tls"
    return received.decode("latin-1")
