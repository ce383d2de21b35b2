"""The only reader of config.yaml and of the environment: both become typed settings, or a list of every mistake."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from watchdog.errors import ConfigurationError, Mistake
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.model.route import BUDGET, Route, Routing
from watchdog.model.secret import Secret, is_key
from watchdog.model.text_forms import NetworkText, SecretText, ZoneText
from watchdog.notify.deadman import DeadmanSettings
from watchdog.plugins import CHANNELS
from watchdog.routing.entries import MaintenanceEntry, RouteEntry, Windows
from watchdog.routing.routes import Names, check_words, maintenance_of, route_of, windows_of
from watchdog.yamlfile.environment import resolved, unset_in
from watchdog.yamlfile.packaged import packaged
from watchdog.yamlfile.read import decode, parse
from watchdog.yamlfile.tree import Mark, Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean, typed

EASTERN = ZoneInfo("America/New_York")
_STRICT: dict[str, Any] = {"extra": "forbid"}
_OF_ANY_CHANNEL = ("kind", "fallback")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyLog:
    """The JSON log of anomalies; `anomalies` is its path, None for no log. `metrics` is that of a file of metrics."""

    __pydantic_config__: ClassVar = _STRICT

    anomalies: str | None = None
    max_bytes: Annotated[int, Field(ge=10_000)] = 10_000_000
    backups: Annotated[int, Field(ge=1, le=1000)] = 5
    metrics: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Where the review page will listen; until there is one, `watchdog run` says that it is ignored."""

    __pydantic_config__: ClassVar = _STRICT

    listen: Annotated[str, Field(pattern=r"^[^\s:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$")] = "127.0.0.1:8080"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Network:
    __pydantic_config__: ClassVar = _STRICT

    allow: tuple[NetworkText, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A program to watch by the rules in the folder `pack`. `addresses` gives a source of the pack another address (an
    address of a server, or a folder); `documents` and `calendars` are those to ask for, None for what the pack says;
    `keys` are the API keys by source. `early` says whether what is seen before its moment is told only then ('hold').
    """

    name: str
    pack: Path
    poll: str
    addresses: Mapping[str, str]
    documents: tuple[str, ...] | None
    calendars: tuple[str, ...] | None = None
    early: str = "hold"
    keys: Mapping[str, Secret] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """A configured channel: `settings` is the dataclass that its kind declares (see `watchdog.plugins`)."""

    name: str
    kind: str
    settings: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """config.yaml as it was meant: paths are absolute, references to the environment resolved, routes complete.

    `store` is an SQLAlchemy address and may hold a password. Channels and
    keys whose variables have no value are left out, and `unset` says which variables these are. `reach` says which
    addresses HTTP may go to, `hash` is that of the file.
    """

    file: Path
    store: Secret
    timezone: ZoneInfo
    contact: str
    sources: Mapping[str, WatchedSource]
    channels: Mapping[str, ChannelSettings]
    routing: Routing
    log: AnomalyLog
    review: Review | None
    reach: Reach = ANYWHERE_PUBLIC
    deadman: DeadmanSettings | None = None
    hash: str = ""
    unset: tuple[Mistake, ...] = ()

    @property
    def route(self) -> Route | None:
        """The first route; None when nobody is to be told."""
        return self.routing.route

    def require_environment(self) -> None:
        """ConfigurationError with every variable that has no value; for whoever is about to ask or to tell."""
        if self.unset:
            raise ConfigurationError(self.unset)


@dataclass(frozen=True, slots=True, kw_only=True)
class _StoreEntry:
    __pydantic_config__: ClassVar = _STRICT

    url: SecretText


@dataclass(frozen=True, slots=True, kw_only=True)
class _SourceEntry:
    __pydantic_config__: ClassVar = _STRICT

    pack: str
    poll: Literal["release-calendar"] = "release-calendar"
    addresses: dict[str, str] = field(default_factory=dict)
    documents: tuple[str, ...] | None = None
    calendars: tuple[str, ...] | None = None
    early: Literal["hold", "tell"] = "hold"
    keys: dict[str, SecretText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__: ClassVar = _STRICT

    store: _StoreEntry
    timezone: ZoneText = EASTERN
    contact: str = ""
    sources: dict[str, _SourceEntry]
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    route: RouteEntry | None = None
    windows: Windows = field(default_factory=dict)
    maintenance: tuple[MaintenanceEntry, ...] = ()
    budget: Annotated[int, Field(ge=0)] = BUDGET
    log: AnomalyLog = field(default_factory=AnomalyLog)
    review: Review | None = None
    network: _Network = field(default_factory=_Network)
    deadman: dict[str, Any] | None = None


def default_config_path() -> Path:
    """The config.yaml that comes with the program."""
    return packaged("config.yaml")


def load(file: Path, environ: Mapping[str, str]) -> Settings:
    """Read `file`; ConfigurationError lists every mistake. Paths in it start from its folder, those in the packaged
    config.yaml of an installation from the working directory. Looking needs no secrets: variables that only channels
    and keys want may be without a value.
    """
    content = _content(file)
    node = parse(str(file), decode(str(file), content))
    mistakes = Mistakes()
    unset: list[Mistake] = []
    node = resolved(node, environ, mistakes)
    for path, mistake in unset_in(node):
        (unset.append if _can_wait(path) else mistakes.add)(mistake)
    channels, deadman = dict(_channels(node, mistakes)), _deadman(node, mistakes)
    read: list[_File] = []
    with mistakes.collecting():
        read.append(typed(_File, node))
    _settle(mistakes, unset)
    folder = file.resolve().parent
    base = Path.cwd() if folder == packaged("").resolve() and folder.name == "defaults" else folder
    settings = Settings(
        file=file,
        store=_store(read[0].store.url, base),
        timezone=read[0].timezone,
        contact=read[0].contact,
        sources=dict(_sources(read[0], node, base, mistakes)),
        channels=channels,
        routing=_routing(read[0], node, mistakes),
        log=_log(read[0].log, base),
        review=read[0].review,
        reach=Reach(read[0].network.allow),
        deadman=deadman,
        hash=sha256(content).hexdigest(),
        unset=tuple(dict.fromkeys(unset)),
    )
    _settle(mistakes, unset)
    return settings


def _settle(mistakes: Mistakes, unset: Sequence[Mistake]) -> None:
    """What is unset stops nobody by itself; beside other mistakes it is named too."""
    if mistakes.found:
        mistakes.add(*unset)
    mistakes.settle()


def _can_wait(path: tuple[str, ...]) -> bool:
    """What only sending and polling need: sources.NAME.keys, channels and the dead-man ping."""
    return path[0] in ("channels", "deadman") or (path[0], *path[2:3]) == ("sources", "keys")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fix = "Name it with --config, or write one with 'watchdog init'."
        mistake = Mark(str(file), 1, 1).mistake(f"cannot be read: {error.strerror}", fix)
        raise ConfigurationError([mistake]) from error


def _store(url: Secret, base: Path) -> Secret:
    """An SQLite file named without a leading / lies below `base`."""
    scheme, _, path = url.reveal().partition(":///")
    if scheme != "sqlite" or path.startswith(("/", ":memory:")) or not path:
        return url
    return Secret(f"sqlite:///{base / path}")


def _log(log: AnomalyLog, base: Path) -> AnomalyLog:
    anomalies, metrics = (path and str(base / path) for path in (log.anomalies, log.metrics))
    return replace(log, anomalies=anomalies, metrics=metrics)


def _sources(read: _File, node: Node, base: Path, mistakes: Mistakes) -> Iterator[tuple[str, WatchedSource]]:
    for name, entry in read.sources.items():
        pack = _pack(entry.pack, base)
        if not pack.is_dir():
            at = node.at("sources", name, "pack")
            ours = ", ".join(sorted(f"rules/{each.name}" for each in packaged("rules").iterdir() if each.is_dir()))
            fix = f"Name a folder beside this file, or a pack that comes with the program: {ours}."
            mistakes.add(at.mark.mistake(f"there is no rules folder {at.shown()}", fix))
        keys = dict(_keys(entry.keys, node.at("sources", name, "keys"), mistakes))
        addresses = {source: _address(address, base) for source, address in entry.addresses.items()}
        known = {"name": name, "pack": pack, "addresses": addresses, "keys": keys}
        yield name, WatchedSource(**{field.name: getattr(entry, field.name) for field in fields(entry)} | known)


def _keys(keys: Mapping[str, Secret], node: Node, mistakes: Mistakes) -> Iterator[tuple[str, Secret]]:
    for source, key in keys.items():
        at = node.at(source)
        if at.unset:
            continue
        if not is_key(key):
            mistakes.add(at.mark.mistake("this is no API key: they have at least 8 characters", "Copy it whole."))
        yield source, key


def _routing(read: _File, node: Node, mistakes: Mistakes) -> Routing:
    names = Names(channels=read.channels, windows=windows_of(read.windows, read.timezone), mistakes=mistakes)
    fallbacks = {}
    for name, entry in node.at("channels").entries().items():
        at = entry.node.get("fallback")
        check_words(at, [other for other in read.channels if other != name], "other channel", mistakes)
        if at is not None and isinstance(at.value, str):
            fallbacks[name] = at.value
    return Routing(
        route=route_of(read.route, node, names),
        budget=read.budget,
        maintenance=maintenance_of(read.maintenance, node.at("maintenance"), read.timezone, mistakes),
        fallbacks=fallbacks,
    )


def _pack(text: str, base: Path) -> Path:
    """A pack that is not beside config.yaml is one of those that come with the program."""
    with_program = packaged("rules") / text.removeprefix("rules/")
    return base / text if (base / text).is_dir() or not with_program.is_dir() else with_program


def _address(text: str, base: Path) -> str:
    if text.startswith(("https://", "http://")):
        return text if text.endswith(("/", ".zip")) else f"{text}/"
    return str(base / text)


def _deadman(node: Node, mistakes: Mistakes) -> DeadmanSettings | None:
    """None where there is none, or where its variables have no value."""
    entry = node.get("deadman")
    if entry is None or any(unset_in(entry)):
        return None
    read: list[DeadmanSettings] = []
    with mistakes.collecting():
        read.append(typed(DeadmanSettings, entry))
    return next(iter(read), None)


def _channels(node: Node, mistakes: Mistakes) -> Iterator[tuple[str, ChannelSettings]]:
    listed = node.get("channels")
    for name, entry in listed.entries().items() if listed is not None else ():
        kind = entry.node.text("kind")
        if kind not in CHANNELS:
            at = entry.node.get("kind")
            what = f"there is no kind '{at.shown()}' of channel" if at else f"the channel {name!r} has no kind"
            mistakes.add((at or entry).mark.mistake(what, did_you_mean(kind, CHANNELS)))
            continue
        if any(unset_in(entry.node)):
            continue
        own = {key: value for key, value in entry.node.entries().items() if key not in _OF_ANY_CHANNEL}
        with mistakes.collecting():
            settings: object = typed(CHANNELS[kind].settings, Node(entry.node.mark, own))
            yield name, ChannelSettings(name=name, kind=kind, settings=settings)
