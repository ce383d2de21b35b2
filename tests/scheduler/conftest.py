"""The world before November's release, and a watch that looks at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scheduler.world import DATES, PLAN, Clock, Watch, World, census, fred, utc


@pytest.fixture
def world(tmp_path: Path) -> World:
    """October's figures are here, November's are due; Census' calendar says so."""
    made = World(tmp_path, Clock(utc("2026-01-20T09:00:00")), rules=PLAN)
    made.script("fred").then("2026-01-08T13:30:00", fred("2025-10"))
    made.script("census_list").then("2026-01-01T00:00:00", census(**DATES))
    return made


@pytest.fixture
def started(world: World) -> Iterator[Watch]:
    """A watch that has polled once, nine days before November is due."""
    with world.watch() as watch:
        watch.tick()
        yield watch
