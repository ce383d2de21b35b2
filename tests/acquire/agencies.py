"""A server on loopback that answers as the agencies do, each in its own format, and misbehaves in one way on demand.

Figures are invented unless a test says otherwise. Requests are kept as received: path, parameters, headers.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.acquire.calendars import made
from tests.acquire.texts import ECON_CSV, FRED_CSV, FTD_CSV, archive
from tests.acquire.workbooks import bea_series, exhibit_1

KEY = "canary-0123456789abcdef"
MONTHS = ("2025-09", "2025-10", "2025-11")
TOTALS = {"BAL": (-48141, -29206, -56825), "EXP": (293900, 302927, 292052), "IMP": (342041, 332133, 348877)}
GOLD = {"12260": (8191222001, 14830219114, 7701020030), "14270": (4100300200, 2300400500, 3100200100)}

Headers = dict[str, str]
Reply = tuple[int, Headers, bytes]
Misbehaviour = Callable[["Asked", Reply], Reply]


@dataclass(frozen=True)
class Asked:
    """One request: its path, its parameters, and its headers."""

    path: str
    parameters: Mapping[str, str]
    headers: Message


@dataclass
class Agencies:
    """The server while it runs; `misbehaviour` turns each proper reply into what is sent instead. `etag` is sent with
    every document and never changes, whatever the document does.
    """

    port: int = 0
    misbehaviour: Misbehaviour | None = None
    asked: list[Asked] = field(default_factory=list)
    etag: str | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def reply_to(self, asked: Asked) -> Reply:
        """What is sent."""
        self.asked.append(asked)
        reply = _proper(asked)
        status, headers, body = self.misbehaviour(asked, reply) if self.misbehaviour else reply
        if self.etag and asked.headers.get("If-None-Match") == self.etag:
            return 304, {"ETag": self.etag}, b""
        return status, headers | ({"ETag": self.etag} if self.etag else {}), body


def _proper(asked: Asked) -> Reply:
    for path, answer in _ANSWERS.items():
        if asked.path == path:
            return answer(asked)
    return 404, {}, b"not here"


def as_json(content: object) -> Reply:
    """A JSON answer."""
    return 200, {"Content-Type": "application/json;charset=utf-8"}, json.dumps(content).encode()


def arrays(rows: list[list[str | None]]) -> Reply:
    """The Census API's way to write a table: a row a line."""
    body = "[" + ",\n".join(json.dumps(row) for row in rows) + "]"
    return 200, {"Content-Type": "application/json;charset=utf-8"}, body.encode()


def redirected(name: str) -> Reply:
    """The Census API's way to say that a key is missing or wrong."""
    return 302, {"Location": f"/data/{name}_key.html"}, b""


def _eits(asked: Asked) -> Reply:
    """Columns in the order of `get`, then the predicates; a predicate that was also asked for comes twice."""
    if asked.parameters.get("key") != KEY:
        return redirected("invalid" if "key" in asked.parameters else "missing")
    if "time" in asked.parameters["get"].split(","):
        return 400, {"Content-Type": "text/plain"}, b"error: unknown variable 'time'"
    category = asked.parameters["category_code"]
    if category != "BOPGS":
        return 204, {}, b""
    names = [*asked.parameters["get"].split(","), "time", "category_code", "seasonally_adj", "us"]
    rows: list[list[str | None]] = [list(names)]
    for data_type, figures in TOTALS.items():
        for month, figure in zip(MONTHS, figures, strict=True):
            row = {
                "cell_value": str(figure),
                "data_type_code": data_type,
                "time_slot_id": "0",
                "error_data": "no",
                "category_code": category,
                "seasonally_adj": "yes",
                "time": month,
                "us": "1",
            }
            rows.append([row[name] for name in names])
    return arrays(rows)


def _intltrade(asked: Asked) -> Reply:
    if asked.parameters.get("key") != KEY:
        return redirected("invalid" if "key" in asked.parameters else "missing")
    values, code, *rest = asked.parameters["get"].split(",")
    predicates = [name for name in asked.parameters if name not in {"get", "key"}]
    wanted = asked.parameters[code]
    figures = GOLD.get(wanted, GOLD["12260"])
    rows: list[list[str | None]] = [[values, code, *rest, *predicates]]
    # unsorted, as the agency sends them
    for month, figure in reversed(list(zip(MONTHS, figures, strict=True))):
        given = {name: asked.parameters[name] for name in predicates} | {"time": month}
        rows.append([str(figure), wanted, *(f"about {name}" for name in rest), *(given[name] for name in predicates)])
    return arrays(rows)


