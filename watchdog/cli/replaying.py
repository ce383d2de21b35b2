"""What commands that replay the archive share: the program, and the store, or a folder in the place of one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from watchdog.rulebook.book import Rulebook
    from watchdog.settings import Settings, WatchedSource
    from watchdog.store.archive import Page
    from watchdog.store.database import Store

Program = Annotated[str | None, typer.Option("--source", help="The program of the configuration that is meant.")]
Archive = Annotated[
    Path | None,
    typer.Option("--archive", help="Replay this folder of files with dates in their names, not the store."),
]


def program_of(settings: "Settings", source: str | None) -> "WatchedSource":
    """The program that was named, or the only one."""
    from watchdog.errors import UsageError

    chosen = [program for name, program in settings.sources.items() if source in (None, name)]
    if len(chosen) != 1:
        raise UsageError(f"say with --source which program is meant: {', '.join(settings.sources)}")
    return chosen[0]


@contextmanager
def archive_store(settings: "Settings", book: "Rulebook", folder: Path | None) -> Iterator["Store"]:
    """The store of the configuration, or for as long as the block runs one with the files of a folder."""
    from datetime import UTC, datetime
    from tempfile import TemporaryDirectory

    from watchdog.cli.output import warn
    from watchdog.pipeline.backfill import Fate, plan, take_in_archive
    from watchdog.pipeline.post import Post
    from watchdog.pipeline.release import Desk
    from watchdog.store.database import open_store

    with TemporaryDirectory() as place:
        store = open_store(settings.store.reveal() if folder is None else f"sqlite:///{place}/archive.db")
        try:
            if folder is not None:
                batches, outcomes = plan(folder, book)
                desk = Desk(store=store, rulebook=book, post=Post())
                for batch in batches:
                    outcomes += take_in_archive(desk, batch, datetime.now(UTC))
                for each in outcomes:
                    if each.fate is not Fate.TAKEN_IN:
                        warn(f"{each.file}: {each.fate}: {each.why}")
            yield store
        finally:
            store.close()


def with_bar(pages: "Iterable[Page]") -> "Iterator[Page]":
    """The pages, with a line on the terminal that says how far they are."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("vintages", total=None)
        for page in pages:
            progress.update(bar, description=str(page.vintage.release), advance=1)
            yield page
