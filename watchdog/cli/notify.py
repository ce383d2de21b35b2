"""`watchdog notify ...`: try the ways to tell people."""

from typing import Annotated

import typer

from watchdog.cli.options import Config

notify = typer.Typer(help="Try the ways to tell people.", no_args_is_help=True)


@notify.callback()
def group() -> None:
    """Try the ways to tell people."""


@notify.command("test")
def send_test(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="A channel of the configuration.")],
    config: Config = None,
) -> None:
    """Send one test message over a channel, at once.

    Exits with 4 when a target did not take it.
    """
    from watchdog.app import service
    from watchdog.cli.opening import settings_of
    from watchdog.cli.output import say

    with service(settings_of(config)) as watch:
        failures = 0
        for target, error in watch.send_test(channel):
            say(f"{channel} to {target}: {error or 'sent'}")
            failures += bool(error)
    if failures:
        raise typer.Exit(4)
