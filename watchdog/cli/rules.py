"""`watchdog rules ...`: look at the rules, and find their mistakes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.backtest import First, Last
from watchdog.cli.options import Config, Format, Output
from watchdog.cli.replaying import Program

if TYPE_CHECKING:
    from watchdog.model.finding import Finding
    from watchdog.rulebook.book import Rulebook

rules = typer.Typer(help="Look at the rules, and find their mistakes.", no_args_is_help=True)

Pack = Annotated[Path | None, typer.Argument(metavar="[DIR]", help="A rules folder; else those of the configuration.")]


@rules.command()
def lint(pack: Pack = None, config: Config = None) -> None:
    """Name every mistake with its place and its fix.

    Exits with 2 when there is one.
    """
    from watchdog.cli.output import say
    from watchdog.rulebook.lint import lint as mistakes_in

    mistakes = [mistake for folder in _folders(pack, config) for mistake in mistakes_in(folder)]
    for mistake in mistakes:
        say(str(mistake))
    if mistakes:
        raise typer.Exit(2)
    say("no mistakes")


@rules.command("list")
def list_(pack: Pack = None, config: Config = None, output: Output = Format.TABLE) -> None:
    """List identities, relations, rules, derived series and figures by name.

    A rule whose series no polled document prints waits for those named.
    """
    from watchdog.cli.output import print_rows
    from watchdog.rulebook.load import load
    from watchdog.rulebook.waiting import waiting

    rows: list[dict[str, object]] = []
    for folder, asked in _asked(pack, config).items():
        book = load(folder)
        polled = asked or {document for source in book.sources.values() for document in source.polled}
        waits = waiting(book, polled)
        rows += [
            {"name": each.name, "kind": f"identity ({each.identity_class})", "severity": each.severity.value,
             "label": each.label, "waits_for": ""} for each in book.identities
        ]  # fmt: skip
        rows += [
            {"name": each.name, "kind": each.kind, "severity": each.severity.value, "label": each.label,
             "waits_for": ", ".join(waits.get(each.name, ()))} for each in (*book.relations, *book.rules)
        ]  # fmt: skip
        rows += [
            {"name": each.name, "kind": "figure", "severity": "", "label": each.label, "waits_for": ""}
            for each in book.figures
        ]
        rows += [
            {"name": each.key, "kind": "derived series", "severity": "", "label": each.label, "waits_for": ""}
            for each in book.series.values() if each.formula
        ]  # fmt: skip
    print_rows(rows, ["name", "kind", "severity", "waits_for", "label"], output)


@rules.command()
def explain(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An identity, relation, rule, figure or series.")],
    files: Annotated[
        list[Path] | None,
        typer.Option("--files", metavar="PATH", help="Exhibits, to name the cells of an identity in."),
    ] = None,
    config: Config = None,
) -> None:
    """Say in words what a rule means and which figures it touches."""
    from watchdog.cli.output import say
    from watchdog.errors import UsageError
    from watchdog.rulebook.explain import explain as in_words
    from watchdog.rulebook.load import load

    refusal: UsageError | None = None
    for folder in _folders(None, config):
        book = load(folder)
        try:
            for line in in_words(book, name).splitlines():
                say(line)
        except UsageError as error:
            refusal = error
            continue
        if files:
            _say_cells(book, name, files)
        return
    raise refusal or UsageError("the configuration names no rules")


def _say_cells(book: "Rulebook", name: str, files: list[Path]) -> None:
    """Each statement of the identity in these files, with its cells."""
    from datetime import UTC, datetime

    from watchdog.check.cells import in_words, of_identity
    from watchdog.cli.output import say
    from watchdog.files import check_files

    for found in check_files(files, book, datetime.now(UTC)):
        for release in found.releases:
            say(f"{release.release}:")
            for result in of_identity(release.report.results, name):
                for line in in_words(result):
                    say(f"  {line}")


@rules.command("try")
def try_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A rule that is in force.")],
    first: First = None,
    last: Last = None,
    source: Program = None,
    config: Config = None,
    output: Output = Format.TABLE,
) -> None:
    """Say of which months a rule would have spoken.

    Each month is judged as if it were the newest, by the figures as they are known now; `backtest` takes them as they
    were known then. What compares releases cannot tell here.
    """
    from collections import Counter

    from watchdog.cli.backtest import span_of
    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import print_rows, say
    from watchdog.cli.replaying import program_of
    from watchdog.cli.series import moment_of
    from watchdog.errors import UsageError
    from watchdog.rulebook.load import load
    from watchdog.store.knowledge import known
    from watchdog.tune.trial import trial
    from watchdog.tune.wants import want_of
    from watchdog.yamlfile.typed import did_you_mean

    settings, span = settings_of(config), span_of(first, last)
    book, now = load(program_of(settings, source).pack), moment_of(settings, None)
    named = {rule.name: rule for rule in book.rules}
    if name not in named:
        if any(name == identity.name for identity in book.identities):
            raise UsageError(f"{name!r} is an identity: 'watchdog check' tries it on files, 'watchdog power' on errors")
        raise UsageError(f"no rule {name!r} is in force. {did_you_mean(name, named)}")
    with opened_store(config) as store, store.reading() as connection:
        found = trial(named[name], book, known(connection, now, book.series, book.program), span)
    rows = [_row(finding) for finding in found if finding.verdict in ("warn", "fail")]
    print_rows(rows, ["period", "severity", "value", "unit", "score", "message"], output)
    wants = Counter(want_of(finding, book) for finding in found if finding.verdict == "undecided")
    undecided = [f"Not decided in {count}: {want}." for want, count in wants.most_common()]
    months = len({finding.release.period for finding in found})
    for line in (
        ("", f"{len(rows)} finding{'s' * (len(rows) != 1)} in {months:,} months.", *undecided)
        if output is Format.TABLE
        else ()
    ):
        say(line)


def _row(finding: "Finding") -> dict[str, object]:
    names = {"period": str(finding.period), "severity": finding.severity.value, "series": finding.subject}
    score = None if finding.score is None else round(finding.score, 2)
    return {**names, "value": finding.observed, "unit": finding.unit, "score": score, "message": finding.message}


@rules.command()
def schema() -> None:
    """Print the JSON Schema that editors check rules files with."""
    import json

    from watchdog.cli.output import say
    from watchdog.rulebook.schema import schema as json_schema

    for line in json.dumps(json_schema(), indent=2).splitlines():
        say(line)


def _folders(pack: Path | None, config: Path | None) -> list[Path]:
    return list(_asked(pack, config))


def _asked(pack: Path | None, config: Path | None) -> dict[Path, tuple[str, ...]]:
    """Each rules folder with the documents that the configuration asks for, none where it leaves that to the rules."""
    from watchdog.cli.opening import settings_of

    if pack:
        return {pack: ()}
    return {source.pack: source.documents or () for source in settings_of(config).sources.values()}
