"""Who runs a command, for the record of who did what."""

import os
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchdog.model.act import Act


def user() -> str:
    """The user's name; in a container there may be a number only."""
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def act(action: str, subject: str, *, by: str | None = None, before: str = "", after: str = "") -> "Act":
    """What this command does now."""
    from watchdog.model.act import Act

    origin = f"{socket.gethostname()}:{os.getpid()}"
    now = datetime.now(UTC)
    return Act(at=now, by=by or user(), origin=origin, action=action, subject=subject, before=before, after=after)
