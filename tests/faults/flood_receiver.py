"""A webhook endpoint in a process of its own: 503 while the file UP is not there, then 204 and the id in RECEIPTS."""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


def main() -> None:
    """Serve until it is ended; the port is the first line of standard output."""
    up, receipts = sys.argv[1:]
    with open(receipts, "a", encoding="utf-8", buffering=1) as ledger:  # noqa: PTH123 - kept open

        class Endpoint(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                is_up = os.path.exists(up)  # noqa: PTH110 - once a message
                if is_up:
                    ledger.write(f"{self.headers['webhook-id']}\n")
                self.send_response(204 if is_up else 503)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
                del format, args

        server = HTTPServer(("127.0.0.1", 0), Endpoint)
        server.socket.listen(128)
        print(server.server_port, flush=True)  # noqa: T201 - the answer
        server.serve_forever()


if __name__ == "__main__":
    main()
