"""Sums that are broken because a sheet lacks a row that the rules know, or has one that they do not: no wrong figures.

A missing row is the cause where most statements of a sum without it are broken; a new one where leaving it out repairs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from watchdog.check.families import sides
from watchdog.check.report import CheckReport
from watchdog.check.results import Result, decided, of_verdict
from watchdog.formulas.families import summed
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The statements about one document that are broken for it, the series that these lack, and figures of new rows."""

    document: str
    results: tuple[Result, ...]
    lacking: tuple[str, ...]
    added: tuple[Cell, ...]


def gaps(report: CheckReport) -> Mapping[str, Gap]:
    """Each document whose rows are the cause of broken sums."""
    failed = of_verdict(report.results, Verdict.FAIL)
    of_name = Counter(result.statement.identity.name for result in failed)
    stated = decided(report.results) if failed else Counter[str]()
    found: dict[str, list[tuple[Result, list[str], list[Cell]]]] = defaultdict(list)
    for result in failed:
        name = result.statement.identity.name
        for document, known in _rows(result.statement.identity).items():
            cells = [cell for cell in result.cells if cell.key.outlet.document == document]
            lacking = sorted(known - {cell.key.series for cell in cells})
            added = _superfluous(result, document)
            if added or (lacking and 2 * of_name[name] > stated[name]):
                found[document].append((result, [] if added else lacking, added))
    return {
        document: Gap(
            document=document,
            results=tuple(result for result, _, _ in of_document),
            lacking=tuple(dict.fromkeys(series for _, lacking, _ in of_document for series in lacking)),
            added=tuple(dict.fromkeys(cell for _, _, added in of_document for cell in added)),
        )
        for document, of_document in found.items()
    }


def _rows(identity: Identity) -> Mapping[str, set[str]]:
    """The series that the sums of an identity are of as the rules know them, by document."""
    found: dict[str, set[str]] = defaultdict(set)
    for side in sides(identity):
        for term in summed(side):
            document = term.document or identity.document
            if document in identity.paths:
                found[document].update(_known(identity, document, term.series))
    return found


def _known(identity: Identity, document: str, pattern: str) -> Iterator[str]:
    for series, words in identity.paths[document].written_like(pattern):
        if not identity.leaves_out(words):
            yield series


def _superfluous(result: Result, document: str) -> list[Cell]:
    """The figures of rows that the rules do not know, where the statement holds without them."""
    statement = result.statement
    rows = statement.identity.paths[document]
    new = [
        (statement.cells[place], weight)
        for place, weight in statement.weights.items()
        if place.key.outlet.document == document and not rows.knows(place.key.series)
    ]
    left = Fraction(result.difference or 0) - sum(weight * Fraction(cell.value) for cell, weight in new)
    return [cell for cell, _ in new] if abs(left) <= Fraction(result.limit or 0) else []
