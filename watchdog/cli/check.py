"""`watchdog check`: local files against all identities, without network and without a store."""

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, FailOn, FailsOn, Format, Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from watchdog.check.report import Result
    from watchdog.files import CheckedRelease
    from watchdog.model.finding import Finding

_MOST_BLANKS = 20


def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders or zips of exhibits.")],
    config: Config = None,
    fail_on: FailsOn = FailOn.FAIL,
    output: Output = Format.TABLE,
) -> None:
    """Check local files against every identity.

    Nothing is fetched, kept or sent. A folder or a zip is a set of its own, single files make one set together; where
    the release before is among them, its figures are compared too. What is broken is said first. Exits with 2 when a
    file was not read.
    """
    from datetime import UTC, datetime

    from watchdog.cli.opening import settings_of
    from watchdog.cli.output import print_rows, say, warn
    from watchdog.files import check_files
    from watchdog.rulebook.load import load

    books = [load(source.pack) for source in settings_of(config).sources.values()]
    found = [files for book in books for files in check_files(paths, book, datetime.now(UTC))]
    checked = [release for files in found for release in files.releases]
    astray = [finding for files in found for finding in files.astray]
    for note in (note for files in found for note in (*files.notes, *files.unread)):
        warn(note)
    if output is Format.TABLE:
        for finding in astray:
            say(f"{finding.verdict.value.upper()} {finding.message}")
        for files in checked:
            _print_summary(files)
    else:
        for finding in (*(finding for files in checked for finding in files.findings), *astray):
            warn(f"{finding.verdict.value.upper()} {finding.message}")
        rows = [_row(files, result) for files in checked for result in _worst_first(files)]
        print_rows([*map(_astray_row, astray), *rows], [], output)
    if any(files.unread for files in found):
        raise typer.Exit(2)
    if not any(files.report.results for files in checked):
        warn("no identity could be stated: none of these files holds what the rules describe")
        raise typer.Exit(2)
    quality = [files.report.quality for files in checked]
    if fail_on.is_reached(
        warned=sum(each.warned for each in quality),
        undecided=sum(each.undecided for each in quality),
        failed=sum(each.failed for each in quality) + len(astray),
    ):
        raise typer.Exit(1)


def _print_summary(files: "CheckedRelease") -> None:
    from watchdog.cli.output import print_rows, say

    quality = files.report.quality
    say(f"{files.release}: {', '.join(files.documents)}" + (f"; compared with {files.after}" if files.after else ""))
    for finding in files.findings:
        say(f"{finding.verdict.value.upper()} {finding.message}")
        for address in finding.evidence:
            say(f"     {address}")
    by_identity: dict[str, list[Result]] = defaultdict(list)
    for result in _worst_first(files):
        by_identity[result.statement.identity.family or result.statement.identity.name].append(result)
    rows = [_summary(name, results) for name, results in by_identity.items()]
    print_rows(rows, ["identity", "pass", "warn", "fail", "undecided", "worst", "limit", "label"], Format.TABLE)
    for line in _blanks(files.report.results):
        say(line)
    for reason in quality.undecided_reasons:
        say(f"undecided: {reason}")
    if quality.not_stated:
        say(f"not stated, because the document is not among the files: identities of {', '.join(quality.not_stated)}")
    say(
        f"{files.release}: {quality.passed} of {quality.total} statements hold, {quality.failed} broken, "
        f"{quality.warned} doubtful, {quality.undecided} undecided"
    )


def _worst_first(files: "CheckedRelease") -> "list[Result]":
    from watchdog.model.finding import Verdict

    order = (Verdict.FAIL, Verdict.WARN, Verdict.UNDECIDED, Verdict.PASS)
    return sorted(files.report.results, key=lambda result: order.index(result.verdict))


def _blanks(results: "Sequence[Result]") -> "Iterator[str]":
    """Each blank cell that leaves statements undecided, those that leave most of them first."""
    from collections import Counter

    found = Counter(absent for result in results for absent in set(result.statement.missing) if absent.address)
    for absent, count in found.most_common(_MOST_BLANKS):
        statements = "1 statement" if count == 1 else f"{count} statements"
        yield f"blank: {absent}: leaves {statements} undecided"
    if len(found) > _MOST_BLANKS:
        yield f"blank: {len(found) - _MOST_BLANKS} more cells; -o json lists every one"


def _summary(name: str, results: "list[Result]") -> dict[str, object]:
    from collections import Counter

    counts = Counter(result.verdict.value for result in results)
    decided = [result for result in results if result.difference is not None]
    worst = max(decided, key=lambda result: result.excess, default=None)
    return {
        "identity": name,
        **{verdict: counts[verdict] or "" for verdict in ("pass", "warn", "fail", "undecided")},
        "worst": "" if worst is None else f"{_short(worst.difference):+}",
        "limit": "" if worst is None else _short(worst.limit),
        "label": _label(results),
    }


def _label(results: "list[Result]") -> str:
    """What the identity says; of a family, what its first member says and how many there are."""
    identities = {result.statement.identity.name: result.statement.identity.label for result in results}
    first, others = next(iter(identities.values())), len(identities) - 1
    return f"{first}, and {others} more" if others else first


def _short(value: "Decimal | None") -> float | int | None:
    """Sums are whole; of a mean two decimals tell enough."""
    from watchdog.cli.output import number

    return number(value if value is None else round(value, 2))


def _row(files: "CheckedRelease", result: "Result") -> dict[str, object]:
    from dataclasses import asdict

    statement = result.statement
    return {
        "release": str(files.release),
        "rule": statement.identity.name,
        "kind": "identity",
        "class": statement.identity.identity_class.value,
        "rows": statement.rows.value,
        "period": str(statement.period),
        "verdict": result.verdict.value,
        "observed": result.observed,
        "expected": result.expected,
        "difference": result.difference,
        "limit": result.limit,
        "message": result.reason,
        "evidence": [asdict(cell.address) for cell in result.cells if cell.address],
    }


def _astray_row(finding: "Finding") -> dict[str, object]:
    """A finding about documents and not about figures, in the columns of the statements."""
    return {
        "release": str(finding.release),
        "rule": finding.rule,
        "kind": finding.kind,
        "class": "exact",
        "rows": "",
        "period": str(finding.period),
        "verdict": finding.verdict.value,
        "observed": None,
        "expected": None,
        "difference": None,
        "limit": None,
        "message": finding.message,
        "evidence": [],
    }
