"""Who gets an alert besides those that its routes name: whoever holds the message that it corrects."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.store.made import MORNING, alert, finding, told
from watchdog.model.alert import Alert, AlertType, Delivery, Told
from watchdog.model.finding import Finding, Reason, Severity
from watchdog.model.route import Matcher, Route, Routing
from watchdog.pipeline.post import Post
from watchdog.store import alerts, delivery_record
from watchdog.store.database import Store, open_store

HOUR = timedelta(hours=1)
CRITICAL = finding(severity=Severity.CRITICAL)
BY_SEVERITY = Route(
    channels=("desk",), routes=(Route(channels=("boss",), match=(Matcher.parse("severity=critical"),), goes_on=True),)
)


@dataclass(frozen=True)
class Paper:
    """A channel that takes everything."""

    to: tuple[str, ...] = ("someone",)

    def targets(self) -> tuple[str, ...]:
        return self.to

    def render(self, alert: Alert, target: str) -> bytes:
        return f"{alert.id} for {target}".encode()

    def send(self, delivery: Delivery, now: datetime) -> None:
        """Never fails."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'watchdog.db'}")
    yield opened
    opened.close()


def post(route: Route) -> Post:
    return Post(channels={name: Paper() for name in ("desk", "boss", "duty")}, routing=Routing(route=route))


def corrected(reason: Reason, of: str, found: Finding = CRITICAL) -> Told:
    mild = replace(found, severity=Severity.INFO, message="No longer.", vintage="v2")
    return replace(told(mild, reason), corrects=(of, found.message))


def heard(store: Store, name: str) -> set[str]:
    with store.reading() as connection:
        return {each.channel for each in delivery_record.listing(connection, alert_id=name)}


@pytest.mark.parametrize("reason", [Reason.RETRACTED, Reason.RESOLVED, Reason.CORRECTED, Reason.REVISED])
@pytest.mark.parametrize("group_by", [("release",), ("rule",)])
def test_what_mends_a_message_goes_to_all_that_got_it(store: Store, reason: Reason, group_by: tuple[str, ...]) -> None:
    ways = post(replace(BY_SEVERITY, routes=tuple(replace(each, group_by=group_by) for each in BY_SEVERITY.routes)))
    mending = alert("a2", corrected(reason, "a1"), at=MORNING + HOUR, type=AlertType.RETRACTED)
    with store.writing() as connection:
        ways.send(connection, alert("a1", told(CRITICAL)), MORNING)
        reminder = alert("a1-again", told(CRITICAL), replies_to="a1")
        alerts.add(connection, reminder, retold=True, follows="a1")
        ways.enqueue(connection, reminder, ("duty",), MORNING, MORNING)
        ways.send(connection, mending, MORNING + HOUR)

    assert {"desk", "boss", "duty"} == heard(store, "a2")


def test_whoever_was_told_that_it_is_well_again_hears_nothing_of_what_follows(store: Store) -> None:
    ways = post(BY_SEVERITY)
    again = replace(CRITICAL, severity=Severity.WARNING, vintage="v3")
    with store.writing() as connection:
        ways.send(connection, alert("a1", told(CRITICAL)), MORNING)
        ways.send(connection, alert("a2", corrected(Reason.RESOLVED, "a1")), MORNING)
        ways.send(connection, alert("a3", told(again)), MORNING)
        ways.send(connection, alert("a4", corrected(Reason.RESOLVED, "a3", again)), MORNING)

    assert [{"desk"}, {"desk"}] == [heard(store, "a3"), heard(store, "a4")]
