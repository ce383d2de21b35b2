"""What is not well is seen, named and told apart from what could not be seen; nothing is changed by looking."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.acquire.servers import page, raw_server
from tests.cli.command import Command, watchdog
from tests.store.made import alert, delivery
from tests.store.test_backup import _query, filled, tables
from tests.store.test_lock import another_instance
from watchdog.demo.folder import MARKER
from watchdog.doctor import machine, storage
from watchdog.doctor.outward import Place, asked
from watchdog.model.finding import Verdict
from watchdog.model.reach import ANYWHERE_PUBLIC
from watchdog.store import alerts, outbox
from watchdog.store.database import open_store
from watchdog.store.schedule import PollState, set_poll_state

__all__ = ["watchdog"]

NOW = datetime(2026, 1, 29, 13, 30, tzinfo=UTC)
CONFIG = """\
store: {url: "sqlite:///var/watchdog.db"}
sources: {ft900: {pack: rules/us_trade}}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A desk whose service polled a moment ago."""
    (tmp_path / "var").mkdir(mode=0o700)
    store = open_store(f"sqlite:///{filled(tmp_path / 'var' / 'watchdog.db')}")
    with store.writing() as connection:
        set_poll_state(connection, "ft900", PollState(last_polled_at=datetime.now(UTC)))
    store.close()
    file = tmp_path / "config.yaml"
    file.write_text(CONFIG)
    return file


def seen(watchdog: Command, config: Path, *options: str) -> tuple[int, dict[str, list[tuple[str, str]]]]:
    outcome = watchdog("doctor", "--config", config, "-o", "json", *options)
    checks: dict[str, list[tuple[str, str]]] = {}
    for row in json.loads(outcome.out):
        checks.setdefault(row["check"], []).append((row["verdict"], row["detail"]))
    return outcome.code, checks


def test_a_desk_in_good_order_passes_and_looking_changes_nothing(watchdog: Command, config: Path) -> None:
    database = config.parent / "var" / "watchdog.db"
    before, content = sorted(database.parent.iterdir()), tables(database)
    code, checks = seen(watchdog, config)

    assert 0 == code
    assert not [name for name, found in checks.items() if any(verdict == "fail" for verdict, _ in found)]
    assert "is whole; journal: " in checks["store"][0][1]
    assert ["pass", "pass"] == [verdict for verdict, _ in checks["permissions"]]
    assert [("pass", "none overdue")] == checks["deliveries"]
    assert [("warn", "nobody polls and delivers; start `watchdog run`, or let cron call `watchdog once`")] == checks[
        "instance"
    ]
    assert "demo" not in checks
    assert (before, content) == (sorted(database.parent.iterdir()), tables(database))


def test_a_store_that_is_not_there_is_unknown_and_stays_away(watchdog: Command, config: Path) -> None:
    shutil.rmtree(config.parent / "var")
    code, checks = seen(watchdog, config)

    assert (0, "undecided") == (code, checks["store"][0][0])
    assert not (config.parent / "var").exists()
    assert 1 == seen(watchdog, config, "--fail-on", "warn")[0]


def damaged(config: Path) -> None:
    path = config.parent / "var" / "watchdog.db"
    path.write_bytes(path.read_bytes()[:8192] + b"\xa5" * 8192)


def newer(config: Path) -> None:
    _query(config.parent / "var" / "watchdog.db", "UPDATE alembic_version SET version_num = '9999'")


def silent(config: Path) -> None:
    past = "2026-01-01 00:00:00.000000"
    _query(config.parent / "var" / "watchdog.db", f"UPDATE poll_states SET last_polled_at = '{past}'")  # noqa: S608


def ahead(config: Path) -> None:
    future = "2100-01-01 00:00:00.000000"
    _query(config.parent / "var" / "watchdog.db", f"UPDATE poll_states SET last_polled_at = '{future}'")  # noqa: S608


def unset(config: Path) -> None:
    hook = 'channels: {hook: {kind: webhook, url: "https://example.org/", secret: "${env.WATCHDOG_TEST_ABSENT}"}}\n'
    config.write_text(CONFIG + hook + "route: {channel: hook}\n")


def rules(config: Path) -> None:
    (config.parent / "mine").mkdir()
    (config.parent / "mine" / "pack.yaml").write_text("extends: us_trade\nrules:\n  - {name: headline-swing, wrn: 3}\n")
    config.write_text(CONFIG.replace("rules/us_trade", "mine"))


@pytest.mark.parametrize(
    ("spoil", "check", "words"),
    [
        (damaged, "store", "; restore a backup"),
        (newer, "tables", "; install the later one again"),
        (silent, "polls", "the service does not run, or does not poll; start `watchdog run`"),
        (ahead, "polls", "clock is behind, or was ahead; compare it"),
        (unset, "environment", "WATCHDOG_TEST_ABSENT is not set"),
        (rules, "rules", "pack.yaml:3:"),
    ],
)
def test_what_is_broken_is_named_and_exits_with_1(
    watchdog: Command, config: Path, spoil: object, check: str, words: str
) -> None:
    assert callable(spoil)
    spoil(config)
    code, checks = seen(watchdog, config)

    assert 1 == code
    assert any(verdict == "fail" and words in detail for verdict, detail in checks[check]), checks[check]


def test_the_folder_that_a_demo_left_says_so_and_how_to_have_one_of_ones_own(watchdog: Command, config: Path) -> None:
    (config.parent / MARKER).touch()
    code, checks = seen(watchdog, config)
    ((verdict, detail),) = checks["demo"]

    assert (0, "warn") == (code, verdict)
    assert "stand-ins; `watchdog init desk` writes" in detail


def test_messages_that_were_made_by_a_clock_that_was_ahead_are_doubtful(watchdog: Command, config: Path) -> None:
    store, future = open_store(f"sqlite:///{config.parent / 'var' / 'watchdog.db'}"), datetime(2100, 1, 1, tzinfo=UTC)
    with store.writing() as connection:
        alerts.add(connection, alert("a1"))
        outbox.enqueue(connection, [replace(delivery("d1", "a1"), created_at=future, due_at=future)])
    store.close()
    code, checks = seen(watchdog, config)

    assert 0 == code
    assert any(verdict == "warn" and "1 was made later than now" in said for verdict, said in checks["deliveries"])


def test_files_that_others_may_use_are_doubtful(
    watchdog: Command, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (config.parent / "var" / "watchdog.db").chmod(0o644)
    (config.parent / "var").chmod(0o755)
    secret = tmp_path / "secret"
    secret.write_text("whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=")
    secret.chmod(0o640)
    unset(config)
    monkeypatch.setenv("WATCHDOG_TEST_ABSENT_FILE", str(secret))
    code, checks = seen(watchdog, config)

    assert 0 == code
    assert ["chmod 600", "chmod 700"] == [detail.split("; ")[1][:9] for _, detail in checks["permissions"]]
    assert [("warn", f"others may use {secret} (040); chmod 600 {secret}")] == checks["secret"]


def test_quickly_it_says_only_whether_the_service_runs_and_does_its_work(watchdog: Command, config: Path) -> None:
    database = config.parent / "var" / "watchdog.db"
    stopped, _ = seen(watchdog, config, "--quick")
    with another_instance(database) as process:
        running, checks = seen(watchdog, config, "--quick")

    assert (1, 0) == (stopped, running)
    assert {"instance", "polls", "deliveries"} == set(checks)
    assert checks["instance"][0][1].startswith(f"process {process.pid} on ")


def test_switched_off_validation_is_broken(config: Path) -> None:
    command = [str(Path(sys.executable).with_name("watchdog")), "doctor", "--config", str(config)]
    environment = os.environ | {"PANDERA_VALIDATION_ENABLED": "False"}
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert 1 == outcome.returncode
    assert "pandera's validation is switched off" in outcome.stdout


@pytest.mark.parametrize(
    ("name", "found", "expected"),
    [
        ("urllib3", "2.6.3", Verdict.WARN),
        ("urllib3", "2.7.0", Verdict.PASS),
        ("urllib3", "2.10.0", Verdict.PASS),
        ("requests", "2.32.3", Verdict.WARN),
        ("OpenSSL", "1.1.1w", Verdict.WARN),
        ("OpenSSL", "?", Verdict.UNDECIDED),
        ("expat", "2.7.1", Verdict.PASS),
    ],
)
def test_versions_of_known_faults_are_doubtful(name: str, found: str, expected: Verdict) -> None:
    assert expected == machine.judged(name, found).verdict


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Thu, 29 Jan 2026 13:29:30 GMT", Verdict.PASS),
        ("Thu, 29 Jan 2026 13:20:00 GMT", Verdict.WARN),
        ("soon", Verdict.UNDECIDED),
    ],
)
def test_a_source_that_answers_says_what_time_it_is_too(date: str, expected: Verdict) -> None:
    with raw_server({"/": page(b"", f"Date: {date}", status="405 Method Not Allowed")}) as server:
        reached, clock = asked(Place(source="fred", address=f"{server.address}/x/", reach=ANYWHERE_PUBLIC), NOW)

    assert (Verdict.PASS, expected) == (reached.verdict, clock.verdict)


def test_a_source_that_does_not_answer_is_broken() -> None:
    (found,) = asked(Place(source="fred", address="http://127.0.0.1:1/", reach=ANYWHERE_PUBLIC), NOW)

    assert ("source fred", Verdict.FAIL) == (found.name, found.verdict)
    assert found.detail.startswith("127.0.0.1: the server refuses connections; see whether it is up")


def test_no_room_is_broken_and_little_is_doubtful(tmp_path: Path) -> None:
    (room, *_) = storage._room(tmp_path / "watchdog.db")
    free = shutil.disk_usage(tmp_path).free

    assert (Verdict.PASS if free > storage.LITTLE_SPACE else Verdict.WARN) == room.verdict
    assert f"{free // 1024**2:,}"[:2] == room.detail[:2]
