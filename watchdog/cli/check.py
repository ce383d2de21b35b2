"""`watchdog check`: local files against all identities, without network and without a store."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchdog.cli.options import Config, FailOn, FailsOn, Format, Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from watchdog.check.relations import RelationResult
    from watchdog.check.report import Result
    from watchdog.files import CheckedRelease
    from watchdog.model.cell import Address
    from watchdog.model.finding import Finding

_MOST_BLANKS = 5
_MOST_CELLS = 12


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
        print_rows([*map(_astray_row, astray), *(row for files in checked for row in _rows(files))], [], output)
    if any(files.unread for files in found):
        raise typer.Exit(2)
    if not any(files.report.results or files.report.relations for files in checked):
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
        for cells in _cells(finding.evidence):
            say(f"     {cells}")
    by_name: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in _worst_first(files):
        by_name[outcome.family].append(outcome)
    rows = [_summary(name, outcomes) for name, outcomes in by_name.items() if _is_in_doubt(outcomes)]
    if rows:
        print_rows(rows, ["identity", "pass", "warn", "fail", "undecided", "worst", "limit", "label"], Format.TABLE)
    say(_others(list(by_name.values())))
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


def _cells(addresses: "Sequence[Address]") -> "Iterator[str]":
    """The cells to look at, a line a sheet."""
    by_sheet: dict[tuple[str, str], list[str]] = defaultdict(list)
    for address in addresses:
        by_sheet[address.document, address.sheet].append(address.cell)
    for (document, sheet), cells in by_sheet.items():
        more = f" and {len(cells) - _MOST_CELLS} more" if len(cells) > _MOST_CELLS else ""
        yield f"{document} sheet {sheet} {', '.join(cells[:_MOST_CELLS])}{more}"


def _is_in_doubt(outcomes: "Sequence[Outcome]") -> bool:
    return any(outcome.result.verdict.value in ("fail", "warn") for outcome in outcomes)


def _others(families: "Sequence[Sequence[Outcome]]") -> str:
    """How many identities and relations there are beside those in doubt, and how to see them."""
    fine = [outcomes for outcomes in families if not _is_in_doubt(outcomes)]
    partly = sum(any(outcome.result.verdict.value == "undecided" for outcome in outcomes) for outcomes in fine)
    places = f", {partly} of them with places that are undecided" if partly else ""
    return f"{len(fine)} other identities and relations are not in doubt{places}; -o csv lists every statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A result of an identity or of a relation: its name and family, and what its row says of it first."""

    family: str
    name: str
    label: str
    what: "Mapping[str, str]"
    result: "Result | RelationResult"


def _outcomes(files: "CheckedRelease") -> "Iterator[Outcome]":
    for result in files.report.results:
        statement = result.statement
        identity = statement.identity
        what = {"kind": "identity", "class": identity.identity_class.value, "rows": statement.rows.value}
        yield Outcome(
            family=identity.family or identity.name,
            name=identity.name,
            label=identity.label,
            what={**what, "period": str(statement.period)},
            result=result,
        )
    for relation in files.report.relations:
        rule = relation.rule
        what = {"kind": rule.kind, "class": "", "rows": relation.subject, "period": str(relation.period)}
        yield Outcome(family=rule.name, name=rule.name, label=rule.label, what=what, result=relation)


def _worst_first(files: "CheckedRelease") -> list[Outcome]:
    from watchdog.model.finding import Verdict

    order = (Verdict.FAIL, Verdict.WARN, Verdict.UNDECIDED, Verdict.PASS)
    return sorted(_outcomes(files), key=lambda outcome: order.index(outcome.result.verdict))


def _blanks(results: "Sequence[Result]") -> "Iterator[str]":
    """Each blank cell that leaves statements undecided, those that leave most of them first."""
    from collections import Counter

    found = Counter(
        absent for result in results for absent in dict.fromkeys(result.statement.missing) if absent.address
    )
    for absent, count in found.most_common(_MOST_BLANKS):
        statements = "1 statement" if count == 1 else f"{count} statements"
        yield f"blank: {absent}: leaves {statements} undecided"
    if len(found) > _MOST_BLANKS:
        yield f"blank: {len(found) - _MOST_BLANKS} more cells; -o json lists every one"


def _summary(name: str, outcomes: list[Outcome]) -> dict[str, object]:
    from collections import Counter

    results = [outcome.result for outcome in outcomes]
    counts = Counter(result.verdict.value for result in results)
    decided = [result for result in results if result.difference is not None]
    worst = max(decided, key=lambda result: result.excess, default=None)
    return {
        "identity": name,
        **{verdict: counts[verdict] or "" for verdict in ("pass", "warn", "fail", "undecided")},
        "worst": "" if worst is None else f"{_short(worst.difference):+}",
        "limit": "" if worst is None else _short(worst.limit),
        "label": _label(outcomes),
    }


def _label(outcomes: list[Outcome]) -> str:
    """What the identity says; of a family, what its first member says and how many there are."""
    labels = {outcome.name: outcome.label for outcome in outcomes}
    first, others = next(iter(labels.values())), len(labels) - 1
    return f"{first}, and {others} more" if others else first


def _short(value: "Decimal | None") -> float | int | None:
    """Sums are whole; of a mean two decimals tell enough."""
    from watchdog.cli.output import number

    return number(value if value is None else round(value, 2))


def _rows(files: "CheckedRelease") -> "Iterator[dict[str, object]]":
    for outcome in _worst_first(files):
        yield {"release": str(files.release), "rule": outcome.name, **outcome.what, **_row(outcome.result)}


def _row(result: "Result | RelationResult") -> dict[str, object]:
    from dataclasses import asdict

    return {
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
