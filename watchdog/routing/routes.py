"""The routes of config.yaml: from what is written there to who is told what, each completed by the one above it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from watchdog.model.alert import AlertType
from watchdog.model.finding import Reason, Severity, Verdict
from watchdog.model.moment import moment_in
from watchdog.model.route import (
    ALONE,
    GROUPINGS,
    MATCHABLE,
    Escalation,
    Maintenance,
    Matcher,
    Route,
    Stretch,
    Window,
)
from watchdog.notify.windows import NeverOpen, opening
from watchdog.routing.entries import EscalateEntry, MaintenanceEntry, RouteEntry, StretchEntry
from watchdog.yamlfile.tree import Mistakes, Node
from watchdog.yamlfile.typed import did_you_mean

FEW: Mapping[str, Collection[str]] = {
    "severity": [each.value for each in Severity],
    "verdict": [each.value for each in Verdict],
    "reason": [each.value for each in Reason],
    "type": [each.value for each in AlertType],
}
"""Properties of which there are only a few words: one that is none of them would never fit."""

# one week of winter and one of summer: windows in two zones may overlap in one of them only
_WEEKS = [
    datetime(2026, month, 5, tzinfo=UTC) + timedelta(hours=hours) for month in (1, 7) for hours in range(0, 7 * 24, 6)
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a route may name, and where mistakes go."""

    channels: Collection[str]
    windows: Mapping[str, Window]
    mistakes: Mistakes


def route_of(entry: RouteEntry | None, node: Node, names: Names) -> Route | None:
    """The first route with those below it; None where nobody is to be told. `node` is the whole file."""
    at = node.get("route")
    if entry is None or at is None:
        if names.channels:
            mark = node.at("channels").mark
            fix = "Add 'route: {channel: ...}'."
            names.mistakes.add(mark.mistake("channels are named, but no route leads to them", fix))
        return None
    if not entry.channel:
        names.mistakes.add(at.mark.mistake("the first route names no channel", "Add 'channel: ...' here."))
    for key in ("match", "continue"):
        if found := at.entries().get(key):
            fix = "Put it into one of the routes below it."
            names.mistakes.add(found.mark.mistake(f"the first route takes everything: {key} means nothing here", fix))
    return _completed(entry, at, Route(channels=()), names)


def windows_of(entries: Mapping[str, Sequence[StretchEntry]], zone: ZoneInfo) -> dict[str, Window]:
    """The named windows, in the zone of the file where they name none."""
    return {
        name: Window(
            name=name,
            stretches=tuple(
                Stretch(weekdays=each.days, start=each.hours[0], end=each.hours[1], zone=each.zone or zone)
                for each in stretches
            ),
        )
        for name, stretches in entries.items()
    }


def maintenance_of(
    entries: Sequence[MaintenanceEntry], node: Node, zone: ZoneInfo, mistakes: Mistakes
) -> tuple[Maintenance, ...]:
    """The times of maintenance; a bare date begins with its day and ends with it."""
    made = []
    for entry, place in zip(entries, node.items(), strict=True):
        start, end = _moment(entry.from_, "from", place, zone, mistakes), _moment(entry.to, "to", place, zone, mistakes)
        if start is None or end is None:
            continue
        if start >= end:
            mark = place.at("to").mark
            mistakes.add(mark.mistake("to: this is not after 'from'", "Write the moment at which it ends."))
        made.append(Maintenance(start=start, end=end, why=entry.why))
    return tuple(made)


def _moment(text: str, key: str, place: Node, zone: ZoneInfo, mistakes: Mistakes) -> datetime | None:
    try:
        return moment_in(f"{text} 00:00" if key == "from" and len(text) == len("2026-02-01") else text, zone)
    except ValueError as error:
        mistakes.add(place.at(key).mark.mistake(f"{key}: {error}", "Write it in that form."))
        return None


