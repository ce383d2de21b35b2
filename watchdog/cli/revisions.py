"""`watchdog releases revisions`: the revision triangle of a series, and how far its figures move as they mature."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, Format, Output
from watchdog.cli.replaying import Program
from watchdog.cli.series import AsOf, SeriesKey, Within, book_of, moment_of, period_of, within

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from watchdog.detect.maturity import Summary, Triangle
    from watchdog.model.cell import Cell
    from watchdog.model.period import Period

_SUMMARY = ("step", "n", "MR", "MAR", "RMSR", "largest", "in")


def revisions(
    series: SeriesKey,
    period: Within = None,
    since: Annotated[
        str | None, typer.Option(metavar="P", help="From this month on; else from the first whose first print is kept.")
    ] = None,
    as_of: AsOf = None,
    maturity: Annotated[bool, typer.Option("--maturity", help="Only how far figures move.")] = False,  # noqa: FBT002 - typer's way
    source: Program = None,
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """Print the revision triangle of a series: a row for each month, a column for each release, and how far it moved.

    MR, MAR and RMSR are the mean, mean absolute and root mean square revision from one print to the next, and from
    one release that is kept to the next, over the months shown. JSON and CSV have a row for each print.
    """
    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import print_rows, say
    from watchdog.detect.maturity import by_maturity, by_release, triangle
    from watchdog.store import vintages

    settings = settings_of(config)
    book, moment = book_of(settings, series, source), moment_of(settings, as_of)
    with opened_store(config) as store, store.reading() as connection:
        table = triangle(book.series[series], vintages.prints(connection, series, moment, book.program))
    shown = _chosen(table, period, since)
    summaries = [_summary_row(each) for each in (*by_maturity(table, shown), *by_release(table, shown))]
    if maturity:
        print_rows(summaries, _SUMMARY, output)
    elif output is not Format.TABLE:
        print_rows(list(_long_rows(table, shown)), ["period", "release", "value"], output)
    else:
        say(f"{table.series.label} ({table.series.basis}), {table.series.unit}; each column a release, '...' not kept")
        _print_triangle(table, shown, book.timezone)
        say("")
        print_rows(summaries, _SUMMARY, output)


def _chosen(table: "Triangle", period: str | None, since: str | None) -> "list[Period]":
    """The months asked for; else those from the first one whose first print is kept."""
    if period is not None:
        return within(table.periods, period)
    first = period_of(since) if since else next((each for each in table.periods if table.first_print(each)), None)
    return [each for each in table.periods if first is not None and each >= first]


def _print_triangle(table: "Triangle", periods: "Sequence[Period]", zone: "ZoneInfo") -> None:
    from watchdog.cli.output import print_rows

    columns: dict[str, list[str]] = {"period": ["public on", *map(str, periods)]}
    previous = None
    for edition in table.editions:
        if previous is not None and edition.release.ordinal > previous.release.ordinal + 1:
            gap = ["..." if period in previous.cells else "" for period in periods]
            columns[_unused("...", columns)] = ["", *gap]
        day = f"{edition.available_at.astimezone(zone):%Y-%m-%d}"
        figures = [_figure(edition.cells.get(period)) for period in periods]
        columns[_unused(str(edition.release), columns)] = [day, *figures]
        previous = edition
    columns["first_print"] = ["", *(_figure(table.first_print(period)) for period in periods)]
    moved = [table.cumulative(period) for period in periods]
    columns["revised_by"] = ["", *("" if by is None else f"{by:+,f}" for by in moved)]
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    print_rows(rows, list(columns), Format.TABLE, wide=True)


def _unused(name: str, taken: "dict[str, list[str]]") -> str:
    """Columns are told apart by name, and the table shows '_' as a space: a second '...' or 2025-12 gets one more."""
    while name in taken:
        name += "_"
    return name


def _figure(cell: "Cell | None") -> str:
    """As published; '~' before a figure known only as rounded in print."""
    from watchdog.model.cell import Provenance

    if cell is None:
        return ""
    return f"{'~' if cell.provenance is Provenance.PRESS_ROUNDED else ''}{cell.value:,f}"


def _long_rows(table: "Triangle", periods: "Sequence[Period]") -> Iterator[dict[str, object]]:
    """One row for each print, in the long form that revision tools read."""
    for period in periods:
        printed = [edition for edition in table.editions if period in edition.cells]
        for place, edition in enumerate(printed):
            value = edition.cells[period].value
            last = printed[place - 1].cells[period].value if place else None
            yield {
                "series": table.series.key,
                "period": str(period),
                "release": str(edition.release),
                "available_at": edition.available_at,
                "maturity": table.maturity(period, edition),
                "value": value,
                "revision": None if last is None else value - last,
                "unit": str(table.series.unit),
                "outlet": str(edition.cells[period].key.outlet),
                "vintage": edition.vintage,
            }


def _summary_row(summary: "Summary") -> dict[str, object]:
    return {
        "step": summary.step,
        "n": summary.count,
        "MR": round(summary.mean, 1),
        "MAR": round(summary.mean_absolute, 1),
        "RMSR": round(summary.root_mean_square, 1),
        "largest": f"{summary.largest:+,f}",
        "in": str(summary.largest_period),
    }
