"""Fetching, reading and judging in two transactions: what stands between them, and what each leaves behind."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.pipeline.agency import RELEASES
from tests.pipeline.desk import NOVEMBER, Desk, desk, only, told, troubles, vintages_of
from watchdog.errors import SourceError
from watchdog.model.alert import Alert, Delivery
from watchdog.model.document import Capture
from watchdog.pipeline.fetching import fetch_all
from watchdog.pipeline.release import Desk as Bench
from watchdog.pipeline.release import take_in
from watchdog.store import captures
from watchdog.store.tables import cells, claims, findings, qualities, rule_sets, vintages
from watchdog.store.told_tables import alerts, deliveries

SOON = timedelta(minutes=5)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk that has nothing yet, with November's release just out."""
    with desk(tmp_path, documents=("exh1", "fred")) as made:
        made.agencies.publish(NOVEMBER)
        yield made


def fetch(at: Desk) -> None:
    """The first transactions alone, as if the process had died after them."""
    (program,) = at.watch.programs
    fetch_all(at.watch.store, program.sources, at.clock)


def bench(at: Desk) -> Bench:
    (program,) = at.watch.programs
    return Bench(store=at.watch.store, rulebook=program.rules.current(), post=at.watch.post)


def unread(at: Desk) -> list[str]:
    with at.watch.store.reading() as connection:
        return [capture.document for capture in captures.unread(connection).values()]


def test_what_a_crash_left_unread_is_judged_by_the_next_pass(at: Desk) -> None:
    fetch(at)
    at.restart()
    done = at.poll(after=SOON)

    assert [("2025-11", ("exh1", "fred"))] == vintages_of(done)
    assert {"hook": 1, "mail": 1} == told(at)


def test_what_waits_unread_is_not_kept_twice(at: Desk) -> None:
    fetch(at)
    fetch(at)

    assert ["exh1", "fred"] == unread(at)
    assert 1 == len(at.poll().processed)
    assert [] == unread(at)


def test_two_versions_that_wait_are_judged_one_after_the_other(at: Desk) -> None:
    at.agencies.publish(RELEASES["2025-10"])
    fetch(at)
    at.agencies.publish(NOVEMBER)
    fetch(at)
    done = at.poll()

    assert [("2025-10", ("exh1", "fred")), ("2025-11", ("exh1", "fred"))] == vintages_of(done)
    assert [True, False] == [each.history for each in done.processed], "October is three weeks old"


def test_what_follows_from_a_capture_is_kept_together_or_not_at_all(at: Desk) -> None:
    class Broken:
        def targets(self) -> tuple[str, ...]:
            return ("nobody",)

        def render(self, _alert: Alert, _target: str) -> bytes:
            raise ZeroDivisionError

        def send(self, _delivery: Delivery, _now: datetime) -> None: ...

    fetch(at)
    broken = replace(bench(at), post=replace(at.watch.post, channels={"hook": Broken()}))
    with pytest.raises(ZeroDivisionError):
        list(take_in(broken, at.clock))
    with at.watch.store.reading() as connection:
        tables = (vintages, cells, findings, qualities, claims, rule_sets, alerts, deliveries)
        kept = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]

    assert [0] * len(tables) == kept
    assert ["exh1", "fred"] == unread(at)
    assert 1 == len(at.poll(after=SOON).processed)
    assert {"hook": 1, "mail": 1} == told(at)


def test_a_capture_that_no_rule_describes_is_kept_and_said_to_be_unread(at: Desk) -> None:
    body = b"figures"
    stranger = Capture(
        source="census",
        document="exh99",
        url="https://example.org/exh99.xlsx",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=at.clock.now(),
    )
    with at.watch.store.writing() as connection:
        captures.add(connection, stranger)
    (refusal,) = take_in(bench(at), at.clock)

    assert isinstance(refusal, SourceError)
    assert "census/exh99: no document of the rulebook has this name; it is kept, not read" == str(refusal)
    assert [] == unread(at)


def test_figures_are_public_from_the_planned_moment_and_corrections_from_when_they_are_seen(at: Desk) -> None:
    first = only(at.poll(after=SOON).processed).vintage
    at.agencies.serve({"fred": RELEASES["2025-12"].documents["fred"]})
    at.clock.moment = RELEASES["2025-12"].published_at - SOON
    early = only(at.poll().processed).vintage

    assert (NOVEMBER.published_at, NOVEMBER.published_at + SOON) == (first.available_at, first.first_seen_at)
    assert NOVEMBER.published_at == first.scheduled_at
    assert early.available_at == early.first_seen_at < RELEASES["2025-12"].published_at, "it came before its time"


def test_a_pass_without_news_says_nothing(at: Desk) -> None:
    at.poll()
    again = at.poll(after=SOON)

    assert ((), ("census/exh1", "fred/fred"), []) == (again.fetched.new, again.fetched.unchanged, troubles(again))
    assert () == again.processed
