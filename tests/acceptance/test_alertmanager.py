"""A real Alertmanager shows what we post in its API, and no longer shows what is taken back."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from pydantic import TypeAdapter

from tests.acceptance.programs import alertmanager
from tests.notify.fixtures import alert, finding, told
from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert
from watchdog.model.finding import Reason, Severity
from watchdog.model.release import Release
from watchdog.notify import compose
from watchdog.notify.channels.alertmanager import AlertmanagerChannel, AlertmanagerSettings, make
from watchdog.notify.deliver import deliveries

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(
        shutil.which("prometheus-alertmanager") is None, reason="Debian's prometheus-alertmanager is not installed"
    ),
]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with alertmanager(tmp_path) as address:
        yield address


def channel(address: str) -> AlertmanagerChannel:
    settings = {"url": address, "generator_url": "https://desk.example.org/"}
    return make("am", TypeAdapter(AlertmanagerSettings).validate_python(settings))


def post(address: str, what: Alert) -> None:
    known = channel(address)
    (delivery,) = deliveries(what, {"am": known}, what.created_at)
    known.send(delivery, what.created_at)


def shown(address: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What its API says is there, by series and severity."""
    with urlopen(f"{address}/api/v2/alerts", timeout=10) as answer:  # noqa: S310 - a server of ours
        listed = json.load(answer)
    return {(each["labels"].get("series", ""), each["labels"]["severity"]): each for each in listed}


def test_findings_fire_until_they_are_taken_back_by_a_later_release(server: str) -> None:
    now = datetime.now(UTC)
    found = alert(created_at=now, items=(told(0), told(1, severity=Severity.WARNING)))
    post(server, found)
    post(server, found)
    firing = shown(server)

    assert {("balance.total", "critical"), ("line.1", "warning")} == set(firing)
    first = firing["balance.total", "critical"]
    assert ("active", "https://desk.example.org/") == (first["status"]["state"], first["generatorURL"])
    assert finding().message == first["annotations"]["description"]
    assert now + timedelta(days=7) - datetime.fromisoformat(first["endsAt"]) < timedelta(seconds=1)

    later = replace(finding(), release=Release("ft900", finding().period.shift(8)), severity=Severity.INFO)
    back = replace(told(0), finding=replace(later, kind="retraction"), reason=Reason.RETRACTED)
    post(server, alert(created_at=datetime.now(UTC), items=(back,)))

    assert {("line.1", "warning")} == set(shown(server))


def test_what_is_worse_takes_the_place_of_what_it_was(server: str) -> None:
    mild = told(0, severity=Severity.WARNING)
    post(server, alert(created_at=datetime.now(UTC), items=(mild,)))
    post(server, alert(created_at=datetime.now(UTC), items=(replace(told(0), reason=Reason.WORSE),)))

    assert {("balance.total", "critical")} == set(shown(server))


def test_an_all_clear_is_taken_and_a_test_message_shows(server: str) -> None:
    post(server, alert(created_at=datetime.now(UTC), items=()))
    assert {} == shown(server)

    post(server, compose.test_alert(datetime.now(UTC)))
    (test,) = shown(server).values()
    assert "release-watchdog" == test["labels"]["alertname"]


def test_a_flood_is_taken_whole(server: str) -> None:
    post(server, alert(created_at=datetime.now(UTC), items=tuple(told(number) for number in range(2000))))

    assert 1001 == len(shown(server))


def test_another_address_of_it_is_a_failure(server: str) -> None:
    with pytest.raises(DeliveryFailed, match="answered 404"):
        post(f"{server}/elsewhere", alert(created_at=datetime.now(UTC)))
