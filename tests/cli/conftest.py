"""The commands, and the folder that a demo left for them to look at."""

from tests.cli.command import watchdog
from tests.demo.replay import story

__all__ = ["story", "watchdog"]
