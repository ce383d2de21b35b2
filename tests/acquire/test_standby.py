"""The child that is started ahead: it reads what a new one would, and is never missed."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from tests.acquire.test_sandbox import GENUINE, PARSERS, importable
from watchdog.acquire.sandbox import ReadLimits, read_all
from watchdog.acquire.standby import Standby
from watchdog.errors import NotUnderstood
from watchdog.model.document import Reading

__all__ = ["importable"]


@pytest.fixture
def reader() -> Iterator[Standby]:
    made = Standby(PARSERS)
    yield made
    made.close()


def ready(reader: Standby) -> int:
    """The process id of the child that waits."""
    assert reader._ready is not None
    return reader._ready.pid


def test_it_reads_what_a_new_child_reads_prepared_or_not(reader: Standby) -> None:
    unprepared = reader.read_all(GENUINE)
    reader.prepare()

    assert read_all(GENUINE, PARSERS) == unprepared == reader.read_all(GENUINE)


def test_one_child_stands_ready_until_it_is_used(reader: Standby) -> None:
    reader.prepare()
    first = ready(reader)
    reader.prepare()

    assert first == ready(reader)

    reader.read_all(GENUINE[:1])
    reader.prepare()

    assert first != ready(reader)


def test_nothing_to_read_uses_no_child(reader: Standby) -> None:
    reader.prepare()
    first = ready(reader)

    assert [] == reader.read_all([])
    assert first == ready(reader)


@pytest.mark.parametrize("prepared_again", [True, False])
def test_a_child_that_died_while_it_waited_is_blamed_on_no_document(reader: Standby, *, prepared_again: bool) -> None:
    reader.prepare()
    died = ready(reader)
    os.kill(died, signal.SIGKILL)
    time.sleep(0.2)
    if prepared_again:
        reader.prepare()
        assert died != ready(reader)

    assert [True] == [isinstance(answer, Reading) for answer in reader.read_all(GENUINE[:1])]


def test_its_limits_hold_for_the_child_that_waits_too() -> None:
    reader = Standby(PARSERS, ReadLimits(wall_seconds=0.001))
    reader.prepare()
    (refusal,) = reader.read_all(GENUINE[:1])
    reader.close()

    assert isinstance(refusal, NotUnderstood)
    assert "resource limit, it took longer than 0.001 s" in str(refusal)


def test_closed_it_leaves_no_process_behind() -> None:
    reader = Standby(PARSERS)
    reader.prepare()
    waiting = ready(reader)
    reader.close()

    with pytest.raises(ProcessLookupError):
        os.kill(waiting, 0)
