"""Manners towards a host: one request at a time, not too close together, and none while it wants to be left alone."""

import threading
import time
from datetime import timedelta

import pytest

from tests.acquire.agencies import agencies
from tests.acquire.asking import BOOK, always, failure, manners
from tests.acquire.layouts import NOW
from watchdog.acquire.hosts import Hosts
from watchdog.acquire.http import HttpSource
from watchdog.errors import FetchFailed

URL = "https://example.org/a"


def visit(hosts: Hosts, url: str = URL, *, interval: float = 0.0, after: timedelta = timedelta(0)) -> None:
    with hosts.turn("a/a", url, interval=interval, now=NOW + after):
        pass


def refused(hosts: Hosts, wait: timedelta | None, *, busy: bool = True) -> None:
    with pytest.raises(FetchFailed), hosts.turn("a/a", URL, interval=0, now=NOW):
        raise FetchFailed("a/a", "too many", retry_after=wait, busy=busy)


def test_two_requests_to_a_host_keep_their_distance_and_other_hosts_do_not_wait() -> None:
    hosts = Hosts()
    started = time.monotonic()
    visit(hosts)
    visit(hosts, "https://example.net/", interval=0.3)
    others = time.monotonic() - started
    visit(hosts, "https://me@EXAMPLE.org/b", interval=0.3)

    assert others < 0.2
    assert 0.3 <= time.monotonic() - started < 1


def test_one_request_at_a_time_whoever_asks() -> None:
    hosts, inside, most = Hosts(), 0, 0

    def ask() -> None:
        nonlocal inside, most
        with hosts.turn("a/a", URL, interval=0, now=NOW):
            inside += 1
            most = max(most, inside)
            time.sleep(0.02)
            inside -= 1

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 == most


def test_no_document_of_a_host_is_asked_for_before_the_moment_that_it_named() -> None:
    hosts = Hosts()
    refused(hosts, timedelta(minutes=10))

    with pytest.raises(FetchFailed, match=r"example\.org asked us to wait until 2026-01-29 13:40:00Z") as caught:
        visit(hosts, after=timedelta(minutes=4))
    assert timedelta(minutes=6) == caught.value.retry_after
    visit(hosts, "https://example.net/", after=timedelta(minutes=4))
    visit(hosts, after=timedelta(minutes=10))


def test_a_failure_of_one_document_keeps_nobody_from_the_others() -> None:
    hosts = Hosts()
    refused(hosts, None)
    refused(hosts, timedelta(minutes=10), busy=False)

    visit(hosts)


def test_sources_that_share_a_host_share_its_patience() -> None:
    hosts = Hosts()
    layouts = [BOOK.layout("fred"), BOOK.layout("ftd")]
    with agencies(always((429, {"Retry-After": "600"}, b"slow down"))) as server:
        for layout in layouts:
            source = HttpSource(layout.source, server.address, [layout], manners(layout, hosts=hosts))
            (outcome,) = source.fetch({}, NOW)
            source.close()

            assert isinstance(outcome, FetchFailed)
            assert timedelta(minutes=10) == outcome.retry_after
    assert 1 == len(server.asked)


@pytest.mark.parametrize("headers", [{"Retry-After": "soon"}, {"Retry-After": "-5"}, {}])
@pytest.mark.parametrize(("status", "wait"), [(429, timedelta(minutes=1)), (503, None)])
def test_who_only_says_that_we_ask_too_much_is_left_alone_for_a_minute(
    status: int, wait: timedelta | None, headers: dict[str, str]
) -> None:
    error = failure("fred", always((status, headers, b"wait")))

    assert isinstance(error, FetchFailed)
    assert wait == error.retry_after
