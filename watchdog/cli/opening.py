"""Opens what most commands need: the configuration, and its store or the whole service."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchdog.settings import Settings
    from watchdog.store.database import Store


def settings_of(config: Path | None) -> "Settings":
    """The configuration that was named, else ./config.yaml, else the packaged one."""
    from watchdog.settings import default_config_path, load

    here = Path("config.yaml")
    return load(config or (here if here.is_file() else default_config_path()), os.environ)


@contextmanager
def opened_store(config: Path | None) -> Iterator["Store"]:
    """The store alone, for commands that only look."""
    from watchdog.store.database import open_store

    store = open_store(settings_of(config).store.reveal())
    try:
        yield store
    finally:
        store.close()
