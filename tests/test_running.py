"""The ticks of the running service: polling when it is due and not before, and a log that says a thing once."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from threading import Event, Timer

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from tests.acquire.servers import page
from tests.pipeline.agency import RELEASES, body_of
from tests.pipeline.desk import NOVEMBER, Desk, desk, told
from watchdog.running import ticks
from watchdog.scheduler.metronome import Rhythm, Tick, run_until

BEFORE = NOVEMBER.published_at - timedelta(hours=1)
SECOND = timedelta(seconds=1)
PACK = "extends: us_trade\nrules:\n  - {name: headline-swing, warn: 3.0, critical: 4.0}\n"


def with_own_rules(text: str) -> str:
    return text.replace("pack: rules/us_trade", "pack: mine")


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk that holds October's release, an hour before November's, with rules of its own."""
    pack = tmp_path / "mine" / "pack.yaml"
    pack.parent.mkdir()
    pack.write_text(PACK)
    with desk(tmp_path, documents=("exh1", "fred"), edit=with_own_rules) as made:
        made.release(RELEASES["2025-10"])
        made.clock.moment = BEFORE
        yield made


def live(at: Desk, duration: timedelta, *, every: timedelta = SECOND, poll: Tick | None = None) -> list[EventDict]:
    """Tick as the metronome would, by the desk's clock; what was logged."""
    beating = poll or polling(at)
    end = at.clock.now() + duration
    with capture_logs() as logged:
        while at.clock.now() < end:
            beating.act()
            at.clock.moment += every
    return logged


def polling(at: Desk) -> Tick:
    (poll,) = (tick for tick in ticks(at.watch) if tick.name == "poll")
    return poll


def events(logged: Sequence[EventDict], name: str) -> list[EventDict]:
    return [entry for entry in logged if entry["event"] == name]


def test_there_is_a_tick_for_polling_and_one_for_each_channel(at: Desk) -> None:
    assert ["poll", "deliver desk-mail", "deliver hook", "deliver anomaly-log"] == [
        tick.name for tick in ticks(at.watch)
    ]


def test_it_polls_when_it_is_due_and_not_before(at: Desk) -> None:
    at.agencies.server.requests.clear()
    logged = live(at, timedelta(minutes=59), every=timedelta(minutes=1))

    assert ["exh1", "fred"] == at.agencies.asked, "weeks have passed since the last poll"
    assert "ft900/2025-11 is due 2026-01-29 13:30Z" == events(logged, "next poll")[-1]["why"]

    at.clock.moment = NOVEMBER.published_at - timedelta(seconds=30)
    live(at, timedelta(seconds=20))

    assert 2 == len(at.agencies.asked), "ten seconds ahead is early enough"

    live(at, timedelta(seconds=30))

    assert 2 * 5 <= len(at.agencies.asked) <= 2 * 9, "then every five seconds"


def test_how_polling_stands_outlives_a_restart(at: Desk) -> None:
    live(at, SECOND)
    asked = len(at.agencies.asked)
    before = events(live(at, SECOND), "next poll")
    at.restart()
    after = events(live(at, SECOND), "next poll")

    assert asked == len(at.agencies.asked)
    assert [before[-1]["at"]] == [entry["at"] for entry in after]


def test_a_release_is_taken_in_told_of_in_the_log_and_sent_by_each_channels_own_tick(at: Desk) -> None:
    live(at, SECOND)
    at.agencies.publish(NOVEMBER)
    at.clock.moment = NOVEMBER.published_at
    logged = live(at, timedelta(seconds=7))
    (vintage,) = events(logged, "vintage")

    assert ["census/exh1", "fred/fred"] == [entry["document"] for entry in events(logged, "new document")]
    assert ("ft900/2025-11", False, 0) == (vintage["release"], vintage["history"], vintage["failed"])
    assert [alert.id for alert in at.alerts(NOVEMBER)] == vintage["alerts"]

    senders = {tick.name: tick for tick in ticks(at.watch)}
    assert {"hook": 1, "mail": 1} == told(at), "October's"
    senders["deliver hook"].act()
    assert {"hook": 2, "mail": 1} == told(at)
    senders["deliver desk-mail"].act()
    assert {"hook": 2, "mail": 2} == told(at)


def test_the_metrics_are_a_tick_of_their_own_where_they_are_wanted(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("fred",), edit=lambda text: text.replace("log: {", "log: {metrics: w.prom, ")) as at:
        (measure,) = (tick for tick in ticks(at.watch) if tick.name == "metrics")
        measure.act()
        first = (tmp_path / "w.prom").read_text()
        at.poll(after=SECOND)
        measure.act()
        soon = (tmp_path / "w.prom").read_text()
        at.clock.moment += 20 * SECOND
        measure.act()
        later = (tmp_path / "w.prom").read_text()

    assert "watchdog_polls_total{" not in first
    assert first == soon, "not at every tick"
    assert 'watchdog_polls_total{name="ft900"} 1' in later


