"""`watchdog silence add|list|expire`: what nobody wants to be told of for a while, and why."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watchdog.cli.options import Config, Format, Output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from watchdog.model.release import Release
    from watchdog.model.route import Matcher
    from watchdog.model.silence import Silence
    from watchdog.settings import Settings

silence = typer.Typer(help="What nobody wants to be told of for a while.", no_args_is_help=True)

Match = Annotated[
    list[str] | None,
    typer.Option(
        "--match", help="As in rule=gold-round-trip, severity!=critical, 'series=imports.*', series=~x.+; all must fit."
    ),
]
Series = Annotated[list[str] | None, typer.Option("--series", help="A series, or several with *; any of them fits.")]
Periods = Annotated[
    str | None, typer.Option("--periods", metavar="FROM..TO", help="About which months, as in 2025-01..2025-03.")
]
Until = Annotated[
    str | None, typer.Option("--until", help="A date (its end), a moment, or a time from now: '8 hours'.")
]
UntilRelease = Annotated[
    str | None,
    typer.Option(
        "--until-release", help="Until this month's release comes, as in 2026-04, or annual-revision, or a date."
    ),
]
By = Annotated[str | None, typer.Option("--by", help="Who says so; else the user that runs the command.")]


@silence.command("add")
def add_silence(  # noqa: PLR0913, PLR0917 - an option each
    reason: Annotated[str, typer.Option("--reason", help="Why, for those who come later.")],
    match: Match = None,
    series: Series = None,
    periods: Periods = None,
    until: Until = None,
    until_release: UntilRelease = None,
    source: Annotated[str | None, typer.Option("--source", help="The program that --until-release is of.")] = None,
    by: By = None,
    config: Config = None,
) -> None:
    """Silence findings by what they are and the clock, or by series and reference period.

    They are judged, kept and counted in the digest all the same. What gets worse is told, and so is what takes back
    what was told.
    """
    from datetime import UTC, datetime
    from getpass import getuser
    from uuid import uuid4

    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import say, warn
    from watchdog.errors import UsageError
    from watchdog.model.silence import Silence
    from watchdog.store import silences

    settings, now = settings_of(config), datetime.now(UTC)
    matchers = _matchers(match or (), series or ())
    first, last = _periods(periods)
    if not matchers:
        raise UsageError("say with --match or --series what is to be silenced")
    if not reason.strip():
        raise UsageError("say with --reason why, for those who come later")
    with opened_store(config) as store, store.writing() as connection:
        ends_at, release = _end(connection, settings, until, until_release, source, now)
        made = Silence(
            id=f"sil_{uuid4().hex[:12]}",
            matchers=matchers,
            why=reason.strip(),
            by=by or getuser(),
            made_at=now,
            first=first,
            last=last,
            starts_at=None if first else now,
            ends_at=ends_at,
            until_release=release,
        )
        silences.add(connection, made)
    say(f"{made.id}: {made.of_what} is silenced until {made.end}")
    for doubt in _doubts(matchers, settings):
        warn(doubt)


@silence.command("list")
def list_silences(
    everything: Annotated[bool, typer.Option("--all", help="Those that have ended, too.")] = False,  # noqa: FBT002 - typer's way
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """List the silences in force, and of how many findings each has kept people from being told."""
    from datetime import UTC, datetime

    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import print_rows
    from watchdog.store import silences

    now = datetime.now(UTC)
    with opened_store(config) as store, store.reading() as connection:
        counts = silences.counts(connection)
        shown = [each for each in silences.listing(connection) if everything or not each.is_over(now)]
    rows = [_row(each, counts.get(each.id, 0), now) for each in shown]
    print_rows(rows, ["silence", "state", "of", "until", "silenced", "by", "why"], output)


@silence.command("expire")
def expire_silence(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="As in 'watchdog silence list', or its beginning.")],
    by: By = None,
    config: Config = None,
) -> None:
    """End a silence now. What it covers is told when it is found again; the record stays."""
    from datetime import UTC, datetime
    from getpass import getuser

    from watchdog.cli.opening import opened_store
    from watchdog.cli.output import say
    from watchdog.errors import UsageError
    from watchdog.store import silences

    with opened_store(config) as store, store.writing() as connection:
        meant = [each for each in silences.listing(connection) if each.id.startswith(identifier)]
        if len(meant) != 1:
            known = f"{len(meant)} silences have an id" if meant else "no silence has an id"
            raise UsageError(f"{known} that begins {identifier!r}; `watchdog silence list --all` shows them")
        over = silences.expire(connection, meant[0].id, datetime.now(UTC), by or getuser())
    say(f"{over.id}: " + (f"ended by {over.expired_by}" if over.expired_at else f"had ended: {over.end}"))


def _row(each: "Silence", count: int, now: "datetime") -> dict[str, Any]:
    waits = each.starts_at is not None and now < each.starts_at
    return {
        "silence": each.id,
        "state": "over" if each.is_over(now) else "to come" if waits else "in force",
        "of": each.of_what,
        "matchers": [str(matcher) for matcher in each.matchers],
        "first": each.first and str(each.first),
        "last": each.last and str(each.last),
        "until": each.end,
        "ends_at": each.ends_at,
        "until_release": each.until_release and str(each.until_release),
        "silenced": count,
        "by": each.by,
        "why": each.why,
        "made_at": each.made_at,
        "expired_at": each.expired_at,
        "expired_by": each.expired_by or None,
    }


def _matchers(match: "list[str] | tuple[str, ...]", series: "list[str] | tuple[str, ...]") -> "tuple[Matcher, ...]":
    from watchdog.errors import UsageError
    from watchdog.model.route import OF_A_FINDING, Matcher
    from watchdog.routing.routes import fault_in
    from watchdog.yamlfile.typed import did_you_mean

    try:
        made = [Matcher.parse(text) for text in match]
    except ValueError as error:
        raise UsageError(f"--match: {error}") from None
    for matcher in made:
        name = matcher.property
        if name not in OF_A_FINDING:
            raise UsageError(f"--match: there is no property of a finding {name!r}. {did_you_mean(name, OF_A_FINDING)}")
        for word in (*matcher.any_of, *matcher.none_of):
            if fault := fault_in(name, word):
                raise UsageError(f"--match: {fault[0]}. {fault[1]}")
    return (*made, *([Matcher.of("series", series)] if series else ()))


def _doubts(matchers: "tuple[Matcher, ...]", settings: "Settings") -> "Iterator[str]":
    """Names that nothing in the rules has now; they may be of a rule to come, and so are no mistake."""
    from watchdog.notify.matching import is_like
    from watchdog.rulebook.load import load
    from watchdog.yamlfile.typed import did_you_mean

    books = [load(source.pack) for source in settings.sources.values()]
    known = {
        "rule": {
            *(rule.name for book in books for rule in (*book.rules, *book.relations)),
            *(identity.name for book in books for identity in book.identities),
        },
        "series": {key for book in books for key in book.series},
    }
    for matcher in matchers:
        names = known.get(matcher.property, set())
        for word in (*matcher.any_of, *matcher.none_of) if names else ():
            if not any(is_like(word, name) for name in names):
                fix = did_you_mean(word, names)
                yield f"{matcher.property}={word}: the rules have no such {matcher.property} now. {fix}"


def _periods(text: str | None) -> "tuple[Any, Any]":
    """The first and the last month; a year or quarter stands for its months."""
    from watchdog.cli.series import period_of
    from watchdog.errors import UsageError

    if text is None:
        return None, None
    first, _, last = text.partition("..")
    begin, end = period_of(first).months[0], period_of(last or first).months[-1]
    if begin > end:
        raise UsageError(f"--periods {text}: the first month is later than the last")
    return begin, end


def _end(
    connection: "Connection",
    settings: "Settings",
    until: str | None,
    until_release: str | None,
    source: str | None,
    now: "datetime",
) -> "tuple[datetime | None, Release | None]":
    """By the clock, with a release, or both; a silence without an end is refused: nobody would remember it."""
    from watchdog.errors import UsageError

    if until is None and until_release is None:
        raise UsageError("say with --until or --until-release when it ends; nobody remembers one that does not")
    if until_release is not None and len(until_release) == len("2026-02-01") and until is None:
        until, until_release = until_release, None
    ends_at = None if until is None else _moment(until, settings, now)
    if ends_at is not None and ends_at <= now:
        raise UsageError(f"--until {until}: that is over already")
    return ends_at, None if until_release is None else _release(connection, settings, until_release, source, now)


def _moment(until: str, settings: "Settings", now: "datetime") -> "datetime":
    from watchdog.errors import UsageError
    from watchdog.model.moment import moment_in
    from watchdog.routing.entries import duration_in

    with suppress(ValueError):
        return now + duration_in(until)
    try:
        return moment_in(until, settings.timezone)
    except ValueError as error:
        raise UsageError(f"--until: {error}, nor a time from now such as '8 hours'") from None


def _release(
    connection: "Connection", settings: "Settings", text: str, source: str | None, now: "datetime"
) -> "Release":
    """The release that is named, or the next that carries the annual revision by the rules of the program."""
    from watchdog.cli.replaying import program_of
    from watchdog.cli.series import period_of
    from watchdog.errors import UsageError
    from watchdog.model.period import Period
    from watchdog.model.release import Release
    from watchdog.rulebook.load import load
    from watchdog.store import vintages

    book = load(program_of(settings, source).pack)
    if text != "annual-revision":
        return Release(book.program, period_of(text.removeprefix(f"{book.program}/")))
    months = {getattr(rule.parameters, "annual_month", None) for rule in book.rules} - {None}
    if len(months) != 1:
        raise UsageError(
            "the rules do not say which month's release carries the annual revision: name it, as in 2026-04"
        )
    known = [entry.release.period for entry in vintages.listing(connection, book.program)]
    newest = max(known, default=Period.of_month(now.year, now.month).shift(-2))
    return Release(book.program, next(p for step in range(1, 13) if (p := newest.shift(step)).position in months))
