"""How typed values lie in columns: moments in UTC, exact numbers and periods as text, whole values as JSON."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from watchdog.store import encoding


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; one without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Aware again: SQLite keeps no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Written(TypeDecorator[Any]):
    """A small value as the text that it writes itself as, such as a Decimal, a Period or an enum's member."""

    impl = Text
    cache_ok = True

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self.read = read
        self._read = lru_cache(maxsize=4096)(read)

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        """From text."""
        return None if value is None else self._read(value)


class Encoded(TypeDecorator[Any]):
    """A frozen value of the model as JSON; the last `recalled` texts read are not read again."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type, *, recalled: int = 0) -> None:
        super().__init__()
        self.kind = kind
        self.recalled = recalled
        self._read = lru_cache(maxsize=recalled)(partial(encoding.loads, kind))

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To JSON."""
        return None if value is None else encoding.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        """From JSON."""
        return None if value is None else self._read(value)
