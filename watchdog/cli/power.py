"""`watchdog power`: errors planted in real releases, and how many of them the identities find and name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, Format, Output
from watchdog.cli.replaying import Program

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from watchdog.check.report import CheckReport
    from watchdog.model.cell import Cell
    from watchdog.model.release import Release
    from watchdog.rulebook.book import Rulebook
    from watchdog.settings import Settings
    from watchdog.tune.bench import Tally
    from watchdog.tune.planting import Kind
    from watchdog.tune.power import OfDocument, Power
    from watchdog.tune.related import OfRelation

    Checked = tuple[Release, CheckReport, tuple[Cell, ...]]

_MOST_IDENTITIES = 20
_MOST_SERIES = 4

Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="[PATH...]", help="Folders or zips of exhibits; else what is kept.")
]
Kinds = Annotated[
    str | None,
    typer.Option(
        "--kinds",
        metavar="KIND,...",
        help="Plant these only, of: swap, unit, percent, sign, scale, month, row, column, deleted.",
    ),
]
Sample = Annotated[int | None, typer.Option("--sample", min=1, help="In so many figures of each document only.")]
Seed = Annotated[int, typer.Option("--seed", help="What is drawn at random follows from it.")]


def power(
    paths: Paths = None,
    kinds: Kinds = None,
    sample: Sample = None,
    seed: Seed = 0,
    source: Program = None,
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """Plant errors in real releases and say how many are found.

    For each exhibit and identity: the rate at which errors are found, the smallest error that always is, how often the
    wrong figure is named, and which figures no identity covers. Without PATH in the releases that the store keeps, or
    in the embedded ones where it keeps none. Changes nothing.
    """
    from watchdog.cli.opening import settings_of
    from watchdog.cli.output import print_document, print_rows, warn
    from watchdog.cli.replaying import program_of
    from watchdog.rulebook.load import load
    from watchdog.tune.power import power as powered

    chosen = _kinds(kinds)
    settings = settings_of(config)
    book = load(program_of(settings, source).pack)
    found: list[tuple[Release, Power]] = []
    with _progress() as advance:
        for release, report, cells in _checked(paths or [], settings, book):
            told = lambda document, release=release: advance(f"{release} {document}")  # noqa: E731 - says where it is
            made = powered(report, cells, kinds=chosen, sample=sample, seed=seed, advance=told)
            if made.documents:
                found.append((release, made))
    if not found:
        warn("no identity could be stated: nothing there holds what the rules describe")
        raise typer.Exit(2)
    if output is Format.JSON:
        print_document({"seed": seed, "sample": sample, "releases": [_document(*each) for each in found]})
    elif output is Format.CSV:
        print_rows([row for release, made in found for row in _kind_rows(release, made)], [], output)
    else:
        for release, made in found:
            _print(release, made, chosen)


def _kinds(names: str | None) -> "Sequence[Kind]":
    from watchdog.errors import UsageError
    from watchdog.tune.planting import Kind

    if names is None:
        return tuple(Kind)
    wanted = [name.strip() for name in names.split(",")]
    if unknown := [name for name in wanted if name not in list(Kind)]:
        raise UsageError(f"--kinds: there is no {', '.join(unknown)}; there are {', '.join(Kind)}")
    return [kind for kind in Kind if kind in wanted]


def _checked(paths: "Sequence[Path]", settings: "Settings", book: "Rulebook") -> "Iterator[Checked]":
    """The releases in the files, else those that are kept, else the embedded ones."""
    from watchdog.cli.output import warn
    from watchdog.cli.replaying import archive_store
    from watchdog.store import archive
    from watchdog.tune.power import kept

    if paths:
        yield from _of_files(paths, book)
        return
    with archive_store(settings, book, None) as store, store.reading() as connection:
        found = list(kept(archive.pages(connection, book.program, book.series), book))
    if found:
        yield from found
        return
    warn("no release is kept; these are the embedded ones")
    yield from _embedded(book)


def _of_files(paths: "Sequence[Path]", book: "Rulebook") -> "Iterator[Checked]":
    from datetime import UTC, datetime

    from watchdog.cli.output import warn
    from watchdog.files import check_files

    for files in check_files(paths, book, datetime.now(UTC)):
        for note in (*files.notes, *files.unread):
            warn(note)
        for checked in files.releases:
            yield checked.release, checked.report, checked.cells


def _embedded(book: "Rulebook") -> "Iterator[Checked]":
    """The workbooks of the embedded releases, read as any others."""
    from tempfile import TemporaryDirectory

    from watchdog.samples.exhibits import exhibit_workbook
    from watchdog.samples.releases import embedded_releases
    from watchdog.samples.tables import Exhibit

    with TemporaryDirectory() as place:
        for release in embedded_releases():
            folder = Path(place) / str(release.period)
            folder.mkdir()
            for document, content in release.documents.items():
                if isinstance(content, Exhibit):
                    (folder / f"{document}.xlsx").write_bytes(exhibit_workbook(content))
        yield from _of_files([folder for folder in sorted(Path(place).iterdir()) if any(folder.iterdir())], book)


@contextmanager
def _progress() -> "Iterator[Callable[[str], None]]":
    """A line on the terminal that says how far it is."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("reading") as status:
        yield status.update


