"""The demo's story, and the command that tells it."""

from tests.cli.command import watchdog
from tests.demo.replay import story

__all__ = ["story", "watchdog"]
