"""`watchdog check`: local files against all identities, without network and without a store."""

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, FailOn, FailsOn, Format, Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from watchdog.check.relations import RelationResult
    from watchdog.check.report import Result
    from watchdog.files import CheckedRelease


def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders or zips of exhibits.")],
    config: Config = None,
    fail_on: FailsOn = FailOn.FAIL,
    output: Output = Format.TABLE,
) -> None:
    """Check local files against every identity.

    Nothing is fetched, kept or sent. A folder or a zip is a set of its own, single files make one set together. Exits
    with 2 when a file was not read.
    """
    from datetime import UTC, datetime

    from watchdog.cli.opening import settings_of
    from watchdog.cli.output import print_rows, warn
    from watchdog.files import check_files
    from watchdog.rulebook.load import load

    books = [load(source.pack) for source in settings_of(config).sources.values()]
    found = [files for book in books for files in check_files(paths, book, datetime.now(UTC))]
    checked = [release for files in found for release in files.releases]
    for note in (note for files in found for note in (*files.notes, *files.unread)):
        warn(note)
    if output is Format.TABLE:
        for files in checked:
            _print_summary(files)
    else:
        for finding in (finding for files in checked for finding in files.findings):
            warn(f"{finding.verdict.value.upper()} {finding.message}")
        print_rows([row for files in checked for row in _rows(files)], [], output)
    if any(files.unread for files in found):
        raise typer.Exit(2)
    if not any(files.report.results or files.report.relations for files in checked):
        warn("no identity could be stated: none of these files holds what the rules describe")
        raise typer.Exit(2)
    quality = [files.report.quality for files in checked]
    if fail_on.is_reached(
        warned=sum(each.warned for each in quality),
        undecided=sum(each.undecided for each in quality),
        failed=sum(each.failed for each in quality),
    ):
        raise typer.Exit(1)


def _print_summary(files: "CheckedRelease") -> None:
    from watchdog.cli.output import print_rows, say

    quality = files.report.quality
    say(f"{files.release}: {', '.join(files.documents)}")
    by_identity: dict[str, list[Result]] = defaultdict(list)
    for result in files.report.results:
        by_identity[result.statement.identity.name].append(result)
    rows = [_summary(name, results[0].statement.identity.label, results) for name, results in by_identity.items()]
    by_relation: dict[str, list[RelationResult]] = defaultdict(list)
    for relation in files.report.relations:
        by_relation[relation.rule.name].append(relation)
    rows += [_summary(name, relations[0].rule.label, relations) for name, relations in by_relation.items()]
    print_rows(rows, ["identity", "pass", "warn", "fail", "undecided", "worst", "limit", "label"], Format.TABLE)
    for finding in files.findings:
        say(f"{finding.verdict.value.upper()} {finding.message}")
        for address in finding.evidence:
            say(f"     {address}")
    for reason in quality.undecided_reasons:
        say(f"undecided: {reason}")
    if quality.not_stated:
        say(f"not stated, because the document is not among the files: identities of {', '.join(quality.not_stated)}")
    say(
        f"{files.release}: {quality.passed} of {quality.total} statements hold, {quality.failed} broken, "
        f"{quality.warned} doubtful, {quality.undecided} undecided"
    )


def _summary(name: str, label: str, results: "Sequence[Result | RelationResult]") -> dict[str, object]:
    from collections import Counter

    counts = Counter(result.verdict.value for result in results)
    decided = [result for result in results if result.difference is not None]
    worst = max(decided, key=lambda result: result.excess, default=None)
    return {
        "identity": name,
        **{verdict: counts[verdict] or "" for verdict in ("pass", "warn", "fail", "undecided")},
        "worst": "" if worst is None else f"{_short(worst.difference):+}",
        "limit": "" if worst is None else _short(worst.limit),
        "label": label,
    }


def _short(value: "Decimal | None") -> float | int | None:
    """Sums are whole; of a mean two decimals tell enough."""
    from watchdog.cli.output import number

    return number(value if value is None else round(value, 2))


def _rows(files: "CheckedRelease") -> "Iterator[dict[str, object]]":
    for result in files.report.results:
        statement = result.statement
        yield _row(
            result,
            release=str(files.release),
            rule=statement.identity.name,
            kind="identity",
            **{"class": statement.identity.identity_class.value},
            rows=statement.rows.value,
            period=str(statement.period),
        )
    for relation in files.report.relations:
        yield _row(
            relation,
            release=str(files.release),
            rule=relation.rule.name,
            kind=relation.rule.kind,
            **{"class": ""},
            rows=relation.subject,
            period=str(relation.period),
        )


def _row(result: "Result | RelationResult", **what: str) -> dict[str, object]:
    from dataclasses import asdict

    return {
        **what,
        "verdict": result.verdict.value,
        "observed": result.observed,
        "expected": result.expected,
        "difference": result.difference,
        "limit": result.limit,
        "message": result.reason,
        "evidence": [asdict(cell.address) for cell in result.cells if cell.address],
    }
