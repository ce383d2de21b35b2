"""`watchdog backup` and `watchdog restore`: copies of the store, and back."""

from pathlib import Path
from typing import Annotated

import typer

from watchdog.cli.options import Config


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the copy.")],
    config: Config = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Write a checked copy of the store.

    The service may run meanwhile.
    """
    from watchdog.cli.output import say
    from watchdog.errors import UsageError
    from watchdog.store import backup as copies

    database = _database(config)
    if file.exists() and (not force or file.samefile(database)):
        raise UsageError(f"{file} is there already; name another file, or replace it with --force")
    size = copies.backup(database, file)
    say(f"wrote {file}, {size:,} bytes, and checked it")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that `watchdog backup` wrote.")],
    config: Config = None,
    force: Annotated[bool, typer.Option("--force", help="Also where there is a store; it is kept beside it.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Put a copy in the place of the store.

    The service must not be running.
    """
    from datetime import UTC, datetime

    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import say
    from watchdog.errors import UsageError
    from watchdog.store import backup as copies

    database = _database(config)
    if database.exists() and database.stat().st_size and not force:
        raise UsageError(f"{database} is there already; with --force it is replaced, and kept beside it")
    kept = copies.restore(database, file, datetime.now(UTC))
    with opened_store(config):  # brings the tables of an earlier version up to date
        say(f"restored {database} from {file}")
    if kept is not None:
        say(f"what was there is kept as {kept}")


def _database(config: Path | None) -> Path:
    from watchdog.cli.opening import settings_of
    from watchdog.errors import UsageError
    from watchdog.store.database import location

    path = location(settings_of(config).store.reveal())
    if path is None:
        raise UsageError("store.url is not a file: use the backup of its server, such as pg_dump")
    return path
