"""What the running service does at each tick: poll a program when its plan says so, and send what is due."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from threading import Event

import structlog

from watchdog.deadman import with_deadman
from watchdog.model.alert import DeliveryState, Quality
from watchdog.notify.notices import said
from watchdog.notify.reminders import wants_reminders
from watchdog.scheduler.keeping import CalendarPass, Move, timetable_of
from watchdog.scheduler.metronome import Bell, Pulse, Tick, run_until
from watchdog.scheduler.supervisor import Supervisor
from watchdog.scheduler.times import Arrival, PollPlan, next_poll
from watchdog.service import Pass, Program, Service
from watchdog.store import schedule

# One poll asks for every document with its own deadline; one delivery waits for one answer.
POLL_ALLOWANCE = timedelta(minutes=15)
DELIVERY_ALLOWANCE = timedelta(minutes=11)  # the longest that a mail server may be given is ten
# A backlog is sent in one go, but for so long only: the tick has to end for the next fresh message to be heard of.
LONGEST_SENDING = timedelta(minutes=1)
REMINDERS_ALLOWANCE = timedelta(minutes=1)
REMINDERS_EVERY = timedelta(seconds=30)
METRICS_ALLOWANCE = timedelta(minutes=1)
METRICS_EVERY = timedelta(seconds=15)

# When a poll reached no source at all, the next one comes sooner than the calendar asks.
SOONEST_RETRY = timedelta(minutes=1)
LATEST_RETRY = timedelta(hours=1)

log = structlog.get_logger()


def watch_until(stop: Event, service: Service, supervisor: Supervisor) -> None:
    """Run the service until `stop` is set, and let whoever supervises it know how it is."""
    if service.settings.review is not None:
        log.warning("config.yaml names a review page, which this version does not have: ignored")
    programs, channels = [program.name for program in service.programs], list(service.channels)
    log.info("watching", programs=programs, channels=channels)
    service.warm_up()
    supervisor.ready(f"watching {', '.join(programs)}")
    try:
        run_until(stop, ticks(service), alive=supervisor.alive)
    finally:
        supervisor.stopping()
    log.info("stopped")


def ticks(service: Service) -> Sequence[Tick]:
    """One tick polls; each channel has a tick of its own, so that one that hangs delays no other. It comes at once when
    the poll has brought something to send.
    """
    told = {program.name: _Told() for program in service.programs}
    bell = Bell()

    def poll() -> None:
        for program in service.programs:
            _poll_when_due(service, program, told[program.name], bell)

    def deliver(name: str, pulse: Pulse) -> None:
        until = time.monotonic() + LONGEST_SENDING.total_seconds()
        while time.monotonic() < until and (attempts := service.deliver([name], marked=pulse.beat)):
            for attempt in attempts:
                level = log.info if attempt.state is DeliveryState.SENT else log.warning
                state = "disabled" if attempt.disable else attempt.state
                level("delivery", channel=name, delivery=attempt.delivery.id, state=state, error=attempt.error)

    polling = Tick(name="poll", act=poll, allowance=POLL_ALLOWANCE)
    delivering = [
        Tick(
            name=f"deliver {name}",
            act=partial(deliver, name, pulse),
            allowance=DELIVERY_ALLOWANCE,
            bell=bell,
            pulse=pulse,
        )
        for name in service.channels
        for pulse in [Pulse()]
    ]
    return with_deadman(service, [polling, *delivering, *_reminding(service, bell), *_measuring(service)])


def _reminding(service: Service, bell: Bell) -> Iterator[Tick]:
    """A tick that looks now and then for what nobody has acknowledged, where a route asks for it."""
    due_at = service.clock.now()

    def remind() -> None:
        nonlocal due_at
        if (now := service.clock.now()) >= due_at:
            due_at = now + REMINDERS_EVERY
            for alert in service.remind():
                log.info("reminder", alert=alert.id, replies_to=alert.replies_to, release=str(alert.release))
                bell.ring()

    if wants_reminders(service.settings.route):
        yield Tick(name="remind", act=remind, allowance=REMINDERS_ALLOWANCE)


def _measuring(service: Service) -> Iterator[Tick]:
    """A tick that writes the metrics now and then, where the configuration wants them."""
    due_at = service.clock.now()

    def measure() -> None:
        nonlocal due_at
        if (now := service.clock.now()) >= due_at:
            due_at = now + METRICS_EVERY
            service.export_metrics()

    if service.settings.log.metrics is not None:
        yield Tick(name="metrics", act=measure, allowance=METRICS_ALLOWANCE)


@dataclass
class _Told:
    """What was logged of a program last, so that nothing is said again at every tick."""

    plan: PollPlan | None = None
    troubles: frozenset[str] = frozenset()


def _poll_when_due(service: Service, program: Program, told: _Told, bell: Bell) -> None:
    _refresh_rules(service, program)
    if service.calendars_are_due(program):
        _log_calendars(program, service.read_calendars(program))
    now = service.clock.now()
    before, plan = told.plan, _plan(service, program, now)
    told.plan = plan
    if plan != before:
        log.info("next poll", program=program.name, at=plan.at.isoformat(), why=plan.why)
    if plan.is_due(now):
        _log_pass(program, service.poll(program, bell.ring), told)
        service.reader.prepare()


def _plan(service: Service, program: Program, now: datetime) -> PollPlan:
    rulebook = program.rules.current()
    with service.store.reading() as connection:
        state = schedule.poll_state(connection, program.name)
        arrived = schedule.arrived(connection, rulebook.program)
        moments = timetable_of(connection, rulebook).polling()
    plan = next_poll(
        moments,
        now,
        last_polled_at=state.last_polled_at,
        arrival=Arrival(release=arrived[0], at=arrived[1]) if arrived else None,
        seed=str(service.settings.file),
    )
    if not state.failures or state.last_polled_at is None:
        return plan
    again = state.last_polled_at + min(SOONEST_RETRY * 2 ** min(state.failures - 1, 10), LATEST_RETRY)
    return plan if plan.at <= again else replace(plan, at=again, why="the last poll reached nobody: trying again")


def _refresh_rules(service: Service, program: Program) -> None:
    refreshed = program.rules.refresh()
    for mistake in refreshed.mistakes:
        log.error("rules not taken over, the last good ones stay in force", program=program.name, mistake=str(mistake))
    if refreshed.changed:
        log.info("rules changed", program=program.name, rules=program.rules.current().hash)
        service.note_what_is_in_force()


def _log_pass(program: Program, done: Pass, told: _Told) -> None:
    for name in done.fetched.new:
        log.info("new document", program=program.name, document=name)
    errors = (*done.fetched.errors, *done.unread)
    for error in errors:
        if str(error) not in told.troubles:
            log.warning("document not read", program=program.name, document=error.document, error=str(error))
    for note in done.waiting:
        if note not in told.troubles:
            log.info("waiting", program=program.name, note=note)
    told.troubles = frozenset((*map(str, errors), *done.waiting))
    for made in done.processed:
        log.info(
            "vintage",
            program=program.name,
            release=str(made.vintage.release),
            vintage=made.vintage.id,
            history=made.history,
            alerts=[alert.id for alert in made.alerts],
            first_seen_at=made.vintage.first_seen_at.isoformat(),
            seconds={stage.value: took.total_seconds() for stage, took in made.passage.stages().items()},
            **_counts(made.judgement.report.quality),
        )
    _log_moves(program, done.moves)


def _log_calendars(program: Program, done: CalendarPass) -> None:
    for name in done.fetched.new:
        log.info("calendar changed", program=program.name, document=name)
    for error in (*done.fetched.errors, *done.unread):
        log.warning("calendar not read", program=program.name, document=error.document, error=str(error))
    _log_moves(program, done.moves)


def _log_moves(program: Program, moves: Sequence[Move]) -> None:
    for move in moves:
        if not move.is_news:
            continue
        status = move.now
        level = log.warning if status.state.is_overdue or len(status.planned.moments) > 1 else log.info
        level(
            status.state.value if status.state.is_overdue else "release schedule",
            program=program.name,
            release=str(status.planned.release),
            state=status.state,
            why=status.why,
            scheduled_at=status.planned.at.isoformat() if status.planned.at else None,
            said={each.calendar: said(each) for each in status.planned.opinions},
            alert=move.alert.id if move.alert else None,
        )


def _counts(quality: Quality) -> dict[str, int]:
    return {
        "passed": quality.passed,
        "warned": quality.warned,
        "failed": quality.failed,
        "undecided": quality.undecided,
    }
