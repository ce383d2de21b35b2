"""Silences through the whole service: what is silenced is kept, logged and counted."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.pipeline.agency import RELEASES
from tests.pipeline.desk import NOVEMBER, Desk, desk
from watchdog.model.alert import AlertType
from watchdog.model.route import Matcher
from watchdog.model.silence import Silence
from watchdog.store import alerts, silences

OCTOBER = RELEASES["2025-10"]
SWING = "headline-swing:balance.total:2025-11"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk that has heard of October and watches for November."""
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at) as made:
        made.release(OCTOBER)
        yield made


def silence(at: Desk, ends_at: datetime | None, *matchers: str) -> Silence:
    """Kept in the desk's store."""
    made = Silence(
        id="sil_test",
        matchers=tuple(map(Matcher.parse, matchers)),
        why="known since the preview",
        by="desk",
        made_at=at.clock.now(),
        starts_at=at.clock.now(),
        ends_at=ends_at,
    )
    with at.watch.store.writing() as connection:
        silences.add(connection, made)
    return made


def test_a_silenced_finding_is_kept_logged_and_counted_but_has_no_item(at: Desk) -> None:
    silence(at, NOVEMBER.published_at + timedelta(days=1), "kind=swing|reversal".replace("=", "=~"))
    at.release(NOVEMBER)
    (digest,) = at.alerts(NOVEMBER)
    log = [json.loads(line) for line in (at.config.parent / "log" / "anomalies.jsonl").read_text().splitlines()]
    quiet = [row for row in log if row["silenced_by"] == "sil_test"]

    assert AlertType.DIGEST is digest.type
    assert SWING not in {item.finding.key for item in digest.items}
    assert SWING in {item.finding.key for item in digest.withheld}
    assert {row["finding"] for row in quiet} == {item.finding.key for item in digest.withheld}
    assert f"{len(quiet)} silenced" in digest.brief.headline
    (line,) = [line for line in digest.brief.unusual if "silenced until" in line]
    assert "by desk (known since the preview)" in line
    assert SWING in line
    assert at.mails[-1]["X-Watchdog-Severity"] != "critical"
    with at.watch.store.reading() as connection:
        assert {"sil_test": len(digest.withheld)} == silences.counts(connection)


def test_a_silence_of_one_rule_leaves_what_another_says_of_the_same_move(at: Desk) -> None:
    silence(at, NOVEMBER.published_at + timedelta(days=1), "rule=headline-swing")
    at.release(NOVEMBER)
    (digest,) = at.alerts(NOVEMBER)

    assert ["headline-reversal"] == [item.finding.rule for item in digest.items]
    assert [SWING] == [item.finding.key for item in digest.withheld]


def test_an_expired_silence_has_no_effect(at: Desk) -> None:
    silence(at, NOVEMBER.published_at - timedelta(minutes=1), "kind=swing")
    at.release(NOVEMBER)
    (digest,) = at.alerts(NOVEMBER)

    assert SWING in {item.finding.key for item in digest.items}
    assert () == digest.withheld
    with at.watch.store.reading() as connection:
        assert {} == alerts.silenced(connection, "ft900")
