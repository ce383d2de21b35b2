"""A child that is started ahead, so that no document waits for a process to start; the limits are the sandbox's."""

from collections.abc import Mapping, Sequence
from threading import Lock

from watchdog.acquire.sandbox import Child, ReadLimits, read_all, start_child
from watchdog.errors import SourceError
from watchdog.model.document import Capture, Reading
from watchdog.model.layout import Layout
from watchdog.ports import Parser


class Standby:
    """Reads as `read_all` does; `prepare` before and between readings makes them quick, `close` ends what waits."""

    def __init__(self, parsers: Mapping[str, Parser], limits: ReadLimits | None = None) -> None:
        self._parsers = parsers
        self._limits = limits or ReadLimits()
        self._modules = sorted({parser.__module__ for parser in parsers.values()})
        self._lock = Lock()
        self._ready: Child | None = None

    def read_all(self, work: Sequence[tuple[Capture, Layout]]) -> list[Reading | SourceError]:
        """Read each capture with its layout's parser, in order, beginning with the child that stands ready."""
        return read_all(work, self._parsers, self._limits, ready=self._take() if work else None)

    def prepare(self) -> None:
        """Have a child ready that has imported every parser; one that has died in the meantime is replaced."""
        with self._lock:
            if self._ready is None or self._ready.poll() is not None:
                self._discard()
                self._ready = start_child(self._limits, self._modules)

    def close(self) -> None:
        """End the child that stands ready."""
        with self._lock:
            self._discard()

    def _take(self) -> Child | None:
        with self._lock:
            ready, self._ready = self._ready, None
        if ready is not None and ready.poll() is not None:
            ready.communicate()
            return None
        return ready

    def _discard(self) -> None:
        if self._ready is not None:
            self._ready.kill()
            self._ready.communicate()
            self._ready = None
