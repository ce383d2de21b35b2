import ctypes
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest
import time_machine
from structlog.testing import capture_logs

from watchdog.errors import WatchdogError
from watchdog.scheduler.metronome import Bell, Pulse, Rhythm, Tick, run_until, stopped_by_signals

QUICK = Rhythm(every=timedelta(milliseconds=20), patience=timedelta(seconds=2), ending=timedelta(seconds=1))
IMPATIENT = Rhythm(every=timedelta(milliseconds=20), patience=timedelta(milliseconds=400))
NO_HURRY = timedelta(seconds=5)


def counting_until(stop: Event, enough: int, then: Callable[[], None] = lambda: None) -> tuple[list[float], Tick]:
    """A tick that notes when it was called, and sets `stop` after `enough` calls."""
    calls: list[float] = []

    def act() -> None:
        calls.append(time.monotonic())
        if len(calls) >= enough:
            stop.set()
        then()

    return calls, Tick(name="poll", act=act, allowance=NO_HURRY)


def test_ticks_come_again_and_again_until_told_to_stop() -> None:
    stop = Event()
    calls, poll = counting_until(stop, 5)
    others, deliver = counting_until(Event(), 1000)
    run_until(stop, [poll, Tick(name="deliver", act=deliver.act, allowance=NO_HURRY)], rhythm=QUICK)
    told = len(calls)
    time.sleep(0.1)

    assert told >= 5
    assert told == len(calls), "nothing ticks after the end"
    assert len(others) >= 3


def test_a_tick_that_raises_is_logged_and_the_next_one_comes() -> None:
    stop = Event()

    def fail() -> None:
        raise ValueError("the source is on fire")

    calls, poll = counting_until(stop, 5, fail)
    with capture_logs() as logged:
        run_until(stop, [poll], rhythm=QUICK)

    assert len(calls) >= 5
    assert [1, 2, 4] == [entry["failures_in_a_row"] for entry in logged][:3], "told ever more rarely"
    assert {"poll"} == {entry["tick"] for entry in logged}
    assert "the source is on fire" == str(logged[0]["exc_info"])


def test_a_tick_that_hangs_ends_the_run_with_its_name_while_another_one_goes_on() -> None:
    release = Event()
    calls, poll = counting_until(Event(), 1000)
    hanging = Tick(name="deliver", act=lambda: void(release.wait(10)), allowance=timedelta(milliseconds=300))
    started = time.monotonic()
    with pytest.raises(WatchdogError, match=r"the deliver tick hangs: it has run for .* and may take"):
        run_until(Event(), [poll, hanging], rhythm=QUICK)
    release.set()

    assert time.monotonic() - started < 8
    assert len(calls) > 3


def test_a_long_tick_within_its_allowance_is_not_called_hung_and_never_runs_twice_at_once() -> None:
    stop = Event()
    running: list[int] = []
    most: list[int] = []

    def act() -> None:
        running.append(1)
        most.append(len(running))
        time.sleep(0.6)
        running.pop()
        stop.set()

    run_until(stop, [Tick(name="poll", act=act, allowance=NO_HURRY)], rhythm=QUICK)

    assert {1} == set(most)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # its death is the point
def test_a_dead_scheduling_thread_is_noticed_although_the_scheduler_says_that_it_runs() -> None:
    def kill_the_scheduler() -> None:
        time.sleep(0.005)  # while it starts a tick it would survive; in its own loop nothing guards it
        for thread in threading.enumerate():
            if thread.name == "APScheduler" and thread.ident:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))

    _, poll = counting_until(Event(), 1000, kill_the_scheduler)
    started, too_late = time.monotonic(), Event()
    guard = threading.Timer(10, too_late.set)
    guard.start()
    with pytest.raises(WatchdogError, match=r"the poll tick has not come for .*: the scheduling thread is dead"):
        run_until(too_late, [poll], rhythm=IMPATIENT)
    guard.cancel()

    assert time.monotonic() - started < 10


def test_by_default_a_dead_scheduler_is_noticed_within_fifteen_seconds() -> None:
    rhythm = Rhythm()

    assert rhythm.patience + 2 * rhythm.every < timedelta(seconds=15)
    assert rhythm.ending < timedelta(seconds=10)


def test_a_clock_set_back_two_hours_does_not_stop_the_ticks() -> None:
    stop = Event()
    with time_machine.travel(1_769_693_400, tick=True) as clock:
        stepped: list[bool] = []

        def set_back_once() -> None:
            if not stepped:
                stepped.append(True)
                clock.shift(-7200)

        calls, poll = counting_until(stop, 8, set_back_once)
        with capture_logs() as logged:
            run_until(stop, [poll], rhythm=QUICK)

    assert len(calls) >= 8
    assert ["the clock was set back"] == [entry["event"] for entry in logged]
    assert 7190 < logged[0]["seconds"] < 7210


