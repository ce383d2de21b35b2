"""What the store counts, for a Prometheus that watches the service: everything is counted anew from what is kept, so
that nothing is lost at a restart.
"""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from watchdog.errors import StoreError
from watchdog.model.alert import DeliveryState
from watchdog.store import passages
from watchdog.store.database import Store
from watchdog.store.exposition import Metric, Sample, exposition, histogram
from watchdog.store.tables import captures, findings, poll_states
from watchdog.store.told_tables import attempts, deliveries

_ANSWERED = re.compile(r"source (.+) answered")


def export(store: Store, file: Path, now: datetime) -> None:
    """Write the metrics to a file that whoever reads it finds whole: as node_exporter's textfile collector wants it."""
    with store.reading() as connection:
        text = exposition(metrics(connection, now))
    beside = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        beside.chmod(0o644)  # node_exporter is another user, and the service keeps its files to itself
        beside.replace(file)
    except OSError as error:
        message = f"the metrics cannot be written to {file}: {error.strerror}; correct log.metrics in the configuration"
        raise StoreError(message) from error


def metrics(connection: Connection, now: datetime) -> Iterator[Metric]:
    """Everything that is counted, at this moment."""
    yield from _polls(connection)
    outcome = func.coalesce(captures.c.outcome, "unread")
    taken = _counted(connection, {"source": captures.c.source, "outcome": outcome})
    yield Metric("captures_total", "counter", "Documents received; refused ones could not be read.", taken)
    found = _counted(connection, {"severity": findings.c.severity, "verdict": findings.c.verdict})
    yield Metric("findings_total", "counter", "Findings, by severity and verdict.", found)
    messages = _counted(connection, {"channel": deliveries.c.channel, "state": deliveries.c.state})
    yield Metric("deliveries", "gauge", "Messages to each target, by where they stand.", messages)
    tried = _outcomes(connection)
    yield Metric("delivery_attempts_total", "counter", "Attempts to deliver, by how they ended.", tried)
    yield Metric(
        "undelivered_oldest_age_seconds",
        "gauge",
        "How long the oldest message that is due has waited; absent when none is.",
        _oldest_undelivered(connection, now),
    )
    yield Metric(
        "latency_seconds",
        "histogram",
        "How long a release took: each stage from its first byte to the commit, and of each message to its acceptance.",
        histogram(_latencies(connection)),
    )


def _polls(connection: Connection) -> Iterator[Metric]:
    kept = [row for row in connection.execute(select(poll_states)) if row.polls]
    polls = [Sample({"name": row.name}, row.polls) for row in kept]
    yield Metric("polls_total", "counter", "Polls of each program, of its calendars, and of each source.", polls)
    failures = [Sample({"name": row.name}, row.failures) for row in kept]
    yield Metric("poll_failures_in_a_row", "gauge", "Polls since one was answered.", failures)
    last = [Sample({"name": row.name}, row.last_polled_at.timestamp()) for row in kept if row.last_polled_at]
    yield Metric("last_poll_timestamp_seconds", "gauge", "When the last poll began.", last)
    answered = [
        Sample({"source": found[1]}, row.last_polled_at.timestamp())
        for row in connection.execute(select(poll_states).order_by(poll_states.c.name))
        if (found := _ANSWERED.fullmatch(row.name)) and row.last_polled_at
    ]
    words = "When a source last gave every document that it was asked for."
    yield Metric("last_answer_timestamp_seconds", "gauge", words, answered)


def _counted(connection: Connection, labels: Mapping[str, ColumnElement[str]]) -> list[Sample]:
    return _samples(connection, select(*labels.values(), func.count()).group_by(*labels.values()), tuple(labels))


def _outcomes(connection: Connection) -> list[Sample]:
    labels = (deliveries.c.channel, attempts.c.outcome)
    statement = select(*labels, func.count()).join(attempts, attempts.c.delivery == deliveries.c.id).group_by(*labels)
    return _samples(connection, statement, ("channel", "outcome"))


def _samples(connection: Connection, statement: Select[*tuple[Any, ...]], labels: tuple[str, ...]) -> list[Sample]:
    rows = sorted(((*map(str, texts),), int(count)) for *texts, count in connection.execute(statement))
    return [Sample(dict(zip(labels, texts, strict=True)), count) for texts, count in rows]


def _oldest_undelivered(connection: Connection, now: datetime) -> list[Sample]:
    """Not of what is held until its moment: nobody has missed it."""
    wanted = or_(deliveries.c.attempts > 0, deliveries.c.due_at <= now)
    pending = and_(deliveries.c.state == DeliveryState.PENDING, wanted)
    oldest = connection.execute(select(func.min(deliveries.c.created_at)).where(pending)).scalar_one_or_none()
    return [] if oldest is None else [Sample({}, (now - oldest).total_seconds())]


def _latencies(connection: Connection) -> Iterator[tuple[Mapping[str, str], float]]:
    passed = passages.listing(connection)
    for passage in passed.values():
        for stage, took in passage.stages().items():
            yield {"stage": stage, "channel": ""}, took.total_seconds()
    for sent in passages.sent(connection):
        if sent.vintage in passed:
            for stage, took in passed[sent.vintage].stages_of(sent).items():
                yield {"stage": stage, "channel": sent.channel}, took.total_seconds()
