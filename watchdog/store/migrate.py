"""Brings the tables of a database from any earlier version to the newest, in the caller's transaction."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from watchdog.errors import StoreError


def is_current(connection: Connection, shown: str) -> bool:
    """Whether the tables are of the newest version; StoreError where they are of a later one than we know."""
    current = MigrationContext.configure(connection).get_current_revision()
    require_known(current, shown)
    return current == newest()


def newest() -> str:
    """The version of the tables that this program makes."""
    return str(_scripts().get_current_head())


def require_known(current: str | None, shown: str) -> None:
    """StoreError where tables are of a version that only a later program knows."""
    if current is not None and current not in {script.revision for script in _scripts().walk_revisions()}:
        raise StoreError(
            f"{shown}: its tables are of version {current}, made by a later watchdog; this one knows up to "
            f"{newest()}: "
            "install the later one again, or restore a backup from before it"
        )


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing."""
    configuration = _configuration()
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, "head")


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_configuration())


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", "watchdog.store:migrations")
    return configuration
