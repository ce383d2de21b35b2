"""Calls the service's ticks over and over, and notices when they no longer come.

APScheduler beats the time and knows nothing else: what is due is decided inside a tick, from stored facts. It is
watched, because its `running` stays true after its thread has died.
"""

import logging
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Thread
from types import FrameType

import structlog
from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from watchdog.errors import WatchdogError

log = structlog.get_logger()


class Pulse:
    """Signs of life that a long tick gives while it runs, from any thread."""

    def __init__(self) -> None:
        self.beats = 0

    def beat(self) -> None:
        """It goes on."""
        self.beats += 1


class Bell:
    """Brings the ticks that listen to it at once, from any thread; while nothing ticks it is silent."""

    def __init__(self) -> None:
        self._listeners: tuple[Callable[[], None], ...] = ()

    def ring(self) -> None:
        """Do now what would be done at the next tick."""
        for listener in self._listeners:
            listener()

    @contextmanager
    def heard_by(self, *listeners: Callable[[], None]) -> Iterator[None]:
        """Call these at each ring, until the block ends."""
        self._listeners = listeners
        try:
            yield
        finally:
            self._listeners = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Something short to do again and again; one call that gives no sign of life for longer than `allowance` counts as
    hung. One that has a `bell` comes also when that is rung; `pulse` is where its signs are.
    """

    name: str
    act: Callable[[], None]
    allowance: timedelta
    bell: Bell | None = None
    pulse: Pulse = field(default_factory=Pulse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often to tick, how long a silence means a dead scheduler, and how long a tick may go on at the end."""

    every: timedelta = timedelta(seconds=1)
    patience: timedelta = timedelta(seconds=10)
    ending: timedelta = timedelta(seconds=8)


_DEFAULT = Rhythm()


def run_until(
    stop: Event, ticks: Sequence[Tick], *, rhythm: Rhythm = _DEFAULT, alive: Callable[[], None] = lambda: None
) -> None:
    """Tick until `stop` is set; WatchdogError when a tick hangs or no longer comes, so that the process can end.
    `alive` is called as long as neither is so.
    """
    hearts = [_Heart(tick) for tick in ticks]
    scheduler = _scheduler(hearts, rhythm.every)
    scheduler.start()
    try:
        with _connected(hearts, scheduler):
            _watch(stop, hearts, scheduler, rhythm, alive)
    finally:
        _shut_down(scheduler)
    _await_end(hearts, rhythm.ending)


@contextmanager
def stopped_by_signals() -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set, in the main thread; the former handlers return afterwards. A second one
    ends the process at once. SIGHUP, which a closing terminal sends too, changes nothing.
    """
    stop = Event()

    def end(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        log.info("stopping", signal=signal.Signals(number).name)
        stop.set()

    def go_on(number: int, _frame: FrameType | None) -> None:
        log.info("going on", signal=signal.Signals(number).name, why="changed rules are taken over by themselves")

    handlers = {signal.SIGTERM: end, signal.SIGINT: end, signal.SIGHUP: go_on}
    former = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


class _Heart:
    """One tick's signs of life: written by the thread that runs it, read by the one that watches."""

    def __init__(self, tick: Tick) -> None:
        self.tick = tick
        self.running = False
        self.failures_in_a_row = 0
        self._beats = 0
        self._seen = 0
        self._silent = timedelta(0)

    def beat(self) -> None:
        """Run the tick once; what it raises is logged and counted, and the next one comes all the same."""
        self.running = True
        self._beats += 1
        try:
            self.tick.act()
        except Exception as error:  # noqa: BLE001 - one bad tick must not end the service; it is logged and counted
            self._failed(error)
        else:
            self.failures_in_a_row = 0
        finally:
            self.running = False
            self._beats += 1

    def look(self, since_last_look: timedelta, patience: timedelta) -> None:
        """Raise WatchdogError when there was no sign of life for too long.

        Silence is added up from the watcher's own looks: while the machine is suspended nobody looks, nobody is late.
        """
        beats = self._beats + self.tick.pulse.beats
        if beats != self._seen:
            self._seen, self._silent = beats, timedelta(0)
            return
        self._silent += since_last_look
        if self.running and self._silent > self.tick.allowance:
            raise WatchdogError(
                f"the {self.tick.name} tick hangs: it has run for {self._silent.total_seconds():.1f} s and may take "
                f"{self.tick.allowance.total_seconds():g} s. Start the service again; what was due is done then"
            )
        if not self.running and self._silent > patience:
            raise WatchdogError(
                f"the {self.tick.name} tick has not come for {self._silent.total_seconds():.1f} s: the scheduling "
                "thread is dead. Start the service again; what was due is done then"
            )

    def _failed(self, error: Exception) -> None:
        self.failures_in_a_row += 1
        # A fault that lasts would fill the log at one traceback a second: told at the 1st, 2nd, 4th, 8th ... time.
        if self.failures_in_a_row.bit_count() == 1:
            count = self.failures_in_a_row
            log.error("a tick failed", tick=self.tick.name, failures_in_a_row=count, exc_info=error)


