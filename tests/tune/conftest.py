"""A store for each test, in a new file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from watchdog.store.database import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An open store, empty."""
    opened = open_store(f"sqlite:///{tmp_path / 'watchdog.db'}")
    yield opened
    opened.close()
