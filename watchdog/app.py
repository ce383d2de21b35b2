"""The composition root: settings in, a wired service out. Nothing below it knows which parts it was given."""

import os
import random
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from watchdog.acquire.bundle import BundleSource
from watchdog.acquire.http import HttpSource
from watchdog.acquire.standby import Standby
from watchdog.notify.channels.log import LogSettings
from watchdog.pipeline.remember import CODE_VERSION
from watchdog.plugins import CHANNELS, PARSERS
from watchdog.ports import Channel, Clock
from watchdog.rulebook.reload import LiveRulebook
from watchdog.service import ANOMALY_LOG, Program, Service
from watchdog.settings import Settings, WatchedSource
from watchdog.sources import Asker, calendars_of, require_apart, sources_of
from watchdog.store import outbox
from watchdog.store.database import open_store
from watchdog.store.lock import hold


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


def channel_names(settings: Settings) -> tuple[str, ...]:
    """The channels that a service with these settings has."""
    return (*settings.channels, *((ANOMALY_LOG,) if settings.log.anomalies else ()))


@contextmanager
def service(
    settings: Settings,
    *,
    clock: Clock | None = None,
    seed: int | None = None,
    read_rules: Callable[[Path], LiveRulebook] = LiveRulebook,
) -> Iterator[Service]:
    """The service that these settings describe, with its store open while the block runs; ConfigurationError names
    every variable of the environment that it lacks.
    """
    settings.require_environment()
    asker = Asker(user_agent=_agent(settings.contact), reach=settings.reach)
    programs = tuple(_program(watched, asker, read_rules) for watched in settings.sources.values())
    require_apart({program.name: program.rules.current() for program in programs})
    channels = _channels(settings)
    reader = Standby(PARSERS)
    store = open_store(settings.store.reveal())
    try:
        yield Service(
            settings=settings,
            store=store,
            clock=clock or SystemClock(),
            programs=programs,
            channels=channels,
            owner=f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}",
            rng=random.Random(seed),  # noqa: S311 - jitter, not a secret
            reader=reader,
        )
    finally:
        for program in programs:
            for source in (*program.sources, *program.calendars):
                if isinstance(source, HttpSource | BundleSource):
                    source.close()
        reader.close()
        store.close()


@contextmanager
def single_instance(running: Service) -> Iterator[None]:
    """Be the one that polls and delivers on this store; what an instance that died had leased is free again."""
    path = running.store.path
    with hold(path, running.clock.now()) if path else nullcontext():
        with running.store.writing() as connection:
            outbox.free_leases(connection)
        running.note_what_is_in_force()
        running.take_over_stranded()
        yield


def _program(watched: WatchedSource, asker: Asker, read_rules: Callable[[Path], LiveRulebook]) -> Program:
    rules = read_rules(watched.pack)
    sources = tuple(sources_of(watched, rules, asker))
    calendars = tuple(calendars_of(watched, rules, asker))
    return Program(name=watched.name, watched=watched, rules=rules, sources=sources, calendars=calendars)


def _agent(contact: str) -> str:
    return f"release-watchdog/{CODE_VERSION}" + (f" ({contact})" if contact else "")


def _channels(settings: Settings) -> dict[str, Channel]:
    made = {
        name: CHANNELS[channel.kind].make(name, channel.settings, settings.reach)
        for name, channel in settings.channels.items()
    }
    log = settings.log
    if log.anomalies:
        kept = LogSettings(path=log.anomalies, max_bytes=log.max_bytes, backups=log.backups)
        made[ANOMALY_LOG] = CHANNELS["log"].make(ANOMALY_LOG, kept, settings.reach)
    return made
