"""The archive that the demo leaves, opened once."""

from collections.abc import Iterator

import pytest

from tests.cli.command import watchdog
from tests.demo.replay import Story, story
from tests.verify.desk import Desk, desk

__all__ = ["story", "watchdog"]


@pytest.fixture(scope="session", name="desk")
def opened_desk(story: Story) -> Iterator[Desk]:
    """What the demo knows, to hold texts against; to be looked at, not changed."""
    with desk(story.folder) as opened:
        yield opened
