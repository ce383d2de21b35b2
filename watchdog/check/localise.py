"""Which printed figures could be the wrong one: those that all broken identities of one cluster share.

Not a proof: of the figures shared by every broken statement, those whose other statements hold least often are named.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from watchdog.check.report import Result
from watchdog.check.system import Place
from watchdog.model.cell import Cell
from watchdog.model.finding import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Broken statements that share figures, so that one wrong figure may explain them all; `suspects` says which."""

    results: tuple[Result, ...]
    suspects: tuple[Cell, ...]


def breaches(results: Sequence[Result]) -> tuple[Breach, ...]:
    """The broken statements of a report, clustered, each cluster with the figures that could explain it."""
    failing = [result for result in results if result.verdict is Verdict.FAIL]
    holding = Counter(place for result in results if result.verdict is Verdict.PASS for place in result.statement.cells)
    return tuple(Breach(results=tuple(cluster), suspects=_suspects(cluster, holding)) for cluster in _clusters(failing))


def _clusters(failing: Sequence[Result]) -> list[list[Result]]:
    """Connected components: two statements belong together when they share a figure."""
    by_place: dict[Place, set[int]] = defaultdict(set)
    for number, result in enumerate(failing):
        for place in result.statement.cells:
            by_place[place].add(number)
    unseen = set(range(len(failing)))
    clusters: list[list[Result]] = []
    while unseen:
        reach, frontier = set[int](), {min(unseen)}
        while frontier:
            reach |= frontier
            touched = {place for number in frontier for place in failing[number].statement.cells}
            frontier = set().union(*(by_place[place] for place in touched)) - reach
        unseen -= reach
        clusters.append([failing[number] for number in sorted(reach)])
    return clusters


def _suspects(cluster: Sequence[Result], holding: Counter[Place]) -> tuple[Cell, ...]:
    cells = {place: cell for result in cluster for place, cell in result.statement.cells.items()}
    broken = Counter(place for result in cluster for place in result.statement.cells)
    most = max(broken.values())
    candidates = [place for place, times in broken.items() if times == most]
    fewest = min(holding[place] for place in candidates)
    return tuple(cells[place] for place in sorted(candidates) if holding[place] == fewest)
