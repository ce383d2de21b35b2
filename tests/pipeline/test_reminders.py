"""Critical findings that nobody acknowledges are told again, once, over any restart; what fails falls back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.pipeline.agency import RELEASES
from tests.pipeline.desk import NOVEMBER, Desk, desk
from watchdog.model.alert import AlertType
from watchdog.model.review import Review
from watchdog.store import alerts, delivery_record, reviews

OCTOBER = RELEASES["2025-10"]
HOUR = timedelta(hours=1)


def escalating(text: str) -> str:
    route = "route: {channel: desk-mail, escalate: {after: 2h, channel: hook}, repeat_interval: 5h}"
    return text.replace("route: {channel: [desk-mail, hook]}", route)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk that told November, in which there is something critical, by mail alone."""
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at, edit=escalating) as made:
        made.release(OCTOBER)
        made.release(NOVEMBER)
        yield made


def reminded(at: Desk, *, after: timedelta) -> int:
    """Time passes; how many reminders come of it, all of them sent."""
    at.clock.moment += after
    count = len(at.watch.remind())
    at.deliver()
    return count


def test_it_is_escalated_once_and_repeated_until_somebody_acknowledges_it(at: Desk) -> None:
    (first,) = at.alerts(NOVEMBER)
    counts = [reminded(at, after=HOUR), reminded(at, after=HOUR), reminded(at, after=HOUR)]
    at.restart()
    counts += [reminded(at, after=HOUR), reminded(at, after=HOUR), reminded(at, after=HOUR)]
    follow_ups = [each for each in at.alerts(NOVEMBER) if each.replies_to == first.id]

    assert [0, 1, 0, 0, 1, 0] == counts
    assert [AlertType.UPDATED] * 2 == [each.type for each in follow_ups]
    assert [first.thread] * 2 == [each.thread for each in follow_ups]
    assert [follow_ups[0].id] == [body["data"]["id"] for body in at.hooks]
    assert at.mails[-1]["In-Reply-To"] == at.mails[-2]["Message-ID"]
    assert {item.event_id for item in follow_ups[0].items} <= {item.event_id for item in first.items}
    with at.watch.store.writing() as connection:
        said = alerts.said(connection, "ft900")
        seen = [
            Review(finding=item.finding.key, label=None, note="", by="desk", at=at.clock.now())
            for item in follow_ups[0].items
        ]
        reviews.add(connection, seen)
    assert {first.id} == {said[item.finding.key].alert_id for item in follow_ups[0].items}, (
        "a reminder tells nothing new"
    )
    assert 0 == reminded(at, after=10 * HOUR)


def by_hook(text: str) -> str:
    route = "route: {channel: hook, escalate: {after: 2h, channel: desk-mail}}"
    return text.replace("route: {channel: [desk-mail, hook]}", route)


def test_what_waits_where_nothing_is_taken_any_more_is_escalated(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at, edit=by_hook) as at:
        at.hook.status = 410
        at.release(OCTOBER)
        at.release(NOVEMBER)
        mails = len(at.mails)

        assert [0, 1, 0] == [reminded(at, after=HOUR) for _ in range(3)]
        assert 1 == len(at.mails) - mails


def at_the_office(text: str) -> str:
    windows = "windows: {office: [{days: mon-fri, hours: '08:00-18:00', zone: UTC}]}"
    route = "route: {channel: desk-mail, active: office, repeat_interval: 4h}"
    return text.replace("route: {channel: [desk-mail, hook]}", f"{windows}\n{route}")


def test_no_reminder_is_made_out_of_hours_and_none_goes_out_when_it_is_acknowledged(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at, edit=at_the_office) as at:
        at.release(OCTOBER)
        at.release(NOVEMBER)  # on a Thursday at 13:30 UTC
        at.clock.moment += HOUR
        assert [0, 1, 0, 0, 1] == [reminded(at, after=hours * HOUR) for hours in (2, 1, 1, 4, 11)]
        (november,) = [each for each in at.alerts(NOVEMBER) if each.type is AlertType.DIGEST]
        mails = len(at.mails)
        at.clock.moment += 4 * HOUR
        assert 1 == len(at.watch.remind())
        with at.watch.store.writing() as connection:
            seen = [
                Review(finding=item.finding.key, label=None, note="", by="desk", at=at.clock.now())
                for item in november.items
            ]
            reviews.add(connection, seen)
        at.watch.remind()
        at.deliver()
        with at.watch.store.reading() as connection:
            given_up = delivery_record.given_up(connection)

        assert (mails, 0) == (len(at.mails), given_up)


def relieved(text: str) -> str:
    text = text.replace("{kind: webhook,", "{fallback: desk-mail, kind: webhook,")
    return text.replace("route: {channel: [desk-mail, hook]}", "route: {channel: hook}")


def test_what_is_critical_falls_back_however_long_the_target_asks_to_wait(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at, edit=relieved) as at:
        at.release(OCTOBER)
        at.hook.status = 429
        at.hook.headers["Retry-After"] = "86400"
        at.release(NOVEMBER)
        mails = []
        for wait in (20, 12, 60):
            at.deliver(after=timedelta(minutes=wait))
            mails.append(len(at.mails))

        assert [0, 1, 1] == mails


def failing(text: str) -> str:
    text = text.replace("{kind: email,", "{fallback: hook, kind: email,")
    return text.replace("route: {channel: [desk-mail, hook]}", "route: {channel: desk-mail}")


def test_what_is_critical_falls_back_after_half_an_hour_of_failures_once(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at, edit=failing) as at:
        at.release(OCTOBER)
        at.config.write_text(at.config.read_text().replace("starttls: never", "starttls: required"))
        at.restart()
        at.release(NOVEMBER)
        hooks = [len(at.hooks)]
        for wait in (timedelta(minutes=6), timedelta(minutes=40), 3 * HOUR):
            at.deliver(after=wait)
            hooks.append(len(at.hooks))
        (november,) = at.alerts(NOVEMBER)
        with at.watch.store.reading() as connection:
            made = delivery_record.listing(connection, alert_id=november.id)
            waiting = [each for each in made if each.channel == "desk-mail"]

        assert [0, 0, 1, 1] == hooks
        assert november.id == at.hooks[0]["data"]["id"]
        assert ["pending"] == [each.state.value for each in waiting], "the mail is still tried"
