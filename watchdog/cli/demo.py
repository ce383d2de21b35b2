"""`watchdog demo`: the whole job on real figures, offline."""

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer


def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Where mails, webhooks, log and database are left.")] = Path(
        "demo-output"
    ),
) -> None:
    """Replay real releases offline, in front of you.

    Fetches, proves, judges, tells by mail and webhook, and takes a claim back.
    """
    from watchdog.cli.output import say
    from watchdog.demo.story import tell

    tell(folder, say, command=_as_started())


def _as_started() -> str:
    """The name alone where the shell finds us by it, else the path by which we were started."""
    started = Path(sys.argv[0])
    found = shutil.which(started.name)
    return started.name if found and Path(found).resolve() == started.resolve() else str(started)
