"""What the service is wired of: routes, sources, the one instance, and looks that keep nothing."""

import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acquire.servers import page
from tests.pipeline.agency import RELEASES, body_of
from tests.pipeline.desk import NOVEMBER, Desk, desk, told, vintages_of
from watchdog.app import service, single_instance
from watchdog.errors import StoreError, UsageError
from watchdog.settings import Settings, load
from watchdog.store import audit, outbox

OCTOBER = RELEASES["2025-10"]
HOUR = timedelta(hours=1)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A desk that has nothing yet."""
    with desk(tmp_path, documents=("exh1", "fred")) as made:
        yield made


def by_severity(text: str) -> str:
    route = "route: {channel: desk-mail, routes: [{match: {severity: critical}, channel: [desk-mail, hook]}]}"
    return text.replace("route: {channel: [desk-mail, hook]}", route)


def test_an_alert_takes_the_first_route_that_fits_and_always_the_log(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), edit=by_severity) as at:
        at.release(OCTOBER)
        at.release(NOVEMBER)
        (warning,), (critical,) = at.alerts(OCTOBER), at.alerts(NOVEMBER)

        assert ["desk-mail", "anomaly-log"] == list(at.watch.route(warning))
        assert ["desk-mail", "hook", "anomaly-log"] == list(at.watch.route(critical))
        assert [critical.id] == [body["data"]["id"] for body in at.hooks]
        assert 2 == len(at.mails)


def test_the_log_of_anomalies_survives_a_restart_and_names_each_event_once(at: Desk) -> None:
    at.release(OCTOBER)
    at.restart()
    at.release(NOVEMBER)
    lines = (at.config.parent / "log" / "anomalies.jsonl").read_text().splitlines()
    items = [item for alert in at.alerts() for item in alert.items]

    assert [item.event_id for item in items] == [json.loads(line)["id"] for line in lines]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[exh1, fred]",
            "[exh1, fredd]",
            "sources.ft900.documents: no document fredd; there are bea_series, bea_text, ",
        ),
        (
            "fred: ",
            "ferd: ",
            "sources.ft900.addresses: no source ferd; there are bea, bea-calendar, census, ",
        ),
    ],
)
def test_a_configuration_that_asks_for_what_no_rule_describes_is_refused(
    at: Desk, old: str, new: str, message: str
) -> None:
    text = at.config.read_text()
    assert old in text
    at.config.write_text(text.replace(old, new))

    with pytest.raises(UsageError, match=re.escape(message)), service(settings_of(at)):
        pass


def settings_of(at: Desk) -> Settings:
    return load(at.config, {"WATCHDOG_HOOK_SECRET": at.secret})


def test_a_source_may_be_a_folder(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for document in ("exh1.xlsx", "exh12.xlsx"):
        name = document.removesuffix(".xlsx")
        (inbox / document).write_bytes(body_of(name, NOVEMBER.documents[name]))

    def from_the_inbox(text: str) -> str:
        return re.sub('census: "[^"]*"', "census: inbox", text, count=1)

    with desk(tmp_path, documents=("exh1", "exh12"), edit=from_the_inbox) as at:
        at.clock.moment = NOVEMBER.published_at
        done = at.poll()

    assert [("2025-11", ("exh1", "exh12"))] == vintages_of(done)
    assert [] == at.agencies.asked


def test_a_second_instance_on_the_same_store_is_refused_and_the_first_goes_on(at: Desk) -> None:
    with single_instance(at.watch):
        with (
            service(settings_of(at), clock=at.clock) as second,
            pytest.raises(StoreError, match=f"is in use by process {os.getpid()} on .*: only one instance polls"),
            single_instance(second),
        ):
            pass
        at.release(NOVEMBER)

    with service(settings_of(at), clock=at.clock) as third, single_instance(third):
        assert {"hook": 1, "mail": 1} == told(at)


def test_what_a_dead_instance_had_leased_is_sent_by_the_next_at_once(at: Desk) -> None:
    at.agencies.publish(NOVEMBER)
    (program,) = at.watch.programs
    at.watch.poll(program)
    with at.watch.store.writing() as connection:
        outbox.claim_due(connection, at.clock.now(), owner="one that died")

    assert () == at.watch.deliver()

    with single_instance(at.watch):
        at.deliver()

    assert {"hook": 1, "mail": 1} == told(at)


def test_a_look_reads_every_document_and_keeps_nothing(at: Desk) -> None:
    at.agencies.publish(NOVEMBER, without=("fred",))
    at.agencies.answer("fred", page(b"<html>"))
    (program,) = at.watch.programs
    seen = list(at.watch.look(program))

    assert [True, False] == [usable for _, usable in seen]
    assert re.fullmatch(r"census/exh1: \d+ figures through November 2025", seen[0][0])
    assert "fred/fred: the server sent a web page" in seen[1][0]
    assert [] == at.cells()


def test_a_test_message_goes_to_every_target_of_one_channel_and_says_what_went_wrong(at: Desk) -> None:
    at.hook.status = 500
    sent, failed = list(at.watch.send_test("desk-mail")), list(at.watch.send_test("hook"))

    assert [("desk@example.org", "")] == sent
    assert [(at.hook.url, f"{at.hook.url} answered 500")] == failed
    assert "Test message of release-watchdog" in at.mails[0]["Subject"]
    with pytest.raises(UsageError, match="no channel pager; it has desk-mail, hook, anomaly-log"):
        list(at.watch.send_test("pager"))


def test_the_configuration_and_the_rules_in_force_are_on_record_once_for_each_change(at: Desk) -> None:
    for edit in ("", "", "\n# another hand\n"):
        at.config.write_text(at.config.read_text() + edit)
        at.restart()
        with single_instance(at.watch), at.watch.store.reading() as connection:
            acts = audit.listing(connection)

    assert ["rules in force", "configuration in force", "configuration in force"] == [act.action for act in acts]
    assert acts[2].before == acts[1].after != acts[2].after
    assert f":{os.getpid()}" in acts[0].origin
