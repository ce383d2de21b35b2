"""log: the findings of an alert as JSON lines in a file rotated by size; a repeat after a crash adds nothing."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from watchdog.errors import DeliveryFailed
from watchdog.model.alert import Alert, Delivery
from watchdog.model.reach import ANYWHERE_PUBLIC, Reach
from watchdog.notify.channels import rotated
from watchdog.notify.payload import log_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """The file `path` grows to `max_bytes`; then it becomes `path`.1, and the oldest of `backups` such files goes."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    path: str
    max_bytes: int = 10_000_000
    backups: int = 5

    def __post_init__(self) -> None:
        if not self.path or self.max_bytes < 1 or self.backups < 1:
            raise ValueError("a log needs a path, max_bytes of at least 1 and backups of at least 1")


@dataclass(frozen=True, slots=True)
class LogChannel:
    """One file, which is its target."""

    name: str
    settings: LogSettings

    def targets(self) -> tuple[str, ...]:
        """The file."""
        return (self.settings.path,)

    def render(self, alert: Alert, target: str) -> bytes:  # noqa: ARG002 - the lines are the same for every file
        """One line for each finding."""
        return log_lines(alert)

    def send(self, delivery: Delivery, now: datetime) -> None:  # noqa: ARG002 - the lines carry their own times
        """Append, on the disk when this returns, the lines whose event is not there yet."""
        try:
            self._append(delivery.body.splitlines(keepends=True))
        except OSError as error:
            raise DeliveryFailed(f"{self.settings.path}: {error.strerror or type(error).__name__}") from error

    def _append(self, lines: list[bytes]) -> None:
        path = Path(self.settings.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        rotated.cut_torn_line(path)  # its delivery is still due and writes it whole
        told = {_event(line) for line in rotated.last_lines(path)}
        if fresh := b"".join(line for line in lines if _event(line) not in told):
            rotated.append(path, fresh, self.settings.max_bytes, self.settings.backups)


def make(name: str, settings: LogSettings, _reach: Reach = ANYWHERE_PUBLIC) -> LogChannel:
    """The channel of that name in config.yaml."""
    return LogChannel(name, settings)


def _event(line: bytes) -> object:
    """The event id of a line; None for a line that is not ours."""
    try:
        document = json.loads(line)
    except ValueError:
        return None
    return document.get("id") if isinstance(document, dict) else None