def test_a_delivery_that_fails_is_a_warning_and_one_that_is_sent_is_not(at: Desk) -> None:
    at.agencies.publish(NOVEMBER)
    at.clock.moment = NOVEMBER.published_at
    live(at, SECOND)
    at.hook.status = 503
    with capture_logs() as logged:
        for tick in ticks(at.watch)[1:]:
            tick.act()

    assert [
        ("desk-mail", "info", "sent", ""),
        ("hook", "warning", "pending", f"{at.hook.url} answered 503"),
        ("anomaly-log", "info", "sent", ""),
    ] == [(entry["channel"], entry["log_level"], str(entry["state"]), entry["error"]) for entry in logged]


def test_a_release_that_does_not_come_is_said_to_be_late_once(at: Desk) -> None:
    live(at, SECOND)
    at.clock.moment = NOVEMBER.published_at
    logged = live(at, timedelta(minutes=40), every=timedelta(seconds=30))
    (late,) = events(logged, "late")

    assert ("ft900/2025-11", "2026-01-29T13:30:00+00:00") == (late["release"], late["scheduled_at"])


def test_the_same_trouble_is_logged_once_until_it_is_over(at: Desk) -> None:
    poll = polling(at)
    live(at, SECOND, poll=poll)
    at.clock.moment = NOVEMBER.published_at
    at.agencies.publish(NOVEMBER, without=("exh1",))
    at.agencies.answer("exh1", page(b"oops", status="500 Internal Server Error"))
    first = live(at, timedelta(minutes=1), poll=poll)
    at.agencies.answer("exh1", page(b"<html>Maintenance</html>"))
    second = live(at, timedelta(minutes=16), every=timedelta(minutes=1), poll=poll)
    at.agencies.publish(NOVEMBER)
    live(at, timedelta(hours=1), every=timedelta(minutes=15), poll=poll)
    at.agencies.answer("exh1", page(b"oops", status="500 Internal Server Error"))
    third = live(at, timedelta(hours=8), every=timedelta(minutes=15), poll=poll)

    assert [1, 1, 1] == [len(events(logged, "document not read")) for logged in (first, second, third)]
    assert "trouble of its own (500)" in events(first, "document not read")[0]["error"]
    assert "a web page with status 200" in events(second, "document not read")[0]["error"]


def test_a_document_that_waits_is_said_once(at: Desk) -> None:
    poll = polling(at)
    at.clock.moment = NOVEMBER.published_at
    at.agencies.publish(NOVEMBER)
    live(at, SECOND, poll=poll)
    at.agencies.answer("exh1", page(body_of("exh1", RELEASES["2025-10"].documents["exh1"])))
    logged = live(at, timedelta(hours=5), every=timedelta(minutes=5), poll=poll)
    (waiting,) = events(logged, "waiting")

    assert waiting["note"].startswith("exh1 shows October 2025, earlier than November 2025 which we hold")


def test_broken_rules_are_said_once_and_the_last_good_ones_stay_in_force(at: Desk) -> None:
    poll, pack = polling(at), at.config.parent / "mine" / "pack.yaml"
    live(at, SECOND, poll=poll)
    pack.write_text(PACK.replace("warn:", "wrn:"))
    at.agencies.publish(NOVEMBER)
    at.clock.moment = NOVEMBER.published_at
    broken = live(at, timedelta(seconds=20), poll=poll)
    (said,) = events(broken, "rules not taken over, the last good ones stay in force")

    assert "pack.yaml:3:" in said["mistake"]
    assert 1 == len(events(broken, "vintage")), "the release is judged all the same"

    pack.write_text(PACK.replace("3.0", "3.5"))
    mended = live(at, timedelta(seconds=3), poll=poll)

    assert 1 == len(events(mended, "rules changed"))
    assert [] == events(mended, "rules not taken over, the last good ones stay in force")


def test_the_metronome_runs_the_service_until_it_is_told_to_stop(at: Desk) -> None:
    at.agencies.publish(NOVEMBER)
    at.clock.moment = NOVEMBER.published_at + SECOND
    stop, enough = Event(), Event()

    def look() -> None:
        if len(at.mails) == len(at.hooks) == 2:
            enough.set()
            stop.set()

    too_long = Timer(30, stop.set)
    too_long.start()
    looking = Tick(name="look", act=look, allowance=SECOND)
    run_until(stop, [*ticks(at.watch), looking], rhythm=Rhythm(every=timedelta(milliseconds=50)))
    too_long.cancel()

    assert enough.is_set()
    assert {"hook": 2, "mail": 2} == told(at)
