"""The routes of config.yaml: from what is written there to who is told what, each completed by the one above it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from watchdog.model.finding import Severity
from watchdog.model.route import MATCHABLE, Route
from watchdog.model.text_forms import Words
from watchdog.yamlfile.tree import Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteEntry:
    """A route as config.yaml writes it."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    channel: Words = ()
    group_by: Words | None = None
    match: dict[str, Words] = field(default_factory=dict)
    routes: tuple["RouteEntry", ...] = ()


def route_of(entry: RouteEntry | None, node: Node, channels: Mapping[str, object], mistakes: Mistakes) -> Route | None:
    """The first route with those below it; None where nobody is to be told. `node` is the whole file."""
    at = node.get("route")
    if entry is None or at is None:
        if channels:
            mark = node.at("channels").mark
            mistakes.add(mark.mistake("channels are named, but no route leads to them", "Add 'route: {channel: ...}'."))
        return None
    if not entry.channel:
        mistakes.add(at.mark.mistake("the first route names no channel", "Add 'channel: ...' here."))
    return _completed(entry, at, Route(channels=(), match={}), channels, mistakes)


def _completed(
    entry: RouteEntry, node: Node, above: Route, channels: Mapping[str, object], mistakes: Mistakes
) -> Route:
    """What a route does not say it takes from the one above it."""
    _check_words(node.get("channel"), channels, "channel", mistakes)
    if entry.group_by not in (None, ("release",)):
        at = node.at("group_by")
        mistakes.add(at.mark.mistake("messages are grouped by release and by nothing else", "Write [release]."))
    for key, wanted in (node.get("match") or Node(node.mark, {})).entries().items():
        if key not in MATCHABLE:
            message = f"there is no property of an alert {key!r}"
            mistakes.add(wanted.mark.mistake(message, did_you_mean(key, MATCHABLE)))
        elif key == "severity":
            _check_words(wanted.node, [severity.value for severity in Severity], "severity", mistakes)
    here = Route(channels=entry.channel or above.channels, match=entry.match)
    below = (node.get("routes") or node).items()
    routes = (_completed(e, n, here, channels, mistakes) for e, n in zip(entry.routes, below, strict=True))
    return replace(here, routes=tuple(routes))


def _check_words(node: Node | None, known: Collection[str], noun: str, mistakes: Mistakes) -> None:
    for word in (node, *node.items()) if node is not None else ():
        if isinstance(word.value, str) and word.value not in known:
            message = f"there is no {noun} '{word.shown()}'"
            mistakes.add(word.mark.mistake(message, did_you_mean(word.value, known)))
