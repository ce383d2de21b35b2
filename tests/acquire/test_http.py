"""The HTTP source against servers that behave, misbehave, and lie."""

import gzip
import hashlib
import logging
import socket
import ssl
import struct
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which

import pytest

from tests.acquire.layouts import EXH1, EXHIBITS, FRED, FTD, NOW
from tests.acquire.servers import Script, drips, page, raw_server, says
from tests.acquire.texts import FRED_CSV
from tests.acquire.workbooks import exhibit_1
from watchdog.acquire.client import Manners
from watchdog.acquire.fetch import FetchLimits
from watchdog.acquire.http import HttpSource
from watchdog.errors import FetchFailed, SourceError
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.ports import Unchanged, Validators

PATH = "/graph/fredgraph.csv?id=BOPGSTB"
BODY = FRED_CSV.encode()
HELD = {"fred": Validators(sha256="0" * 64, etag='W/"7"', last_modified="Thu, 29 Jan 2026 13:30:00 GMT")}
QUICK = FetchLimits(connect=1, read=0.3, whole=0.7, size=10_000)

Outcome = Capture | Unchanged | SourceError


def manners(limits: FetchLimits = QUICK) -> Manners:
    return Manners(user_agent="release-watchdog/0 (test)", limits=limits)


def ask(
    address: str, *layouts: Layout, known: Mapping[str, Validators] | None = None, limits: FetchLimits = QUICK
) -> list[Outcome]:
    source = HttpSource("fred", address, layouts or (FRED,), manners(limits))
    try:
        return list(source.fetch(known or {}, NOW))
    finally:
        source.close()


def answer_to(script: Script, known: Mapping[str, Validators] | None = None) -> Outcome:
    with raw_server({PATH: script}) as server:
        (outcome,) = ask(server.address, known=known)
    return outcome


def failure(script: Script, known: Mapping[str, Validators] | None = None) -> FetchFailed:
    outcome = answer_to(script, known)
    assert isinstance(outcome, FetchFailed), outcome
    return outcome


def captured(script: Script) -> Capture:
    outcome = answer_to(script)
    assert isinstance(outcome, Capture), outcome
    return outcome


def test_a_document_is_captured_byte_for_byte_with_what_the_server_says_of_it() -> None:
    headers = ('ETag: "8"', "Last-Modified: Thu, 29 Jan 2026 13:30:02 GMT", "Content-Type: text/csv")
    capture = captured(page(BODY, *headers))

    assert (BODY, hashlib.sha256(BODY).hexdigest()) == (capture.body, capture.sha256)
    assert ('"8"', datetime(2026, 1, 29, 13, 30, 2, tzinfo=UTC), "text/csv") == (
        capture.etag,
        capture.last_modified,
        capture.content_type,
    )
    assert ("fred/fred", NOW) == (capture.name, capture.fetched_at)


