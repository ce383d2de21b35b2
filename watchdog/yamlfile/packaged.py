"""Where the files that travel with the program are: in the installed package, else at the top of the checkout."""

from importlib.resources import files
from pathlib import Path


def packaged(name: str) -> Path:
    """The path of `name` ('rules', 'config.yaml') among the files that came with the program."""
    installed = Path(str(files("watchdog"))) / "defaults" / name
    return installed if installed.exists() else Path(str(files("watchdog"))).parent / name
