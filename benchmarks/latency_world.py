"""What is around the service while its latency is measured: a server with one workbook, a webhook receiver, and months
of figures in the layout of Exhibit 1.
"""

import hashlib
import io
import random
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchdog.demo.folder import new_secret
from watchdog.model.period import MONTH_NAMES, Period
from watchdog.samples.exhibits import exhibit_workbook
from watchdog.samples.tables import Exhibit, Row

SIZE = 300_000
JUMP = 60_000


class Around:
    """`body` is what the server sends; `arrived` tells when each message was there whole, by its webhook id."""

    def __init__(self) -> None:
        self.body = b""
        self.arrived: dict[str, float] = {}
        self.message = threading.Event()

    def switch(self, body: bytes) -> float:
        """Publish a workbook; the moment of it."""
        self.message.clear()
        self.body = body
        return time.time()


@contextmanager
def serving(around: Around) -> Iterator[str]:
    """The address under which GET gives the workbook, and POST takes messages."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = around.body
            etag = f'"{hashlib.sha256(body).hexdigest()}"'
            is_known = self.headers.get("If-None-Match") == etag
            self.send_response(304 if is_known else 200 if body else 404)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", "0" if is_known else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if is_known else body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            around.arrived[self.headers.get("webhook-id", "")] = time.time()
            self.send_response(204)
            self.end_headers()
            around.message.set()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    worker = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def configuration(folder: Path, address: str) -> Path:
    """A config.yaml for the packaged rules, Exhibit 1 from the address, and a webhook to it."""
    path = folder / "config.yaml"
    path.write_text(f"""\
store: {{url: "sqlite:///watchdog.db"}}
sources:
  ft900: {{pack: rules/us_trade, documents: [exh1], calendars: [], addresses: {{census: "{address}/"}}}}
channels:
  hook: {{kind: webhook, url: "{address}/hook", secret: "{new_secret()}"}}
route: {{channel: hook}}
""")
    return path


def workbooks(count: int, seed: int) -> Iterator[bytes]:
    """Exhibit 1 of so many months in a row, from a time of which the calendar knows nothing, each 300 kB as published
    ones are: most of that is what spreadsheets carry along. Every few months imports jump, which is told with a chart.
    """
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    figures: dict[Period, tuple[int, ...]] = {}
    level = [170_000, 80_000, 250_000, 60_000]
    first = Period.of_month(2010, 1)
    for number in range(12 + count):
        level = [each + rng.randrange(-4000, 4001) for each in level]
        level[2] += JUMP * (number % 6 == 0) - JUMP * (number % 6 == 2)
        period = Period(first.frequency, first.ordinal + number)
        figures[period] = _sheet_order(*level)
        if number >= 12:
            yield _padded(exhibit_workbook(Exhibit(number=1, rows=tuple(_rows(figures, period)))), rng)


def _sheet_order(goods_out: int, services_out: int, goods_in: int, services_in: int) -> tuple[int, ...]:
    exports, imports = (
        (goods_out + services_out, goods_out, services_out),
        (goods_in + services_in, goods_in, services_in),
    )
    return (*(out - back for out, back in zip(exports, imports, strict=True)), *exports, *imports)


def _rows(figures: dict[Period, tuple[int, ...]], last: Period) -> Iterator[Row]:
    for year in (last.year - 1, last.year):
        months = [Period.of_month(year, month) for month in range(1, 13)]
        known = [period for period in months if period in figures and period <= last]
        yield Row(label=str(year))
        if len(known) == 12:
            yield Row(
                label="Jan. - Dec.", figures=tuple(map(sum, zip(*(figures[each] for each in known), strict=True)))
            )
        for period in months:
            yield Row(label=MONTH_NAMES[period.position - 1], figures=figures[period] if period in known else ())


def _padded(workbook: bytes, rng: random.Random) -> bytes:
    """The workbook with printer settings in it that bring it to its size."""
    file = io.BytesIO(workbook)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr(
            zipfile.ZipInfo("xl/printerSettings/printerSettings1.bin"), rng.randbytes(SIZE - len(workbook))
        )
    return file.getvalue()
