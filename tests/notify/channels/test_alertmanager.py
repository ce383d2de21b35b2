"""What Prometheus Alertmanager is told: alerts that fire until they are taken back, under labels that stay the same."""

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.notify.channels.servers import free_port, receiver
from tests.notify.fixtures import BRIEF, SEEN, alert, retraction, told
from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert, AlertType
from watchdog.model.finding import Reason, Severity, Verdict
from watchdog.model.release import Release
from watchdog.notify import compose
from watchdog.notify.channels.alertmanager import AlertmanagerChannel, AlertmanagerSettings, make
from watchdog.notify.deliver import LONGEST_WAIT, WAITS, deliveries

LOG_IN = {"username": "desk", "password": "hush-hush"}
LATER = SEEN + timedelta(days=30)


def channel(url: str = "http://127.0.0.1:9093", **changes: object) -> AlertmanagerChannel:
    return make("am", TypeAdapter(AlertmanagerSettings).validate_python({"url": url, "timeout_seconds": 5, **changes}))


def entries(known: Alert, **changes: object) -> list[dict[str, Any]]:
    document: list[dict[str, Any]] = json.loads(channel(**changes).render(known, "am"))  # type: ignore[arg-type]
    return document


def moment(entry: dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(entry[name])


def ends(known: Alert) -> dict[tuple[str, str], datetime]:
    """When each alert that is told ends, by series and severity."""
    return {(e["labels"]["series"], e["labels"]["severity"]): moment(e, "endsAt") for e in entries(known)}


def test_each_finding_is_an_alert_that_fires_from_when_it_was_first_seen() -> None:
    first, second = entries(alert())

    assert {
        "alertname": "headline-swing",
        "rule": "headline-swing",
        "program": "ft900",
        "series": "balance.total",
        "period": "2025-11",
        "severity": "critical",
    } == first["labels"]
    assert (BRIEF.headline, "ft900/2025-11") == tuple(first["annotations"][name] for name in ("summary", "release"))
    assert first["annotations"]["description"].startswith("The balance fell by 27,619 million USD")
    assert ("line.1", "warning") == (second["labels"]["series"], second["labels"]["severity"])
    assert (SEEN, SEEN + timedelta(days=7)) == (moment(first, "startsAt"), moment(first, "endsAt"))


def test_it_fires_longer_than_a_delivery_is_tried() -> None:
    tried = sum(WAITS, timedelta()) * 1.1

    assert timedelta(days=channel().settings.firing_days) > tried + LONGEST_WAIT
    with pytest.raises(ValidationError, match="at least 4, longer than a delivery is tried"):
        channel(firing_days=3)


def test_a_retraction_ends_what_it_takes_back_though_it_comes_with_another_release() -> None:
    later = retraction()
    (item,) = later.items
    taken_back = replace(item.finding, release=Release("ft900", item.finding.period.shift(8)), kind="retraction")
    told_back = replace(item, finding=replace(taken_back, severity=Severity.INFO))
    ended = entries(replace(later, items=(told_back,), created_at=LATER))

    fired = next(entry["labels"] for entry in entries(alert()))
    (end,) = [entry for entry in ended if entry["labels"] == fired]
    assert (SEEN, LATER) == (moment(end, "startsAt"), moment(end, "endsAt"))
    assert {LATER} == {moment(entry, "endsAt") for entry in ended}


@pytest.mark.parametrize("reason", [Reason.RESOLVED, Reason.RETRACTED])
def test_what_is_over_ends_under_every_severity_that_it_may_have_had(reason: Reason) -> None:
    over = alert(items=(replace(told(), reason=reason),))

    assert {("balance.total", severity.value) for severity in Severity} == set(ends(over))
    assert {SEEN} == set(ends(over).values())


def test_what_is_worse_fires_anew_and_ends_under_its_old_severity() -> None:
    worse = alert(items=(replace(told(), reason=Reason.WORSE),), created_at=LATER)

    assert {"critical": LATER + timedelta(days=7), "warning": LATER, "info": LATER} == {
        severity: end for (_, severity), end in ends(worse).items()
    }


def test_what_holds_again_is_over_whatever_the_reason() -> None:
    holds = alert(items=(told(verdict=Verdict.PASS),))

    assert {SEEN} == set(ends(holds).values())


def test_an_all_clear_is_no_alert_and_a_message_without_findings_is_one() -> None:
    assert [] == entries(alert(items=()))

    (entry,) = entries(compose.test_alert(SEEN))
    assert "release-watchdog" == entry["labels"]["alertname"]
    assert "Test message of release-watchdog" == entry["annotations"]["summary"]
    assert AlertType.OPENED is compose.test_alert(SEEN).type


def test_findings_beyond_the_most_that_are_posted_are_counted() -> None:
    flood = alert(items=tuple(told(number) for number in range(10_000)))
    *kept, last = entries(flood)

    assert 1000 == len(kept)
    assert last["annotations"]["summary"].endswith("and 9,000 more findings, by `watchdog alerts show alr_november`")


def test_it_is_posted_to_the_api_with_name_and_password() -> None:
    with receiver(status=200) as server:
        for url in (f"{server.url}/am/", f"{server.url}/am/api/v2/alerts"):
            known = channel(url, **LOG_IN)
            known.send(deliveries(alert(), {"am": known}, SEEN)[0], SEEN)

    assert ["/am/api/v2/alerts"] * 2 == [path for path, _, _ in server.requests]
    _, headers, body = server.requests[0]
    assert "Basic " + base64.b64encode(b"desk:hush-hush").decode() == headers["Authorization"]
    assert "http://127.0.0.1:9093" not in body.decode()


@pytest.mark.parametrize(
    ("status", "body", "complaint"),
    [
        (400, b'{"code":601,"message":"bad"}', "answered 400"),
        (401, b"", "answered 401"),
        (200, b"<html>log in</html>", "answered 200, but with a web page: is this the address of an Alertmanager?"),
    ],
)
def test_what_it_does_not_take_is_a_failure(status: int, body: bytes, complaint: str) -> None:
    with receiver(status=status, body=body) as server:
        known = channel(f"{server.url}/s3cret", **LOG_IN)
        with pytest.raises(DeliveryFailed) as failed:
            known.send(deliveries(alert(), {"am": known}, SEEN)[0], SEEN)

    assert f"{server.url} {complaint}" == str(failed.value)


def test_no_error_and_no_target_shows_a_secret() -> None:
    known = channel(f"http://127.0.0.1:{free_port()}/s3cret", **LOG_IN)
    with pytest.raises(DeliveryFailed) as failed:
        known.send(deliveries(alert(), {"am": known}, SEEN)[0], SEEN)

    shown = " ".join((*known.targets(), str(failed.value), repr(known)))
    assert not any(secret in shown for secret in ("s3cret", "hush-hush"))


def test_its_page_links_to_where_the_settings_say() -> None:
    assert {None} == {entry.get("generatorURL") for entry in entries(alert())}
    assert {"https://desk.example.org/"} == {
        entry["generatorURL"] for entry in entries(alert(), generator_url="https://desk.example.org/")
    }


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"url": "alertmanager:9093"}, "https://host/path"),
        ({"username": "desk"}, "go together"),
        ({"generator_url": "the desk"}, "generator_url must be an address"),
        ({"firing_days": 400}, "at most 366"),
        ({"labels": {}}, "Unexpected keyword argument"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        channel(**changes)  # type: ignore[arg-type] # the caller names settings
