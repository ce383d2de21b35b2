"""All mistakes of a rules folder, for people and editors; an empty answer means that the service would take it."""

from pathlib import Path

from watchdog.errors import ConfigurationError, Mistake
from watchdog.rulebook.load import load


def lint(folder: Path) -> tuple[Mistake, ...]:
    """Every mistake in the pack and in what it extends, in the order of files and lines, each with its fix."""
    try:
        load(folder)
    except ConfigurationError as error:
        return error.mistakes
    return ()
