"""`watchdog run` and `watchdog once`: the service, and one polling pass of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, FailOn, FailsOn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchdog.scheduler.keeping import Move
    from watchdog.service import Pass, Program, Service


def run(config: Config = None) -> None:
    """Watch until stopped: poll by the calendar, judge, and tell."""
    import os

    from watchdog.app import service, single_instance
    from watchdog.cli.ending import ended_in_time
    from watchdog.cli.logs import logged_to_stderr
    from watchdog.cli.opening import settings_of
    from watchdog.running import watch_until
    from watchdog.scheduler.metronome import stopped_by_signals
    from watchdog.scheduler.supervisor import supervisor_of

    supervisor = supervisor_of(os.environ, os.getpid())
    with (
        logged_to_stderr(),
        service(settings_of(config)) as watch,
        single_instance(watch),
        stopped_by_signals() as stop,
        ended_in_time(),
    ):
        watch_until(stop, watch, supervisor)


def once(
    config: Config = None,
    source: Annotated[str | None, typer.Option(help="Poll only this program of the configuration.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Fetch and read, but keep and tell nothing.")] = False,  # noqa: FBT002 - typer's way
    fail_on: FailsOn = FailOn.FAIL,
) -> None:
    """Poll once, judge, and deliver what is due; for cron.

    Exits with 3 when nothing could be fetched, or a document was not understood, or one was not there that was before.
    """
    from watchdog.app import service, single_instance
    from watchdog.cli.opening import settings_of
    from watchdog.errors import UsageError

    with service(settings_of(config)) as watch:
        programs = [program for program in watch.programs if source in (None, program.name)]
        if not programs:
            names = ", ".join(program.name for program in watch.programs)
            raise UsageError(f"the configuration has no source {source}; it has {names}")
        if dry_run:
            raise typer.Exit(_look(watch, programs))
        with single_instance(watch):
            raise typer.Exit(_poll_and_deliver(watch, programs, fail_on))


def _look(watch: "Service", programs: "list[Program]") -> int:
    from watchdog.cli.output import say

    unusable = 0
    for program in programs:
        for line, is_usable in watch.look(program):
            say(f"{program.name}: {line}")
            unusable += not is_usable
    return 3 if unusable else 0


def _poll_and_deliver(watch: "Service", programs: "list[Program]", fail_on: FailOn) -> int:
    from watchdog.cli.output import say
    from watchdog.model.alert import DeliveryState

    for program in programs:
        for line in _calendar_lines(watch, program):
            say(line)
    passes = [watch.poll(program) for program in programs]
    for each in passes:
        for line in _lines(each):
            say(line)
    watch.remind()
    attempts = watch.deliver_until_idle()
    watch.export_metrics()
    for attempt in attempts:
        delivery = attempt.delivery
        say(
            f"{delivery.channel} to {delivery.target}: {attempt.state}"
            + (f", {attempt.error}" if attempt.error else f" in {attempt.took.total_seconds():.3f} s")
        )
    if any(_is_failure(watch, each) for each in passes):
        return 3
    if any(attempt.state is DeliveryState.DEAD for attempt in attempts):
        return 4
    return 1 if _is_reached(passes, fail_on) else 0


def _is_failure(watch: "Service", each: "Pass") -> bool:
    """Whether cron should hear of it; a document that was never there yet is only not out."""
    from watchdog.store import captures

    if each.unread or not (each.fetched.new or each.fetched.unchanged):
        return True
    names = [error.document.partition("/") for error in each.fetched.errors]
    with watch.store.reading() as connection:
        return any(captures.latest_read(connection, source, document) for source, _, document in names)


def _is_reached(passes: "list[Pass]", fail_on: FailOn) -> bool:
    from collections import Counter

    from watchdog.model.finding import Verdict

    counts = Counter(
        finding.verdict for each in passes for made in each.processed for finding in made.judgement.findings
    )
    return fail_on.is_reached(
        warned=counts[Verdict.WARN], undecided=counts[Verdict.UNDECIDED], failed=counts[Verdict.FAIL]
    )


def _lines(each: "Pass") -> list[str]:
    from watchdog.cli.times import in_words

    lines = [f"new: {name}" for name in each.fetched.new]
    lines += [f"not read: {error}" for error in (*each.fetched.errors, *each.unread)]
    lines += each.waiting
    for made in each.processed:
        told = ", ".join(alert.brief.headline for alert in made.alerts)
        quiet = "history: nobody is told" if made.history else "nothing new to tell"
        lines.append(f"{made.vintage.release} vintage {made.vintage.id[:12]}: {told or quiet}")
        lines.append(f"  took {in_words(made.passage.stages())}")
    if not each.processed:
        lines.append("nothing new")
    return lines + _move_lines(each.moves)


def _calendar_lines(watch: "Service", program: "Program") -> list[str]:
    if not watch.calendars_are_due(program):
        return []
    read = watch.read_calendars(program)
    lines = [f"new: {name}" for name in read.fetched.new]
    lines += [f"not read: {error}" for error in (*read.fetched.errors, *read.unread)]
    return lines + _move_lines(read.moves)


def _move_lines(moves: "Sequence[Move]") -> list[str]:
    from watchdog.notify.notices import said

    return [
        f"{move.now.planned.release} is {move.now.state}{move.now.why and ': '}{move.now.why}"
        + "".join(f"; {each.calendar}: {said(each)}" for each in move.now.planned.opinions)
        for move in moves
        if move.is_news
    ]
