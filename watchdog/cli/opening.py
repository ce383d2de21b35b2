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


def store_url(config: Path | None) -> str:
    """Where the store is; UsageError in a folder that is nobody's desk: one made there would be read as all-clear."""
    from watchdog.errors import UsageError
    from watchdog.store.database import location

    url = settings_of(config).store.reveal()
    file = location(url)
    if config is None and not Path("config.yaml").is_file() and file is not None and not file.exists():
        raise UsageError(
            f"there is no config.yaml here, and nothing is kept at {file}: name a configuration with --config, or make "
            "one with `watchdog init`"
        )
    return url


@contextmanager
def opened_store(config: Path | None, *, make: bool = False) -> Iterator["Store"]:
    """The store alone; `make` is for commands that may be the first to need one."""
    from watchdog.store.database import open_store

    store = open_store(settings_of(config).store.reveal() if make else store_url(config))
    try:
        yield store
    finally:
        store.close()
