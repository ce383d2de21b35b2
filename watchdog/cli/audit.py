"""`watchdog audit`: who did what and when."""

from watchdog.cli.options import Config, Format, Output


def audit(config: Config = None, output: Output = Format.TABLE) -> None:
    """List who did what and when, oldest first."""
    from dataclasses import asdict

    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import print_rows
    from watchdog.store import audit as kept

    with opened_store(config) as store, store.reading() as connection:
        rows = [asdict(act) for act in kept.listing(connection)]
    print_rows(rows, ["at", "by", "origin", "action", "subject", "before", "after"], output)
