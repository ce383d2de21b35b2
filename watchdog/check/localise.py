"""Which printed figures could be the wrong one: those that all broken identities of one cluster share.

Not a proof: of the figures shared by every broken statement, those whose other statements hold least often are named.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from watchdog.check.report import Result
from watchdog.model.cell import Cell, CellKey
from watchdog.model.finding import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Broken statements that share figures, so that one wrong figure may explain them all; `suspects` says which."""

    results: tuple[Result, ...]
    suspects: tuple[Cell, ...]


def breaches(results: Sequence[Result]) -> tuple[Breach, ...]:
    """The broken statements of a report, clustered, each cluster with the figures that could explain it."""
    failing = [result for result in results if result.verdict is Verdict.FAIL]
    holding = Counter(cell.key for result in results if result.verdict is Verdict.PASS for cell in result.cells)
    return tuple(Breach(results=tuple(cluster), suspects=_suspects(cluster, holding)) for cluster in _clusters(failing))


def _clusters(failing: Sequence[Result]) -> list[list[Result]]:
    """Connected components: two statements belong together when they share a figure."""
    by_cell: dict[CellKey, list[int]] = defaultdict(list)
    for place, result in enumerate(failing):
        for cell in result.cells:
            by_cell[cell.key].append(place)
    unseen = set(range(len(failing)))
    clusters: list[list[Result]] = []
    while unseen:
        reach, frontier = set[int](), {min(unseen)}
        while frontier:
            reach |= frontier
            frontier = {
                near for place in frontier for cell in failing[place].cells for near in by_cell[cell.key]
            } - reach
        unseen -= reach
        clusters.append([failing[place] for place in sorted(reach)])
    return clusters


def _suspects(cluster: Sequence[Result], holding: Counter[CellKey]) -> tuple[Cell, ...]:
    cells = {cell.key: cell for result in cluster for cell in result.cells}
    broken = Counter(key for result in cluster for key in {cell.key for cell in result.cells})
    most = max(broken.values())
    candidates = [key for key, times in broken.items() if times == most]
    fewest = min(holding[key] for key in candidates)
    return tuple(cells[key] for key in sorted(candidates) if holding[key] == fewest)
