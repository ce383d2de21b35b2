"""The service's own log: one JSON object a line to standard error, newline-safe, without tracebacks' locals.

Lines are written by a thread of their own: a log that nobody reads any more, or a full disk, must not stop the watch.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Full, Queue
from threading import Event, Thread
from typing import TextIO

import structlog

_MOST_LINES = 10_000
_LAST_WORDS_SECONDS = 1.0


class DetachedWriter:
    """Takes lines without ever waiting or failing, and writes them elsewhere; what had no room is counted and said."""

    def __init__(self, file: TextIO | None, most_lines: int = _MOST_LINES) -> None:
        self._file = file
        self._lines: Queue[str] = Queue(most_lines)
        self._lost = 0
        self._idle = Event()
        self._idle.set()
        Thread(target=self._write_all, name="log", daemon=True).start()

    def write(self, line: str) -> None:
        """One whole line, at some time from now on."""
        self._idle.clear()
        try:
            self._lines.put_nowait(line)
        except Full:
            self._lost += 1

    def flush(self) -> None:
        """Nothing waits here."""

    def drain(self, seconds: float) -> None:
        """Wait until all is written, but no longer."""
        self._idle.wait(seconds)

    def _write_all(self) -> None:
        while True:
            line = self._lines.get()
            lost, self._lost = self._lost, 0
            if lost:
                line = f'{{"event": "lines of this log were lost", "lines": {lost}, "level": "warning"}}\n{line}'
            try:
                if self._file is not None:
                    self._file.write(line)
                    self._file.flush()
            except (OSError, ValueError):  # it is full, or nobody reads it; it may be mended
                self._lost += lost + 1
            if self._lines.empty():
                self._idle.set()


@contextmanager
def logged_to_stderr() -> Iterator[None]:
    """Send structlog there while the block runs; journald or the terminal keeps it."""
    writer = DetachedWriter(sys.stderr)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(writer),  # type: ignore[arg-type]  # it writes and flushes, no more
        cache_logger_on_first_use=True,
    )
    try:
        yield
    finally:
        writer.drain(_LAST_WORDS_SECONDS)
