"""`watchdog plot SERIES`: a picture of a series with its band, flagged months, claims and vintages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config
from watchdog.cli.replaying import Program
from watchdog.cli.series import AsOf, SeriesKey, book_of, moment_of, period_of

if TYPE_CHECKING:
    from watchdog.notify.portrait import Portrait


def plot(
    series: SeriesKey,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A .png, .svg or .html; else SERIES.png here.")
    ] = None,
    as_of: AsOf = None,
    since: Annotated[str | None, typer.Option(metavar="P", help="From this month on; else the last ten years.")] = None,
    source: Program = None,
    config: Config = None,
) -> None:
    """Draw a series with its band, flagged months and claims.

    The band is where no swing would be told; all is as it is kept. An HTML page opens without the network.
    """
    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import say
    from watchdog.errors import UsageError
    from watchdog.notify.portrait import ending, write
    from watchdog.pipeline.portrait import portrait

    path = out or Path(f"{series}.png")
    suffix, settings = ending(path), settings_of(config)
    book, moment = book_of(settings, series, source), moment_of(settings, as_of)
    start = period_of(since).months[0] if since else None
    with opened_store(config) as store, store.reading() as connection:
        drawn = portrait(connection, book, series, moment, start)
    if drawn is None:
        raise UsageError(f"nothing of {series} is kept for that time; `watchdog releases list` shows what is")
    path.write_bytes(write(drawn, suffix))
    say(f"{path}: {_in_words(drawn)}")


def _in_words(drawn: "Portrait") -> str:
    """What the picture shows, for those who cannot see it."""
    stand = sum(claim.stands for claim in drawn.claims)
    return (
        f"{drawn.title}, {drawn.history[0][0].label} to {drawn.history[-1][0].label}, in {drawn.unit}; "
        f"months flagged: {len(drawn.flags)}; claims that stand: {stand}, taken back: {len(drawn.claims) - stand}; "
        f"months that differ from their first print: {len(drawn.first_prints)}"
        + ("" if drawn.band else "; no band, for want of history")
    )
