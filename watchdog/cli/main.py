"""The console script `watchdog`: names the commands; each imports what it needs only when it runs."""

import sys
from typing import TYPE_CHECKING

from watchdog.cli.guard import refuse_beside_foreign_watchdog

if TYPE_CHECKING:
    import typer


def run() -> None:
    """Run one command and exit with its code: 0 fine, 1 findings, 2 usage, 3 our own failure, 4 a delivery failed."""
    refuse_beside_foreign_watchdog()
    from watchdog.errors import UsageError, WatchdogError

    try:
        _app()()
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
    except WatchdogError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(3) from None
    except BrokenPipeError:
        # the reader of our output left; Python would complain once more while it shuts down
        sys.stderr.close()
        raise SystemExit(0) from None


def _app() -> "typer.Typer":
    import typer

    from watchdog.cli import check, demo, init, notify, records, rules, schedule, watch

    app = typer.Typer(
        help="Watches official statistical releases: proves their arithmetic, judges what is unusual, tells once.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for command in (demo.demo, init.init, watch.run, watch.once, check.check):
        app.command()(command)
    records.releases.command("schedule")(schedule.schedule)
    for name, group in (
        ("releases", records.releases),
        ("anomalies", records.anomalies),
        ("claims", records.claims),
        ("alerts", records.alerts),
        ("rules", rules.rules),
        ("notify", notify.notify),
    ):
        app.add_typer(group, name=name)
    return app