def test_a_clock_set_a_century_ahead_causes_one_tick_more() -> None:
    stop = Event()
    with time_machine.travel(1_769_693_400, tick=True) as clock:
        stepped: list[bool] = []

        def set_ahead_once() -> None:
            if not stepped:
                stepped.append(True)
                clock.shift(100 * 365 * 86400)

        calls, poll = counting_until(stop, 6, set_ahead_once)
        started = time.monotonic()
        run_until(stop, [poll], rhythm=QUICK)

    assert 6 <= len(calls) < 100
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_cleanly_and_the_former_handler_returns(number: signal.Signals) -> None:
    former = signal.getsignal(number)
    with stopped_by_signals() as stop, capture_logs() as logged:
        _, poll = counting_until(Event(), 1000, lambda: os.kill(os.getpid(), number))
        run_until(stop, [poll], rhythm=QUICK)

    assert {"stopping"} == {entry["event"] for entry in logged}
    assert former == signal.getsignal(number)


def test_the_end_waits_for_a_tick_that_runs_but_not_for_ever() -> None:
    stop, begun, done = Event(), Event(), Event()

    def slow() -> None:
        begun.set()
        stop.set()
        time.sleep(0.3)
        done.set()

    run_until(stop, [Tick(name="poll", act=slow, allowance=NO_HURRY)], rhythm=QUICK)
    assert done.is_set()

    endless, stop_again = Event(), Event()

    def never_ends() -> None:
        stop_again.set()
        endless.wait(10)

    with capture_logs() as logged:
        run_until(stop_again, [Tick(name="deliver", act=never_ends, allowance=NO_HURRY)], rhythm=QUICK)
    endless.set()

    assert ["deliver"] == [entry["tick"] for entry in logged]


def void(_: object) -> None:
    """A tick gives nothing back."""


def test_a_bell_brings_the_ticks_that_listen_to_it_at_once() -> None:
    stop, bell, rung_at, heard_at = Event(), Bell(), list[float](), list[float]()
    slow = Rhythm(every=timedelta(seconds=1), ending=timedelta(seconds=1))

    def poll() -> None:
        time.sleep(0.2)  # the others have had their first tick
        rung_at.append(time.monotonic())
        bell.ring()

    def deliver() -> None:
        heard_at.append(time.monotonic())
        if len(heard_at) == 2:
            stop.set()

    ticks = [
        Tick(name="poll", act=poll, allowance=NO_HURRY),
        Tick(name="deliver", act=deliver, allowance=NO_HURRY, bell=bell),
    ]
    run_until(stop, ticks, rhythm=slow)

    assert heard_at[1] - rung_at[0] < 0.5, "the next tick would have come after a second"


def test_a_bell_that_nobody_listens_to_is_silent() -> None:
    bell = Bell()
    bell.ring()
    heard: list[str] = []
    with bell.heard_by(lambda: heard.append("here")):
        bell.ring()
    bell.ring()

    assert ["here"] == heard


def test_a_long_tick_that_gives_signs_of_life_is_not_called_hung_and_one_that_stops_giving_them_is() -> None:
    pulse, stop = Pulse(), Event()

    def many_slow_ones() -> None:
        for _ in range(8):
            time.sleep(0.1)
            pulse.beat()
        stop.set()

    allowance = timedelta(milliseconds=400)
    run_until(stop, [Tick(name="deliver", act=many_slow_ones, allowance=allowance, pulse=pulse)], rhythm=QUICK)

    def the_last_one_hangs() -> None:
        pulse.beat()
        time.sleep(2)

    with pytest.raises(WatchdogError, match="the deliver tick hangs"):
        run_until(
            Event(), [Tick(name="deliver", act=the_last_one_hangs, allowance=allowance, pulse=pulse)], rhythm=QUICK
        )


def test_whoever_supervises_hears_of_life_only_while_every_tick_lives() -> None:
    stop, release, heard = Event(), Event(), list[float]()
    calls, poll = counting_until(stop, 5)
    run_until(stop, [poll], rhythm=QUICK, alive=lambda: heard.append(time.monotonic()))

    assert heard
    assert calls
    hanging = Tick(name="deliver", act=lambda: void(release.wait(10)), allowance=timedelta(milliseconds=300))
    with pytest.raises(WatchdogError):
        run_until(Event(), [poll, hanging], rhythm=QUICK, alive=lambda: heard.append(time.monotonic()))
    told = len(heard)
    release.set()
    time.sleep(0.1)

    assert told == len(heard)


def test_a_hang_up_does_not_stop_the_run() -> None:
    with stopped_by_signals() as stop, capture_logs() as logged:
        os.kill(os.getpid(), signal.SIGHUP)

        assert not stop.wait(0.05)
    assert ["going on"] == [entry["event"] for entry in logged]
