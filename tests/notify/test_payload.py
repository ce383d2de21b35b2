"""What leaves as JSON."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.notify.fixtures import BRIEF, alert, retraction, told, wild_text
from watchdog.model.finding import Severity
from watchdog.notify.payload import finding_document, log_line, log_lines, webhook_body

PROMISED = """
    id finding reason rule kind verdict severity release vintage series period basis provenance observed expected
    difference limit unit score message evidence first_seen_at known_as_of
"""


def test_a_finding_has_every_promised_field() -> None:
    document = finding_document(told())

    assert set(PROMISED.split()) <= set(document)
    assert document["finding"] == "headline-swing:balance.total:2025-11"
    assert (document["release"], document["period"]) == ("ft900/2025-11", "2025-11")
    assert document["evidence"] == [{"document": "exh1.xlsx", "sheet": "Exhibit 1", "cell": "B47"}]


def test_whole_numbers_are_integers_and_others_their_shortest_decimal() -> None:
    line = log_line(told(), alert()).decode()

    assert '"observed":-27619,"expected":-92.5,"difference":-27526.5,"limit":26341.2' in line


def test_missing_numbers_are_null_and_never_zero() -> None:
    document = finding_document(told(observed=None, score=float("nan"), limit=Decimal("Infinity")))

    assert [None, None, None] == [document[name] for name in ("observed", "score", "limit")]


def test_times_are_utc_with_a_z_whatever_zone_they_came_in() -> None:
    eastern = datetime(2026, 1, 29, 8, 30, tzinfo=timezone(timedelta(hours=-5)))

    assert finding_document(told(known_as_of=eastern))["known_as_of"] == "2026-01-29T13:30:00Z"


def test_a_webhook_body_says_what_when_and_everything_found() -> None:
    body = json.loads(webhook_body(alert()))

    assert body["type"] == "watchdog.digest"
    assert body["timestamp"] == "2026-01-29T13:30:12Z"
    assert body["data"]["release"] == "ft900/2025-11"
    assert body["data"]["headline"] == BRIEF.headline
    assert [found["id"] for found in body["data"]["findings"]] == ["evt_00000000", "evt_00000001"]
    assert body["data"]["figures"][0]["provenance"] == "derived"
    assert body["data"]["brief"]["causes"][0]["total"]["value"] == -27.6


def test_a_retraction_names_the_message_that_it_takes_back() -> None:
    data = json.loads(webhook_body(retraction()))["data"]

    assert data["replies_to"] == "alr_november"
    assert data["findings"][0]["corrects"]["alert"] == "alr_november"


def test_ten_thousand_findings_are_counted_the_most_severe_told_and_the_body_small() -> None:
    flood = [told(number, severity=Severity.INFO) for number in range(9_999)]
    body = webhook_body(alert(items=(*flood, told(10_000))))
    data = json.loads(body)["data"]

    assert len(body) <= 20_000
    assert data["findings_total"] == 10_000
    assert 0 < len(data["findings"]) < 10_000
    assert data["findings"][0]["severity"] == "critical"


def test_a_flood_of_sentences_leaves_room_for_every_section_and_for_findings_and_is_counted() -> None:
    flood = tuple(told(number, severity=Severity.INFO) for number in range(10_000))
    lines = tuple(f"[info, new] {item.finding.message}" for item in flood)
    brief = replace(BRIEF, unusual=lines, quality=lines)
    body = webhook_body(alert(items=flood, brief=brief))
    data = json.loads(body)["data"]

    assert len(body) <= 20_000
    assert 10_000 == data["findings_total"]
    assert len(data["findings"]) >= 8
    assert {"unusual": 10_000, "quality": 10_000} == {
        name: len(data["brief"][name]) + data["brief_left_out"][name] for name in ("unusual", "quality")
    }
    assert (list(BRIEF.facts), list(BRIEF.claims)) == (data["brief"]["facts"], data["brief"]["claims"])
    assert "watchdog alerts show alr_november" == data["everything"]


def test_nothing_is_left_out_where_there_is_room() -> None:
    data = json.loads(webhook_body(alert()))["data"]

    assert ({}, list(BRIEF.unusual)) == (data["brief_left_out"], data["brief"]["unusual"])


def test_the_same_alert_gives_the_same_bytes() -> None:
    assert webhook_body(alert()) == webhook_body(alert())


def test_the_log_has_one_line_for_each_finding_and_names_the_alert() -> None:
    lines = log_lines(alert()).splitlines()

    assert [("evt_00000000", "alr_november"), ("evt_00000001", "alr_november")] == [
        (json.loads(line)["id"], json.loads(line)["alert"]) for line in lines
    ]
    assert log_lines(alert(items=())) == b""


@given(wild_text)
def test_any_label_stays_one_plain_line_of_json(label: str) -> None:
    line = log_line(told(message=label), alert())

    assert line.count(b"\n") == 1
    assert line.isascii()
    assert json.loads(line)["message"] == label
    assert json.loads(webhook_body(alert(brief=replace(BRIEF, headline=label))))["data"]["headline"] == label


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_published_figures_survive_the_trip_through_json(value: Decimal) -> None:
    line = log_line(told(observed=value), alert())

    assert json.loads(line, parse_float=Decimal)["observed"] == value
