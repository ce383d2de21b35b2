"""A webhook endpoint and a mail server that write down what they took, on the disk before they answer."""

import hashlib
import json
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook

from tests.notify.channels.servers import Mailboxes, smtp_server

GONE = "gone"
"""The path of an endpoint that wants no more messages."""
REFUSED = "refused@example.org"
"""A mailbox that there is no longer."""


class Receipt(NamedTuple):
    """One message that arrived whole: at which target, its id, and the hash of its bytes."""

    target: str
    id: str
    sha256: str


class Ledger:
    """Every receipt in order, in a file that survives whoever writes it; `on_arrival` is called before the answer."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.forgotten: Counter[str] = Counter()
        self.on_arrival: Callable[[Receipt], None] = lambda _receipt: None

    def add(self, target: str, identifier: str, body: bytes) -> None:
        """Write it down, on the disk when this returns."""
        receipt = Receipt(target, identifier, hashlib.sha256(body).hexdigest())
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(receipt) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.on_arrival(receipt)

    def receipts(self) -> Counter[Receipt]:
        """How often each came."""
        if not self._path.exists():
            return Counter()
        return Counter(Receipt(*json.loads(line)) for line in self._path.read_text(encoding="utf-8").splitlines())

    def clear(self) -> None:
        """Forget all."""
        self._path.unlink(missing_ok=True)
        self.forgotten.clear()


@contextmanager
def webhook_endpoint(
    ledger: Ledger, secret: str, forgets: Callable[[], bool] = lambda: False, *, port: int = 0
) -> Iterator[int]:
    """Takes only what is whole and signed, as receivers must: a sender that dies in mid-body leaves half a one. Each
    path is a target of its own. Where it `forgets`, it hangs up without an answer to what it has taken.
    """
    signer = Webhook(secret)

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body, target = self.rfile.read(int(self.headers["Content-Length"])), self.path.strip("/")
            if len(body) < int(self.headers["Content-Length"]):
                return
            # by hand: the senders' clocks are those of their story
            at = datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)
            assert self.headers["webhook-signature"] == signer.sign(self.headers["webhook-id"], at, body.decode())
            if target == GONE:
                self.send_response(410)
                self.end_headers()
                return
            ledger.add(target, self.headers["webhook-id"], body)
            if forgets():
                ledger.forgotten[target] += 1
                return
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            del format, args

    server = _Quiet(("127.0.0.1", port), Endpoint)
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    worker.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        worker.join(5)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed while we answered is what this is about."""
        del request, client_address


class _Post(Mailboxes):
    def __init__(self, ledger: Ledger) -> None:
        super().__init__(replies={REFUSED: "550 5.1.1 there is no such mailbox"})
        self._ledger = ledger

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        assert isinstance(envelope.content, bytes)
        self._ledger.add(envelope.rcpt_tos[0], message_from_bytes(envelope.content)["Message-ID"], envelope.content)
        return "250 OK"


@contextmanager
def post_office(ledger: Ledger) -> Iterator[int]:
    """The port of a mail server that writes each message down."""
    with smtp_server(_Post(ledger)) as port:
        yield port
