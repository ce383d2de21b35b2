"""Which routes an alert takes, and why not the others: the deepest that fit it, first come first served."""

from collections.abc import Iterator
from dataclasses import dataclass

from watchdog.model.alert import Alert
from watchdog.model.route import Matcher, Route
from watchdog.notify.matching import Properties, fits, misfit, of_alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A route that was looked at, `depth` below the first: `misfit` is the matcher that turned the alert away, None
    where it was taken; the alert ends at it where `is_end`.
    """

    route: Route
    depth: int
    misfit: Matcher | None
    is_end: bool


def ends(properties: Properties, route: Route) -> tuple[Route, ...]:
    """The routes at which an alert with these properties ends, which has come as far as `route`."""
    reached: list[Route] = []
    for below in route.routes:
        if fits(below.match, properties):
            reached += ends(properties, below)
            if not below.goes_on:
                break
    return tuple(reached) or (route,)


def visits(properties: Properties, route: Route, depth: int = 0) -> Iterator[Visit]:
    """The same way step by step, with the routes that were passed by."""
    below: list[Visit] = []
    is_end = True
    for each in route.routes:
        wrong = misfit(each.match, properties)
        if wrong is not None:
            below.append(Visit(route=each, depth=depth + 1, misfit=wrong, is_end=False))
            continue
        is_end = False
        below += visits(properties, each, depth + 1)
        if not each.goes_on:
            break
    yield Visit(route=route, depth=depth, misfit=None, is_end=is_end)
    yield from below


def channels_of(alert: Alert, route: Route) -> tuple[str, ...]:
    """The names of the channels that an alert takes, each once."""
    return tuple(dict.fromkeys(name for end in ends(of_alert(alert), route) for name in end.channels))
