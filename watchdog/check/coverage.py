"""Which printed figures the identities can vouch for: those that stand in a decided statement, by document."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from watchdog.check.report import Result
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One document's figures: how many are printed, and those that no decided identity touches."""

    document: str
    printed: int
    uncovered: tuple[Cell, ...]

    @property
    def covered(self) -> int:
        """How many figures are in at least one identity."""
        return self.printed - len(self.uncovered)


def coverage(results: Iterable[Result], cells: Iterable[Cell]) -> Iterator[Coverage]:
    """For each document of these cells, in their order, what the results say something of."""
    touched = {
        place.key
        for result in results
        if result.verdict is not Verdict.UNDECIDED
        for place in result.statement.weights
        if not place.prior
    }
    printed: Counter[str] = Counter()
    uncovered: dict[str, list[Cell]] = {}
    for cell in cells:
        document = cell.key.outlet.document
        printed[document] += 1
        if cell.key not in touched:
            uncovered.setdefault(document, []).append(cell)
    for document, count in printed.items():
        yield Coverage(document=document, printed=count, uncovered=tuple(uncovered.get(document, ())))