def _completed(entry: RouteEntry, node: Node, above: Route, names: Names, name: str = "route") -> Route:
    """What a route does not say it takes from the one above it, except what is its own: `match` and `continue`."""
    check_words(node.get("channel"), names.channels, "channel", names.mistakes)
    _check_match(node.get("match"), names.mistakes)
    check_words(node.get("group_by"), (*GROUPINGS, ALONE), "property to group by", names.mistakes)
    repeat = above.repeat_interval if entry.repeat_interval is None else entry.repeat_interval
    here = Route(
        name=name,
        channels=entry.channel or above.channels,
        match=tuple(Matcher.of(key, words) for key, words in entry.match.items() if key in MATCHABLE),
        goes_on=entry.continue_,
        group_by=entry.group_by or above.group_by,
        group_wait=entry.group_wait or above.group_wait,
        group_interval=entry.group_interval or above.group_interval,
        repeat_interval=None if isinstance(repeat, str) else repeat,
        active=_windows(entry.active, above.active, node.get("active"), names),
        mute=_windows(entry.mute, above.mute, node.get("mute"), names),
        escalate=_escalation(entry.escalate, node.get("escalate"), names) or above.escalate,
    )
    _check_opening(here, node, names.mistakes)
    pairs = zip(entry.routes, (node.get("routes") or node).items(), strict=True)
    below = (_completed(each, at, here, names, f"{name}.routes[{place}]") for place, (each, at) in enumerate(pairs))
    return replace(here, routes=tuple(below))


def check_words(node: Node | None, known: Collection[str], noun: str, mistakes: Mistakes) -> None:
    """Name every word that is not one of those that are known."""
    for word in _words(node):
        if word.value not in known:
            message = f"there is no {noun} '{word.shown()}'"
            mistakes.add(word.mark.mistake(message, did_you_mean(str(word.value), known)))


def _words(node: Node | None) -> Iterator[Node]:
    for word in (node, *node.items()) if node is not None else ():
        if isinstance(word.value, str):
            yield word


def _check_match(node: Node | None, mistakes: Mistakes) -> None:
    """The properties must be there, the words of a property that has only a few be among them, and patterns be such."""
    for key, wanted in node.entries().items() if node is not None else ():
        if key not in MATCHABLE:
            message = f"there is no property of an alert {key!r}"
            mistakes.add(wanted.mark.mistake(message, did_you_mean(key, MATCHABLE)))
            continue
        for word in _words(wanted.node):
            if fault := fault_in(key, str(word.value)):
                mistakes.add(word.mark.mistake(*fault))


def fault_in(name: str, written: str) -> tuple[str, str] | None:
    """What is wrong with a word for this property, and how to mend it; None if nothing is."""
    word = written.removeprefix("!").strip()
    if word.startswith("~"):
        try:
            re.compile(word[1:].strip())
        except re.error as error:
            return f"'{word[:60]}' is no regular expression: {error}", "Correct it, or use * for any letters."
        return None
    known = FEW.get(name)
    if known is None or word in known or any(sign in word for sign in "*?["):
        return None
    return f"there is no {name} '{word[:60]}'", did_you_mean(word, known)


def _windows(
    named: tuple[str, ...] | None, above: tuple[Window, ...], node: Node | None, names: Names
) -> tuple[Window, ...]:
    if named is None:
        return above
    check_words(node, names.windows, "window", names.mistakes)
    return tuple(names.windows[name] for name in named if name in names.windows)


def _escalation(entry: EscalateEntry | None, node: Node | None, names: Names) -> Escalation | None:
    if entry is None or node is None:
        return None
    check_words(node.get("channel"), names.channels, "channel", names.mistakes)
    return Escalation(after=entry.after, channels=entry.channel)


def _check_opening(route: Route, node: Node, mistakes: Mistakes) -> None:
    """Windows that never let anything out would lose every message."""
    try:
        for moment in _WEEKS:
            opening(moment, route)
    except NeverOpen:
        key = next((key for key in ("mute", "active") if node.get(key) is not None), None)
        if key is not None:
            fix = "Leave an hour of the week open."
            mistakes.add(node.at(key).mark.mistake("by these windows nothing could ever be sent", fix))
