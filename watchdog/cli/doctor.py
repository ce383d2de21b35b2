"""`watchdog doctor`: everything that the service needs, looked at without starting it."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, FailOn, FailsOn, Format, Output

if TYPE_CHECKING:
    from datetime import datetime

    from watchdog.doctor.check import Check
    from watchdog.settings import Settings


def doctor(
    config: Config = None,
    output: Output = Format.TABLE,
    online: Annotated[bool, typer.Option("--online", help="Ask the sources whether they answer.")] = False,  # noqa: FBT002 - typer's way
    quick: Annotated[bool, typer.Option("--quick", help="Only whether the service runs and does its work.")] = False,  # noqa: FBT002 - typer's way
    fail_on: FailsOn = FailOn.FAIL,
) -> None:
    """Look at all that the service needs.

    Sends nothing, and changes nothing. Exits with 1 when something is broken.
    """
    from collections import Counter
    from datetime import UTC, datetime

    from watchdog.cli.opening import settings_of
    from watchdog.cli.output import print_rows
    from watchdog.model.finding import Verdict

    settings, now = settings_of(config), datetime.now(UTC)
    checks = list(_quick(settings, now) if quick else _all(settings, now, online=online))
    rows = [{"check": each.name, "verdict": each.verdict.value, "detail": each.detail} for each in checks]
    print_rows(rows, ["verdict", "check", "detail"], output)
    counts = Counter(each.verdict for each in checks)
    warned, undecided, failed = (counts[each] for each in (Verdict.WARN, Verdict.UNDECIDED, Verdict.FAIL))
    if fail_on.is_reached(warned=warned, undecided=undecided, failed=failed):
        raise typer.Exit(1)


def _all(settings: "Settings", now: "datetime", *, online: bool) -> "Iterator[Check]":
    from watchdog.doctor import machine, outward, storage
    from watchdog.store.database import location

    yield from _demo(settings.file.resolve().parent)
    yield from machine.machine(now)
    database = location(settings.store.reveal())
    if database is not None:
        yield storage.instance(database)
        yield from storage.storage(database)
    yield from storage.secret_files(_secret_files(settings.file, os.environ))
    yield from outward.configured(settings)
    yield from _work(settings, database, now)
    for place in outward.places(settings) if online else ():
        yield from outward.asked(place, now)


def _demo(folder: Path) -> "Iterator[Check]":
    from watchdog.demo.folder import MARKER
    from watchdog.doctor.check import doubtful

    if (folder / MARKER).exists():
        seen = (
            f"{folder} is what a demo left: it is there to look at, and the agencies and receivers in it were stand-ins"
        )
        yield doubtful("demo", seen, "`watchdog init desk` writes a configuration for the real ones")


def _quick(settings: "Settings", now: "datetime") -> "Iterator[Check]":
    """For whoever restarts a service that does not do its work."""
    from dataclasses import replace

    from watchdog.doctor import storage
    from watchdog.model.finding import Verdict
    from watchdog.store.database import location

    database = location(settings.store.reveal())
    if database is not None:
        runs = storage.instance(database)
        yield runs if runs.verdict is Verdict.PASS else replace(runs, verdict=Verdict.FAIL)
    yield from _work(settings, database, now)


def _work(settings: "Settings", database: Path | None, now: "datetime") -> "Iterable[Check]":
    """Of a store that is there, and of the version that we know: looking must neither make nor change one."""
    from watchdog.doctor import work
    from watchdog.doctor.check import broken
    from watchdog.errors import StoreError
    from watchdog.store.database import opened_as_is

    if database is not None and not database.exists():
        return []
    try:
        with opened_as_is(settings.store.reveal()) as store:
            return list(work.work(store, settings, now)) if store else []
    except StoreError as error:
        return [broken("store", str(error), "mend `store` in config.yaml, or start its server")]


def _secret_files(file: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Those that the variables in the configuration lead to."""
    from watchdog.yamlfile.environment import variables_in

    for name in variables_in(file.read_text(encoding="utf-8")):
        if path := environ.get(f"{name}_FILE"):
            yield Path(path)
