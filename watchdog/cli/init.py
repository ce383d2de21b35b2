"""`watchdog init`: a configuration and a small rules folder to start from."""

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write; made when missing.")] = Path(),
) -> None:
    """Write a config.yaml and a small rules/ to start from.

    The rules extend the packaged ones. Overwrites nothing.
    """
    from watchdog.cli.output import say
    from watchdog.errors import UsageError
    from watchdog.settings import default_config_path

    wanted = {
        folder / "config.yaml": default_config_path().read_text().replace("pack: rules/us_trade\n", "pack: rules\n"),
        folder / "rules" / "pack.yaml": _PACK,
    }
    taken = [str(path) for path in wanted if path.exists()]
    if taken:
        raise UsageError(f"there already: {', '.join(taken)}; nothing was written. Name another folder")
    for path, text in wanted.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}. Name another folder") from error
        say(f"wrote {path}")
    say(f"Next: look at {folder / 'config.yaml'}, then `watchdog once --config {folder / 'config.yaml'}`.")


_PACK = """\
# Your own rules. They extend the packaged ones: name here only what differs, and later improvements still arrive.
# `watchdog rules list` shows all names, `watchdog rules lint` finds mistakes, `watchdog rules explain NAME` explains.
extends: us_trade

rules:
  # Alert earlier, or later, on swings of the headline balance:
  - {name: headline-swing, warn: 3.0, critical: 4.0}
  # Switch a rule off:
  # - {name: largest-deficit-since, enabled: false}
"""
