"""What is news and what is history: decided by when things were fetched, however long ago, and by what was known."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acquire.servers import page
from tests.pipeline.agency import RELEASES
from tests.pipeline.desk import NOVEMBER, Desk, desk, only, told
from watchdog.demo.story import NOTICED_AFTER
from watchdog.pipeline.fetching import fetch_all
from watchdog.store import captures
from watchdog.store.captures import Outcome
from watchdog.yamlfile.packaged import packaged

NOTICED = NOVEMBER.published_at + NOTICED_AFTER
LONG = timedelta(hours=30)
SEPTEMBER, OCTOBER, JULY = (RELEASES[month] for month in ("2025-09", "2025-10", "2026-07"))
NOBODY: dict[str, int] = {"hook": 0, "mail": 0}


def fetch_and_die(at: Desk) -> None:
    """What is there is committed, and then the process is no more."""
    (program,) = at.watch.programs
    fetch_all(at.watch.store, program.sources, at.clock)
    at.restart()


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk that has nothing yet, five seconds after November's release."""
    with desk(tmp_path, documents=("exh1", "fred"), start=NOTICED) as made:
        made.agencies.publish(NOVEMBER)
        yield made


@contextmanager
def undated(folder: Path, *documents: str) -> Iterator[Desk]:
    """A desk whose rules know no release dates."""
    pack = folder / "mine"
    shutil.copytree(packaged("rules") / "us_trade", pack)
    calendar = pack / "calendar.yaml"
    calendar.write_text(calendar.read_text().partition("\ncalendar:")[0] + "\n")
    edit = "pack: rules/us_trade"
    with desk(folder, documents=documents, start=NOTICED, edit=lambda text: text.replace(edit, "pack: mine")) as made:
        yield made


def test_a_release_that_was_fetched_on_its_day_is_news_however_late_it_is_judged(at: Desk) -> None:
    fetch_and_die(at)
    taken = only(at.poll(after=LONG).processed)

    assert (NOVEMBER.published_at, NOTICED) == (taken.vintage.available_at, taken.vintage.first_seen_at)
    assert {"hook": 1, "mail": 1} == told(at)
    assert [NOTICED] == list({item.first_seen_at for alert in taken.alerts for item in alert.items})


def test_a_release_that_was_first_fetched_a_day_after_it_came_out_is_history(at: Desk) -> None:
    at.clock.moment += LONG
    fetch_and_die(at)

    assert only(at.poll().processed).history
    assert NOBODY == told(at)


def test_documents_that_were_fetched_days_apart_are_first_seen_with_the_first(at: Desk) -> None:
    at.agencies.answer("fred", page(b"not yet", status="404 Not Found"))
    fetch_and_die(at)
    at.agencies.publish(NOVEMBER)
    taken = only(at.poll(after=LONG).processed)

    assert 2 == len(taken.vintage.documents)
    assert (NOVEMBER.published_at, NOTICED) == (taken.vintage.available_at, taken.vintage.first_seen_at)
    assert {"hook": 1, "mail": 1} == told(at)


def test_a_correction_is_public_from_when_it_was_fetched(at: Desk) -> None:
    at.poll()
    at.agencies.serve({"fred": RELEASES["2025-12"].documents["fred"]})
    at.clock.moment += timedelta(hours=2)
    fetched_at = at.clock.moment
    fetch_and_die(at)
    vintage = only(at.poll(after=LONG).processed).vintage

    assert (fetched_at, fetched_at) == (vintage.available_at, vintage.first_seen_at)


def test_what_could_not_be_read_at_first_was_seen_all_the_same(at: Desk) -> None:
    fetch_and_die(at)
    with at.watch.store.writing() as connection:
        for number in captures.unread(connection):
            captures.mark(connection, number, Outcome.REFUSED, "the rules did not know its layout")
    taken = only(at.poll(after=LONG).processed)

    assert NOTICED == taken.vintage.first_seen_at
    assert {"hook": 1, "mail": 1} == told(at)


def test_the_watch_begins_with_the_first_poll_though_it_finds_nothing(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=NOTICED) as at:
        at.poll()
        at.agencies.publish(NOVEMBER)

        assert not only(at.poll(after=LONG).processed).history


def test_a_release_without_a_date_is_history_in_a_first_import(tmp_path: Path) -> None:
    with undated(tmp_path, "exh1", "fred") as at:
        at.agencies.publish(NOVEMBER)
        taken = only(at.poll().processed)

        assert (True, None) == (taken.history, taken.vintage.scheduled_at)
        assert NOBODY == told(at)
        assert () == at.poll(after=LONG).processed


def test_no_release_of_a_first_import_is_news_because_it_is_newer_than_another(tmp_path: Path) -> None:
    with undated(tmp_path, "exh1", "fred") as at:
        at.agencies.serve({"exh1": OCTOBER.documents["exh1"], "fred": NOVEMBER.documents["fred"]})

        assert [True, True] == [each.history for each in at.poll().processed]
        assert NOBODY == told(at)


def test_a_newer_release_without_a_date_is_news(tmp_path: Path) -> None:
    with undated(tmp_path, "exh1") as at:
        at.agencies.publish(OCTOBER)
        assert only(at.poll().processed).history

        at.agencies.publish(NOVEMBER)
        assert not only(at.poll(after=timedelta(minutes=5)).processed).history
        assert {"hook": 1, "mail": 1} == told(at)


def test_what_follows_of_a_release_without_a_date_goes_the_way_of_its_beginning(tmp_path: Path) -> None:
    with undated(tmp_path, "exh1", "fred") as at:
        at.agencies.serve({"exh1": OCTOBER.documents["exh1"]})
        at.poll()
        at.agencies.serve({"fred": OCTOBER.documents["fred"]})

        assert only(at.poll(after=LONG).processed).history

        at.agencies.serve({"exh1": NOVEMBER.documents["exh1"]})
        at.poll(after=LONG)
        at.agencies.serve({"fred": NOVEMBER.documents["fred"]})

        assert not only(at.poll(after=LONG).processed).history


def test_an_older_release_without_a_date_is_history_though_it_was_unknown(tmp_path: Path) -> None:
    with undated(tmp_path, "exh1", "fred") as at:
        at.agencies.serve({"exh1": OCTOBER.documents["exh1"]})
        at.poll()
        at.agencies.serve({"fred": SEPTEMBER.documents["fred"]})

        assert only(at.poll(after=LONG).processed).history
        assert NOBODY == told(at)


@pytest.mark.parametrize(("age", "history"), [(timedelta(hours=1), False), (LONG, True)], ids=["new", "old"])
def test_the_agencys_own_stamp_dates_a_release_that_no_calendar_knows(
    tmp_path: Path, age: timedelta, *, history: bool
) -> None:
    with undated(tmp_path, "ftd") as at:
        at.agencies.publish(JULY)
        at.clock.moment = JULY.published_at + age
        taken = only(at.poll().processed)

        assert taken.vintage.stamped_at is not None
        assert history is taken.history
