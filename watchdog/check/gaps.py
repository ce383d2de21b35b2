"""Sums that do not hold because a sheet lacks a row that the rules know, or has one that they do not: no wrong figures.

A missing row is the cause where most statements of a sum without it are broken; a new one where leaving it out repairs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchdog.check.families import sides
from watchdog.check.report import CheckReport
from watchdog.check.results import Result, decided, of_unknown, of_verdict
from watchdog.formulas.families import summed
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict
from watchdog.model.identity import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The statements about one document that are broken for the series that these lack, and those that are undecided
    for figures of new rows.
    """

    document: str
    results: tuple[Result, ...]
    lacking: tuple[str, ...]
    added: tuple[Cell, ...]

    @property
    def is_proved(self) -> bool:
        """Whether anything is broken for it: a row that is lost. A new one need not belong to any sum."""
        return any(result.verdict is Verdict.FAIL for result in self.results)


def gaps(report: CheckReport) -> Mapping[str, Gap]:
    """Each document whose rows are the cause of sums that do not hold."""
    failed = of_verdict(report.results, Verdict.FAIL)
    of_name = Counter(result.statement.identity.name for result in failed)
    stated = decided(report.results) if failed else Counter[str]()
    found: dict[str, list[tuple[Result, list[str], Sequence[Cell]]]] = defaultdict(list)
    for result in failed:
        name = result.statement.identity.name
        for document, known in _rows(result.statement.identity).items():
            lacking = sorted(known - {cell.key.series for cell in result.cells if cell.key.outlet.document == document})
            if lacking and 2 * of_name[name] > stated[name]:
                found[document].append((result, lacking, ()))
    for result in of_unknown(report.results):
        for document, cells in result.unknown:
            found[document].append((result, [], cells))
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