class _Every(BaseTrigger):  # type: ignore[misc]  # published without type information
    """A fixed time from now.

    APScheduler's own interval lists every time that was missed: a clock set a century ahead exhausts the memory.
    """

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """At once the first time, then the interval from now."""
        return now + self.interval if previous_fire_time else now


class _DaemonThreads(BaseExecutor):  # type: ignore[misc]  # published without type information
    """A thread for each tick.

    Those of APScheduler's own pool are joined when Python ends, so a tick that hangs would keep the process alive.
    """

    def _do_submit_job(self, job: Job, run_times: list[datetime]) -> None:
        Thread(target=self._run, args=(job, run_times), name=f"tick-{job.id}", daemon=True).start()

    def _run(self, job: Job, run_times: list[datetime]) -> None:
        try:
            events = run_job(job, job._jobstore_alias, run_times, self._logger.name)  # noqa: SLF001 - as every executor does
        except BaseException as error:  # noqa: BLE001 - the executor's contract: report whatever ended the job
            self._run_job_error(job.id, error, sys.exc_info()[2])
        else:
            self._run_job_success(job.id, events)


def _scheduler(hearts: Sequence[_Heart], every: timedelta) -> BackgroundScheduler:
    # It warns each second that a long tick still runs; hanging is ours to judge.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": _DaemonThreads()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for heart in hearts:
        scheduler.add_job(heart.beat, _Every(every), id=heart.tick.name)
    return scheduler


@contextmanager
def _connected(hearts: Sequence[_Heart], scheduler: BackgroundScheduler) -> Iterator[None]:
    """Within it, a bell that is rung makes the jobs of its ticks due."""

    def hasten(name: str) -> None:
        scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    listeners: dict[Bell, list[Callable[[], None]]] = {}
    for tick in (heart.tick for heart in hearts):
        if tick.bell is not None:
            listeners.setdefault(tick.bell, []).append(partial(hasten, tick.name))
    with ExitStack() as connections:
        for bell, heard in listeners.items():
            connections.enter_context(bell.heard_by(*heard))
        yield


def _watch(
    stop: Event,
    hearts: Sequence[_Heart],
    scheduler: BackgroundScheduler,
    rhythm: Rhythm,
    alive: Callable[[], None],
) -> None:
    pause = min(rhythm.every, rhythm.patience / 4)
    while not stop.wait(pause.total_seconds()):
        _start_anew_after_a_step_back(scheduler, rhythm.every)
        for heart in hearts:
            heart.look(pause, rhythm.patience)
        alive()


def _shut_down(scheduler: BackgroundScheduler) -> None:
    """It waits for its own thread, which may be what hangs."""
    ending = Thread(target=scheduler.shutdown, kwargs={"wait": False}, name="shut-down", daemon=True)
    ending.start()
    ending.join(1.0)


def _start_anew_after_a_step_back(scheduler: BackgroundScheduler, every: timedelta) -> None:
    """When the clock is set back, due times stay where they were; without this no tick would come until then."""
    now = datetime.now(UTC)
    for job in scheduler.get_jobs():
        if job.next_run_time > now + 2 * every:
            log.warning("the clock was set back", seconds=round((job.next_run_time - now).total_seconds()))
            job.modify(next_run_time=now)


def _await_end(hearts: Sequence[_Heart], ending: timedelta) -> None:
    deadline = time.monotonic() + ending.total_seconds()
    while any(heart.running for heart in hearts) and time.monotonic() < deadline:
        time.sleep(0.02)
    for heart in hearts:
        if heart.running:
            log.warning("ended in the middle of a tick; it is done again at the next start", tick=heart.tick.name)