def _print(release: "Release", made: "Power", kinds: "Sequence[Kind]") -> None:
    from watchdog.cli.output import print_rows, say
    from watchdog.tune.bench import total

    everything = total(each.total for each in made.documents)
    chosen, printed = (sum(getattr(each, name) for each in made.documents) for name in ("chosen", "printed"))
    say(
        f"{release}: {everything.planted:,} errors, in {chosen:,} of {printed:,} figures; "
        f"found {share(everything.told, everything.planted)} %, of those beyond bound and residual "
        f"{share(everything.certain_broken, everything.certain)} %"
    )
    columns = ["exhibit", "figures", "covered", *kinds, "beyond", "smaller", "named", "alone", "ceiling", "smallest"]
    print_rows([_exhibit(each) for each in made.documents], columns, Format.TABLE, wide=True)
    weakest = sorted(made.identities, key=lambda each: each.broken / max(each.touched, 1))
    rows = [
        {
            "identity": each.name,
            "statements": each.statements,
            "found": share(each.broken, each.touched),
            "only here": each.only,
            "smallest": each.smallest,
            "label": each.label,
        }
        for each in weakest[:_MOST_IDENTITIES]
    ]
    say("")
    say(f"The identities that find least, of {len(weakest)}; -o json lists every one:")
    print_rows(rows, ["identity", "statements", "found", "only here", "smallest", "label"], Format.TABLE)
    say("")
    say(f"What the relations see, of {made.related.planted:,} errors in a sample of the figures:")
    print_rows([_relation(each) for each in made.related.relations], list(_RELATION), Format.TABLE)
    say("")
    for line in _blind(made):
        say(line)


_RELATION = ("relation", "kind", "statements", "broken", "doubtful", "no identity finds", "smallest", "label")


def _relation(each: "OfRelation") -> dict[str, object]:
    values = (each.name, each.kind, each.statements, each.broken, each.doubtful, each.unseen, each.smallest, each.label)
    return dict(zip(_RELATION, values, strict=True))


def _exhibit(each: "OfDocument") -> dict[str, object]:
    tally = each.total
    return {
        "exhibit": each.document,
        "figures": each.printed,
        "covered": each.covered,
        **{str(kind): share(of_kind.told, of_kind.planted) for kind, of_kind in each.tallies.items()},
        **_rates(tally),
        "smallest": each.typical,
    }


def _rates(tally: "Tally") -> dict[str, object]:
    return {
        "beyond": share(tally.certain_broken, tally.certain),
        "smaller": share(tally.small_broken, tally.small),
        "named": share(tally.named, tally.pointed),
        "alone": share(tally.alone, tally.pointed),
        "ceiling": share(tally.separable, tally.pointed),
    }


def share(part: int, whole: int) -> str:
    """In percent, to a tenth; 100 and 0 are said of all and none only."""
    if not whole:
        return "-"
    if part in (0, whole):
        return "100" if part else "0"
    return f"{min(max(100 * part / whole, 0.1), 99.9):.1f}"


def _blind(made: "Power") -> "Iterator[str]":
    """Which figures no identity covers, and why."""
    for each in (blind for document in made.documents for blind in document.blind):
        names = list(dict.fromkeys(cell.key.series for cell in each.cells))
        named = ", ".join(names[:_MOST_SERIES]) + (
            f" and {len(names) - _MOST_SERIES} more" * (len(names) > _MOST_SERIES)
        )
        figures = "1 figure" if len(each.cells) == 1 else f"{len(each.cells)} figures"
        by = f"covered by a relation of the kind {each.relation} alone" if each.relation else "not covered"
        yield f"{by}: {figures} of {each.document}: {each.reason} ({named})"


def _kind_rows(release: "Release", made: "Power") -> "Iterator[dict[str, object]]":
    from dataclasses import asdict

    for each in made.documents:
        for kind, tally in each.tallies.items():
            yield {"release": str(release), "exhibit": each.document, "kind": kind.value, **asdict(tally)}


def _document(release: "Release", made: "Power") -> dict[str, object]:
    from dataclasses import asdict

    return {
        "release": str(release),
        "exhibits": [
            {
                "exhibit": each.document,
                "figures": each.printed,
                "covered": each.covered,
                "planted_in": each.chosen,
                "smallest_median": each.typical,
                "smallest_worst": each.smallest[-1] if each.smallest else None,
                "kinds": {kind.value: asdict(tally) for kind, tally in each.tallies.items()},
            }
            for each in made.documents
        ],
        "identities": [asdict(each) for each in made.identities],
        "relations": {
            "planted": made.related.planted,
            "of_each": [asdict(each) for each in made.related.relations],
        },
        "not_covered": [
            {
                "exhibit": blind.document,
                "reason": blind.reason,
                "relation": blind.relation,
                "figures": [
                    {"series": cell.key.series, "period": str(cell.key.period), "measure": cell.key.measure.value}
                    | {"cell": str(cell.address) if cell.address else None}
                    for cell in blind.cells
                ],
            }
            for each in made.documents
            for blind in each.blind
        ],
    }
