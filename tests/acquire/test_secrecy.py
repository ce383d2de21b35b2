"""An API key goes to its agency and nowhere else."""

import json
import logging
from collections.abc import Iterator

import pytest

from tests.acquire.agencies import (
    KEY,
    Misbehaviour,
    fred_answer,
)
from tests.acquire.asking import BOOK, always, asked_for, manners
from tests.acquire.layouts import NOW
from watchdog.acquire.http import HttpSource
from watchdog.errors import FetchFailed
from watchdog.model.document import Capture


def _chain(error: BaseException) -> Iterator[BaseException]:
    yield error
    for link in (error.__cause__, error.__context__):
        if link is not None:
            yield from _chain(link)


@pytest.mark.parametrize(
    "misbehaviour",
    [
        always((400, {}, json.dumps({"error": f"bad key {KEY.upper()}"}).encode())),
        always((302, {"Location": f"https://example.org/{KEY}?msg={KEY}"}, b"")),
        always((302, {"Location": f"/fred/series/observations?series_id=BOPGSTB&api_key={KEY}"}, b"")),
        always((500, {}, KEY.encode())),
        always(
            (
                200,
                {"ETag": f'"{KEY}"', "Content-Type": f"text/{KEY}"},
                json.dumps(fred_answer([{"date": KEY}])).encode(),
            )
        ),
        always((200, {"Content-Encoding": "gzip"}, KEY.encode())),
    ],
)
def test_a_key_is_in_nothing_that_comes_back(misbehaviour: Misbehaviour, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        outcome, server = asked_for("fred_api", misbehaviour)
    told = [repr(outcome), caplog.text]
    if isinstance(outcome, BaseException):
        told += [f"{link!r} {link} {link.args}" for link in _chain(outcome)]
    else:
        assert isinstance(outcome, Capture)
        told += [outcome.body.decode()]

    assert any(KEY in asked.parameters.values() for asked in server.asked)
    assert KEY not in " ".join(told).lower()


def test_a_dead_server_does_not_make_us_tell_the_key() -> None:
    layout = BOOK.layout("fred_api")
    source = HttpSource(layout.source, "http://127.0.0.1:1", [layout], manners(layout))
    (outcome,) = source.fetch({}, NOW)
    source.close()

    assert isinstance(outcome, FetchFailed)
    assert KEY not in " ".join(f"{link!r} {link}" for link in _chain(outcome))


def test_a_key_is_not_sent_in_the_open() -> None:
    layout = BOOK.layout("fred_api")
    source = HttpSource(layout.source, "http://example.org", [layout], manners(layout))
    (outcome,) = source.fetch({}, NOW)
    source.close()

    assert "its API key is not sent without TLS" in str(outcome)
