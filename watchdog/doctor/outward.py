"""Whom the service asks and tells: whether all is configured for it, and on request whether the sources answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests

from watchdog.acquire.causes import cause_of
from watchdog.acquire.deadline import deadline, guarded_session
from watchdog.doctor.check import Check, broken, doubtful, mistaken, unknown, well
from watchdog.errors import ConfigurationError
from watchdog.model.reach import Reach
from watchdog.plugins import CHANNELS
from watchdog.rulebook.load import load
from watchdog.settings import Settings, WatchedSource

_SECONDS = 15.0
_ADDRESS = "mend `addresses` of the source in config.yaml"
_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a source is: an address of a server, or a folder."""

    source: str
    address: str
    reach: Reach


def configured(settings: Settings) -> Iterator[Check]:
    """What config.yaml names, without asking or telling anybody."""
    for mistake in settings.unset:
        yield mistaken("environment", mistake)
    for watched in settings.sources.values():
        yield from _rules(watched)
    yield from _channels(settings)
    if settings.deadman is None:
        yield doubtful(
            "dead-man", "nobody outside notices when this machine falls silent", "name one in `deadman` in config.yaml"
        )
    else:
        yield well("dead-man", f"{urlsplit(settings.deadman.url.reveal()).hostname} is told that all is well")


def places(settings: Settings) -> Iterator[Place]:
    """Where the documents that are polled come from."""
    for watched in settings.sources.values():
        try:
            rulebook = load(watched.pack)
        except ConfigurationError:
            continue
        for name, source in rulebook.sources.items():
            own = watched.addresses.get(name)
            address = own or source.address
            if address is not None and (own or source.polled):
                yield Place(source=name, address=address, reach=settings.reach if own else settings.reach.listed_only())


def asked(place: Place, now: datetime) -> Iterator[Check]:
    """Ask for the place itself, once; whatever the server says, it is there."""
    name = f"source {place.source}"
    if not place.address.startswith(("http://", "https://")):
        there = Path(place.address).exists()
        yield well(name, place.address) if there else broken(name, f"there is no {place.address}", _ADDRESS)
        return
    host = urlsplit(place.address).hostname
    with guarded_session("release-watchdog doctor", place.reach) as session, deadline(session, _SECONDS):
        try:
            said = session.head("{0.scheme}://{0.netloc}/".format(urlsplit(place.address)), timeout=(10, 10)).headers
        except (requests.RequestException, OSError, ValueError) as error:
            yield broken(
                name, f"{host}: {cause_of(error)}", f"see whether it is up and the network leads there, or {_ADDRESS}"
            )
            return
    yield well(name, f"{host} answers")
    yield _clock(str(host), said, now)


def _clock(host: str, said: Mapping[str, str], now: datetime) -> Check:
    try:
        skew = now - parsedate_to_datetime(said.get("Date", ""))
    except (ValueError, TypeError):
        return unknown("clock", f"{host} does not say what time it is", "compare this machine's clock with another")
    if abs(skew) > _SKEW:
        ahead = "ahead of" if skew > timedelta() else "behind"
        return doubtful("clock", f"this machine is {abs(skew).total_seconds():.0f} s {ahead} {host}", "set its clock")
    return well("clock", f"within a minute of {host}'s")


def _rules(watched: WatchedSource) -> Iterator[Check]:
    try:
        rulebook = load(watched.pack)
    except ConfigurationError as error:
        for mistake in error.mistakes:
            yield mistaken("rules", mistake)
        return
    yield well("rules", f"{watched.name}: {len(rulebook.rules)} rules, {len(rulebook.identities)} identities")


def _channels(settings: Settings) -> Iterator[Check]:
    for name, channel in settings.channels.items():
        targets = CHANNELS[channel.kind].make(name, channel.settings, settings.reach).targets()
        yield well("channel", f"{name} ({channel.kind}) to {', '.join(targets)}; nothing was sent to try it")
    if settings.route is None:
        yield doubtful("channel", "nobody is told: config.yaml has no route", "name a channel in `route`")
