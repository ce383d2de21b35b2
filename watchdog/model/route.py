"""Who hears what, and when: a tree of routes with matchers, time windows and reminders, in Alertmanager's shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

OF_A_FINDING = ("severity", "verdict", "kind", "rule", "reason", "series", "release", "program", "basis")
"""The properties of a finding that a matcher can ask for."""

MATCHABLE = (*OF_A_FINDING, "type")
"""Those of an alert: what any of its findings has, and its own type."""

GROUPINGS = ("release", "series", "rule", "kind", "severity")
"""By which one message may be split."""

ALONE = "none"
"""Instead of a grouping: each finding in a message of its own."""

BUDGET = 7
"""How many findings of one release stand at the top of its messages, unless config.yaml says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """Fits what has one of `any_of` (if there are any) and none of `none_of` as its `property`.

    A word may hold * and ?; one that begins with '~' is a regular expression for the whole property.
    """

    property: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, words: Sequence[str]) -> Self:
        """From words as they are written: those that begin with '!' must not fit."""
        return cls(
            property=name,
            any_of=tuple(word.strip() for word in words if not word.startswith("!")),
            none_of=tuple(word[1:].strip() for word in words if word.startswith("!")),
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 'rule=gold*', 'rule!=gold*', 'series=~imports.+' or 'series!~imports.+'; ValueError otherwise."""
        name, sign, word = text.partition("=") if "!~" not in text.partition("=")[0] else text.partition("!~")
        is_negated = sign == "!~" or name.endswith("!")
        if not sign or not name.rstrip("!").strip() or not word.strip():
            raise ValueError(
                f"{text!r} is not a matcher such as rule=gold-round-trip, rule!=gold* or series=~imports.+"
            )
        word = f"~{word}" if sign == "!~" else word.strip()
        return cls.of(name.rstrip("!").strip(), [f"!{word}" if is_negated else word])

    def __str__(self) -> str:
        positive = [f"{self.property}={word}" for word in self.any_of]
        negative = [
            f"{self.property}!~{word[1:]}" if word[0] == "~" else f"{self.property}!={word}" for word in self.none_of
        ]
        return " and ".join(filter(None, [" or ".join(positive), *negative]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """On these weekdays (0 is Monday), from `start` to before `end` minutes after midnight in `zone`; where the end is
    not later, it is that of the next day.
    """

    weekdays: frozenset[int]
    start: int
    end: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A named time window: any of its stretches."""

    name: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """From `start` to before `end` only what is critical goes out; the rest waits for the end."""

    start: datetime
    end: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """Whom to tell of critical findings that nobody has acknowledged `after` the alert."""

    after: timedelta
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An alert goes to the first of `routes` whose `match` fits it, in depth, and on to the next where that one says
    `goes_on`; to `channels` here where none does. An empty `match` fits everything. `name` is its place in config.yaml.

    `group_by` is (release,) for one message, other properties for one message each, (none,) for one each finding.
    The first message of a group waits for `group_wait`, a later one until `group_interval` after the one before it.
    `repeat_interval`: critical findings are told again so often until somebody acknowledges them; None for never.
    Nothing goes out while a window in `mute` is open, or where there are some, none in `active`.
    """

    channels: tuple[str, ...]
    match: tuple[Matcher, ...] = ()
    routes: tuple["Route", ...] = ()
    name: str = "route"
    goes_on: bool = False
    group_by: tuple[str, ...] = ("release",)
    group_wait: timedelta = timedelta()
    group_interval: timedelta = timedelta()
    repeat_interval: timedelta | None = None
    active: tuple[Window, ...] = ()
    mute: tuple[Window, ...] = ()
    escalate: Escalation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """All that config.yaml says of who hears what. `route` is None where nobody is to be told; `fallbacks` names, for a
    channel, the one that takes over what it cannot deliver; at most `budget` findings of a release stand at the top.
    """

    route: Route | None = None
    budget: int = BUDGET
    maintenance: tuple[Maintenance, ...] = ()
    fallbacks: Mapping[str, str] = field(default_factory=dict)
