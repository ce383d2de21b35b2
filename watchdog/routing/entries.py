"""The shapes of what config.yaml says of routes, time windows and maintenance; `routes` turns them into the model's."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from watchdog.model.text_forms import Words, ZoneText

_STRICT: dict[str, Any] = {"extra": "forbid"}
_DURATION = re.compile(r"(\d{1,6}) ?(s|m|h|d|seconds?|minutes?|hours?|days?)")
_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(?P<first>[01]\d|2[0-3]):(?P<from>[0-5]\d)-(?P<last>[01]\d|2[0-4]):(?P<to>[0-5]\d)")


def duration_in(text: object) -> timedelta:
    """Read '90s', '5m', '2h', '30 minutes' or '1 day'; ValueError for anything else."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None or not int(match[1]):
        raise ValueError(f"{text!r} is not a time such as 90s, 5m, 2h or '1 day'")
    return int(match[1]) * _UNITS[match[2][0]]


def days_in(text: object) -> frozenset[int]:
    """Read 'mon-fri' or 'sat, sun' into the numbers of weekdays, 0 for Monday; ValueError for anything else."""
    days: set[int] = set()
    for piece in text.split(",") if isinstance(text, str) else ("",):
        first, _, last = (word.strip() for word in piece.partition("-"))
        if first not in _DAYS or (last or first) not in _DAYS:
            raise ValueError(f"{text!r} are no weekdays such as mon-fri, or sat, sun")
        start, length = _DAYS.index(first), (_DAYS.index(last or first) - _DAYS.index(first)) % 7 + 1
        days.update((start + step) % 7 for step in range(length))
    return frozenset(days)


def hours_in(text: object) -> tuple[int, int]:
    """Read '08:00-18:00' or '22:00-06:00' into minutes after midnight; ValueError for anything else."""
    match = _HOURS.fullmatch(text) if isinstance(text, str) else None
    if match is not None:
        start, end = (
            int(match[hour]) * 60 + int(match[minute]) for hour, minute in (("first", "from"), ("last", "to"))
        )
        if end <= 24 * 60 and start != end:
            return start, end
    raise ValueError(f"{text!r} are no hours such as 08:00-18:00, or 22:00-06:00 over midnight")


DurationText = Annotated[
    timedelta, BeforeValidator(duration_in), WithJsonSchema({"type": "string", "examples": ["2h"]})
]
DaysText = Annotated[
    frozenset[int], BeforeValidator(days_in), WithJsonSchema({"type": "string", "examples": ["mon-fri"]})
]
HoursText = Annotated[
    tuple[int, int], BeforeValidator(hours_in), WithJsonSchema({"type": "string", "examples": ["08:00-18:00"]})
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchEntry:
    """Hours on weekdays; in the zone of the file unless it names its own."""

    __pydantic_config__: ClassVar = _STRICT

    days: DaysText = frozenset(range(7))
    hours: HoursText = (0, 24 * 60)
    zone: ZoneText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceEntry:
    """A time in which only what is critical is sent."""

    __pydantic_config__: ClassVar = _STRICT

    from_: Annotated[str, Field(alias="from")]
    to: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateEntry:
    """Whom to tell when nobody has acknowledged what is critical."""

    __pydantic_config__: ClassVar = _STRICT

    after: DurationText
    channel: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteEntry:
    """A route as config.yaml writes it."""

    __pydantic_config__: ClassVar = _STRICT

    channel: Words = ()
    match: dict[str, Words] = field(default_factory=dict)
    continue_: Annotated[bool, Field(alias="continue")] = False
    group_by: Words | None = None
    group_wait: DurationText | None = None
    group_interval: DurationText | None = None
    repeat_interval: DurationText | Literal["never"] | None = None
    active: Words | None = None
    mute: Words | None = None
    escalate: EscalateEntry | None = None
    routes: tuple["RouteEntry", ...] = ()


Windows = dict[str, tuple[StretchEntry, ...]]
"""Named time windows, each a list of stretches of the week."""
