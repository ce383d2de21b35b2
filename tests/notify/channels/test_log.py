"""The log of anomalies on a real disk."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.notify.fixtures import SEEN, alert, told
from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Delivery
from watchdog.notify.channels.log import LogChannel, LogSettings, make
from watchdog.notify.deliver import deliveries


def channel(path: Path, **sizes: int) -> LogChannel:
    return make("log", LogSettings(path=str(path), **sizes))


def entry(known: LogChannel, *numbers: int) -> Delivery:
    items = tuple(told(number) for number in numbers)
    return deliveries(alert(id=f"alr_{numbers}", items=items), {"log": known}, SEEN)[0]


def events(*files: Path) -> list[str]:
    return [json.loads(line)["id"] for file in files for line in file.read_text().splitlines()]


def test_each_finding_is_one_line(tmp_path: Path) -> None:
    known = channel(tmp_path / "log" / "anomalies.jsonl")
    known.send(entry(known, 1, 2), SEEN)

    assert events(tmp_path / "log" / "anomalies.jsonl") == ["evt_00000001", "evt_00000002"]


def test_a_repeat_after_a_restart_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "anomalies.jsonl"
    channel(path).send(entry(channel(path), 1, 2), SEEN)
    channel(path).send(entry(channel(path), 1, 2), SEEN)

    assert events(path) == ["evt_00000001", "evt_00000002"]


def test_a_half_line_left_by_a_crash_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "anomalies.jsonl"
    known = channel(path)
    delivery = entry(known, 1, 2)
    known.send(delivery, SEEN)
    path.write_bytes(path.read_bytes()[:-100])

    known.send(delivery, SEEN)

    assert events(path) == ["evt_00000001", "evt_00000002"]


def test_the_file_moves_aside_by_size_and_the_oldest_goes(tmp_path: Path) -> None:
    path = tmp_path / "anomalies.jsonl"
    known = channel(path, max_bytes=len(entry(channel(path), 1).body) + 10, backups=2)
    for number in range(1, 5):
        known.send(entry(known, number), SEEN)

    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "anomalies.jsonl",
        "anomalies.jsonl.1",
        "anomalies.jsonl.2",
    ]
    assert events(tmp_path / "anomalies.jsonl.2", tmp_path / "anomalies.jsonl.1", path) == [
        "evt_00000002",
        "evt_00000003",
        "evt_00000004",
    ]


def test_a_repeat_is_known_also_when_the_file_has_moved_aside_since(tmp_path: Path) -> None:
    path = tmp_path / "anomalies.jsonl"
    known = channel(path, max_bytes=len(entry(channel(path), 1).body) + 10)
    known.send(entry(known, 1), SEEN)
    known.send(entry(known, 2), SEEN)

    known.send(entry(known, 1), SEEN)

    assert events(tmp_path / "anomalies.jsonl.1", path) == ["evt_00000001", "evt_00000002"]


def test_a_line_larger_than_the_limit_is_still_written(tmp_path: Path) -> None:
    path = tmp_path / "anomalies.jsonl"
    known = channel(path, max_bytes=1)
    known.send(entry(known, 1), SEEN)

    assert events(path) == ["evt_00000001"]


def test_an_alert_without_findings_writes_nothing(tmp_path: Path) -> None:
    known = channel(tmp_path / "anomalies.jsonl")
    known.send(entry(known), SEEN)

    assert not (tmp_path / "anomalies.jsonl").exists()


def test_lines_of_others_in_the_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "anomalies.jsonl"
    path.write_text("started\n[1]\n")
    known = channel(path)
    known.send(entry(known, 1), SEEN)

    assert path.read_text().startswith("started\n[1]\n{")


def test_a_path_that_cannot_be_written_is_a_failure_to_try_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    known = channel(tmp_path / "file" / "anomalies.jsonl")

    with pytest.raises(DeliveryFailed, match=r"anomalies.jsonl: (File exists|Not a directory)") as failed:
        known.send(replace(entry(known, 1)), SEEN)

    assert not failed.value.permanent


@pytest.mark.parametrize("values", [{"path": ""}, {"path": "x", "backups": 0}, {"path": "x", "rotate": "daily"}])
def test_settings_that_cannot_work_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(LogSettings).validate_python(values)
