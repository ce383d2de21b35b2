"""`watchdog demo`: the whole job on real figures, offline."""

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

    tell(folder, say)
