"""Real servers on loopback: SMTP with and without TLS, a socket that follows a script, and a receiver of webhooks."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a test certificate")


@dataclass
class Mailboxes:
    """Keeps what arrives; answers a recipient, or the message, with the reply that was set for it."""

    replies: dict[str, str] = field(default_factory=dict)
    on_data: str = "250 OK"
    received: list[tuple[str, bytes]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        reply = self.replies.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        if self.on_data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.received += [(recipient, envelope.content) for recipient in envelope.rcpt_tos]
        return self.on_data


@contextmanager
def smtp_server(handler: object, **options: Any) -> Iterator[int]:  # noqa: ANN401 - options of aiosmtpd's SMTP
    """The port of a running server."""
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def accepts(password: str) -> Any:  # noqa: ANN401 - aiosmtpd's authenticator
    """Let in whoever knows the password."""

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, known: Any) -> AuthResult:  # noqa: ANN401
        return AuthResult(success=known.password == password.encode(), handled=False)

    return check


def certificate(folder: Path, *, until: str = "") -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost, made now and good for two days or `until` then, and the server's side of it."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    name = "-subj /CN=localhost -addext subjectAltName=DNS:localhost"
    if until:
        request, settings = folder / "request.pem", folder / "ca.cnf"
        _openssl(f"req -newkey rsa:2048 -nodes {name} -keyout {key} -out {request}")
        (folder / "index.txt").touch()
        settings.write_text(
            f"[ca]\ndefault_ca=own\n[own]\ndatabase={folder}/index.txt\nnew_certs_dir={folder}\nrand_serial=yes\n"
            "default_md=sha256\ncopy_extensions=copy\npolicy=any\nx509_extensions=own_ca\n[any]\ncommonName=supplied\n"
            "[own_ca]\nbasicConstraints=CA:true\n"
        )
        dates = f"-startdate 20200101000000Z -enddate {until}"
        _openssl(f"ca -selfsign -batch -config {settings} -keyfile {key} -in {request} -out {cert} -notext {dates}")
    else:
        _openssl(f"req -x509 -newkey rsa:2048 -nodes -days 2 {name} -keyout {key} -out {cert}")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context


def _openssl(words: str) -> None:
    subprocess.run(["openssl", *words.split()], check=True, capture_output=True)


@contextmanager
def scripted(*steps: bytes | float, heard: list[bytes] | None = None) -> Iterator[int]:
    """A server that says each of `steps` after a line from the client (the first at once), sleeps at a number, and
    hangs up after the last one. The lines of the client are kept in `heard`.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    worker = threading.Thread(target=_follow, args=(listener, steps, [] if heard is None else heard))
    worker.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        worker.join(10)


def _follow(listener: socket.socket, steps: tuple[bytes | float, ...], heard: list[bytes]) -> None:
    peer, _ = listener.accept()
    before: bytes | float = 0.0
    with peer, peer.makefile("rb") as lines, suppress(OSError):
        for step in steps:
            if isinstance(step, float):
                time.sleep(step)
            else:
                heard += _listen(lines, before)
                peer.sendall(step)
            before = step


def _listen(lines: BufferedReader, before: bytes | float) -> list[bytes]:
    """After a number nothing is expected of the client, after '354' its whole message, and otherwise one line."""
    said: list[bytes] = []
    if isinstance(before, float):
        return said
    while line := lines.readline():
        said.append(line)
        if not before.startswith(b"354") or line == b".\r\n":
            break
    return said


@dataclass
class Receiver:
    """What a webhook endpoint got, and the answer that it gives."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    wait: float = 0.0
    drip: float = 0.0
    tls: ssl.SSLContext | None = None
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@contextmanager
def receiver(**answer: Any) -> Iterator[Receiver]:  # noqa: ANN401 - fields of Receiver
    """A running endpoint."""
    known = Receiver(**answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known.requests.append((self.path, dict(self.headers), body))
            time.sleep(known.wait)
            if known.drip:
                self._drip()
                return
            self.send_response(known.status)
            for name, value in known.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(known.body)))
            self.end_headers()
            self.wfile.write(known.body)

        def _drip(self) -> None:
            """A header that never ends, a byte at a time: no single read takes long."""
            try:
                for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000:
                    self.wfile.write(bytes([byte]))
                    time.sleep(known.drip)
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if known.tls is not None:
        server.socket = known.tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that hangs up
    known.url = f"http://127.0.0.1:{server.server_port}"
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    worker.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        worker.join(5)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
