"""From captures to readings in a child process with limits: a hostile document costs itself, never the others or us."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from watchdog.acquire.wire import Job, decode_answer, decode_calendar, encode_job
from watchdog.errors import NotUnderstood, SourceError
from watchdog.model.calendar import CalendarReading
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.ports import CalendarParser, Parser

Child = subprocess.Popen[bytes]
Read = TypeVar("Read")
Decoder = Callable[[bytes, Capture], Read | NotUnderstood]

# what the interpreter needs to start; secrets of the service's environment stay with the service
_INHERITED = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """What one child may use: bytes of memory, seconds of processor, and seconds by the clock."""

    memory: int = 1024**3
    cpu_seconds: int = 20
    wall_seconds: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run(Generic[Read]):
    answers: tuple[Read | NotUnderstood, ...]
    ending: str


def read_all(
    work: Sequence[tuple[Capture, Layout]],
    parsers: Mapping[str, Parser],
    limits: ReadLimits | None = None,
    *,
    ready: Child | None = None,
) -> list[Reading | SourceError]:
    """Read each capture with its layout's parser, in order; one child for all of them unless a document kills it, the
    one that is `ready` if there is one.
    """
    jobs = [_job(capture, layout, parsers[layout.parser]) for capture, layout in work]
    return _results(jobs, decode_answer, limits or ReadLimits(), ready)


def read_calendars(
    work: Sequence[tuple[Capture, Layout]], parsers: Mapping[str, CalendarParser], limits: ReadLimits | None = None
) -> list[CalendarReading | SourceError]:
    """The same for release calendars."""
    jobs = [_job(capture, layout, parsers[layout.parser]) for capture, layout in work]
    return _results(jobs, decode_calendar, limits or ReadLimits())


def start_child(limits: ReadLimits, modules: Sequence[str] = ()) -> Child:
    """A child that waits for documents; it imports the parsers' `modules` meanwhile."""
    # -P: a folder of documents that we are started in must not be able to shadow a module
    command = [sys.executable, "-P", "-m", "watchdog.acquire.child", str(limits.memory), str(limits.cpu_seconds)]
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [*command, *modules], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _results(
    jobs: Sequence[Job], decode: Decoder[Read], limits: ReadLimits, ready: Child | None = None
) -> list[Read | SourceError]:
    results: list[Read | SourceError] = []
    while len(results) < len(jobs):
        remaining = jobs[len(results) :]
        run = _run(remaining, decode, limits, ready or start_child(limits))
        ready = None
        results.extend(run.answers)
        if len(run.answers) < len(remaining):
            blamed = remaining[len(run.answers)].capture
            message = f"reading it was stopped: {run.ending}. The document is kept, not read"
            results.append(NotUnderstood(blamed.name, "", message))
    return results


def _job(capture: Capture, layout: Layout, parser: Parser | CalendarParser) -> Job:
    return Job(capture=capture, layout=layout, parser=f"{parser.__module__}:{parser.__qualname__}")


def _run(jobs: Sequence[Job], decode: Decoder[Read], limits: ReadLimits, child: Child) -> _Run[Read]:
    """Give the jobs to a new child and take the answers that it gives before it ends, however it ends."""
    with child:
        try:
            output, errors = child.communicate(b"".join(map(encode_job, jobs)), timeout=limits.wall_seconds)
            ending = _ending(child.returncode, errors)
        except subprocess.TimeoutExpired:
            child.kill()
            output, _ = child.communicate()
            ending = f"resource limit, it took longer than {limits.wall_seconds:g} s"
    return _Run(answers=_answers(output, jobs, decode), ending=ending)


def _answers(output: bytes, jobs: Sequence[Job], decode: Decoder[Read]) -> tuple[Read | NotUnderstood, ...]:
    complete = output.split(b"\n")[:-1]
    answers: list[Read | NotUnderstood] = []
    for line, job in zip(complete, jobs, strict=False):
        try:
            answers.append(decode(line, job.capture))
        except (ValueError, TypeError, KeyError, ArithmeticError) as error:
            message = f"the child's answer about it is not one ({type(error).__name__}). The document is kept, not read"
            answers.append(NotUnderstood(job.capture.name, "", message))
    return tuple(answers)


def _ending(code: int, errors: bytes) -> str:
    if code < 0:
        return f"resource limit, its process was ended by {signal.Signals(-code).name}"
    last_words = errors.decode("utf-8", "replace").strip().splitlines()[-1:] or ["without a word"]
    return f"its process ended with {code}: {last_words[0][:200]}"
