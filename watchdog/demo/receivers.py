"""A mail server and a webhook receiver on this machine, real ones, that keep what the demo sends."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook, WebhookVerificationError

LARGEST_BODY = 1_000_000


@contextmanager
def mail_server(folder: Path) -> Iterator[int]:
    """An SMTP server that writes each message to NN.eml in `folder`; yields its port."""
    folder.mkdir(parents=True, exist_ok=True)
    loop = asyncio.new_event_loop()
    listening = loop.create_server(lambda: SMTP(_Mailbox(folder), loop=loop), "127.0.0.1", 0)
    server = loop.run_until_complete(listening)
    thread = Thread(target=loop.run_forever, name="mail-server", daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.close()


class _Mailbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)  # noqa: S101 - it decodes nothing unless told to
        number = len(list(self._folder.glob("*.eml"))) + 1
        (self._folder / f"{number:02d}.eml").write_bytes(envelope.content)
        return "250 OK"


@contextmanager
def webhook_receiver(file: Path, secret: str) -> Iterator[int]:
    """A receiver that verifies each signature before it keeps anything, one JSON object a line; yields its port."""
    verifier = Webhook(secret)

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length", 0)), LARGEST_BODY)
            body = self.rfile.read(length)
            try:
                verifier.verify(body, dict(self.headers))
            except WebhookVerificationError:
                self.send_error(401)
                return
            line = {"webhook-id": self.headers["webhook-id"], "verified": True, "body": json.loads(body)}
            with file.open("a", encoding="utf-8") as kept:
                kept.write(json.dumps(line, ensure_ascii=False) + "\n")
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:  # noqa: ANN401 - http.server's signature
            """Stay quiet: the story is told elsewhere."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that hangs up is no part of the story
    thread = Thread(target=server.serve_forever, args=(0.05,), name="webhook-receiver", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
