"""The metrics: counted from what is kept, in the format that Prometheus reads."""

import os
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.made import MORNING, alert, balances, capture, delivery, finding, vintage
from watchdog.errors import StoreError
from watchdog.model.passage import Passage, Sent, Stage
from watchdog.store import alerts, captures, findings, outbox, passages, schedule, vintages
from watchdog.store.captures import Outcome
from watchdog.store.database import Store
from watchdog.store.exposition import Metric, Sample, exposition, histogram
from watchdog.store.metrics import export, metrics
from watchdog.store.schedule import PollState

SECOND = timedelta(seconds=1)
LATEST = vintage("v1", MORNING, balances("2025-10", -1, -2))
PASSAGE = Passage(
    vintage=LATEST.id,
    seen_at=MORNING,
    fetched_at=MORNING + SECOND,
    parsed_at=MORNING + 3 * SECOND,
    judged_at=MORNING + 6 * SECOND,
    written_at=MORNING + 10 * SECOND,
    committed_at=MORNING + 15 * SECOND,
)


@pytest.fixture
def kept(store: Store) -> Store:
    """One vintage with its passage, a message that was accepted, one that failed, and one that is held."""
    with store.writing() as connection:
        for body, outcome in ((b"1", Outcome.READ), (b"2", Outcome.REFUSED), (b"3", None)):
            number = captures.add(connection, capture(body))
            if outcome:
                captures.mark(connection, number, outcome)
        vintages.add(connection, LATEST, rules_hash="r", code_version="0")
        passages.add(connection, [PASSAGE])
        findings.save(connection, [finding(vintage_id=LATEST.id)])
        alerts.add(connection, alert("a1", vintage=LATEST.id))
        held = delivery("held", "a1", due_at=MORNING + timedelta(days=9))
        outbox.enqueue(connection, [delivery("sent", "a1"), delivery("failed", "a1"), held])
        outbox.claim_due(connection, MORNING, owner="us")
        begun_at, now = MORNING + 16 * SECOND, MORNING + 18 * SECOND
        outbox.mark_sent(connection, "sent", now=now, begun_at=begun_at)
        outbox.mark_failed(connection, "failed", owner="us", now=now, due_at=now + timedelta(hours=1), error="no")
        schedule.set_poll_state(connection, "ft900", PollState(last_polled_at=MORNING, failures=2, polls=7))
        schedule.set_poll_state(connection, "source census", PollState(next_due_at=MORNING))
    return store


def lines(store: Store) -> list[str]:
    with store.reading() as connection:
        return exposition(metrics(connection, MORNING + timedelta(minutes=1))).splitlines()


def test_everything_is_counted_by_what_became_of_it(kept: Store) -> None:
    shown = lines(kept)

    for line in (
        'watchdog_polls_total{name="ft900"} 7',
        'watchdog_poll_failures_in_a_row{name="ft900"} 2',
        f'watchdog_last_poll_timestamp_seconds{{name="ft900"}} {MORNING.timestamp():.0f}',
        'watchdog_captures_total{source="census",outcome="read"} 1',
        'watchdog_captures_total{source="census",outcome="refused"} 1',
        'watchdog_captures_total{source="census",outcome="unread"} 1',
        'watchdog_deliveries{channel="desk-mail",state="sent"} 1',
        'watchdog_deliveries{channel="desk-mail",state="pending"} 2',
        'watchdog_delivery_attempts_total{channel="desk-mail",outcome="failed"} 1',
        "watchdog_undelivered_oldest_age_seconds 60",
    ):
        assert line in shown
    assert 1 == sum(line.startswith("watchdog_findings_total{") for line in shown)
    assert not any("source census" in line for line in shown), "when to ask again is no poll"


def test_nothing_undelivered_has_no_age_rather_than_none(store: Store) -> None:
    assert not any(line.startswith("watchdog_undelivered_oldest_age_seconds") for line in lines(store))


def test_a_passage_is_told_stage_by_stage_and_whole(kept: Store) -> None:
    with kept.reading() as connection:
        (sent,) = passages.sent(connection)
        passage = passages.listing(connection)[LATEST.id]

    assert (
        Sent(vintage=LATEST.id, channel="desk-mail", begun_at=MORNING + 16 * SECOND, accepted_at=MORNING + 18 * SECOND)
        == sent
    )
    assert PASSAGE == passage
    assert [1, 2, 3, 4, 5] == [took // SECOND for took in passage.stages().values()]
    assert {Stage.WAIT: SECOND, Stage.SEND: 2 * SECOND, Stage.TOTAL: 18 * SECOND} == passage.stages_of(sent)
    assert set(Stage) == passage.stages().keys() | passage.stages_of(sent).keys()

    shown = lines(kept)
    assert 'watchdog_latency_seconds_sum{stage="total",channel="desk-mail"} 18' in shown
    assert 'watchdog_latency_seconds_bucket{stage="total",channel="desk-mail",le="10"} 0' in shown
    assert 'watchdog_latency_seconds_bucket{stage="total",channel="desk-mail",le="30"} 1' in shown
    assert 'watchdog_latency_seconds_count{stage="commit",channel=""} 1' in shown


def test_a_histogram_counts_up_and_its_bounds_belong_to_the_bucket_below() -> None:
    samples = histogram([({}, 0.005), ({}, 0.006), ({}, 1000.0)])
    buckets = [sample.value for sample in samples if sample.suffix == "_bucket"]

    assert [1, 2] == buckets[:2]
    assert sorted(buckets) == buckets
    assert ("+Inf", 3) == (samples[14].labels["le"], buckets[-1])
    assert [1000.011, 3] == [sample.value for sample in samples[-2:]]


def test_labels_cannot_break_out_of_their_quotes() -> None:
    text = exposition([Metric("x", "gauge", "X.", [Sample({"name": 'a"b\\c\nd'}, 1)])])

    assert 'watchdog_x{name="a\\"b\\\\c\\nd"} 1\n' in text


def test_every_line_is_one_that_prometheus_reads(kept: Store) -> None:
    value = r'"(?:[^"\\]|\\.)*"'
    sample = re.compile(rf"[a-z_]+(?:\{{[a-z]+={value}(?:,[a-z]+={value})*\}})? -?[0-9.e+-]+")
    comment = re.compile(r"# (?:HELP [a-z_]+ .+|TYPE [a-z_]+ (?:counter|gauge|histogram))")

    assert [] == [line for line in lines(kept) if not (sample.fullmatch(line) or comment.fullmatch(line))]


def test_the_file_is_replaced_whole_and_nothing_is_left_beside_it(kept: Store, tmp_path: Path) -> None:
    file = tmp_path / "metrics" / "watchdog.prom"
    export(kept, file, MORNING)
    export(kept, file, MORNING + timedelta(minutes=1))

    assert [file] == list(file.parent.iterdir())
    assert lines(kept) == file.read_text().splitlines()


def test_the_file_can_be_read_by_whoever_collects_it(kept: Store, tmp_path: Path) -> None:
    former = os.umask(0o077)
    try:
        export(kept, tmp_path / "watchdog.prom", MORNING)
    finally:
        os.umask(former)

    assert 0o644 == stat.S_IMODE((tmp_path / "watchdog.prom").stat().st_mode)


def test_a_file_that_cannot_be_written_says_what_to_correct(kept: Store, tmp_path: Path) -> None:
    (tmp_path / "metrics").write_text("a file")

    with pytest.raises(StoreError, match=r"log\.metrics"):
        export(kept, tmp_path / "metrics" / "watchdog.prom", MORNING)
