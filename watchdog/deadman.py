"""When the dead-man's keeper is told that all goes well: after every tick has done its work, and not otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from watchdog.scheduler.metronome import Tick
from watchdog.service import Service

PING_ALLOWANCE = timedelta(minutes=1)

log = structlog.get_logger()


def with_deadman(service: Service, ticks: Sequence[Tick]) -> Sequence[Tick]:
    """The ticks, and where the configuration wants it one more that tells of them; it never delays the others."""
    if service.settings.deadman is None:
        return ticks
    deadman = _Deadman(service, [tick.name for tick in ticks])
    noted = [replace(tick, act=partial(deadman.note, tick)) for tick in ticks]
    return [*noted, Tick(name="dead-man ping", act=deadman.act, allowance=PING_ALLOWANCE)]


class _Deadman:
    def __init__(self, service: Service, names: Sequence[str]) -> None:
        assert service.settings.deadman is not None  # noqa: S101 - there is no other caller
        self._service = service
        self._every = service.settings.deadman.every
        self._names = names
        self._done: set[str] = set()
        self._due_at = service.clock.now()
        self._trouble = ""

    def note(self, tick: Tick) -> None:
        """Do the tick's work; what raises is not done."""
        tick.act()
        self._done.add(tick.name)

    def act(self) -> None:
        """Tell, when it is time: that all was done, or, when that much time again has passed, what was not."""
        now = self._service.clock.now()
        missing = [name for name in self._names if name not in self._done]
        if now < self._due_at or (missing and now < self._due_at + self._every):
            return
        self._due_at, self._done = now + self._every, set()
        if missing:
            log.error("the dead-man's keeper is not told that all is well", not_done=missing)
        trouble = self._service.ping(is_well=not missing)
        if trouble and trouble != self._trouble:
            log.warning("the dead-man ping failed", error=trouble)
        self._trouble = trouble
