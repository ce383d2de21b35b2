"""One polling pass for cron, and the service that runs until it is stopped."""

import json
import re
import signal
import subprocess
import sysconfig
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from tests.cli.command import Command
from tests.cli.world import NOVEMBER, OCTOBER, SEPTEMBER, world
from tests.notify.channels.servers import receiver
from watchdog.samples.releases import SampleRelease

SCRIPT = Path(sysconfig.get_path("scripts")) / "watchdog"


def just_after(release: SampleRelease) -> time_machine.travel:
    return time_machine.travel(release.published_at + timedelta(seconds=5))


def test_a_release_of_today_is_told_once_however_often_it_is_polled(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here, just_after(NOVEMBER):
        here.publish(SEPTEMBER, OCTOBER, NOVEMBER)

        first = watchdog("once", "--config", here.config)
        second = watchdog("once", "--config", here.config)

        assert (0, 0) == (first.code, second.code)
        assert "new: census/exh1" in first.out
        assert "U.S. trade, November 2025: deficit $56.8 billion, +$27.6 billion" in first.out
        assert "desk-mail to desk@example.org: sent in 0." in first.out
        assert "  took fetch 0." in first.out
        assert "nothing new" in second.out
        assert "sent" not in second.out
        assert (1, 1) == (len(here.mails()), len(here.webhooks()))


def test_the_metrics_are_written_where_the_configuration_wants_them(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here, just_after(NOVEMBER):
        text = here.config.read_text()
        here.config.write_text(text.replace("log: {", "log: {metrics: out/watchdog.prom, "))
        here.publish(NOVEMBER)

        assert 0 == watchdog("once", "--config", here.config).code
        written = (tmp_path / "out" / "watchdog.prom").read_text().splitlines()

    assert 'watchdog_polls_total{name="ft900"} 1' in written
    assert 'watchdog_deliveries{channel="hook",state="sent"} 1' in written
    assert 'watchdog_latency_seconds_count{stage="total",channel="hook"} 1' in written


def test_an_old_release_is_history_and_nobody_is_told(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here, time_machine.travel(NOVEMBER.published_at + timedelta(days=3)):
        here.publish(NOVEMBER)

        outcome = watchdog("once", "--config", here.config)

        assert 0 == outcome.code
        assert "history: nobody is told" in outcome.out
        assert ([], []) == (here.mails(), here.webhooks())


def test_a_dry_run_fetches_and_reads_but_keeps_and_tells_nothing(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here, just_after(NOVEMBER):
        here.publish(NOVEMBER)
        text = here.config.read_text()
        here.config.write_text(text.replace("[exh1, exh12, ftd, fred, press]", "[exh1, exh12, fred, press]"))

        dry = watchdog("once", "--config", here.config, "--dry-run")

        assert 0 == dry.code, dry
        assert "ft900: census/exh12: " in dry.out
        assert "figures through November 2025" in dry.out
        assert ([], []) == (here.mails(), here.webhooks())
        assert "[]\n" == watchdog("releases", "list", "--config", here.config, "-o", "json").out
        assert "new: census/exh1" in watchdog("once", "--config", here.config).out


def test_fail_on_turns_warnings_into_exit_code_1(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here, just_after(OCTOBER):
        here.publish(OCTOBER)

        assert 1 == watchdog("once", "--config", here.config, "--fail-on", "warn").code


def test_a_source_that_the_configuration_does_not_have_is_a_mistake_in_usage(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here:
        outcome = watchdog("once", "--config", here.config, "--source", "gdp")

    assert (2, "the configuration has no source gdp; it has ft900\n") == (outcome.code, outcome.err)


def test_agencies_that_do_not_answer_exit_with_3(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here:
        config = here.config

    outcome = watchdog("once", "--config", config)

    assert 3 == outcome.code
    assert "census/exh1: the server refuses connections; it is tried again at the next poll" in outcome.out
    assert "Traceback" not in outcome.err


def test_a_document_that_is_not_understood_exits_with_3(watchdog: Command, tmp_path: Path) -> None:
    (tmp_path / "exh1.xlsx").write_text("<html><title>Maintenance</title></html>")
    config = tmp_path / "config.yaml"
    config.write_text(
        'store: {url: "sqlite:///watchdog.db"}\n'
        "sources: {ft900: {pack: rules/us_trade, documents: [exh1], addresses: {census: .}}}\n"
    )

    outcome = watchdog("once", "--config", config)

    assert 3 == outcome.code
    assert (
        "not read: census/exh1: expected a ZIP archive or an .xlsx workbook, found an HTML or XML page" in outcome.out
    )


def test_one_source_that_no_longer_answers_exits_with_3_and_is_counted(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here, just_after(NOVEMBER):
        here.publish(NOVEMBER)
        text = here.config.read_text().replace("log: {", "log: {metrics: watchdog.prom, ")
        here.config.write_text(text)
        first = watchdog("once", "--config", here.config)
        answered = here.config.with_name("watchdog.prom").read_text()
        here.config.write_text(text.replace(here.agencies.bases["fred"], "http://127.0.0.1:9/"))
        second = watchdog("once", "--config", here.config)
        failed = here.config.with_name("watchdog.prom").read_text()

    assert (0, 3) == (first.code, second.code), "what is not out yet is no failure, what was there before is"
    assert 'watchdog_poll_failures_in_a_row{name="source fred"} 0' in answered
    assert 'watchdog_poll_failures_in_a_row{name="source fred"} 1' in failed
    assert 'watchdog_last_answer_timestamp_seconds{source="fred"}' in failed


def test_a_message_that_nobody_takes_for_good_exits_with_4(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here, receiver(status=410) as gone, just_after(NOVEMBER):
        here.publish(NOVEMBER)
        here.config.write_text(re.sub(r"http://127.0.0.1:\d+/hook", f"{gone.url}/hook", here.config.read_text()))

        outcome = watchdog("once", "--config", here.config)

        assert 4 == outcome.code
        assert f"hook to {gone.url}: dead, {gone.url} answered 410" in outcome.out
        assert "desk-mail to desk@example.org: sent" in outcome.out


def test_a_message_that_will_be_tried_again_is_no_failure_yet(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here, receiver(status=503) as busy, just_after(NOVEMBER):
        here.publish(NOVEMBER)
        here.config.write_text(re.sub(r"http://127.0.0.1:\d+/hook", f"{busy.url}/hook", here.config.read_text()))

        outcome = watchdog("once", "--config", here.config)

        assert 0 == outcome.code
        assert f"hook to {busy.url}: pending, {busy.url} answered 503" in outcome.out


def test_one_instance_polls_and_delivers_at_a_time_and_ends_when_it_is_told(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here:
        here.publish(NOVEMBER)
        command = [str(SCRIPT), "run", "--config", str(here.config)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as service:
            patience = threading.Timer(60, service.kill)  # what never comes must not hang the tests
            patience.start()
            try:
                assert service.stderr is not None
                lines = []
                for line in service.stderr:
                    lines.append(json.loads(line))
                    if lines[-1]["event"] == "vintage":
                        break
                beside = watchdog("once", "--config", here.config)
                looking = watchdog("releases", "list", "--config", here.config, "-o", "json")
                service.send_signal(signal.SIGTERM)
                out, err = service.communicate(timeout=30)
            finally:
                patience.cancel()
                service.kill()
        lines += map(json.loads, err.splitlines())

    assert (0, "") == (service.returncode, out)
    assert "watching" == lines[0]["event"]
    assert "stopped" == lines[-1]["event"]
    assert 3 == beside.code
    assert "only one instance polls and delivers" in beside.err
    assert "ft900/2025-11" == json.loads(looking.out)[0]["release"]


@pytest.mark.parametrize("arguments", [("run",), ("once",)])
def test_a_broken_pack_stops_the_start_with_its_place(
    watchdog: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    watchdog("init", tmp_path)
    (tmp_path / "rules" / "pack.yaml").write_text("extends: us_trade\nrules:\n  - {name: headline-swing, wran: 1}\n")

    outcome = watchdog(*arguments, "--config", tmp_path / "config.yaml")

    assert 2 == outcome.code
    assert "pack.yaml:3:" in outcome.err