def _fred(asked: Asked) -> Reply:
    if asked.parameters.get("api_key") != KEY:
        message = "Bad Request.  The value for variable api_key is not registered."
        _, headers, body = as_json({"error_code": 400, "error_message": message})
        return 400, headers, body
    start = asked.parameters.get("realtime_start", "2026-01-29")
    series, day = asked.parameters["series_id"], asked.parameters.get("vintage_dates", "").replace("-", "")
    output_type = int(asked.parameters.get("output_type", "1"))
    values = [(f"{month}-01", str(figure)) for month, figure in zip(MONTHS, TOTALS["BAL"], strict=True)]
    rows: list[dict[str, str]]
    if output_type == 2:
        rows = [{"date": date, f"{series}_{day}": value} for date, value in values]
    else:
        rows = [
            {"realtime_start": start, "realtime_end": start, "date": date, "value": value} for date, value in values
        ]
    return as_json(fred_answer(rows, start, output_type))


def fred_answer(rows: list[dict[str, str]], day: str = "2026-01-29", output_type: int = 1) -> dict[str, object]:
    """FRED's frame around observations."""
    return {
        "realtime_start": day,
        "realtime_end": day,
        "observation_start": "1600-01-01",
        "observation_end": "9999-12-31",
        "units": "lin",
        "output_type": output_type,
        "file_type": "json",
        "order_by": "observation_date",
        "sort_order": "asc",
        "count": len(rows),
        "offset": 0,
        "limit": 100000,
        "observations": rows,
    }


def _fred_dates(asked: Asked) -> Reply:
    if asked.parameters.get("api_key") != KEY:
        return _fred(asked)
    content = json.loads(made.FRED_JSON)
    if asked.parameters.get("limit"):
        content["release_dates"] = content["release_dates"][: int(asked.parameters["limit"])]
    return as_json(content)


def _page(text: str) -> Callable[[Asked], Reply]:
    return lambda _asked: (200, {"Content-Type": "text/html;charset=utf-8"}, text.encode())


def _bea_page(_asked: Asked) -> Reply:
    page = """<!DOCTYPE html><html><body><a href="/index.php">Home</a>
      <a class="x" href="/sites/default/files/2026-01/trad-time-series-1125.xlsx">Full time series</a>
      <a href="/sites/default/files/2026-01/trad-geo-time-series-1125.xlsx">By country</a></body></html>"""
    return 200, {"Content-Type": "text/html"}, page.encode()


@cache  # a workbook states the second in which it was written: made anew, it would look replaced
def _exhibit() -> bytes:
    return exhibit_1()


def _workbook(_asked: Asked) -> Reply:
    return 200, {"Content-Type": "application/octet-stream"}, _exhibit()


@cache
def exhibits_zip() -> bytes:
    """Two exhibits and a file that is none of ours."""
    return archive({"exh1.xlsx": _exhibit(), "exh2.xlsx": _exhibit(), "readme.txt": b"about"})


@cache
def _bulk_zip() -> bytes:
    return archive({"FTD-mf.csv": FTD_CSV.encode()})


@cache
def _bea_workbook() -> bytes:
    return bea_series()


def _zip(_asked: Asked) -> Reply:
    return 200, {"Content-Type": "application/zip"}, exhibits_zip()


_ANSWERS: dict[str, Callable[[Asked], Reply]] = {
    "/data/timeseries/eits/ftd": _eits,
    "/data/timeseries/intltrade/exports/enduse": _intltrade,
    "/data/timeseries/intltrade/imports/enduse": _intltrade,
    "/data/timeseries/intltrade/exports/hs": _intltrade,
    "/data/timeseries/intltrade/imports/hs": _intltrade,
    "/data/missing_key.html": lambda _: (200, {"Content-Type": "text/html"}, b"<html><h1>Missing Key</h1></html>"),
    "/fred/series/observations": _fred,
    "/fred/release/dates": _fred_dates,
    "/release_dates.json": lambda _: as_json(json.loads(made.BEA_JSON)),
    "/calendar-listview.html": _page(made.CENSUS_HTML),
    "/news/schedule/ics/online-calendar-subscription.ics": _page(made.EVENTS_ICS),
    "/econ_export/": lambda _: (200, {"Content-Type": "text/csv"}, ECON_CSV.encode()),
    "/graph/fredgraph.csv": lambda _: (200, {"Content-Type": "text/csv"}, FRED_CSV.encode()),
    "/econ_getzippedfile/": lambda _: (200, {}, _bulk_zip()),
    "/data/intl-trade-investment/international-trade-goods-and-services": _bea_page,
    "/sites/default/files/2026-01/trad-time-series-1125.xlsx": lambda _: (200, {}, _bea_workbook()),
    "/exh1.xlsx": _workbook,
    "/exh2.xlsx": _workbook,
    "/ft900xlsx.zip": _zip,
    "/ft900/ft900xlsx_2511.zip": _zip,
}


@contextmanager
def agencies(misbehaviour: Misbehaviour | None = None) -> Iterator[Agencies]:
    """Runs until the block ends."""
    served = Agencies(misbehaviour=misbehaviour)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            asked = Asked(url.path, dict(parse_qsl(url.query, keep_blank_values=True)), self.headers)
            status, headers, body = served.reply_to(asked)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            """Requests are kept, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that hangs up
    served.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