def test_we_say_who_we_are_and_send_validators_back_as_received(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with raw_server({PATH: page(BODY)}) as server:
        ask(server.address, known=HELD)
        head = server.requests[0]

    assert "User-Agent: release-watchdog/0 (test)" in head
    assert 'If-None-Match: W/"7"' in head
    assert "If-Modified-Since: Thu, 29 Jan 2026 13:30:00 GMT" in head
    assert "Authorization" not in head


def test_not_modified_is_unchanged_only_for_what_we_hold() -> None:
    not_modified = says("HTTP/1.1 304 Not Modified\nConnection: close")

    assert Unchanged(document="fred") == answer_to(not_modified, HELD)
    assert "'not modified' (304) of a document that we do not hold" in str(failure(not_modified))


def test_the_same_bytes_are_unchanged_even_when_sent_again() -> None:
    held = {"fred": Validators(sha256=hashlib.sha256(BODY).hexdigest())}

    assert Unchanged(document="fred") == answer_to(page(BODY), held)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("204 No Content", "nothing to send (204)"),
        ("400 Bad Request", "answers 400"),
        ("401 Unauthorized", "wants a login (401)"),
        ("403 Forbidden", "refuses us (403); see whether it wants a contact"),
        ("404 Not Found", "not there (404); if it has moved, correct its file"),
        ("429 Too Many Requests", "fewer requests (429)"),
        ("500 Oops", "trouble of its own (500); it is tried again at the next poll"),
        ("503 Service Unavailable", "trouble of its own (503)"),
    ],
)
def test_each_status_has_its_own_words(status: str, words: str) -> None:
    error = failure(page(b"" if status.startswith("204") else b"some page", status=status))

    assert words in str(error)
    assert str(error).startswith("fred/fred: ")


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("Retry-After: 120", timedelta(seconds=120)),
        ("Retry-After: 1000000000", timedelta(hours=24)),
        ("Retry-After: 99999999999999999999", timedelta(hours=24)),
        ("Retry-After: Thu, 29 Jan 2026 13:35:00 GMT", timedelta(minutes=5)),
        ("Retry-After: Thu, 29 Jan 2020 13:35:00 GMT", timedelta(0)),
        ("Retry-After: Thu, 29 Jan 2036 13:35:00 GMT", timedelta(hours=24)),
    ],
)
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_wait_is_honoured_up_to_a_day(status: str, header: str, wait: timedelta | None) -> None:
    assert wait == failure(page(b"wait", header, status=status)).retry_after


def test_an_unasked_for_not_modified_is_no_answer() -> None:
    not_modified = says("HTTP/1.1 304 Not Modified\nConnection: close")
    in_full = {"fred": Validators(sha256="0" * 64)}

    assert "(304) although we asked for the whole document" in str(failure(not_modified, in_full))


