"""Which alerts go to which channels: a tree of routes, the shape that Alertmanager made common."""

from collections.abc import Mapping
from dataclasses import dataclass

MATCHABLE = ("severity", "verdict", "kind", "rule", "reason", "series", "release", "program", "type")
"""The properties of an alert that a route can match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An alert goes to the first of `routes` whose `match` fits it, in depth; to `channels` here where none does.

    `match` maps a property of the alert ('severity') to the values that fit; an empty one fits everything.
    """

    channels: tuple[str, ...]
    match: Mapping[str, tuple[str, ...]]
    routes: tuple["Route", ...] = ()
