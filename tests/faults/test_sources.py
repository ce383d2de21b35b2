"""Whole sources that are down or want to be left alone: said once a pass, remembered over a restart, and caught up."""

import socket
from collections import Counter
from datetime import timedelta
from pathlib import Path

from tests.acquire.servers import page
from tests.pipeline.desk import DOCUMENTS, NOVEMBER, Desk, desk, told, troubles, vintages_of
from watchdog.model.alert import AlertType
from watchdog.store.schedule import PollState, poll_state

SOON = timedelta(minutes=1)
BUSY = page(b"slower", "Retry-After: 120", status="429 Too Many Requests")


def hang_up(_connection: socket.socket) -> None:
    """Says nothing at all."""


def state(at: Desk) -> PollState:
    with at.watch.store.reading() as connection:
        return poll_state(connection, "ft900")


def test_a_pass_in_which_every_source_is_down_is_counted_and_made_good(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        for document in DOCUMENTS:
            at.agencies.answer(document, hang_up)
        dark = at.poll()
        at.restart()
        at.poll(after=SOON)

        assert 4 == len(troubles(dark)) == len(set(troubles(dark)))
        assert ((), (), []) == (dark.fetched.new, dark.fetched.unchanged, vintages_of(dark))
        assert 2 == state(at).failures, "also over a restart"
        assert "census/exh1: the server closed the connection" in state(at).last_error
        assert {"hook": 0, "mail": 0} == told(at)

        at.agencies.publish(NOVEMBER)
        light = at.poll(after=SOON)

        assert [("2025-11", ("exh1", "exh12", "fred", "press"))] == vintages_of(light)
        assert (0, "") == (state(at).failures, state(at).last_error)
        assert {"hook": 1, "mail": 1} == told(at)


def test_one_source_that_is_down_does_not_keep_the_others_from_being_judged(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.agencies.publish(NOVEMBER, without=("fred",))
        at.agencies.answer("fred", hang_up)
        done = at.poll()

        assert 1 == len(troubles(done))
        assert [("2025-11", ("exh1", "exh12", "press"))] == vintages_of(done)
        assert 0 == state(at).failures


def test_a_source_that_asks_us_to_wait_is_left_alone_until_then(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.agencies.publish(NOVEMBER)
        at.agencies.answer("fred", BUSY)
        at.poll()
        asked = Counter(at.agencies.asked)
        at.restart()
        meanwhile = at.poll(after=SOON)

        assert ["fred wants us to wait until 2026-01-29 13:32:00Z: not asked"] == troubles(meanwhile)
        assert {"exh1": 1, "exh12": 1, "press": 1} == Counter(at.agencies.asked) - asked

        at.agencies.publish(NOVEMBER)
        later = at.poll(after=SOON)

        assert [("2025-11", ("fred",))] == vintages_of(later)
        assert [] == troubles(later)
        assert [AlertType.DIGEST, AlertType.UPDATED] == [alert.type for alert in at.alerts()], "it brought the history"


def test_what_a_server_error_asks_for_is_heard_too(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.agencies.publish(NOVEMBER)
        at.agencies.answer("exh1", page(b"", "Retry-After: 90", status="503 Service Unavailable"))
        first = at.poll()
        second = at.poll(after=SOON)

        assert ["census/exh1: the server has trouble of its own (503); it wants us to wait 90 s"] == troubles(first)
        assert ["census wants us to wait until 2026-01-29 13:31:30Z: not asked"] == troubles(second)
