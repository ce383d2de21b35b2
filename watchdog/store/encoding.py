"""Frozen values of the model to JSON text and back, exactly; what a field holds is read from its type hint.

Exact numbers, periods, releases and moments travel as text, so nothing passes through a binary float on its way.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from math import isfinite
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from watchdog.errors import StoreError
from watchdog.model.period import Period
from watchdog.model.release import Release

T = TypeVar("T")

_hints = cache(get_type_hints)


def dumps(value: object) -> str:
    """The one JSON text of a value: equal values that are written alike give equal texts."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def loads(kind: type[T], text: str) -> T:
    """The value of which `dumps` made this text; StoreError where it is no such value."""
    try:
        value: T = _typed(kind, json.loads(text))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise StoreError(f"a stored {kind.__name__} cannot be read: {error!r} in {text[:200]}") from error
    return value


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | Period | Release):
        return str(value)
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be stored: {value!r}")


def utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC, to the microsecond where there is one; ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _typed(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - JSON on one side, a type hint on the other
    if get_origin(kind) is tuple:
        return _typed_tuple(get_args(kind), plain)
    if get_args(kind):
        return None if plain is None else _typed(_present(kind), plain)
    if kind in _FROM_TEXT:
        return _FROM_TEXT[kind](plain)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _typed(hints[name], item) for name, item in plain.items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    if kind is float:
        return float(plain)
    if kind in (str, int, bool) and type(plain) is kind:
        return plain
    raise TypeError(f"{plain!r} is not a {kind}")


def _typed_tuple(kinds: tuple[Any, ...], plain: list[Any]) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(_typed(kinds[0], item) for item in plain)
    return tuple(_typed(kind, item) for kind, item in zip(kinds, plain, strict=True))


def _present(kind: Any) -> Any:  # noqa: ANN401 - a type hint
    """The one alternative of an optional type that is not None."""
    (present,) = (alternative for alternative in get_args(kind) if alternative is not NoneType)
    return present


_FROM_TEXT: dict[Any, Any] = {
    Decimal: Decimal,
    Period: Period.parse,
    Release: Release.parse,
    datetime: datetime.fromisoformat,
    bytes: b64decode,
}
