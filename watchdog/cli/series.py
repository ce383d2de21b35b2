"""What commands about one series share: its rulebook, the moment as of which it is asked for, the months to show."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from watchdog.model.period import Period
    from watchdog.rulebook.book import Rulebook
    from watchdog.settings import Settings

SeriesKey = Annotated[str, typer.Argument(metavar="SERIES", help="As in 'balance.total'.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="WHEN", help="As known then; a bare date means the end of that day."),
]
Within = Annotated[
    str | None, typer.Option("--period", metavar="P", help="Only this month ('2025-10'), quarter or year ('2025').")
]


def book_of(settings: "Settings", series: str, source: str | None = None) -> "Rulebook":
    """The rules of the program that has this series; the one that was named where several have."""
    from watchdog.errors import UsageError
    from watchdog.rulebook.load import load
    from watchdog.yamlfile.typed import did_you_mean

    books = {name: load(each.pack) for name, each in settings.sources.items() if source in (None, name)}
    found = {name: book for name, book in books.items() if series in book.series}
    if not found:
        known = [key for book in books.values() for key in book.series]
        raise UsageError(f"the rules have no series {series!r}. {did_you_mean(series, known)}")
    if len(found) > 1:
        raise UsageError(f"say with --source whose {series} is meant: {', '.join(found)} have one")
    return next(iter(found.values()))


def moment_of(settings: "Settings", as_of: str | None) -> "datetime":
    """The moment that was named, else now."""
    from datetime import UTC, datetime

    from watchdog.errors import UsageError
    from watchdog.model.moment import moment_in

    if as_of is None:
        return datetime.now(UTC)
    try:
        return moment_in(as_of, settings.timezone)
    except ValueError as error:
        raise UsageError(f"--as-of: {error}") from None


def within(periods: "Iterable[Period]", wanted: str | None) -> "list[Period]":
    """Those of some months that lie in the month, quarter or year that was named; all where none was."""
    if wanted is None:
        return list(periods)
    months = period_of(wanted).months
    return [period for period in periods if period in months]


def period_of(text: str) -> "Period":
    """The period that was named."""
    from watchdog.errors import UsageError
    from watchdog.model.period import Period

    try:
        return Period.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
