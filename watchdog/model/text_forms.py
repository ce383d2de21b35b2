"""How amounts, durations, time zones, networks and secrets are written in YAML: for pydantic and the JSON Schema."""

import re
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from watchdog.model.moment import moment_in
from watchdog.model.period import Period
from watchdog.model.reach import Network, network_in
from watchdog.model.secret import SHORTEST_SECRET, Secret
from watchdog.model.unit import Amount, Unit

_DURATION = re.compile(r"(\d{1,4}) (month|year)s?")
_SPAN = re.compile(r"(\d{1,6}) (second|minute|hour|day)s?", re.ASCII)


def months_in(text: object) -> int:
    """How many months '5 years' or '24 months' are; ValueError otherwise."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} is not a duration such as '5 years' or '24 months'")
    return int(match[1]) * (12 if match[2] == "year" else 1)


def span_in(text: object) -> timedelta:
    """Read '90 seconds', '5 minutes', '2 hours' or '1 day'; ValueError otherwise."""
    match = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} is not a time such as '5 minutes' or '2 hours'")
    return timedelta(**{f"{match[2]}s": int(match[1])})


def amount_in(text: object) -> Amount:
    """Read an amount from text; ValueError for anything else."""
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not an amount with its unit such as '8 billion USD'")  # noqa: TRY004 - pydantic reports ValueError
    return Amount.parse(text)


def zone_in(text: object) -> ZoneInfo:
    """Read a time zone such as 'America/New_York'; ValueError for anything else."""
    try:
        return ZoneInfo(text if isinstance(text, str) else "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{text!r} is not a time zone such as America/New_York") from None


def secret_in(value: object) -> Secret:
    """Take a secret from text, or as it is; a 'secret' error, without the value, for anything else. What is shorter
    than SHORTEST_SECRET is a slip of the pen, and could not be blanked out of messages without spoiling them.
    """
    if isinstance(value, Secret):
        return value
    if not isinstance(value, str) or len(value) < SHORTEST_SECRET:
        raise PydanticCustomError("secret", f"a secret has at least {SHORTEST_SECRET} characters")
    return Secret(value)


def one_or_many(value: object) -> object:
    """A word alone stands for a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def month_in(text: object) -> Period:
    """Read a month such as '2025-11'; ValueError for anything else."""
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not text: put it in quotes")  # noqa: TRY004 - pydantic reports ValueError
    period = Period.parse(text)
    if not period.is_month:
        raise ValueError(f"{text!r} is not a month such as 2025-11")
    return period


def unit_in(text: object) -> Unit:
    """Read a unit such as 'million USD'; ValueError for anything else."""
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not text: put it in quotes")  # noqa: TRY004 - pydantic reports ValueError
    return Unit.parse(text)


def stated_moment(text: object) -> str:
    """Text that is a moment in any zone, kept as it is; ValueError for anything else."""
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not text: put it in quotes")  # noqa: TRY004 - pydantic reports ValueError
    moment_in(text, ZoneInfo("UTC"))
    return text


UnitText = Annotated[Unit, BeforeValidator(unit_in), WithJsonSchema({"type": "string", "examples": ["million USD"]})]
StatedText = Annotated[
    str, BeforeValidator(stated_moment), WithJsonSchema({"type": "string", "examples": ["2026-01-28 16:00"]})
]
MonthText = Annotated[Period, BeforeValidator(month_in), WithJsonSchema({"type": "string", "examples": ["2025-11"]})]
AmountText = Annotated[
    Amount, BeforeValidator(amount_in), WithJsonSchema({"type": "string", "examples": ["8 billion USD"]})
]
MonthsText = Annotated[
    int, BeforeValidator(months_in), WithJsonSchema({"type": "string", "pattern": r"^\d{1,4} (month|year)s?$"})
]
SpanText = Annotated[
    timedelta,
    PlainValidator(span_in),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,6} (second|minute|hour|day)s?$"}),
]
SecretText = Annotated[
    Secret,
    PlainValidator(secret_in),
    WithJsonSchema({"type": "string", "format": "password", "minLength": SHORTEST_SECRET}),
]
Words = Annotated[
    tuple[str, ...],
    BeforeValidator(one_or_many),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
ZoneText = Annotated[
    ZoneInfo, PlainValidator(zone_in), WithJsonSchema({"type": "string", "examples": ["America/New_York"]})
]
NetworkText = Annotated[
    Network, PlainValidator(network_in), WithJsonSchema({"type": "string", "examples": ["10.0.0.0/8"]})
]
