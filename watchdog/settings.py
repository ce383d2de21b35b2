"""The only reader of config.yaml and of the environment: both become typed settings, or a list of every mistake."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, WithJsonSchema

from watchdog.errors import ConfigurationError
from watchdog.model.finding import Severity
from watchdog.model.route import Route
from watchdog.model.secret import Secret, is_key
from watchdog.model.text_forms import SecretText, ZoneText
from watchdog.plugins import CHANNELS
from watchdog.yamlfile.environment import resolved
from watchdog.yamlfile.packaged import packaged
from watchdog.yamlfile.read import decode, parse
from watchdog.yamlfile.tree import Mark, Mistakes, Node, hidden_texts
from watchdog.yamlfile.typed import did_you_mean, typed

MATCHABLE = ("severity", "verdict", "kind", "rule", "reason", "series", "release", "type")
EASTERN = ZoneInfo("America/New_York")
_STRICT: dict[str, Any] = {"extra": "forbid"}
_SQLITE = "sqlite:///"


def _one_or_many(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


Words = Annotated[
    tuple[str, ...],
    BeforeValidator(_one_or_many),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


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

    `store` is an SQLAlchemy address and may hold a password. `route` is None when nobody is to be told.
    """

    file: Path
    store: Secret
    timezone: ZoneInfo
    contact: str
    sources: Mapping[str, WatchedSource]
    channels: Mapping[str, ChannelSettings]
    route: Route | None
    log: AnomalyLog
    review: Review | None


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
class _RouteEntry:
    __pydantic_config__: ClassVar = _STRICT

    channel: Words = ()
    group_by: Words | None = None
    match: dict[str, Words] = field(default_factory=dict)
    routes: tuple["_RouteEntry", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__: ClassVar = _STRICT

    store: _StoreEntry
    timezone: ZoneText = EASTERN
    contact: str = ""
    sources: dict[str, _SourceEntry]
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    route: _RouteEntry | None = None
    log: AnomalyLog = field(default_factory=AnomalyLog)
    review: Review | None = None


def default_config_path() -> Path:
    """The config.yaml that comes with the program."""
    return packaged("config.yaml")


def load(file: Path, environ: Mapping[str, str]) -> Settings:
    """Read `file`; ConfigurationError lists every mistake. Paths in it start from its folder, those in the packaged
    config.yaml of an installation from the working directory.
    """
    node = parse(str(file), decode(str(file), _content(file)))
    mistakes = Mistakes()
    node = resolved(node, environ, mistakes)
    channels = dict(_channels(node, mistakes, unresolved=bool(mistakes.found)))
    read: list[_File] = []
    with mistakes.collecting():
        read.append(typed(_File, node))
    mistakes.settle()
    base = _base(file)
    settings = Settings(
        file=file,
        store=_store(read[0].store.url, base),
        timezone=read[0].timezone,
        contact=read[0].contact,
        sources=dict(_sources(read[0], node, base, mistakes)),
        channels=channels,
        route=_route(read[0], node, mistakes),
        log=_log(read[0].log, base),
        review=read[0].review,
    )
    mistakes.settle()
    return settings


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fix = "Name it with --config, or write one with 'watchdog init'."
        mistake = Mark(str(file), 1, 1).mistake(f"cannot be read: {error.strerror}", fix)
        raise ConfigurationError([mistake]) from error


def _base(file: Path) -> Path:
    folder = file.resolve().parent
    return Path.cwd() if folder == packaged("").resolve() and folder.name == "defaults" else folder


def _store(url: Secret, base: Path) -> Secret:
    """An SQLite file named without a leading / lies below `base`."""
    path = url.reveal().removeprefix(_SQLITE)
    if not url.reveal().startswith(_SQLITE) or path.startswith(("/", ":memory:")) or not path:
        return url
    return Secret(f"{_SQLITE}{base / path}")


def _log(log: AnomalyLog, base: Path) -> AnomalyLog:
    anomalies, metrics = (path and str(base / path) for path in (log.anomalies, log.metrics))
    return replace(log, anomalies=anomalies, metrics=metrics)


def _sources(read: _File, node: Node, base: Path, mistakes: Mistakes) -> Iterator[tuple[str, WatchedSource]]:
    for name, entry in read.sources.items():
        pack = _pack(entry.pack, base)
        if not pack.is_dir():
            at = _at(node, "sources", name, "pack")
            fix = "Name a folder beside this file, or a pack that comes with the program: rules/us_trade."
            mistakes.add(at.mark.mistake(f"there is no rules folder {at.shown()}", fix))
        for source, key in entry.keys.items():
            if not is_key(key):
                mark = _at(node, "sources", name, "keys", source).mark
                mistakes.add(mark.mistake("this is no API key: they have at least 8 characters", "Copy it whole."))
        addresses = {source: _address(address, base) for source, address in entry.addresses.items()}
        known = {"name": name, "pack": pack, "addresses": addresses}
        yield name, WatchedSource(**{field.name: getattr(entry, field.name) for field in fields(entry)} | known)


def _pack(text: str, base: Path) -> Path:
    """A pack that is not beside config.yaml is one of those that come with the program."""
    with_program = packaged("rules") / text.removeprefix("rules/")
    return base / text if (base / text).is_dir() or not with_program.is_dir() else with_program


def _address(text: str, base: Path) -> str:
    if text.startswith(("https://", "http://")):
        return text if text.endswith(("/", ".zip")) else f"{text}/"
    return str(base / text)


def _channels(node: Node, mistakes: Mistakes, *, unresolved: bool) -> Iterator[tuple[str, ChannelSettings]]:
    listed = node.get("channels")
    for name, entry in listed.entries().items() if listed is not None else ():
        kind = entry.node.text("kind")
        if kind not in CHANNELS:
            at = entry.node.get("kind")
            what = f"there is no kind '{at.shown()}' of channel" if at else f"the channel {name!r} has no kind"
            mistakes.add((at or entry).mark.mistake(what, did_you_mean(kind, CHANNELS)))
            continue
        if unresolved and any("${" in text for text in hidden_texts(entry.node)):
            continue  # what a missing variable leaves behind would only be reported a second time
        own = {key: value for key, value in entry.node.entries().items() if key != "kind"}
        with mistakes.collecting():
            settings: object = typed(CHANNELS[kind].settings, Node(entry.node.mark, own))
            yield name, ChannelSettings(name=name, kind=kind, settings=settings)


def _route(read: _File, node: Node, mistakes: Mistakes) -> Route | None:
    at = node.get("route")
    if read.route is None or at is None:
        if read.channels:
            mark = _at(node, "channels").mark
            mistakes.add(mark.mistake("channels are named, but no route leads to them", "Add 'route: {channel: ...}'."))
        return None
    if not read.route.channel:
        mistakes.add(at.mark.mistake("the first route names no channel", "Add 'channel: ...' here."))
    return _completed(read.route, at, Route(channels=(), match={}), read.channels, mistakes)


def _completed(
    entry: _RouteEntry, node: Node, above: Route, channels: Mapping[str, object], mistakes: Mistakes
) -> Route:
    """What a route does not say it takes from the one above it."""
    _check_words(node.get("channel"), channels, "channel", mistakes)
    _check_words(node.get("group_by"), MATCHABLE, "property of an alert", mistakes)
    for key, wanted in (node.get("match") or Node(node.mark, {})).entries().items():
        if key not in MATCHABLE:
            message = f"there is no property of an alert {key!r}"
            mistakes.add(wanted.mark.mistake(message, did_you_mean(key, MATCHABLE)))
        elif key == "severity":
            _check_words(wanted.node, [severity.value for severity in Severity], "severity", mistakes)
    here = Route(
        channels=entry.channel or above.channels,
        group_by=above.group_by if entry.group_by is None else entry.group_by,
        match=entry.match,
    )
    below = (node.get("routes") or node).items()
    routes = (_completed(e, n, here, channels, mistakes) for e, n in zip(entry.routes, below, strict=True))
    return replace(here, routes=tuple(routes))


def _check_words(node: Node | None, known: Collection[str], noun: str, mistakes: Mistakes) -> None:
    for word in (node, *node.items()) if node is not None else ():
        if isinstance(word.value, str) and word.value not in known:
            message = f"there is no {noun} '{word.shown()}'"
            mistakes.add(word.mark.mistake(message, did_you_mean(word.value, known)))


def _at(node: Node, *path: str) -> Node:
    for key in path:
        node = node.get(key) or node
    return node
