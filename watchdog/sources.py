"""From the rules and the configuration of a program to the sources that are asked, each with its key and manners."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from watchdog.acquire.bundle import BundleSource
from watchdog.acquire.client import Manners
from watchdog.acquire.folder import FolderSource
from watchdog.acquire.hosts import Hosts
from watchdog.acquire.http import HttpSource
from watchdog.acquire.keys import ApiKey
from watchdog.errors import UsageError
from watchdog.model.layout import Layout
from watchdog.model.period import Period
from watchdog.model.reach import Reach
from watchdog.ports import Source
from watchdog.rulebook.book import Rulebook, SourceAddress
from watchdog.rulebook.reload import LiveRulebook
from watchdog.settings import WatchedSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks: how we call ourselves, the hosts that all sources share, and the addresses that we may reach."""

    user_agent: str
    reach: Reach
    hosts: Hosts = field(default_factory=Hosts)


def sources_of(watched: WatchedSource, rules: LiveRulebook, asker: Asker) -> Iterator[Source]:
    """A source for each address that the rules or the configuration give, with the documents that either asks for."""
    rulebook = rules.current()
    _check_names(watched, rulebook)
    wanted = wanted_of(watched, rulebook)
    asked = [layout for layout in rulebook.layouts if layout.document in wanted]
    yield from _sources(watched, rules, asked, asker)


def calendars_of(watched: WatchedSource, rules: LiveRulebook, asker: Asker) -> Iterator[Source]:
    """The same for the release calendars."""
    chosen = watched.calendars
    asked = [
        calendar.layout
        for calendar in rules.current().calendars
        if (calendar.polled if chosen is None else calendar.name in chosen)
    ]
    yield from _sources(watched, rules, asked, asker)


def require_apart(books: Mapping[str, Rulebook]) -> None:
    """UsageError where programs in one store would read each other's documents: each document that is kept is known by
    the name of its source, and a release by that of its program.
    """
    for place, (name, book) in enumerate(books.items()):
        for other, earlier in list(books.items())[:place]:
            if book.program == earlier.program:
                raise UsageError(f"sources.{other} and sources.{name} are both the program {book.program}: name one")
            if shared := sorted(book.sources.keys() & earlier.sources.keys()):
                message = f"sources.{other} and sources.{name} both have a source {', '.join(shared)}"
                raise UsageError(f"{message}: give it another name in the rules of one of them")


def wanted_of(watched: WatchedSource, rulebook: Rulebook) -> frozenset[str]:
    """The documents to ask for: those that config.yaml names, else those that the rules poll."""
    polled = (name for source in rulebook.sources.values() for name in source.polled)
    return frozenset(polled if watched.documents is None else watched.documents)


def _sources(watched: WatchedSource, rules: LiveRulebook, asked: Sequence[Layout], asker: Asker) -> Iterator[Source]:
    for name, source in rules.current().sources.items():
        address = watched.addresses.get(name, source.address)
        layouts = [layout for layout in asked if layout.source == name]
        if address is None or not layouts:
            continue
        if not address.startswith(("http://", "https://")):
            yield FolderSource(name, Path(address), layouts)
            continue
        manners = _manners(watched, source, layouts, asker)
        if address.endswith(".zip"):
            yield BundleSource(name, address, layouts, manners, lambda now: _latest_due(rules, now))
        else:
            yield HttpSource(name, address, layouts, manners)


def _check_names(watched: WatchedSource, rulebook: Rulebook) -> None:
    with_key = {name for name, source in rulebook.sources.items() if source.key}
    for setting, named, known, noun in (
        ("addresses", watched.addresses, rulebook.sources, "source"),
        ("keys", watched.keys, with_key, "source that takes a key"),
        ("documents", watched.documents or (), {layout.document for layout in rulebook.layouts}, "document"),
        ("calendars", watched.calendars or (), {calendar.name for calendar in rulebook.calendars}, "calendar"),
    ):
        if strangers := sorted(set(named) - set(known)):
            there = ", ".join(sorted(known))
            raise UsageError(f"sources.{watched.name}.{setting}: no {noun} {', '.join(strangers)}; there are {there}")


def _manners(watched: WatchedSource, source: SourceAddress, layouts: list[Layout], asker: Asker) -> Manners:
    """A server of one's own, given in the configuration, needs neither the agency's key nor its patience."""
    is_agency = source.name not in watched.addresses
    secret = watched.keys.get(source.name)
    if source.key and secret is None and is_agency:
        documents = ", ".join(layout.document for layout in layouts)
        message = (
            f"{documents} of {source.name} cannot be had without a key: add keys: {{{source.name}: ${{env.NAME}}}}"
        )
        raise UsageError(f"sources.{watched.name}: {message}, or leave them out")
    return Manners(
        user_agent=asker.user_agent,
        key=ApiKey(parameter=source.key, secret=secret) if source.key and secret else None,
        interval=source.interval if is_agency else 0.0,
        confirm=source.confirm,
        hosts=asker.hosts if is_agency else Hosts(),
        reach=asker.reach.listed_only() if is_agency else asker.reach,
    )


def _latest_due(rules: LiveRulebook, now: datetime) -> Period | None:
    return max((entry.release.period for entry in rules.current().calendar if entry.at <= now), default=None)
