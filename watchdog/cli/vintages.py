"""`watchdog releases import` and `observations`: an archive taken in, and a series as it was known at a moment."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, Format, Output
from watchdog.cli.replaying import Program
from watchdog.cli.series import AsOf, SeriesKey, Within, book_of, moment_of, within

if TYPE_CHECKING:
    from datetime import date

    from watchdog.model.knowledge import Known
    from watchdog.pipeline.backfill import Imported
    from watchdog.rulebook.book import Rulebook
    from watchdog.store.database import Store
    from watchdog.store.vintages import VintageEntry


def import_archive(
    folder: Annotated[Path, typer.Argument(help="An archive: files or zips with dates in their names.")],
    document: Annotated[
        str | None, typer.Option(help="Read every file as this document of the rules, whatever its name.")
    ] = None,
    available: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="The day (2021-10-05) on which files without one in their name were public."),
    ] = None,
    source: Annotated[str | None, typer.Option(help="The program of the configuration that it belongs to.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be taken in, but keep nothing.")] = False,  # noqa: FBT002 - typer's way
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """Take in an archive of dated files as history: each is kept as of when it was public, and nobody is told."""
    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import print_rows, warn
    from watchdog.errors import UsageError
    from watchdog.pipeline.backfill import Fate
    from watchdog.rulebook.load import load

    programs = settings_of(config).sources
    chosen = [program for name, program in programs.items() if source in (None, name)]
    if len(chosen) != 1:
        raise UsageError(f"say with --source which program the archive belongs to: {', '.join(programs)}")
    with opened_store(config, make=True) as store:
        book = load(chosen[0].pack)
        outcomes = list(_imported(store, book, folder, document, _day(available), keep=not dry_run))
    rows = [_outcome_row(each) for each in outcomes]
    print_rows(rows, ["file", "outcome", "document", "release", "available_at", "figures", "why"], output)
    if not any(each.document for each in outcomes):
        warn(f"{folder}: no file there could be read as a document of the rules")
        raise typer.Exit(2)
    if any(each.fate in (Fate.NOT_READ, Fate.NOT_PLACED) for each in outcomes):
        raise typer.Exit(2)


def _day(text: str | None) -> "date | None":
    from datetime import date

    from watchdog.errors import UsageError

    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--available {text} is not a day such as 2021-10-05") from None


def _imported(
    store: "Store", book: "Rulebook", folder: Path, document: str | None, available: "date | None", *, keep: bool
) -> "Iterator[Imported]":
    """Batch by batch, with a bar on the terminal while it lasts."""
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from watchdog.pipeline.backfill import plan, take_in_archive
    from watchdog.pipeline.post import Post
    from watchdog.pipeline.release import Desk

    desk = Desk(store=store, rulebook=book, post=Post())
    batches, broken = plan(folder, book, available)
    yield from broken
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("files", total=sum(map(len, batches)))
        for batch in batches:
            progress.update(bar, description=batch[0].path.name)
            yield from take_in_archive(desk, batch, datetime.now(UTC), document=document, keep=keep)
            progress.advance(bar, len(batch))


def _outcome_row(each: "Imported") -> dict[str, object]:
    return {
        "file": each.file,
        "outcome": each.fate.value,
        "document": each.document,
        "release": each.release and str(each.release),
        "available_at": each.available_at,
        "figures": each.changed or None,
        "why": each.why,
        "vintage": each.vintage,
    }


def observations(
    series: SeriesKey,
    as_of: AsOf = None,
    period: Within = None,
    source: Program = None,
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """Print a series as it was known at a moment, each figure with the vintage that had printed it last.

    A derived series is computed, each figure from those of one release; its vintage is the last that it needed.
    """
    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import print_rows
    from watchdog.store import knowledge, vintages

    settings = settings_of(config)
    book = book_of(settings, series, source)
    moment = moment_of(settings, as_of)
    with opened_store(config) as store, store.reading() as connection:
        history = knowledge.known(connection, moment, book.series, book.program).history(series)
        entries = vintages.listing(connection, book.program)
    shown = within(sorted(history.known), period)
    rows = [
        {
            "period": str(each),
            "value": known.cell.value,
            "unit": str(history.series.unit),
            "release": str(known.stamp.release),
            "available_at": known.stamp.available_at,
            "vintage": next(entry.id for entry in reversed(entries) if _is_of(known, entry)),
            "outlet": str(known.cell.key.outlet),
            "provenance": known.cell.provenance.value,
        }
        for each in shown
        if (known := history.known[each])
    ]
    print_rows(rows, ["period", "value", "unit", "release", "available_at", "outlet", "vintage"], output)


def _is_of(known: "Known", entry: "VintageEntry") -> bool:
    """Whether the vintage printed the figure, or completed what it is computed from."""
    from watchdog.formulas.derived import OUTLET
    from watchdog.model.knowledge import Stamp

    if known.cell.key.outlet == OUTLET:
        return known.stamp == Stamp(entry.release.period, entry.available_at)
    return entry.has_printed(known)
