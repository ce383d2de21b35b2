"""A receiver of the webhooks of release-watchdog: verifies, then records, then answers; each message once.

Run it as `WATCHDOG_HOOK_SECRET=whsec_... python webhook_receiver.py PORT messages.jsonl`, behind a proxy with TLS.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock

from standardwebhooks import Webhook, WebhookVerificationError

LARGEST_BODY = 1_000_000  # they stay below 20 kB


class Receiver(BaseHTTPRequestHandler):
    """One thread a request, closed when its sender falls silent; `server.record` keeps what verified."""

    timeout = 15

    def do_POST(self) -> None:
        """Nothing is believed, kept or parsed before the signature over the whole body was verified."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.send_error(413)
            return
        body = self.rfile.read(int(length))  # one that is cut short does not verify
        try:
            self.server.verifier.verify(body, dict(self.headers))
        except WebhookVerificationError:
            self.send_error(401)
            return
        self.server.record(self.headers["webhook-id"], body)
        self.send_response(204)  # only now: without this answer it comes again, with the same id
        self.end_headers()


class Server(ThreadingHTTPServer):
    """Knows the ids that it has recorded, over restarts too."""

    def __init__(self, port: int, file: Path, secret: str) -> None:
        super().__init__(("127.0.0.1", port), Receiver)
        self.verifier = Webhook(secret)
        self._file, self._lock = file, Lock()
        whole = file.read_text().rpartition("\n")[0] if file.exists() else ""
        self._known = {json.loads(line)["id"] for line in whole.splitlines()}
        file.write_text(whole + "\n" if whole else "")  # what a crash cut short was not answered, and comes again

    def record(self, message_id: str, body: bytes) -> None:
        """Once, and on the disk when this returns."""
        with self._lock:
            if message_id in self._known:
                return
            with self._file.open("a") as file:
                file.write(json.dumps({"id": message_id, "message": json.loads(body)}) + "\n")
                file.flush()
                os.fsync(file.fileno())
            self._known.add(message_id)


if __name__ == "__main__":
    server = Server(int(sys.argv[1]), Path(sys.argv[2]), os.environ["WATCHDOG_HOOK_SECRET"])
    print(f"listening on port {server.server_port}", flush=True)
    server.serve_forever()