def reset(connection: socket.socket) -> None:
    """Drops the connection hard in the middle of the body."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nobserv")
    time.sleep(0.05)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(connection: socket.socket) -> None:
    """Says nothing for longer than anyone waits."""
    connection.recv(1)


PACKED = gzip.compress(BODY)
CHUNKED = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nConnection: close"
GZIPPED = "HTTP/1.1 200 OK\nContent-Encoding: gzip\nConnection: close"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (says("HTTP/1.1 200 OK\nContent-Length: 500", BODY), "the body was cut off"),
        (says(CHUNKED, b"5\r\ndate,\r\n"), "the answer broke off"),
        (says(CHUNKED, b"5\r\nda"), "cut off"),
        (says(CHUNKED, b"zz\r\ndate\r\n0\r\n\r\n"), "cut off or garbled"),
        (says(GZIPPED, PACKED[:-9]), "the compressed body was cut off"),
        (says(GZIPPED, PACKED[:-4]), "the compressed body was cut off"),
        (says(GZIPPED, b"not gzip at all"), "the compressed body is damaged"),
        (says(GZIPPED, gzip.compress(b"0" * 10_001)), "exceeds 10000 bytes"),
        (says("HTTP/1.1 200 OK\nContent-Encoding: br\nConnection: close", b"x"), "encoded as 'br'"),
        (page(b"0" * 10_001), "exceeds 10000 bytes"),
        (says("HTTP/1.1 200 OK\nConnection: close", b"0" * 50_000), "exceeds 10000 bytes"),
        (page(b""), "empty body with status 200"),
        (page(b" \r\n"), "empty body with status 200"),
        (page(b"\xef\xbb\xbf\n<!DOCTYPE html><html>Maintenance</html>"), "a web page with status 200"),
        (page(b"<?xml version='1.0'?><Error/>"), "a web page with status 200"),
        (reset, "the connection was reset"),
        (silent, "the server fell silent"),
        (lambda _: None, "closed the connection without an answer"),
        (lambda connection: connection.sendall(b"SSH-2.0-OpenSSH\r\n"), "not proper HTTP"),
        (says("HTTP/1.1 200 OK\n" + "\n".join(f"X-{n}: 1" for n in range(200))), "not proper HTTP"),
    ],
)
def test_a_body_that_is_not_whole_and_genuine_is_never_captured(script: Script, words: str) -> None:
    assert words in str(failure(script))


def test_a_compressed_body_that_is_whole_is_unpacked() -> None:
    assert BODY == captured(says(GZIPPED, PACKED)).body


def test_a_chunked_body_that_is_whole_is_joined() -> None:
    assert b"date,value" == captured(says(CHUNKED, b"5\r\ndate,\r\n5\r\nvalue\r\n0\r\n\r\n")).body


@pytest.mark.parametrize(
    "script",
    [
        drips(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 100, 0.1),
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"0" * 500, 0.02),
        drips(b"HTTP/1.1 200 OK\r\n\r\n" + b"0" * 500, 0.02),
    ],
    ids=["headers", "body", "body without length"],
)
def test_a_dripping_server_is_cut_at_the_deadline_of_the_whole_request(script: Script) -> None:
    started = time.monotonic()
    error = failure(script)

    assert "not complete within 0.7 s" in str(error)
    assert 0.6 < time.monotonic() - started < 3


def test_a_redirect_on_the_same_host_is_followed() -> None:
    scripts = {PATH: page(b"", "Location: /moved.csv", status="301 Moved"), "/moved.csv": page(BODY)}
    with raw_server(scripts) as server:
        (outcome,) = ask(server.address)

    assert isinstance(outcome, Capture)
    assert BODY == outcome.body


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://localhost:9/elsewhere?key=canary", "http://localhost:9/elsewhere?key=***, another host"),
        ("//example.org/x", "another host or without TLS"),
        ("file:///etc/passwd", "another host or without TLS"),
        ("http://169.254.169.254/", "another host or without TLS"),
        ("/data/missing_key.html", "wants an API key"),
        (PATH, "more than 3 redirects"),
    ],
)
def test_no_other_redirect_is_followed(location: str, words: str) -> None:
    assert words in str(failure(page(b"", f"Location: {location}", status="302 Found")))


def test_a_refused_connection_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    (error,) = ask(f"http://127.0.0.1:{port}")

    assert "fred/fred: the server refuses connections; it is tried again at the next poll" == str(error)


def test_a_host_that_does_not_speak_tls_is_refused() -> None:
    with raw_server({"tls": page(BODY)}) as server:
        (error,) = ask(server.address.replace("http:", "https:"))

    assert "the TLS handshake failed" in str(error)


@pytest.mark.skipif(which("openssl") is None, reason="no openssl to make a certificate with")
def test_a_certificate_that_proves_nothing_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1"]
    files = ["-keyout", f"{tmp_path}/key.pem", "-out", f"{tmp_path}/cert.pem"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *subject]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    received: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        with listener.accept()[0] as connection, suppress(OSError):
            received.append(context.wrap_socket(connection, server_side=True).recv(100))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        (error,) = ask(f"https://127.0.0.1:{listener.getsockname()[1]}")
        thread.join(5)

    assert "the certificate does not prove the host; it is never skipped" in str(error)
    assert [] == received


def test_a_host_without_an_address_says_so() -> None:
    (error,) = ask("http://nowhere.invalid")

    assert "fred/fred: the host's name cannot be resolved; it is tried again at the next poll" == str(error)


@pytest.mark.parametrize("address", ["ftp://example.org", "example.org", "http://"])
def test_an_address_that_is_none_is_said_to_be_wrong(address: str) -> None:
    (error,) = ask(address)

    assert "correct it in the configuration" in str(error)


def test_a_workbook_must_begin_like_one() -> None:
    with raw_server({"/exh1.xlsx": page(b"Period,Balance\n")}) as server:
        (error,) = ask(server.address, EXH1)

    assert "expected a workbook or archive" in str(error)


def test_a_page_is_taken_where_a_page_was_asked_for() -> None:
    calendar = replace(FRED, document="list", file="calendar-listview.html")
    with raw_server({"/calendar-listview.html": page(b"<html></html>")}) as server:
        (outcome,) = ask(server.address, calendar)

    assert isinstance(outcome, Capture)


def test_a_press_text_is_a_page_asked_for_once_and_its_end_must_be_marked() -> None:
    text = replace(FRED, document="text", file="news", parser="press_text", columns=())
    body = b"<html>The deficit widened.</html>"
    with raw_server({"/news": page(body)}) as server:
        source = HttpSource("fred", server.address, [text], replace(manners(), confirm=True))
        (whole,) = source.fetch({}, NOW)
        server.scripts["/news"] = says("HTTP/1.1 200 OK\nConnection: close", body)
        (open_ended,) = source.fetch({}, NOW)
        source.close()

    assert isinstance(whole, Capture)
    assert 2 == len(server.requests), "pages differ from one request to the next"
    assert "the server did not say how long it is" in str(open_ended)


@pytest.mark.parametrize("status", ["503 Service Unavailable", "429 Too Many Requests"])
def test_what_a_press_text_asks_us_to_wait_holds_for_it_alone(status: str) -> None:
    text = replace(FRED, document="text", file="news", parser="press_text", columns=())
    with raw_server({"/news": page(b"", "Retry-After: 60", status=status), PATH: page(BODY)}) as server:
        source = HttpSource("fred", server.address, [text, FRED], manners())
        (refused, _), (resting, table) = (list(source.fetch({}, NOW + timedelta(seconds=each))) for each in (0, 59))
        server.scripts["/news"] = page(b"<html>The deficit widened.</html>")
        (again, _) = source.fetch({}, NOW + timedelta(seconds=60))
        source.close()

    assert isinstance(refused, FetchFailed)
    assert refused.retry_after is None, "else the whole source is left alone"
    assert "wants us to wait until 2026-01-29 13:31:00Z: not asked" in str(resting)
    assert [Capture, Capture] == [type(table), type(again)]
    assert 5 == len(server.requests)


def test_no_release_waits_long_for_words() -> None:
    limits = FetchLimits().for_words()

    assert (2.0, 5.0, 5.0, 4 * 1024 * 1024) == (limits.connect, limits.read, limits.whole, limits.size)
    assert QUICK == QUICK.for_words(), "less is left as it is"


def test_one_failure_never_stops_the_others() -> None:
    workbook = exhibit_1()
    scripts = {
        "/exh1.xlsx": page(b"", status="404 Not Found"),
        "/exh12.xlsx": page(workbook, "Connection: keep-alive"),
        "/econ_getzippedfile/?programCode=FTD": reset,
        PATH: page(BODY),
    }
    with raw_server(scripts) as server:
        outcomes = ask(server.address, EXH1, EXHIBITS["exh12"], FTD, FRED, limits=FetchLimits(whole=5))

    assert [FetchFailed, Capture, FetchFailed, Capture] == [type(outcome) for outcome in outcomes]


def test_a_key_in_the_address_appears_nowhere_that_people_see(caplog: pytest.LogCaptureFixture) -> None:
    layout = Layout(document="api", source="api", file="data?api_key=canary&id=1", parser="fred_csv", columns=())
    path = "/data?api_key=canary&id=1"
    with caplog.at_level(logging.INFO), raw_server({path: page(BODY)}) as server:
        (good,) = ask(server.address, layout)
        server.scripts[path] = lambda _: None
        (bad,) = ask(server.address, layout)
        server.scripts[path] = page(b"", "Location: http://localhost:1/?api_key=canary", status="302 Found")
        (moved,) = ask(server.address, layout)

    assert isinstance(good, Capture)
    assert good.url.endswith("/data?api_key=***&id=1")
    assert "canary" not in f"{bad} {bad!r} {bad.__cause__} {moved} {caplog.text}"  # type: ignore[union-attr]  # an error


def test_a_source_keeps_working_after_a_request_was_cut() -> None:
    with raw_server({PATH: silent}) as server:
        source = HttpSource("fred", server.address, (FRED,), manners())
        (first,) = source.fetch({}, NOW)
        server.scripts[PATH] = page(BODY)
        (second,) = source.fetch({}, NOW)
        source.close()

    assert isinstance(first, FetchFailed)
    assert isinstance(second, Capture)
