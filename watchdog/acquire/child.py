"""The disposable process in which documents are read: jobs on standard input, one answer a line on standard output.

Started by the sandbox as `python -m watchdog.acquire.child MEMORY_BYTES CPU_SECONDS [MODULE ...]`, with modules to
import while it waits; it may be killed at any moment.
"""

import importlib
import os
import resource
import sys

from watchdog.acquire.wire import Job, decode_jobs, encode_answer
from watchdog.errors import NotUnderstood
from watchdog.model.calendar import CalendarReading
from watchdog.model.document import Reading
from watchdog.ports import CalendarParser, Parser


def main() -> None:
    """Answer every job in order until the input ends."""
    memory, cpu_seconds = (int(argument) for argument in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # a parser that prints must not write between the answers
    for module in sys.argv[3:]:
        importlib.import_module(module)
    for job in decode_jobs(sys.stdin.buffer):
        answers.write(encode_answer(_read(job)))
        answers.flush()


def _read(job: Job) -> Reading | CalendarReading | NotUnderstood:
    module, _, function = job.parser.partition(":")
    try:
        parser: Parser | CalendarParser = getattr(importlib.import_module(module), function)
        return parser(job.capture, job.layout)
    except NotUnderstood as refusal:
        return refusal
    except MemoryError:
        message = "reading it was stopped: resource limit, it asks for too much memory. The document is kept, not read"
        return NotUnderstood(job.capture.name, "", message)
    except Exception as error:  # noqa: BLE001 - the door of a plug-in: one broken parser must not stop the others
        message = f"its parser {job.parser} failed with {type(error).__name__}: {error}. The document is kept"
        return NotUnderstood(job.capture.name, "", message)


if __name__ == "__main__":
    main()
    sys.stderr.flush()
    os._exit(0)  # taking the interpreter down in good order takes longer than most documents, and the parent waits
