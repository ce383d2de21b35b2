"""The console script `watchdog`: names the commands; each imports what it needs only when it runs."""

import os
import sys
from typing import TYPE_CHECKING

from watchdog.cli.guard import refuse_beside_foreign_watchdog

if TYPE_CHECKING:
    import typer


def run() -> None:
    """Run one command and exit with its code: 0 fine, 1 findings, 2 usage, 3 our own failure, 4 a delivery failed."""
    refuse_beside_foreign_watchdog()
    # numpy's threads wait for each other where cores are busy: small matrices then take a hundred times as long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from watchdog.errors import UsageError, WatchdogError

    try:
        app()(prog_name="watchdog")
    except UsageError as error:
        _end(str(error), 2)
    except WatchdogError as error:
        _end(str(error), 3)
    except OSError as error:
        _end(f"{error.filename or 'the system'}: {error.strerror or error}", 3)
    except Exception:  # noqa: BLE001 - Python itself would exit with 1, which means findings; it is told in full
        import traceback

        _end(f"{traceback.format_exc()}this is a defect of release-watchdog; the lines above say where", 3)


def _end(message: str, code: int) -> None:
    if sys.stderr is not None:  # None: started with it closed
        # what a server or a file said may be in it, and must not act on a terminal
        shown = "".join(each if each.isprintable() or each == "\n" else repr(each)[1:-1] for each in message)
        sys.stderr.write(f"{shown}\n")
    raise SystemExit(code) from None


def app() -> "typer.Typer":
    """All commands, not yet run."""
    import typer

    from watchdog.cli import (
        anomalies,
        audit,
        backtest,
        backup,
        check,
        claims,
        demo,
        doctor,
        evidence,
        init,
        notify,
        plot,
        power,
        records,
        routes,
        rules,
        schedule,
        service_unit,
        silence,
        tune,
        verify,
        watch,
    )

    commands = typer.Typer(
        help="Watches official statistical releases: proves their arithmetic, judges what is unusual, tells once.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for command in (
        demo.demo,
        init.init,
        watch.run,
        watch.once,
        check.check,
        verify.verify,
        backtest.backtest,
        tune.tune,
        power.power,
        plot.plot,
        evidence.replay,
        backup.backup,
        backup.restore,
        doctor.doctor,
        audit.audit,
        service_unit.service_unit,
    ):
        commands.command()(command)
    records.releases.command("schedule")(schedule.schedule)
    for name, group in (
        ("releases", records.releases),
        ("anomalies", anomalies.anomalies),
        ("claims", claims.claims),
        ("alerts", records.alerts),
        ("silence", silence.silence),
        ("routes", routes.routes),
        ("rules", rules.rules),
        ("notify", notify.notify),
    ):
        commands.add_typer(group, name=name)
    return commands
