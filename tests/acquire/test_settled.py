"""A document that has changed is believed when a second look shows the same, or what we held."""

import hashlib
import io
import itertools
import socket
import zipfile
from collections.abc import Iterator

import pytest

from tests.acquire.agencies import Asked, Misbehaviour, Reply, agencies
from tests.acquire.asking import BOOK, Outcome, manners
from tests.acquire.layouts import NOW
from tests.acquire.servers import raw_server, says
from tests.acquire.texts import FRED_CSV, archive
from tests.acquire.workbooks import exhibit_1
from watchdog.acquire.http import HttpSource
from watchdog.errors import FetchFailed
from watchdog.model.document import Capture
from watchdog.ports import Validators

OLD = archive({"a": b"old"})
HELD = Validators(sha256=hashlib.sha256(OLD).hexdigest(), etag='"old"')


def stored(entries: dict[str, bytes]) -> bytes:
    """The same entries in another wrapping."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as new:
        for name, content in entries.items():
            new.writestr(zipfile.ZipInfo(name, (2026, 1, 29, 8, 30, 0)), content)
    return written.getvalue()


def in_turn(*bodies: bytes) -> Misbehaviour:
    """One body after the other, the last for ever."""
    following = itertools.chain(bodies, itertools.repeat(bodies[-1]))

    def change(_asked: Asked, _reply: Reply) -> Reply:
        return 200, {}, next(following)

    return change


def looked_at(misbehaviour: Misbehaviour | None, etag: str | None = None) -> tuple[Outcome, list[str | None]]:
    """What becomes of exhibit 1, and what each request would have taken for 'not modified'."""
    layout = BOOK.layout("exh1")
    with agencies(misbehaviour) as server:
        server.etag = etag
        source = HttpSource(layout.source, server.address, [layout], manners(layout, confirm=True))
        (outcome,) = source.fetch({"exh1": HELD}, NOW)
        source.close()
    return outcome, [asked.headers["If-None-Match"] for asked in server.asked]


def test_the_second_look_costs_an_empty_answer_where_the_server_knows_validators() -> None:
    outcome, asked = looked_at(None, etag='"new"')

    assert isinstance(outcome, Capture)
    assert ['"old"', '"new"'] == asked


@pytest.mark.parametrize(
    "bodies",
    [
        (exhibit_1(),),
        (archive({"a": b"new"}), OLD),
        (archive({"a": b"new"}), stored({"a": b"new"})),
    ],
    ids=["the same again", "a mirror that lags", "wrapped anew"],
)
def test_what_is_settled_is_believed(bodies: tuple[bytes, ...]) -> None:
    outcome, asked = looked_at(in_turn(*bodies))

    assert isinstance(outcome, Capture)
    assert bodies[0] == outcome.body
    assert 2 == len(asked)


def test_what_differs_from_one_request_to_the_next_waits() -> None:
    outcome, _ = looked_at(in_turn(archive({"a": b"half"}), archive({"a": b"whole"})))

    assert isinstance(outcome, FetchFailed)
    assert "two requests in a row gave different contents" in str(outcome)


def test_a_second_look_that_fails_says_nothing_against_the_first() -> None:
    replies: Iterator[Reply] = iter([(200, {}, exhibit_1()), (503, {}, b"busy")])
    outcome, _ = looked_at(lambda _asked, _reply: next(replies))

    assert isinstance(outcome, Capture)


def test_what_we_hold_is_not_looked_at_twice() -> None:
    _, asked = looked_at(in_turn(OLD))

    assert 1 == len(asked)


def unmarked(*bodies: bytes, held: Validators | None = None) -> Outcome:
    """What becomes of FRED's text when its server says no length, and breaks off where it likes."""
    following = itertools.chain(bodies, itertools.repeat(bodies[-1]))
    layout = BOOK.layout("fred")
    path = f"/{layout.file}"

    def script(connection: socket.socket) -> None:
        says("HTTP/1.1 200 OK\nConnection: close", next(following))(connection)

    with raw_server({path: script}) as server:
        source = HttpSource(layout.source, server.address, [layout], manners(layout))
        (outcome,) = source.fetch({"fred": held} if held else {}, NOW)
        source.close()
    return outcome


WHOLE = FRED_CSV.encode()


@pytest.mark.parametrize("lost", [3, 18], ids=["within a figure", "at the end of a line"])
@pytest.mark.parametrize("is_held", [False, True])
def test_a_body_without_length_that_was_cut_waits_for_the_next_poll(lost: int, *, is_held: bool) -> None:
    held = Validators(sha256=hashlib.sha256(WHOLE).hexdigest()) if is_held else None
    outcome = unmarked(WHOLE[:-lost], WHOLE, held=held)

    assert isinstance(outcome, FetchFailed)
    assert "or was cut off" in str(outcome)


def test_a_body_without_length_is_believed_when_it_comes_twice() -> None:
    outcome = unmarked(WHOLE)

    assert isinstance(outcome, Capture)
    assert WHOLE == outcome.body


def test_a_body_without_length_that_comes_but_once_waits() -> None:
    outcome = unmarked(WHOLE, b"<html>busy</html>")

    assert isinstance(outcome, FetchFailed)
    assert "nor could it be asked for again" in str(outcome)
