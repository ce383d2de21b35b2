"""`watchdog verify FILE`: every figure of a press text against the stored release."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, FailOn, FailsOn, Format, Output
from watchdog.cli.series import AsOf, moment_of

if TYPE_CHECKING:
    from watchdog.rulebook.book import Rulebook
    from watchdog.settings import Settings
    from watchdog.verify.checking import Checked
    from watchdog.verify.verdict import Judged

_COLUMNS = ("figure", "verdict", "reason", "reading", "today")


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A text or an HTML page; - for standard input.")],
    as_of: AsOf = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the text with its verdicts as a page.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="The program of config.yaml that the text is about.")
    ] = None,
    config: Config = None,
    fail_on: FailsOn = FailOn.FAIL,
    output: Output = Format.TABLE,
) -> None:
    """Check every figure of a press text against the stored release.

    Each is judged by what was public when the text was written: on --as-of, else the date in the text, else that of the
    release that it is about. Exits with 1 when one is wrong. Nothing is fetched.
    """
    from datetime import UTC, datetime

    from watchdog.cli.opening import opened_store, settings_of
    from watchdog.cli.output import print_rows, say, warn
    from watchdog.model.finding import Verdict
    from watchdog.verify.annotate import heading, page
    from watchdog.verify.checking import check
    from watchdog.verify.text import read

    settings = settings_of(config)
    name = "standard input" if str(file) == "-" else str(file)
    text = read(_body(file), name)
    moment = moment_of(settings, as_of) if as_of else None
    with opened_store(config) as store, store.reading() as connection:
        checked = check(text, _book(settings, source), connection, datetime.now(UTC), moment)
    (say if output is Format.TABLE else warn)(f"{name}, {heading(checked)}")
    if output is Format.TABLE and not checked.judged:
        warn("no figure was found in it")
    else:
        print_rows([_row(checked, each, output) for each in checked.judged], _COLUMNS, output)
    if html is not None:
        html.write_text(page(checked, name), encoding="utf-8")
    counts = [each.verdict.counts_as for each in checked.judged]
    if fail_on.is_reached(
        warned=counts.count(Verdict.WARN), undecided=counts.count(Verdict.UNDECIDED), failed=counts.count(Verdict.FAIL)
    ):
        raise typer.Exit(1)


def _body(file: Path) -> bytes:
    from watchdog.errors import UsageError
    from watchdog.verify.text import LONGEST

    if str(file) == "-":
        return sys.stdin.buffer.read(LONGEST + 1)
    try:
        with file.open("rb") as opened:
            return opened.read(LONGEST + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error


def _book(settings: "Settings", source: str | None) -> "Rulebook":
    from watchdog.errors import UsageError
    from watchdog.rulebook.load import load
    from watchdog.yamlfile.typed import did_you_mean

    if source is not None and source not in settings.sources:
        raise UsageError(f"--source: there is no program {source!r}. {did_you_mean(source, settings.sources)}")
    chosen = source or next(iter(settings.sources))
    return load(settings.sources[chosen].pack)


def _row(checked: "Checked", judged: "Judged", output: Format) -> dict[str, object]:
    from dataclasses import asdict

    told: dict[str, object] = {
        "figure": checked.written(judged),
        "verdict": judged.verdict.value,
        "reason": judged.reason,
        "reading": judged.reading,
        "today": judged.today,
    }
    if output is Format.TABLE:
        return told
    return {
        **told,
        "kind": judged.mention.sort.value,
        "value": judged.value,
        "error": judged.error,
        "unit": judged.unit,
        "provenance": judged.provenance,
        "cells": list(judged.cells),
        "evidence": [asdict(address) for address in judged.addresses],
        "options": [asdict(option) for option in judged.options],
        "sentence": checked.sentence(judged),
        "start": judged.mention.start,
        "end": judged.mention.end,
        "as_of": checked.dating.as_of,
    }
